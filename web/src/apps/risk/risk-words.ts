/** The words for facts, reasons and kinds of the risk desk. */

import { companyName } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatDecimal } from '../../format/numbers.ts';
import { currentLocale } from '../../i18n/locale.ts';
import type { Text } from '../../i18n/texts.ts';
import { wordFor } from '../../i18n/texts.ts';
import { captionWord } from './firm/statement-words.ts';

type Words = Readonly<Record<string, Text>>;
const w = (zh: string, en: string): Text => ({ zh, en });

export const FACET_WORDS: Words = {
  BASIC: w('基本信息', 'Basic'),
  CREDIT: w('资信', 'Credit'),
  OPERATIONS: w('经营', 'Operations'),
  LITIGATION: w('涉诉', 'Litigation'),
};

export const FACT_WORDS: Words = {
  REGISTERED_NAME: w('登记名称', 'Registered name'),
  FIRM_STATUS: w('登记状态', 'Status'),
  ESTABLISHED_ON: w('成立日期', 'Established'),
  REGISTERED_CAPITAL: w('注册资本', 'Registered capital'),
  PAID_IN_CAPITAL: w('实缴资本', 'Paid-in capital'),
  LEGAL_REPRESENTATIVE: w('法定代表人', 'Legal representative'),
  OFFICER: w('高管', 'Officer'),
  SHAREHOLDER: w('股东', 'Shareholder'),
  ADDRESS: w('地址', 'Address'),
  PHONE: w('电话', 'Phone'),
  BUSINESS_SCOPE: w('经营范围', 'Business scope'),
  EXTERNAL_RATING: w('外部评级', 'External rating'),
  BANK_LINE: w('银行授信', 'Bank line'),
  PAYMENT_DAYS_BEYOND_TERMS: w('逾期付款天数', 'Days beyond terms'),
  DEFAULT: w('违约', 'Default'),
  GUARANTEE_GIVEN: w('对外担保', 'Guarantee given'),
  FINANCIAL_STATEMENT: w('财务报表', 'Financial statement'),
  ANNUAL_REVENUE: w('年营业收入', 'Annual revenue'),
  TAX_RATING: w('纳税信用等级', 'Tax rating'),
  STAFF: w('员工人数', 'Staff'),
  PENALTY: w('行政处罚', 'Penalty'),
  LICENCE_REVOKED: w('吊销执照', 'Licence revoked'),
  NO_LITIGATION_FOUND: w('未见涉诉', 'No litigation found'),
  LEGAL_CASE: w('诉讼案件', 'Legal case'),
  ENFORCEMENT: w('被执行', 'Enforcement'),
  DISHONEST_DEBTOR: w('失信被执行人', 'Dishonest debtor'),
  RESTRICTION_ORDER: w('限制消费', 'Restriction order'),
};

export const CHARACTERISTIC_WORDS: Words = {
  YEARS_IN_BUSINESS: w('经营年限', 'Years in business'),
  REGISTERED_CAPITAL: w('注册资本', 'Registered capital'),
  PAYMENT_INDEX: w('付款指数', 'Payment index'),
  OPEN_DEFAULTS: w('未了违约', 'Open defaults'),
  SETTLED_DEFAULTS: w('已了违约', 'Settled defaults'),
  GOOD_OUTCOMES: w('良好合作', 'Good outcomes'),
  BAD_OUTCOMES: w('不良合作', 'Bad outcomes'),
  LITIGATION: w('涉诉', 'Litigation'),
  ALTMAN_Z: w('Altman Z″', 'Altman Z″'),
  TAX_RATING: w('纳税信用', 'Tax rating'),
  COMPLETENESS: w('资料完整度', 'Completeness'),
  CONTAGION: w('关联风险', 'Related trouble'),
  RESTRICTION_ORDER: w('限制消费', 'Restriction order'),
};

