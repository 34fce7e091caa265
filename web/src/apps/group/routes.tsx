/** The group's desk: programme, members, offers, clearing, imports, audit. */
import {
  AuditOutlined,
  BankOutlined,
  BarcodeOutlined,
  CloudUploadOutlined,
  DashboardOutlined,
  FileSearchOutlined,
  GiftOutlined,
  LineChartOutlined,
  LogoutOutlined,
  ShopOutlined,
  SwapOutlined,
  TeamOutlined,
  UsergroupAddOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { type ComponentType, useEffect } from 'react';
import type { RouteObject } from 'react-router';
import { DeskFrame, type NavGroup } from '../../desk/desk-frame.tsx';
import { learnPartners, useKnownPartners } from '../../desk/words.ts';
import { useAsk } from '../../graphql/queries.ts';
import { defineTexts } from '../../i18n/texts.ts';
import { NotFound } from '../../ui/states.tsx';
import { AuditPage } from './audit-page.tsx';
import { BatchPage } from './batch-page.tsx';
import { BatchesPage } from './batches-page.tsx';
import { ClearingPage } from './clearing-page.tsx';
import { ClearingPeriodPage } from './clearing-period-page.tsx';
import { ClearingStatementPage } from './clearing-statement-page.tsx';
import { Partners } from './finance-operations.ts';
import { ImportsPage } from './imports-page.tsx';
import { LiabilityPage } from './liability-page.tsx';
import { MemberPage } from './member-page.tsx';
import { MembersPage } from './members-page.tsx';
import { EditOfferPage, NewOfferPage } from './offer-editor-page.tsx';
import { OfferPage } from './offer-page.tsx';
import { OffersPage } from './offers-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { PartnersPage } from './partners-page.tsx';
import { QualityPage } from './quality-page.tsx';
import { OpenReviewCount } from './review-operations.ts';
import { ReviewsPage } from './reviews-page.tsx';
import { RunOffsPage } from './run-offs-page.tsx';
import { SegmentsPage } from './segments-page.tsx';
import { StaffPage } from './staff-page.tsx';

const { useTexts } = defineTexts({
  dashboard: { zh: '总览', en: 'Overview' },
  people: { zh: '会员', en: 'Members' },
  members: { zh: '会员', en: 'Members' },
  reviews: { zh: '合并审核', en: 'Merge review' },
  imports: { zh: '数据导入', en: 'Imports' },
  quality: { zh: '数据质量', en: 'Data quality' },
  programme: { zh: '计划', en: 'Programme' },
  offers: { zh: '活动', en: 'Offers' },
  segments: { zh: '人群', en: 'Segments' },
  batches: { zh: '券码批次', en: 'Code batches' },
  partners: { zh: '合作品牌', en: 'Partners' },
  money: { zh: '清算与财务', en: 'Clearing and finance' },
  clearing: { zh: '清算', en: 'Clearing' },
  liability: { zh: '积分负债', en: 'Points liability' },
  runOffs: { zh: '公司退出', en: 'Companies leaving' },
  house: { zh: '治理', en: 'Governance' },
  audit: { zh: '审计轨迹', en: 'Audit trail' },
  staff: { zh: '员工与角色', en: 'Staff and roles' },
});

function useNavigation(): readonly NavGroup[] {
  const t = useTexts();
  const { data } = useAsk(OpenReviewCount, {});
  useNamedPartners();
  return [
    { entries: [{ to: '/group', end: true, label: t('dashboard'), icon: <DashboardOutlined /> }] },
    {
      label: t('people'),
      entries: [
        { to: '/group/members', label: t('members'), icon: <UserOutlined /> },
        {
          to: '/group/reviews',
          label: t('reviews'),
          icon: <FileSearchOutlined />,
          count: data?.reviewCases.totalCount,
        },
        { to: '/group/imports', label: t('imports'), icon: <CloudUploadOutlined /> },
        { to: '/group/quality', label: t('quality'), icon: <LineChartOutlined /> },
      ],
    },
    {
      label: t('programme'),
      entries: [
        { to: '/group/offers', label: t('offers'), icon: <GiftOutlined /> },
        { to: '/group/segments', label: t('segments'), icon: <UsergroupAddOutlined /> },
        { to: '/group/batches', label: t('batches'), icon: <BarcodeOutlined /> },
        { to: '/group/partners', label: t('partners'), icon: <ShopOutlined /> },
      ],
    },
    {
      label: t('money'),
      entries: [
        { to: '/group/clearing', label: t('clearing'), icon: <SwapOutlined /> },
        { to: '/group/liability', label: t('liability'), icon: <BankOutlined /> },
        { to: '/group/run-offs', label: t('runOffs'), icon: <LogoutOutlined /> },
      ],
    },
    {
      label: t('house'),
      entries: [
        { to: '/group/audit', label: t('audit'), icon: <AuditOutlined /> },
        { to: '/group/staff', label: t('staff'), icon: <TeamOutlined /> },
      ],
    },
  ];
}

/** Brands by their names wherever a page shows a company. */
function useNamedPartners(): void {
  const { data } = useAsk(Partners, {});
  useEffect(() => {
    if (data !== undefined) learnPartners(data.partners);
  }, [data]);
}

/** A page that is drawn anew when names of brands come after it: what it shows by a code is shown by its name then. */
function Named({ of: Shown }: { readonly of: ComponentType }) {
  useKnownPartners();
  return <Shown />;
}

const page = (path: string, of: ComponentType): RouteObject => ({
  path,
  element: <Named of={of} />,
});

export const routes: RouteObject[] = [
  {
    element: <DeskFrame app="group" useNavigation={useNavigation} />,
    children: [
      { index: true, element: <Named of={OverviewPage} /> },
      page('clearing', ClearingPage),
      page('clearing/:month', ClearingPeriodPage),
      page('clearing/:month/:company', ClearingStatementPage),
      page('imports', ImportsPage),
      page('quality', QualityPage),
      page('audit', AuditPage),
      page('staff', StaffPage),
      page('members', MembersPage),
      page('members/:memberId', MemberPage),
      page('reviews', ReviewsPage),
      page('segments', SegmentsPage),
      page('batches', BatchesPage),
      page('batches/:batchId', BatchPage),
      page('partners', PartnersPage),
      page('liability', LiabilityPage),
      page('run-offs', RunOffsPage),
      page('offers', OffersPage),
      page('offers/new', NewOfferPage),
      page('offers/:offerId', OfferPage),
      page('offers/:offerId/edit', EditOfferPage),
      { path: '*', element: <NotFound home="/group" /> },
    ],
  },
];
