/** The phone's frame: content and four tabs below; on a wide screen the tabs stand at the side. */
import { NavLink, Outlet, ScrollRestoration } from 'react-router';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { useLocale } from '../../i18n/locale.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import css from './frame.module.css';
import { useMemberTexts } from './texts.ts';

export function Frame() {
  const t = useMemberTexts();
  const common = useCommonTexts();
  useLocale();
  const tabs: readonly (readonly [string, IconName, string])[] = [
    ['/me', 'home', t('home')],
    ['/me/wallet', 'ticket', t('wallet')],
    ['/me/life', 'grid', t('life')],
    ['/me/account', 'user', t('account')],
  ];
  return (
    <div className={css.frame}>
      <a className="skip-link" href="#content">
        {common('skipToContent')}
      </a>
      <nav className={css.tabs} aria-label={t('mainNavigation')}>
        <span className={css.brand} aria-hidden="true">
          <img src="/icon.svg" alt="" width={28} height={28} />
          {common('appName')}
        </span>
        {tabs.map(([to, icon, label]) => (
          <NavLink key={to} to={to} end={to === '/me'} className={css.tab ?? ''}>
            <Icon name={icon} />
            <span>{label}</span>
          </NavLink>
        ))}
      </nav>
      <main id="content" className={css.content} tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
}
