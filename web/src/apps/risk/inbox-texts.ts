/** Words of lists, cases, alerts and relations. */
import { defineTexts, type Text } from '../../i18n/texts.ts';

export const { useTexts: useInboxTexts } = defineTexts({
  lists: { zh: '名单', en: 'Lists' },
  listsLead: {
    zh: '提出的人不能批准；维持或移出要两个人。到期必复核。',
    en: 'Who proposes never approves; to uphold or remove takes two. Everything is reviewed.',
  },
  inbox: { zh: '待我处理', en: 'Inbox' },
  binding: { zh: '生效中', en: 'Binding' },
  all: { zh: '全部', en: 'All' },
  appeals: { zh: '申诉', en: 'Appeals' },
  due: { zh: '待复核', en: 'Review due' },
  firm: { zh: '企业', en: 'Firm' },
  list: { zh: '名单', en: 'List' },
  reason: { zh: '理由', en: 'Reason' },
  state: { zh: '状态', en: 'State' },
  proposedAt: { zh: '提出', en: 'Proposed' },
  reviewOn: { zh: '复核日', en: 'Review by' },
  effective: { zh: '生效日', en: 'Effective' },
  scope: { zh: '范围', en: 'Scope' },
  wholeGroup: { zh: '全集团', en: 'Whole group' },
  next: { zh: '下一步', en: 'Next' },
  yours: { zh: '等您', en: 'Waits for you' },
  others: { zh: '等另一人', en: 'Waits for another' },
  overridable: { zh: '可特批', en: 'May be overridden' },
  yes: { zh: '是', en: 'Yes' },
  no: { zh: '否', en: 'No' },
  evidence: { zh: '证据', en: 'Evidence' },
  noEvidence: { zh: '没有证据文件', en: 'No files' },
  steps: { zh: '经过', en: 'What happened' },
  note: { zh: '说明', en: 'Note' },
  startReview: { zh: '开始审核', en: 'Start review' },
  started: { zh: '已开始审核', en: 'Under review' },
  approve: { zh: '批准', en: 'Approve' },
  approveSure: {
    zh: '批准后全范围立即生效，并写入共享日志。',
    en: 'It binds at once and is written to the shared log.',
  },
  approved: { zh: '已批准生效', en: 'Approved' },
  reject: { zh: '驳回', en: 'Reject' },
  rejected: { zh: '已驳回', en: 'Rejected' },
  appeal: { zh: '登记申诉', en: 'File an appeal' },
  grounds: { zh: '申诉理由', en: 'Grounds' },
  appealed: { zh: '申诉已登记，裁定前名单仍有效', en: 'Filed; the entry binds until decided' },
  remove: { zh: '移出名单', en: 'Remove' },
  uphold: { zh: '维持', en: 'Uphold' },
  decideSure: {
    zh: '需要两个人：您先提出，另一人同样操作后生效。',
    en: 'It takes two: you ask, another person does the same.',
  },
  asked: { zh: '已提出，等待第二个人', en: 'Asked; a second person decides' },
  decided: { zh: '已裁定', en: 'Decided' },
  answerBy: { zh: '须在 {at} 前答复', en: 'Answer by {at}' },
  overdue: { zh: '已超期', en: 'Overdue' },
  affected: { zh: '影响到的合作', en: 'Cooperations affected' },
  answeredThen: { zh: '当时', en: 'Then' },
  now: { zh: '现在', en: 'Now' },
  amount: { zh: '金额', en: 'Amount' },
  company: { zh: '公司', en: 'Company' },
  cases: { zh: '案件', en: 'Cases' },
  casesLead: {
    zh: '需要人决定的事，先到期的在前。',
    en: 'What people must decide, the one due first in front.',
  },
  kind: { zh: '种类', en: 'Kind' },
  dueAt: { zh: '到期', en: 'Due' },
  mine: { zh: '我的', en: 'Mine' },
  unassigned: { zh: '无人处理', en: 'Unassigned' },
  open: { zh: '未决', en: 'Open' },
  decidedOnes: { zh: '已决', en: 'Decided' },
  assignee: { zh: '处理人', en: 'Taken by' },
  somebody: { zh: '同事', en: 'A colleague' },
  me: { zh: '我', en: 'Me' },
  nobody: { zh: '无人', en: 'Nobody' },
  take: { zh: '由我处理', en: 'Take it' },
  taken: { zh: '已由您处理', en: 'It is yours' },
  release: { zh: '放回', en: 'Put it back' },
  released: { zh: '已放回', en: 'Put back' },
  escalate: { zh: '上报', en: 'Escalate' },
  escalated: { zh: '已上报审批', en: 'Handed up' },
  comment: { zh: '留言', en: 'Comment' },
  commented: { zh: '已留言', en: 'Said' },
  decide: { zh: '作出决定', en: 'Decide' },
  urgent: { zh: '优先', en: 'Urgent' },
  alerts: { zh: '预警', en: 'Alerts' },
  alertsLead: {
    zh: '往来企业的变化：事实、评分、名单、关联方、额度。',
    en: 'Changes at firms the group deals with.',
  },
  unread: { zh: '未读', en: 'New' },
  severity: { zh: '程度', en: 'Severity' },
  what: { zh: '事项', en: 'What' },
  raisedAt: { zh: '时间', en: 'When' },
  acknowledge: { zh: '知道了', en: 'Take note' },
  acknowledgeAll: { zh: '本页全部知道了', en: 'Take note of all shown' },
  acknowledged: { zh: '已记下', en: 'Noted' },
  relations: { zh: '关联方', en: 'Related parties' },
  relationsHint: {
    zh: '点企业可打开。线条越粗，份额越大。',
    en: 'Choose a firm to open it. Thicker lines, larger shares.',
  },
  depth: { zh: '层数', en: 'Steps' },
  cut: { zh: '只显示最近的 200 个', en: 'Only the nearest 200 are shown' },
  noRelations: { zh: '没有已知的关联方', en: 'No related parties known' },
  risks: { zh: '关联风险', en: 'Trouble nearby' },
  weight: { zh: '传导', en: 'Arrives' },
  stepsAway: { zh: '{count} 步之外', en: '{count} steps away' },
});

