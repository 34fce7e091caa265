/** The risk desk: firms, lists, screening, cases, alerts, the log. */
import {
  BellOutlined,
  FlagOutlined,
  InboxOutlined,
  SafetyCertificateOutlined,
  SearchOutlined,
  ShopOutlined,
} from '@ant-design/icons';
import { Navigate, type RouteObject } from 'react-router';
import { DeskFrame, type NavGroup } from '../../desk/desk-frame.tsx';
import { useAsk } from '../../graphql/queries.ts';
import { AlertsPage } from './alerts-page.tsx';
import { CasesPage } from './cases-page.tsx';
import { FirmPage } from './firm-page.tsx';
import { FirmsPage } from './firms-page.tsx';
import { InboxCounts } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import { ListEntryPage } from './list-entry-page.tsx';
import { ListsPage } from './lists-page.tsx';
import { LogPage } from './log-page.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { ScreeningPage } from './screening-page.tsx';

function useNavigation(): readonly NavGroup[] {
  const t = useRiskTexts();
  const i = useInboxTexts();
  const { data } = useAsk(InboxCounts, {});
  return [
    {
      entries: [
        { to: '/risk/firms', label: t('firms'), icon: <ShopOutlined /> },
        {
          to: '/risk/lists',
          label: i('lists'),
          icon: <FlagOutlined />,
          count: data?.proposed.totalCount,
        },
        {
          to: '/risk/cases',
          label: i('cases'),
          icon: <InboxOutlined />,
          count: data?.creditCases.totalCount,
        },
        {
          to: '/risk/alerts',
          label: i('alerts'),
          icon: <BellOutlined />,
          count: data?.openCreditAlerts,
        },
        { to: '/risk/screening', label: t('screening'), icon: <SearchOutlined /> },
        { to: '/risk/log', label: t('log'), icon: <SafetyCertificateOutlined /> },
      ],
    },
  ];
}

export const routes: RouteObject[] = [
  {
    element: <DeskFrame app="risk" useNavigation={useNavigation} />,
    children: [
      { index: true, element: <Navigate to="/risk/firms" replace /> },
      { path: 'firms', element: <FirmsPage /> },
      { path: 'firms/:firmId', element: <FirmPage /> },
      { path: 'lists', element: <ListsPage /> },
      { path: 'lists/:entryId', element: <ListEntryPage /> },
      { path: 'cases', element: <CasesPage /> },
      { path: 'alerts', element: <AlertsPage /> },
      { path: 'screening', element: <ScreeningPage /> },
      { path: 'log', element: <LogPage /> },
    ],
  },
];
