/** The frame of a desk: where one is, where one can go, who one is. On a phone the way is behind one button. */
import {
  DesktopOutlined,
  LogoutOutlined,
  MenuOutlined,
  MoonOutlined,
  SunOutlined,
  TranslationOutlined,
} from '@ant-design/icons';
import { Button, Drawer, Dropdown, type MenuProps } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { inList } from '../format/lists.ts';
import { useCommonTexts } from '../i18n/house-texts.ts';
import { setLocale, useLocale } from '../i18n/locale.ts';
import { useIsLive, useLive } from '../live/use-live.ts';
import { APP_PATHS, type AppName, appsOf } from '../session/home.ts';
import { signOut, useSession } from '../session/session.ts';
import { type Appearance, setAppearance, useAppearance } from '../ui/theme.ts';
import css from './desk.module.css';
import { useDeskTexts } from './desk-texts.ts';
import { DeskTheme } from './desk-theme.tsx';
import { roleWord } from './words.ts';

export interface NavEntry {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  /** How much waits there. */
  readonly count?: number | undefined;
  /** The address itself only, not what lies below it. */
  readonly end?: boolean;
}

export interface NavGroup {
  readonly label?: string;
  readonly entries: readonly NavEntry[];
}

interface FrameProps {
  readonly app: 'group' | 'risk';
  /** A hook, so that counts are asked inside of the frame. */
  readonly useNavigation: () => readonly NavGroup[];
}

export function DeskFrame(props: FrameProps) {
  return (
    <DeskTheme>
      <Framed {...props} />
    </DeskTheme>
  );
}

function Framed({ app, useNavigation }: FrameProps) {
  const t = useDeskTexts();
  const common = useCommonTexts();
  const groups = useNavigation();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  const brand = (
    <NavLink to={APP_PATHS[app]} end className={`${css.brand}`}>
      <img src="/icon.svg" alt="" width={32} height={32} />
      <span>
        {common('appName')}
        <small>{t(app)}</small>
      </span>
    </NavLink>
  );
  const navigation = (
    <>
      <nav className={css.nav} aria-label={t('mainNavigation')}>
        {groups.map(({ label, entries }) => (
          <div key={label ?? ''}>
            {label === undefined ? null : <p className={css.navGroup}>{label}</p>}
            <ul>
              {entries.map((entry) => (
                <li key={entry.to}>
                  <NavLink to={entry.to} end={entry.end ?? false} className={`${css.navLink}`}>
                    <span aria-hidden="true">{entry.icon}</span>
                    {entry.label}
                    {entry.count === undefined || entry.count === 0 ? null : (
                      <span className={css.navCount}>{entry.count}</span>
                    )}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={css.foot}>
        <Live />
        <Who />
      </div>
    </>
  );
  return (
    <div className={css.frame}>
      <a className="skip-link" href="#content">
        {common('skipToContent')}
      </a>
      <aside className={css.side}>
        {brand}
        {navigation}
      </aside>
      <header className={css.bar}>
        <Button
          type="text"
          icon={<MenuOutlined aria-hidden="true" />}
          aria-label={t('menu')}
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        />
        {brand}
      </header>
      <Drawer
        open={isOpen}
        onClose={() => setOpen(false)}
        placement="left"
        size={280}
        title={t(app)}
        styles={{ body: { padding: 12 } }}
      >
        <div className={css.drawer}>{navigation}</div>
      </Drawer>
      <main id="content" tabIndex={-1} className={css.content}>
        <Outlet />
      </main>
    </div>
  );
}

function Live() {
  const t = useDeskTexts();
  const isLive = useIsLive();
  // Every desk listens, whatever its page does with what it hears.
  useLive([], () => undefined);
  return (
    <p className={css.live} title={t(isLive ? 'liveHint' : 'notLive')}>
      <span className={css.liveDot} data-on={isLive} />
      {t(isLive ? 'live' : 'offline')}
    </p>
  );
}

function Who() {
  const t = useDeskTexts();
  const common = useCommonTexts();
  const session = useSession();
  const locale = useLocale();
  const appearance = useAppearance();
  const navigate = useNavigate();
  if (session?.kind !== 'staff') return null;
  const looks: readonly (readonly [Appearance, ReactNode])[] = [
    ['system', <DesktopOutlined key="s" />],
    ['light', <SunOutlined key="l" />],
    ['dark', <MoonOutlined key="d" />],
  ];
  const apps = appsOf(session);
  const { pathname } = window.location;
  const others = apps.filter((name) => !pathname.startsWith(APP_PATHS[name]));
  const items: MenuProps['items'] = [
    ...others.map((name: AppName) => ({
      key: `app-${name}`,
      label: `${t('otherApps')} ${name === 'member' ? '' : t(name)}`,
      onClick: () => void navigate(APP_PATHS[name]),
    })),
    ...(others.length > 0 ? [{ type: 'divider' as const }] : []),
    {
      key: 'language',
      icon: <TranslationOutlined aria-hidden="true" />,
      label: locale === 'en' ? '中文' : 'English',
      onClick: () => setLocale(locale === 'en' ? 'zh-CN' : 'en'),
    },
    ...looks.map(([name, icon]) => ({
      key: name,
      icon,
      label: `${common(name)}${appearance === name ? ' ✓' : ''}`,
      onClick: () => setAppearance(name),
    })),
    { type: 'divider' as const },
    {
      key: 'out',
      icon: <LogoutOutlined aria-hidden="true" />,
      label: common('signOut'),
      onClick: () => void signOut(),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="topLeft">
      <button type="button" className={css.who} aria-haspopup="menu">
        <span className={css.whoMark} aria-hidden="true">
          {session.login.slice(0, 1).toUpperCase()}
        </span>
        <span style={{ minWidth: 0 }}>
          <span className={css.whoName}>{session.login}</span>
          <span className={css.whoRole}>{inList(session.roles.map(roleWord))}</span>
        </span>
      </button>
    </Dropdown>
  );
}