export const LISTING_REASON_WORDS: Words = {
  DEFAULT: w('违约', 'Default'),
  FRAUD: w('欺诈', 'Fraud'),
  DISHONEST_DEBTOR: w('失信被执行人', 'Dishonest debtor'),
  BRIBERY: w('商业贿赂', 'Bribery'),
  QUALITY: w('质量问题', 'Quality'),
  SAFETY: w('安全事故', 'Safety'),
  SANCTIONS: w('制裁', 'Sanctions'),
  BREACH: w('严重违约', 'Breach'),
  LATE_PAYMENT: w('逾期付款', 'Late payment'),
  LITIGATION: w('诉讼', 'Litigation'),
  FINANCES_WORSEN: w('财务恶化', 'Finances worsen'),
  OWNERSHIP_CHANGE: w('股权变更', 'Ownership change'),
  RELATED_PARTY: w('关联方风险', 'Related party'),
  NEGATIVE_NEWS: w('负面消息', 'Negative news'),
  STRATEGIC_PARTNER: w('战略伙伴', 'Strategic partner'),
  LONG_RECORD: w('长期良好', 'Long record'),
  STATE_OWNED: w('国有企业', 'State-owned'),
  GUARANTEED: w('有担保', 'Guaranteed'),
};

export const REASONS_OF = {
  BLACKLIST: [
    'DEFAULT',
    'FRAUD',
    'DISHONEST_DEBTOR',
    'BRIBERY',
    'QUALITY',
    'SAFETY',
    'SANCTIONS',
    'BREACH',
  ],
  WATCHLIST: [
    'LATE_PAYMENT',
    'LITIGATION',
    'FINANCES_WORSEN',
    'OWNERSHIP_CHANGE',
    'RELATED_PARTY',
    'NEGATIVE_NEWS',
  ],
  WHITELIST: ['STRATEGIC_PARTNER', 'LONG_RECORD', 'STATE_OWNED', 'GUARANTEED'],
} as const;

export const KIND_WORDS: Words = {
  CONTRACT: w('合同', 'Contract'),
  CREDIT_SALE: w('赊销', 'Credit sale'),
  PREPAID_PURCHASE: w('预付采购', 'Prepaid purchase'),
  LEASE: w('租赁', 'Lease'),
  AGENCY: w('代理', 'Agency'),
  FRAMEWORK: w('框架协议', 'Framework'),
};

export const TERM_WORDS: Words = {
  PREPAYMENT: w('预付', 'Prepayment'),
  GUARANTEE: w('担保', 'Guarantee'),
  PAYMENT_DAYS_AT_MOST: w('账期不超过', 'Payment within'),
};

export const ACT_WORDS: Words = {
  PROPOSE: w('提出', 'Proposed'),
  START_REVIEW: w('开始审核', 'Review started'),
  APPROVE: w('批准', 'Approved'),
  REJECT: w('驳回', 'Rejected'),
  APPEAL: w('申诉', 'Appealed'),
  UPHOLD: w('维持', 'Upheld'),
  REMOVE: w('移出', 'Removed'),
  EXPIRE: w('到期', 'Expired'),
  RENEW: w('续期', 'Renewed'),
};

export const HISTORY_WORDS: Words = {
  REGISTERED: w('登记企业', 'Registered'),
  NAME_ADDED: w('新增名称', 'Name added'),
  SURVEY_RECORDED: w('资信调查', 'Survey recorded'),
  FACT_RECORDED: w('记录事实', 'Fact recorded'),
  FACT_RETRACTED: w('撤回事实', 'Fact retracted'),
  FACT_CHOSEN: w('裁定冲突', 'Conflict decided'),
  DISPUTE_OPENED: w('提出异议', 'Dispute opened'),
  DISPUTE_ANSWERED: w('答复异议', 'Dispute answered'),
  EVIDENCE_STORED: w('存入证据', 'Evidence stored'),
};

export const RELATION_WORDS: Words = {
  SHAREHOLDING: w('持股', 'Shareholding'),
  LEGAL_REPRESENTATIVE: w('法定代表人', 'Legal representative'),
  OFFICER: w('高管', 'Officer'),
  GUARANTEE: w('担保', 'Guarantee'),
  BRANCH: w('分支机构', 'Branch'),
  ADDRESS: w('同地址', 'Same address'),
  PHONE: w('同电话', 'Same phone'),
};

