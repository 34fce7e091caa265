/** One door for everybody: a member by a code on the telephone, staff by account. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useCommonTexts } from '../i18n/house-texts.ts';
import { currentLocale, setLocale, useLocale } from '../i18n/locale.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { Segments } from '../ui/segments.tsx';
import { CodeSignIn } from './code-sign-in.tsx';
import { APP_PATHS, appsOf, homeOf } from './home.ts';
import { currentSession, type Session, useSession } from './session.ts';
import css from './sign-in.module.css';
import { useSignInTexts } from './sign-in-texts.ts';
import { StaffSignIn } from './staff-sign-in.tsx';

/** Only addresses of this site, and only of apps that are the caller's. */
function wayBack(back: string | null, session: Session | undefined): string {
  const isMine =
    session !== undefined &&
    back !== null &&
    appsOf(session).some((app) => back === APP_PATHS[app] || back.startsWith(`${APP_PATHS[app]}/`));
  return isMine && back !== null ? back : homeOf(session);
}

export function SignInPage() {
  const t = useSignInTexts();
  const common = useCommonTexts();
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const isStaff = parameters.get('as') === 'staff';
  const back = parameters.get('back');
  useLocale();
  usePageTitle(t('signIn'));
  // What another person saw on this device is forgotten.
  useEffect(() => {
    if (session === undefined) client.clear();
  }, [session, client]);
  if (session !== undefined) return <Navigate to={wayBack(back, session)} replace />;
  const enter = () => void navigate(wayBack(back, currentSession()), { replace: true });
  return (
    <main className={css.page}>
      <div className={css.panel}>
        <header className={css.header}>
          <img src="/icon.svg" alt="" width={48} height={48} />
          <h1 className={css.name}>{common('appName')}</h1>
          <p className={css.tagline}>{t('tagline')}</p>
        </header>
        <Segments
          label={t('who')}
          value={isStaff ? 'staff' : 'member'}
          options={[
            { value: 'member', label: t('member') },
            { value: 'staff', label: t('staff') },
          ]}
          onChange={(value) => {
            const next = new URLSearchParams(parameters);
            if (value === 'staff') next.set('as', 'staff');
            else next.delete('as');
            setParameters(next, { replace: true });
          }}
        />
        {isStaff ? <StaffSignIn onDone={enter} /> : <CodeSignIn onDone={enter} />}
      </div>
      <button
        type="button"
        className={css.language}
        onClick={() => setLocale(currentLocale() === 'en' ? 'zh-CN' : 'en')}
      >
        {currentLocale() === 'en' ? '中文' : 'English'}
      </button>
    </main>
  );
}
