/** The risk desk: firms, lists, screening, cases, alerts, the log. */
import {
  BellOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  CopyOutlined,
  EyeOutlined,
  FileSearchOutlined,
  FlagOutlined,
  FundOutlined,
  InboxOutlined,
  LineChartOutlined,
  MessageOutlined,
  SafetyCertificateOutlined,
  SearchOutlined,
  ShopOutlined,
} from '@ant-design/icons';
import { Navigate, type RouteObject } from 'react-router';
import { DeskFrame, type NavGroup } from '../../desk/desk-frame.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { useAsk } from '../../graphql/queries.ts';
import { NotFound } from '../../ui/states.tsx';
import { AlertsPage } from './alerts-page.tsx';
import { CasesPage } from './cases-page.tsx';
import { BulkPage } from './files/bulk-page.tsx';
import { BulkScreeningPage } from './files/bulk-screening-page.tsx';
import { useFileTexts } from './files/file-texts.ts';
import { ImportsPage } from './files/imports-page.tsx';
import { SurveyImportPage } from './files/survey-import-page.tsx';
import { FirmPage } from './firm-page.tsx';
import { FirmReportPage } from './firm-report-page.tsx';
import { FirmsPage } from './firms-page.tsx';
import { InboxCounts } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import { ListEntryPage } from './list-entry-page.tsx';
import { ListsPage } from './lists-page.tsx';
import { LogPage } from './log-page.tsx';
import { DisputesPage } from './reviews/disputes-page.tsx';
import { LookAlikesPage } from './reviews/look-alikes-page.tsx';
import { LooksPage } from './reviews/looks-page.tsx';
import { OverridesPage } from './reviews/overrides-page.tsx';
import { useReviewTexts } from './reviews/review-texts.ts';
import { useRiskTexts } from './risk-texts.ts';
import { ScreeningPage } from './screening-page.tsx';
import { ScorecardPage } from './workbench/scorecard-page.tsx';
import { ScorecardsPage } from './workbench/scorecards-page.tsx';
import { SurveyQualityPage } from './workbench/survey-quality-page.tsx';
import { useWorkbenchTexts } from './workbench/workbench-texts.ts';

function useNavigation(): readonly NavGroup[] {
  const t = useRiskTexts();
  const i = useInboxTexts();
  const f = useFileTexts();
  const r = useReviewTexts();
  const w = useWorkbenchTexts();
  const { data } = useAsk(InboxCounts, {});
  const mayReadLooks = useHasRole('risk_approver', 'auditor');
  const overrides =
    (data?.listOverrides.length ?? 0) +
    (data?.gradeOverrides.length ?? 0) +
    (data?.limitSettings.length ?? 0);
  return [
    {
      entries: [
        { to: '/risk/firms', label: t('firms'), icon: <ShopOutlined aria-hidden="true" /> },
        {
          to: '/risk/screening',
          label: t('screening'),
          icon: <SearchOutlined aria-hidden="true" />,
        },
        { to: '/risk/bulk', label: f('bulk'), icon: <FileSearchOutlined aria-hidden="true" /> },
        {
          to: '/risk/imports',
          label: f('imports'),
          icon: <CloudUploadOutlined aria-hidden="true" />,
        },
      ],
    },
    {
      label: t('toDecide'),
      entries: [
        {
          to: '/risk/lists',
          label: i('lists'),
          icon: <FlagOutlined aria-hidden="true" />,
          count: data?.proposed.totalCount,
        },
        {
          to: '/risk/cases',
          label: i('cases'),
          icon: <InboxOutlined aria-hidden="true" />,
          count: data?.creditCases.totalCount,
        },
        {
          to: '/risk/alerts',
          label: i('alerts'),
          icon: <BellOutlined aria-hidden="true" />,
          count: data?.openCreditAlerts,
        },
        {
          to: '/risk/overrides',
          label: r('overrides'),
          icon: <CheckSquareOutlined aria-hidden="true" />,
          count: overrides,
        },
        {
          to: '/risk/disputes',
          label: r('disputes'),
          icon: <MessageOutlined aria-hidden="true" />,
        },
        { to: '/risk/alikes', label: r('alikes'), icon: <CopyOutlined aria-hidden="true" /> },
      ],
    },
    {
      label: t('howWell'),
      entries: [
        {
          to: '/risk/scorecards',
          label: w('scorecards'),
          icon: <FundOutlined aria-hidden="true" />,
        },
        {
          to: '/risk/quality',
          label: w('quality'),
          icon: <LineChartOutlined aria-hidden="true" />,
        },
        {
          to: '/risk/log',
          label: t('log'),
          icon: <SafetyCertificateOutlined aria-hidden="true" />,
        },
        ...(mayReadLooks
          ? [{ to: '/risk/looks', label: r('looks'), icon: <EyeOutlined aria-hidden="true" /> }]
          : []),
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
      { path: 'firms/:firmId/report', element: <FirmReportPage /> },
      { path: 'lists', element: <ListsPage /> },
      { path: 'lists/:entryId', element: <ListEntryPage /> },
      { path: 'cases', element: <CasesPage /> },
      { path: 'alerts', element: <AlertsPage /> },
      { path: 'screening', element: <ScreeningPage /> },
      { path: 'log', element: <LogPage /> },
      { path: 'bulk', element: <BulkPage /> },
      { path: 'bulk/:jobId', element: <BulkScreeningPage /> },
      { path: 'imports', element: <ImportsPage /> },
      { path: 'imports/:importId', element: <SurveyImportPage /> },
      { path: 'overrides', element: <OverridesPage /> },
      { path: 'disputes', element: <DisputesPage /> },
      { path: 'alikes', element: <LookAlikesPage /> },
      { path: 'looks', element: <LooksPage /> },
      { path: 'scorecards', element: <ScorecardsPage /> },
      { path: 'scorecards/:cardId', element: <ScorecardPage /> },
      { path: 'quality', element: <SurveyQualityPage /> },
      { path: '*', element: <NotFound home="/risk" /> },
    ],
  },
];