export const PARTY_WORDS: Words = {
  FIRM: w('企业', 'Firm'),
  PERSON: w('个人', 'Person'),
  ADDRESS: w('地址', 'Address'),
  PHONE: w('电话', 'Phone'),
};

export const PHOENIX_WORDS: Words = {
  SHARED_PERSON: w('同一人任职或持股', 'Shared person'),
  SHARED_ADDRESS: w('同一地址', 'Shared address'),
  SHARED_PHONE: w('同一电话', 'Shared phone'),
  TRADE_NAME: w('字号相同', 'Same trade name'),
};

const VALUE_WORDS: Words = {
  IN_BUSINESS: w('存续', 'In business'),
  SUSPENDED: w('停业', 'Suspended'),
  REVOKED: w('吊销', 'Revoked'),
  DEREGISTERED: w('注销', 'Deregistered'),
  CANCELLED: w('注销', 'Cancelled'),
  LIQUIDATION: w('清算', 'In liquidation'),
  BANKRUPT: w('破产', 'Bankrupt'),
  OPEN: w('未了', 'Open'),
  SETTLED: w('已了', 'Settled'),
  DEFENDANT: w('被告', 'Defendant'),
  PLAINTIFF: w('原告', 'Plaintiff'),
  THIRD_PARTY: w('第三人', 'Third party'),
  FILED: w('立案', 'Filed'),
  FIRST_INSTANCE: w('一审', 'First instance'),
  APPEAL: w('二审', 'Appeal'),
  RETRIAL: w('再审', 'Retrial'),
  CLOSED: w('结案', 'Closed'),
  PENDING: w('未决', 'Pending'),
  LOST: w('败诉', 'Lost'),
  PARTLY_LOST: w('部分败诉', 'Partly lost'),
  WON: w('胜诉', 'Won'),
  WITHDRAWN: w('撤诉', 'Withdrawn'),
  ABLE_BUT_UNWILLING: w('有能力而拒不履行', 'Able but unwilling'),
  OBSTRUCTION: w('妨碍执行', 'Obstruction'),
  EVASION: w('规避执行', 'Evasion'),
  FALSE_PROPERTY_REPORT: w('虚假申报财产', 'False report of property'),
  BREACH_OF_RESTRICTION: w('违反限制消费令', 'Breach of a restriction'),
  BREACH_OF_SETTLEMENT: w('违反和解协议', 'Breach of a settlement'),
};

/** What a bare number counts. */
const UNITS: Readonly<Record<string, string>> = {
  PAYMENT_DAYS_BEYOND_TERMS: 'days',
  STAFF: 'people',
};
const UNIT_WORDS: Words = { days: w(' 天', ' days'), people: w(' 人', ' people') };

const FLAG_WORDS: Words = { yes: w('是', 'Yes'), no: w('否', 'No') };

/** The period, and the two figures that people ask for first. */
function statementText({ period, captions }: Readonly<Record<string, unknown>>): string {
  const amounts = (captions ?? {}) as Readonly<Record<string, string>>;
  const said = ['revenue', 'netProfit'].flatMap((caption) => {
    const amount = amounts[caption];
    return amount === undefined ? [] : [`${captionWord(caption)} ¥${formatDecimal(amount)}`];
  });
  return [String(period ?? ''), ...said].join(' · ');
}

