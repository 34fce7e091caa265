/**
 * How the parameters of a refusal are said: states, acts, reasons, rules and lists by their names. The params themselves
 * stay exact. Invariant: every code that a refusal may carry has words in both languages (`refusal-words.test.ts`).
 */
import type { Locale, ParamWords } from '@guildhall/shared/messages';

type Said = Readonly<Record<Locale, string>>;
type Words = Readonly<Record<string, Said>>;
const said = (zh: string, en: string): Said => ({ 'zh-CN': zh, en });

/** Of entries, reservations, overrides, cases, jobs and scorecards; behind "is". */
export const STATE_WORDS: Words = {
  PROPOSED: said('已提出', 'proposed'),
  UNDER_REVIEW: said('审核中', 'under review'),
  ACTIVE: said('生效中', 'in force'),
  REJECTED: said('已驳回', 'turned down'),
  APPEALED: said('申诉中', 'under appeal'),
  UPHELD: said('已维持', 'upheld'),
  REMOVED: said('已移出', 'removed'),
  EXPIRED: said('已到期', 'expired'),
  RESERVED: said('占用中', 'held'),
  USED: said('已使用', 'used'),
  RELEASED: said('已释放', 'given back'),
  ASKED: said('待批准', 'waiting for a second person'),
  GRANTED: said('已批准', 'granted'),
  REFUSED: said('未批准', 'turned down'),
  ENDED: said('已结束', 'over'),
  OPEN: said('未决', 'open'),
  ASSIGNED: said('处理中', 'taken'),
  ESCALATED: said('已上报', 'handed up'),
  DECIDED: said('已决', 'decided'),
  QUEUED: said('排队中', 'waiting'),
  RUNNING: said('进行中', 'running'),
  DONE: said('已完成', 'done'),
  CANCELLED: said('已停止', 'stopped'),
  FAILED: said('已失败', 'failed'),
  DRAFT: said('草稿', 'a draft'),
  CHALLENGER: said('挑战者', 'a challenger'),
  CHAMPION: said('在用', 'the champion'),
  RETIRED: said('已停用', 'retired'),
};

export const ACT_WORDS: Words = {
  START_REVIEW: said('开始审核', 'starting the review'),
  APPROVE: said('批准', 'approving'),
  REJECT: said('驳回', 'turning down'),
  APPEAL: said('申诉', 'an appeal'),
  UPHOLD: said('维持', 'upholding'),
  RENEW: said('续期', 'renewing'),
  REMOVE: said('移出', 'removing'),
  EXPIRE: said('到期', 'expiring'),
  OVERRIDE: said('特批', 'lifting it'),
  GRADE: said('调整评级', 'setting the grade'),
  LIMIT: said('调整额度', 'setting the limit'),
  PROMOTE: said('启用评分卡', 'putting the card in force'),
  RETIRE: said('停用评分卡', 'retiring the card'),
};

export const LIST_WORDS: Words = {
  BLACKLIST: said('黑名单', 'blacklist'),
  WATCHLIST: said('关注名单', 'watchlist'),
  WHITELIST: said('白名单', 'whitelist'),
};

/** What leaves nothing of a limit. */
export const BLOCK_WORDS: Words = {
  BLACKLISTED: said('在黑名单上', 'blacklisted'),
  BLACKLISTED_FINAL: said('在黑名单上，不可特批', 'blacklisted, beyond any override'),
  KNOCKED_OUT: said('一票否决', 'knocked out by a rule'),
};

/** Reasons of entries, and knock-out rules. */
export const REASON_WORDS: Words = {
  DEFAULT: said('违约', 'default'),
  FRAUD: said('欺诈', 'fraud'),
  DISHONEST_DEBTOR: said('失信被执行人', 'dishonest judgment debtor'),
  BRIBERY: said('商业贿赂', 'bribery'),
  QUALITY: said('质量问题', 'quality'),
  SAFETY: said('安全事故', 'safety'),
  SANCTIONS: said('制裁', 'sanctions'),
  BREACH: said('严重违约', 'grave breach'),
  LATE_PAYMENT: said('逾期付款', 'late payment'),
  LITIGATION: said('诉讼', 'litigation'),
  FINANCES_WORSEN: said('财务恶化', 'finances that worsen'),
  OWNERSHIP_CHANGE: said('股权变更', 'change of ownership'),
  RELATED_PARTY: said('关联方风险', 'a related party'),
  NEGATIVE_NEWS: said('负面消息', 'negative news'),
  STRATEGIC_PARTNER: said('战略伙伴', 'strategic partner'),
  LONG_RECORD: said('长期良好', 'long record'),
  STATE_OWNED: said('国有企业', 'state-owned'),
  GUARANTEED: said('有担保', 'guaranteed'),
  FIRM_CLOSED: said('企业已非存续', 'no longer in business'),
  LICENCE_REVOKED: said('吊销执照', 'licence revoked'),
  REPEATED_DEFAULT: said('多次违约未了', 'several open defaults'),
};

export const CASE_WORDS: Words = {
  SCREENING: said('筛查复核', 'screening'),
  APPEAL: said('名单申诉', 'appeal'),
  LIST_REVIEW: said('名单到期复核', 'list review'),
  LOOK_BACK: said('回溯存量合作', 'look-back'),
};

export const RESOLUTION_WORDS: Words = {
  UPHELD: said('维持事实', 'the fact stands'),
  RETRACTED: said('撤回事实', 'the fact was taken back'),
};

export const FAULT_WORDS: Words = {
  LENGTH: said('位数不对', 'wrong length'),
  CHARACTER: said('有不允许的字符', 'a character that does not occur in such codes'),
  AUTHORITY: said('登记管理部门代码不存在', 'no such registering authority'),
  DIVISION: said('行政区划码不正确', 'no such administrative division'),
  ORGANISATION_CHECK: said(
    '组织机构代码校验位不符',
    'the check character of its organisation code',
  ),
  CHECK: said('校验位不符', 'the check character'),
};

/** What is left to be done about what is held of a barred firm. */
export const WAY_WORDS: Words = {
  OVERRIDE: said(
    '确需使用，请风控台两人特批，为贵公司限期放行该名单记录。',
    'If it must be used, two people of the risk desk can lift the entry for your company, for a time.',
  ),
  BLACKLISTED_FINAL: said('该名单记录不可特批。', 'Nothing lifts this entry.'),
  KNOCKED_OUT: said(
    '如事实有误，请提出异议或更正。',
    'If the fact behind it is wrong, contest it or have it corrected.',
  ),
};

const WORDS: Readonly<Record<string, Words>> = {
  state: STATE_WORDS,
  act: ACT_WORDS,
  list: LIST_WORDS,
  code: BLOCK_WORDS,
  detail: REASON_WORDS,
  reason: REASON_WORDS,
  kind: CASE_WORDS,
  resolution: RESOLUTION_WORDS,
  fault: FAULT_WORDS,
  way: WAY_WORDS,
};

export const creditWords: ParamWords = (name, params, locale) =>
  WORDS[name]?.[String(params[name])]?.[locale];