type Words = Readonly<Record<string, Text>>;
const w = (zh: string, en: string): Text => ({ zh, en });

export const CASE_KIND_WORDS: Words = {
  SCREENING: w('筛查复核', 'Screening'),
  APPEAL: w('名单申诉', 'Appeal'),
  LIST_REVIEW: w('名单到期复核', 'List review'),
  LOOK_BACK: w('回溯存量合作', 'Look-back'),
};

export const CASE_STATE_WORDS: Words = {
  OPEN: w('无人处理', 'Open'),
  ASSIGNED: w('处理中', 'Assigned'),
  ESCALATED: w('已上报', 'Escalated'),
  DECIDED: w('已决', 'Decided'),
};

export const DECISION_WORDS: Words = {
  APPROVE: w('同意合作', 'Go ahead'),
  APPROVE_ON_TERMS: w('有条件同意', 'Go ahead on terms'),
  DECLINE: w('不合作', 'No deal'),
  DONE: w('已处理', 'Taken care of'),
};

export const CASE_ACT_WORDS: Words = {
  OPEN: w('立案', 'Opened'),
  ASSIGN: w('接手', 'Taken'),
  RELEASE: w('放回', 'Put back'),
  COMMENT: w('留言', 'Comment'),
  ATTACH: w('附件', 'File'),
  ESCALATE: w('上报', 'Escalated'),
  DECIDE: w('决定', 'Decided'),
  REOPEN: w('重开', 'Reopened'),
};

export const ALERT_KIND_WORDS: Words = {
  FACT: w('不利事实', 'Fact'),
  SCORE: w('评级变化', 'Grade'),
  LIST: w('名单', 'List'),
  RELATED_PARTY: w('关联方', 'Related party'),
  EXPOSURE: w('额度', 'Exposure'),
  OUTCOME: w('合作结果', 'Outcome'),
  DEADLINE: w('期限', 'Deadline'),
};

export const SEVERITY_WORDS: Words = {
  INFO: w('提示', 'Info'),
  WARNING: w('注意', 'Warning'),
  CRITICAL: w('严重', 'Critical'),
};

export const ALERT_CODE_WORDS: Words = {
  GRADE_FELL: w('评级下降', 'Grade fell'),
  GRADE_ROSE: w('评级上升', 'Grade rose'),
  BLACKLIST_ACTIVE: w('列入黑名单', 'Blacklisted'),
  WATCHLIST_ACTIVE: w('列入关注名单', 'Watchlisted'),
  WHITELIST_ACTIVE: w('列入白名单', 'Whitelisted'),
  BLACKLIST_PROPOSED: w('被提名黑名单', 'Proposed for the blacklist'),
  BLACKLIST_REMOVED: w('移出黑名单', 'Off the blacklist'),
  BLACKLIST_APPEALED: w('黑名单申诉', 'Blacklisting appealed'),
  COOPERATION_AFFECTED: w('影响现有合作', 'A cooperation is affected'),
  RELATED_BLACKLISTED: w('关联方列入黑名单', 'A related party was blacklisted'),
  CONNECTED_OVER_LIMIT: w('关联客户合计超限', 'Connected clients over limit'),
  GUARANTEE_RING: w('形成担保圈', 'Guarantee ring'),
  PHOENIX_SUSPECTED: w('疑似换壳', 'Phoenix suspected'),
  UTILISATION_80: w('额度已用 80%', '80% of the limit used'),
  UTILISATION_100: w('额度用尽', 'Limit used up'),
};
