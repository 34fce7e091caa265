/** The counter's frame: till and list, who is at it, and whether notices come in. */
import { useQueryClient } from '@tanstack/react-query';
import { NavLink, Outlet, useNavigate } from 'react-router';
import { subsidiaryName } from '../../i18n/domain-words.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { currentLocale, setLocale, useLocale } from '../../i18n/locale.ts';
import { useIsLive, useLiveRefresh } from '../../live/use-live.ts';
import { signOut, useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { setAppearance, useIsDark } from '../../ui/theme.ts';
import css from './frame.module.css';
import { useCounterTexts } from './texts.ts';

export function Frame() {
  const t = useCounterTexts();
  const common = useCommonTexts();
  const session = useSession();
  const isDark = useIsDark();
  const isLive = useIsLive();
  const client = useQueryClient();
  const navigate = useNavigate();
  useLocale();
  useLiveRefresh(['coupon.']);
  const leave = async () => {
    await signOut();
    client.clear();
    await navigate('/sign-in?as=staff', { replace: true });
  };
  return (
    <div className={css.frame}>
      <a className="skip-link" href="#content">
        {common('skipToContent')}
      </a>
      <header className={`${css.head} no-print`}>
        <span className={css.brand}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t('counter')}
        </span>
        <nav className={css.tabs} aria-label={t('mainNavigation')}>
          <NavLink to="/counter" end>
            {t('till')}
          </NavLink>
          <NavLink to="/counter/today">{t('today')}</NavLink>
          {session?.kind === 'staff' && session.subsidiary === 'logistics' ? (
            <NavLink to="/counter/errands">{t('errands')}</NavLink>
          ) : null}
          {session?.kind === 'staff' && session.subsidiary === 'auto' ? (
            <NavLink to="/counter/bookings">{t('bookings')}</NavLink>
          ) : null}
        </nav>
        <span className={css.who}>
          {/* Its place is kept: the line comes up after the page, and nothing moves for it. */}
          <span className={isLive ? css.live : `${css.live} ${css.off}`} aria-hidden={!isLive}>
            {t('live')}
          </span>
          {session?.kind === 'staff'
            ? t('clerkOf', {
                company: subsidiaryName(session.subsidiary ?? 'group'),
                login: session.login,
              })
            : null}
        </span>
        <span className={css.tools}>
          <Button
            kind="plain"
            aria-label={common('language')}
            onClick={() => {
              setLocale(currentLocale() === 'en' ? 'zh-CN' : 'en');
              void client.invalidateQueries();
            }}
          >
            <Icon name="language" size={20} />
          </Button>
          <Button
            kind="plain"
            aria-label={common('appearance')}
            onClick={() => setAppearance(isDark ? 'light' : 'dark')}
          >
            <Icon name="moon" size={20} />
          </Button>
          <Button kind="plain" aria-label={common('signOut')} onClick={() => void leave()}>
            <Icon name="exit" size={20} />
          </Button>
        </span>
      </header>
      <main id="content" className={css.content} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}
