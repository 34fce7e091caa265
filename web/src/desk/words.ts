/** The words for values that several pages show: companies, states, kinds. */
import { useSyncExternalStore } from 'react';
import { currentLocale } from '../i18n/locale.ts';
import { type Text, wordFor } from '../i18n/texts.ts';

const COMPANIES: Readonly<Record<string, Text>> = {
  group: { zh: '集团', en: 'Group' },
  programme: { zh: '积分计划', en: 'Programme' },
  auto: { zh: '汽车', en: 'Auto' },
  property: { zh: '物业', en: 'Property' },
  retail: { zh: '商超', en: 'Retail' },
  logistics: { zh: '物流', en: 'Logistics' },
};

/** An outside brand, as far as the desks name it. */
export interface PartnerNamed {
  readonly code: string;
  readonly name: Text;
  readonly funds: boolean;
  readonly honours: boolean;
  readonly state: string;
}

/** Outside brands by the names that the group’s desk has been told; a code until then. */
let partners: readonly PartnerNamed[] = [];
const listeners = new Set<() => void>();

export function learnPartners(told: readonly PartnerNamed[]): void {
  partners = told;
  for (const listener of listeners) listener();
}

/** Draws the caller anew when names of brands come in or change. */
export function useKnownPartners(): readonly PartnerNamed[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => partners,
  );
}

export const companyName = (code: string | null | undefined): string =>
  wordFor(
    COMPANIES[code ?? ''] === undefined
      ? Object.fromEntries(partners.map((partner) => [partner.code, partner.name]))
      : COMPANIES,
    code,
  );

export const COMPANY_CODES = ['auto', 'property', 'retail', 'logistics'] as const;

export const companyOptions = () =>
  COMPANY_CODES.map((value) => ({ value, label: companyName(value) }));

/** The companies, and the outside brands that take part in this. */
export const payerOptions = () => [
  { value: 'group', label: companyName('group') },
  ...companyOptions(),
  ...partnerOptions(({ funds }) => funds),
];
export const honourerOptions = () => [
  ...companyOptions(),
  ...partnerOptions(({ honours }) => honours),
];

const partnerOptions = (takesPart: (partner: PartnerNamed) => boolean) =>
  partners
    .filter((partner) => partner.state === 'ACTIVE' && takesPart(partner))
    .map(({ code }) => ({ value: code, label: companyName(code) }));

export type Tone = 'good' | 'info' | 'warning' | 'bad' | 'neutral';

interface State extends Text {
  readonly tone: Tone;
}

const state = (zh: string, en: string, tone: Tone = 'neutral'): State => ({ zh, en, tone });

/** One table for every state the desks show; the same word means the same everywhere. */
export const STATES: Readonly<Record<string, State>> = {
  ACTIVE: state('有效', 'Active', 'good'),
  SUSPENDED: state('已冻结', 'Suspended', 'warning'),
  MERGED: state('已合并', 'Merged', 'info'),
  TERMINATED: state('已终止', 'Terminated'),
  ERASED: state('已抹除', 'Erased'),
  DRAFT: state('草稿', 'Draft'),
  SCHEDULED: state('待开始', 'Scheduled', 'info'),
  LIVE: state('进行中', 'Live', 'good'),
  PAUSED: state('已暂停', 'Paused', 'warning'),
  ENDED: state('已结束', 'Ended'),
  OPEN: state('待处理', 'Open', 'warning'),
  MONTH_OPEN: state('未截账', 'Open', 'info'),
  DISTINCT: state('不同的人', 'Distinct', 'info'),
  DONE: state('已完成', 'Done', 'good'),
  MOVING: state('迁移中', 'Moving', 'info'),
  UNDOING: state('撤销中', 'Undoing', 'info'),
  UNDONE: state('已撤销', 'Undone'),
  PENDING: state('等待中', 'Pending', 'info'),
  GENERATING: state('生成中', 'Generating', 'info'),
  READY: state('就绪', 'Ready', 'good'),
  CLOSED: state('已关闭', 'Closed'),
  LEFT: state('已退出', 'Left'),
  CANCELLED: state('已取消', 'Cancelled'),
  COMPLETE: state('已完成', 'Complete', 'good'),
  FAILED: state('失败', 'Failed', 'bad'),
  RUNNING: state('进行中', 'Running', 'info'),
  PROPOSED: state('待审批', 'Proposed', 'warning'),
  UNDER_REVIEW: state('审核中', 'Under review', 'info'),
  APPROVED: state('已批准', 'Approved', 'good'),
  REJECTED: state('已驳回', 'Rejected'),
  APPEALED: state('申诉中', 'Appealed', 'warning'),
  UPHELD: state('维持', 'Upheld', 'bad'),
  REMOVED: state('已移出', 'Removed'),
  EXPIRED: state('已到期', 'Expired'),
  PROCEED: state('可合作', 'Proceed', 'good'),
  REVIEW: state('需复核', 'Review', 'warning'),
  REJECT: state('拒绝', 'Reject', 'bad'),
  CUT_OFF: state('已截账', 'Cut off', 'info'),
  RECONCILED: state('已对账', 'Reconciled', 'info'),
  ISSUED: state('已出单', 'Issued', 'info'),
  DISPUTED: state('有争议', 'Disputed', 'bad'),
  SETTLED: state('已结清', 'Settled', 'good'),
  INVESTIGATING: state('调查中', 'Investigating', 'info'),
  SNOOZED: state('暂缓', 'Snoozed'),
  BLACKLIST: state('黑名单', 'Blacklist', 'bad'),
  WATCHLIST: state('关注名单', 'Watchlist', 'warning'),
  WHITELIST: state('白名单', 'Whitelist', 'good'),
};

export const stateWord = (value: string | null | undefined): string =>
  wordFor(STATES, value, currentLocale());

export const stateTone = (value: string): Tone => STATES[value]?.tone ?? 'neutral';

export const stateOptions = (values: readonly string[]) =>
  values.map((value) => ({ value, label: stateWord(value) }));

const ROLES: Readonly<Record<string, Text>> = {
  operator: { zh: '集团运营', en: 'Group operator' },
  auditor: { zh: '审计', en: 'Auditor' },
  clerk: { zh: '店员', en: 'Clerk' },
  risk_officer: { zh: '风控专员', en: 'Risk officer' },
  risk_approver: { zh: '风控审批', en: 'Risk approver' },
};

export const roleWord = (value: string): string => wordFor(ROLES, value);