/** A fact's value as one line. Amounts come as whole yuan and stay text. */
export function factText(value: unknown, type?: string): string {
  if (value === null || value === undefined) return '—';
  if (typeof value !== 'object') return wordFor(VALUE_WORDS, String(value));
  const told = value as Readonly<Record<string, unknown>>;
  if ('captions' in told) return statementText(told);
  const parts = Object.entries(told).flatMap(([name, part]) => {
    if (part === null || part === undefined || name === 'currency') return [];
    if (name === 'amount')
      return [
        `${told.currency === 'CNY' ? '¥' : `${String(told.currency ?? '')} `}${formatDecimal(String(part))}`,
      ];
    if (name === 'naturalPerson' || name === 'personId') return [];
    if (name === 'extendedYears') return [];
    if (name === 'share' || name === 'shareBps') return [`${Number(part) / 100}%`];
    if (typeof part === 'number') return [`${part}${wordFor(UNIT_WORDS, UNITS[type ?? ''])}`];
    if (typeof part === 'boolean')
      return part ? [wordFor(FLAG_WORDS, 'yes')] : [wordFor(FLAG_WORDS, 'no')];
    if (typeof part === 'object') return [];
    if (/^\d{4}-\d{2}-\d{2}$/.test(String(part))) return [formatDate(String(part))];
    return [wordFor(VALUE_WORDS, String(part))];
  });
  return parts.join(' · ');
}

const REASON_WORDS: Words = {
  BLACKLISTED_FINAL: w('黑名单（不可特批）', 'Blacklisted, no override'),
  BLACKLISTED: w('在黑名单上', 'Blacklisted'),
  BLACKLIST: w('在黑名单上', 'Blacklisted'),
  BLACKLIST_OVERRIDDEN: w('黑名单已特批放行', 'Blacklisting lifted by an override'),
  WATCHLISTED: w('在关注名单上', 'On the watchlist'),
  WATCHLIST: w('在关注名单上', 'On the watchlist'),
  WHITELISTED: w('在白名单上', 'Whitelisted'),
  WHITELIST: w('在白名单上', 'Whitelisted'),
  KNOCKED_OUT: w('一票否决', 'Knocked out'),
  DISPUTED: w('有异议待答复', 'A fact is contested'),
  GRADE: w('等级', 'Grade'),
  ASSESSMENT_OLD: w('评分已过期', 'The assessment is old'),
  NOT_ASSESSED: w('尚无评分', 'Not assessed'),
  LIMIT_EXCEEDED: w('超出可用额度', 'Beyond the available limit'),
  GROUP_LIMIT_EXCEEDED: w('超出关联客户合并额度', 'Beyond the limit of connected clients'),
  CURRENCY_WITHOUT_LIMIT: w('此币种没有额度', 'No limit in this currency'),
  RELATED_PARTY: w('关联方有重大风险', 'Grave trouble at a related party'),
  FIRM_CLOSED: w('企业已非存续', 'The firm is not in business'),
  REPEATED_DEFAULT: w('多次违约未了', 'Several open defaults'),
  DEFAULTED: w('违约未了', 'In default'),
  NO_ASSESSMENT: w('尚无评分', 'Not assessed'),
};

export const reasonWord = (code: string): string => {
  const said = wordFor(REASON_WORDS, code);
  if (said !== code) return said;
  const listed = wordFor(LISTING_REASON_WORDS, code);
  return listed === code ? wordFor(FACT_WORDS, code) : listed;
};

export const CAUSE_WORDS: Words = {
  BLACKLISTED: w('在黑名单上', 'Blacklisted'),
  DEFAULTED: w('违约未了', 'In default'),
  DISHONEST_DEBTOR: w('失信被执行人', 'Dishonest debtor'),
};

/** The particulars of a reason: a code, a grade, a code with how much of it arrives, a count of firms, a currency. */
export function reasonDetail(detail: string): string {
  const firms = /^(\d+) firms$/.exec(detail);
  if (firms !== null) return `${firms[1]}${wordFor(FIRMS_WORD, 'firms')}`;
  return detail.replace(/[A-Z][A-Z_]{3,}/g, (code) => reasonWord(code));
}
const FIRMS_WORD: Words = { firms: w(' 家关联企业', ' connected firms') };

/** What a case is about: codes and companies of its title as words. */
export const caseTitle = (title: string): string =>
  title
    .replace(/[A-Z][A-Z_]+/g, (code) => reasonWord(code))
    .replace(/\b[a-z]+\b/g, (company) => companyName(company))
    .replace(/:\s*/, currentLocale() === 'en' ? ': ' : '：');
