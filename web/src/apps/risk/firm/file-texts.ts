/** Words of the deeper parts of a firm's file. */
import { defineTexts, type Text } from '../../../i18n/texts.ts';

export const { useTexts: useFirmFileTexts } = defineTexts({
  statements: { zh: '财务报表', en: 'Statements' },
  statementsHint: {
    zh: '单位：元。同一口径逐年并列。',
    en: 'In CNY, by the same chart, year beside year.',
  },
  noStatements: { zh: '还没有财务报表', en: 'No statements yet' },
  ratios: { zh: '财务比率', en: 'Ratios' },
  item: { zh: '项目', en: 'Line' },
  audited: { zh: '已审计', en: 'Audited' },
  findings: { zh: '勾稽检查', en: 'Checks' },
  findingsHint: {
    zh: '机器核对报表，可疑处请人工核实。',
    en: 'Checked by machine; what is doubtful is for a person.',
  },
  expected: { zh: '应为 {amount}', en: 'should be {amount}' },
  yearBefore: { zh: '上年 {amount}', en: 'a year before {amount}' },
  found: { zh: '报告 {amount}', en: 'reported {amount}' },
  trend: { zh: '收入与利润', en: 'Revenue and profit' },
  litigation: { zh: '涉诉', en: 'Litigation' },
  severity: { zh: '严重度', en: 'Severity' },
  severityHint: {
    zh: '0 最轻，100 最重；被告、败诉、金额大、未了的更重。',
    en: '0 to 100: heavier as defendant, lost, large, still open.',
  },
  cases: { zh: '诉讼案件', en: 'Cases' },
  caseNo: { zh: '案号', en: 'Case no.' },
  cause: { zh: '案由', en: 'Cause' },
  role: { zh: '地位', en: 'Role' },
  stage: { zh: '程序', en: 'Stage' },
  outcome: { zh: '结果', en: 'Outcome' },
  amount: { zh: '金额', en: 'Amount' },
  court: { zh: '法院', en: 'Court' },
  enforcements: { zh: '被执行', en: 'Enforcements' },
  opened: { zh: '立案', en: 'Opened' },
  openState: { zh: '未结', en: 'Open' },
  closedOn: { zh: '{day} 结案', en: 'Closed {day}' },
  listings: { zh: '失信与限制', en: 'Court lists' },
  published: { zh: '公布', en: 'Published' },
  ends: { zh: '到期', en: 'Ends' },
  inForce: { zh: '有效', en: 'In force' },
  ended: { zh: '已到期', en: 'Ended' },
  noLitigation: { zh: '没有涉诉记录', en: 'No litigation on record' },
  deals: { zh: '敞口与合作', en: 'Exposure and deals' },
  byCompany: { zh: '各公司占用', en: 'By company' },
  group: { zh: '关联客户合并额度', en: 'Connected clients, one limit' },
  groupHint: {
    zh: '这些企业共用一个集团额度，任何公司都不能一起超用。',
    en: 'They share one limit that nobody overspends together.',
  },
  setByHand: { zh: '人工设定', en: 'Set by hand' },
  member: { zh: '成员', en: 'Member' },
  used: { zh: '已用', en: 'Used' },
  reserved: { zh: '已占', en: 'Held' },
  limit: { zh: '额度', en: 'Limit' },
  available: { zh: '可用', en: 'Available' },
  reservations: { zh: '额度占用明细', en: 'Amounts held and used' },
  reference: { zh: '合同或订单', en: 'Reference' },
  company: { zh: '公司', en: 'Company' },
  state: { zh: '状态', en: 'State' },
  useStopped: { zh: '只能释放', en: 'To be given back' },
  useStoppedHint: {
    zh: '企业列入黑名单或被一票否决后，已占用的额度不能再使用，只能释放；名单记录经两人特批放行的除外。',
    en: 'What was held before the firm was barred is not used any more, only given back, unless two people lift the entry for the company.',
  },
  lift: { zh: '去申请特批', en: 'Ask to lift it' },
  until: { zh: '保留至', en: 'Held until' },
  impact: { zh: '假如它违约', en: 'If it defaults' },
  impactHint: {
    zh: '沿担保传导一步步推演，集团最多损失。',
    en: 'Step by step along guarantees: what the group would lose at most.',
  },
  lost: { zh: '集团损失', en: 'Lost to the group' },
  falls: { zh: '也会倒下', en: 'falls too' },
  stands: { zh: '撑得住', en: 'stands' },
  called: { zh: '代偿 {amount}', en: 'called for {amount}' },
  outcomes: { zh: '合作结果', en: 'Outcomes' },
  result: { zh: '结果', en: 'Result' },
  occurredOn: { zh: '日期', en: 'Day' },
  daysLate: { zh: '逾期 {count} 天', en: '{count} {count:day|days} late' },
  voided: { zh: '已作废', en: 'Voided' },
  noDeals: { zh: '还没有合作记录', en: 'No deals yet' },
  evidence: { zh: '证据文件', en: 'Evidence' },
  evidenceHint: { zh: '每次打开都会留痕。', en: 'Each opening is on record.' },
  open: { zh: '打开', en: 'Open' },
  notOpened: { zh: '打不开，请稍后再试', en: 'It cannot be opened now' },
  noEvidence: { zh: '没有证据文件', en: 'No files' },
  changes: { zh: '对比', en: 'Changes' },
  changesHint: {
    zh: '两个日子我们各知道什么，差在哪里。',
    en: 'What we knew on two days, and what differs.',
  },
  from: { zh: '从', en: 'From' },
  to: { zh: '到', en: 'To' },
  today: { zh: '今天', en: 'Today' },
  before: { zh: '原来', en: 'Before' },
  after: { zh: '后来', en: 'After' },
  change: { zh: '变化', en: 'Change' },
  fact: { zh: '事实', en: 'Fact' },
  noChanges: { zh: '这两天之间没有变化', en: 'Nothing changed between these days' },
});

