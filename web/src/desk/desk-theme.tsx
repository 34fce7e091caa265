/** Ant Design in the house's colours: the desks' components follow language and light or dark as everything else does. */
import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useLocale } from '../i18n/locale.ts';
import { useIsDark } from '../ui/theme.ts';

const FONT = 'var(--font)';

const still = window.matchMedia('(prefers-reduced-motion: reduce)');

const LIGHT = {
  colorPrimary: '#0b6b58',
  colorLink: '#0b6b58',
  colorInfo: '#1f5fa8',
  colorSuccess: '#0b6b58',
  colorWarning: '#8a5300',
  colorError: '#b42318',
  colorBgLayout: '#f4f5f3',
  colorBgContainer: '#ffffff',
  colorBgElevated: '#ffffff',
  colorBorder: '#c4cbc7',
  colorBorderSecondary: '#e2e6e3',
  colorText: '#161a18',
  colorTextSecondary: '#55605b',
  colorTextTertiary: '#68726d',
  colorTextDescription: '#5d6762',
  colorTextPlaceholder: '#68726d',
} as const;

const DARK = {
  colorPrimary: '#5cc9ae',
  colorLink: '#5cc9ae',
  colorInfo: '#8bbcf5',
  colorSuccess: '#5cc9ae',
  colorWarning: '#f2b964',
  colorError: '#ff8f85',
  colorBgLayout: '#0f1211',
  colorBgContainer: '#191d1b',
  colorBgElevated: '#212624',
  colorBorder: '#454d49',
  colorBorderSecondary: '#2b312e',
  colorText: '#eef2f0',
  colorTextSecondary: '#a9b4af',
  colorTextTertiary: '#96a19c',
  colorTextDescription: '#a0aba6',
  colorTextPlaceholder: '#96a19c',
  colorTextLightSolid: '#06231c',
} as const;

export function DeskTheme({ children }: { readonly children: ReactNode }) {
  const locale = useLocale();
  const isDark = useIsDark();
  return (
    <ConfigProvider
      locale={locale === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        hashed: false,
        token: {
          ...(isDark ? DARK : LIGHT),
          fontFamily: FONT,
          borderRadius: 8,
          borderRadiusLG: 12,
          fontSize: 14,
          controlHeight: 36,
          wireframe: false,
          // Whoever asked the system for less motion gets none: half-stopped animations would leave menus unopened.
          motion: !still.matches,
        },
        components: {
          Table: {
            headerBg: 'transparent',
            cellPaddingBlock: 11,
            cellPaddingInlineMD: 16,
            headerSplitColor: 'transparent',
          },
          Card: { bodyPadding: 20 },
          // Room between a dialog's title and its first field.
          Modal: { marginXS: 16 },
          Tabs: { horizontalMargin: '0 0 16px' },
          Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
        },
      }}
    >
      <AntApp component={false}>{children}</AntApp>
    </ConfigProvider>
  );
}