type Words = Readonly<Record<string, Text>>;
const w = (zh: string, en: string): Text => ({ zh, en });

export const ROLE_WORDS: Words = {
  PLAINTIFF: w('原告', 'Plaintiff'),
  DEFENDANT: w('被告', 'Defendant'),
  THIRD_PARTY: w('第三人', 'Third party'),
};
export const STAGE_WORDS: Words = {
  FILED: w('立案', 'Filed'),
  FIRST_INSTANCE: w('一审', 'First instance'),
  APPEAL: w('二审', 'Appeal'),
  RETRIAL: w('再审', 'Retrial'),
  CLOSED: w('结案', 'Closed'),
};
export const CASE_OUTCOME_WORDS: Words = {
  PENDING: w('未决', 'Pending'),
  WON: w('胜诉', 'Won'),
  LOST: w('败诉', 'Lost'),
  PARTLY_LOST: w('部分败诉', 'Partly lost'),
  SETTLED: w('和解', 'Settled'),
  WITHDRAWN: w('撤诉', 'Withdrawn'),
};
export const COURT_LIST_WORDS: Words = {
  DISHONEST_DEBTOR: w('失信被执行人', 'Dishonest debtor'),
  RESTRICTION_ORDER: w('限制消费', 'Restriction order'),
};
export const END_BASIS_WORDS: Words = {
  PUBLISHED: w('按公布', 'as published'),
  REMOVED: w('法院移除', 'taken off'),
  STATUTE: w('按法定两年', 'by law'),
  UNTIL_LIFTED: w('至解除', 'until lifted'),
};
export const SHEET_WORDS: Words = {
  BALANCE_SHEET: w('资产负债表', 'Balance sheet'),
  INCOME_STATEMENT: w('利润表', 'Income statement'),
  CASH_FLOW: w('现金流量表', 'Cash flow'),
};
export const RATIO_GROUP_WORDS: Words = {
  LIQUIDITY: w('偿债（短期）', 'Liquidity'),
  LEVERAGE: w('杠杆', 'Leverage'),
  PROFITABILITY: w('盈利', 'Profitability'),
  EFFICIENCY: w('营运', 'Efficiency'),
  GROWTH: w('成长', 'Growth'),
};
export const FINDING_WORDS: Words = {
  UNBALANCED: w('不平衡', 'Does not balance'),
  PART_EXCEEDS_WHOLE: w('部分大于整体', 'A part exceeds the whole'),
  NEGATIVE: w('不应为负', 'Should not be negative'),
  JUMP: w('大幅波动', 'A jump'),
};
export const RESULT_WORDS: Words = {
  DELIVERED: w('已交付', 'Delivered'),
  PAID: w('已付款', 'Paid'),
  PAID_LATE: w('逾期付款', 'Paid late'),
  DISPUTED: w('有争议', 'Disputed'),
  DEFAULTED: w('违约', 'Defaulted'),
};
export const RESERVATION_WORDS: Words = {
  RESERVED: w('占用中', 'Held'),
  USED: w('已使用', 'Used'),
  RELEASED: w('已释放', 'Released'),
  EXPIRED: w('已过期', 'Expired'),
};
export const CHANGE_WORDS: Words = {
  ADDED: w('新增', 'Added'),
  CHANGED: w('改变', 'Changed'),
  CONFIRMED: w('再次确认', 'Confirmed'),
  FRESH_AGAIN: w('重新有效', 'Fresh again'),
  REMOVED: w('移除', 'Removed'),
  WENT_STALE: w('过期', 'Went stale'),
};
