/** What clearing's refusals say. */
import { defineMessages } from '@guildhall/shared/messages';

export const clearingMessages = defineMessages({
  CLEARING_NOT_ALLOWED: {
    'zh-CN': '只有集团运营人员可以执行此操作',
    en: "Only the group's operators may do this",
  },
  CLEARING_COMPANY_NOT_YOURS: {
    'zh-CN': '只能处理本公司（而非 {company}）的清算',
    en: 'This belongs to {company}, not to your company',
  },
  CLEARING_NEEDS_PERSON: {
    'zh-CN': '此操作须由实名人员执行',
    en: 'This is done by a person, signed in as themselves',
  },
  CLEARING_SAME_PERSON: {
    'zh-CN': '复核人不能与制单人为同一人',
    en: 'The person who issued or raised it cannot approve or decide it: ask a second person',
  },
  CLEARING_MONTH_MALFORMED: {
    'zh-CN': '月份格式应为 2026-11',
    en: 'A month is written like 2026-11',
  },
  PERIOD_NOT_FOUND: { 'zh-CN': '{month} 尚未截止', en: '{month} has not been cut off' },
  PERIOD_NOT_OVER: { 'zh-CN': '{month} 尚未结束', en: '{month} is not over yet' },
  PERIOD_NOT_NEXT: {
    'zh-CN': '请先截止 {next}',
    en: 'Months are cut off in order: {next} comes first',
  },
  PERIOD_WRONG_STATE: {
    'zh-CN': '{month} 当前状态为 {state}，须为 {wanted}',
    en: '{month} is {state}; this needs {wanted}',
  },
  PERIOD_NOT_RECONCILED: {
    'zh-CN': '{against} 对账仍有 {differences} 处差异：先处理，或说明理由后接受',
    en: '{against} still has {differences} differences: mend them, or accept them with a reason',
  },
  PERIOD_HAS_DISPUTES: {
    'zh-CN': '{month} 尚有 {open} 条异议未处理',
    en: '{month} has {open} disputes open: decide them first',
  },
  TERMS_TOO_EARLY: {
    'zh-CN': '条款最早自 {earliest} 起生效',
    en: 'Terms are set ahead: the earliest moment is {earliest}',
  },
  TERMS_ALREADY_SET: {
    'zh-CN': '该时点的条款已存在，请选择其他生效时间',
    en: 'There are terms from that moment on already: choose another moment',
  },
  TERMS_NOT_FOUND: { 'zh-CN': '没有这项条款', en: 'There are no such terms' },
  TERMS_BEGUN: {
    'zh-CN': '条款已自 {from} 起生效，不能撤回；请另设新条款',
    en: 'These terms count since {from} and cannot be withdrawn: set new ones',
  },
  PACK_LEFT_TOO_LITTLE: {
    'zh-CN': '{company} 的 {kind} 积分包最多可退 {most}（最小单位）',
    en: '{company} can give back at most {most} minor units of its {kind} packs',
  },
  TERMS_MODE_NEEDS_ANY: {
    'zh-CN': '针对特定公司的条款只能为核销时付款：发放时尚不知在何处使用',
    en: 'Terms with one counter-company are PAY_ON_REDEEM: at issue nobody knows where points will be spent',
  },
  TERMS_PRICE_MISSING: {
    'zh-CN': '预付条款须约定每分价格',
    en: 'PREPAID terms name a price per point: what is issued beyond the packs is billed at it',
  },
  CURRENCY_UNKNOWN_IN_CLEARING: {
    'zh-CN': '没有积分币种 {currency}',
    en: 'There is no point currency {currency}',
  },
  PACK_TERMS_MISSING: {
    'zh-CN': '{company} 没有 {currency} 的预付条款',
    en: '{company} has no PREPAID terms for {currency}',
  },
  STATEMENT_NOT_FOUND: {
    'zh-CN': '没有 {company} 在 {month} 的对账单',
    en: 'There is no statement of {company} for {month}',
  },
  STATEMENT_LINE_NOT_FOUND: {
    'zh-CN': '对账单没有第 {lineNo} 行',
    en: 'The statement has no line {lineNo}',
  },
  DISPUTE_NOT_FOUND: { 'zh-CN': '没有这条异议', en: 'There is no such dispute' },
  DISPUTE_OPEN_ALREADY: {
    'zh-CN': '该行已有未处理的异议',
    en: 'This line is disputed already: add evidence there',
  },
  DISPUTE_CLOSED: { 'zh-CN': '该异议已处理（{state}）', en: 'This dispute is closed ({state})' },
  DISPUTE_CLAIM_EQUAL: {
    'zh-CN': '主张金额与账单金额相同',
    en: 'The claim equals the line: say what it should be instead',
  },
  EVIDENCE_MALFORMED: {
    'zh-CN': '附件内容须为 Base64，且不超过 1 MB',
    en: 'A file is base64 of at most 1 MB',
  },
  PAYMENT_NOT_FOUND: { 'zh-CN': '没有这笔付款', en: 'There is no such payment' },
  PAYMENT_RECORDED_ALREADY: { 'zh-CN': '该付款已登记', en: 'This payment is recorded already' },
  PAYMENT_NOT_RECORDED: { 'zh-CN': '该付款尚未登记', en: 'This payment is not recorded' },
  BANK_REFERENCE_TAKEN: {
    'zh-CN': '银行流水号 {reference} 已用于其他付款',
    en: 'The bank reference {reference} belongs to another payment',
  },
  REPORT_MALFORMED: {
    'zh-CN': '第 {line} 行：{problem}',
    en: 'Line {line}: {problem}',
  },
  RUN_OFF_ALREADY: { 'zh-CN': '{company} 已在退出中', en: '{company} is leaving already' },
  RUN_OFF_NOT_FOUND: { 'zh-CN': '没有 {company} 的退出计划', en: '{company} is not leaving' },
  RUN_OFF_TOO_EARLY: {
    'zh-CN': '退出最早自 {earliest} 起生效',
    en: 'A company leaves from {earliest} at the earliest',
  },
  RUN_OFF_SUCCESSOR_MISSING: {
    'zh-CN': '转由他公司承接时须指明承接公司',
    en: 'CONVERT names who takes over',
  },
  RUN_OFF_SUCCESSOR_ITSELF: {
    'zh-CN': '{company} 不能由自己承接',
    en: '{company} cannot take over from itself: name another company',
  },
  RUN_OFF_NOT_BUYOUT: {
    'zh-CN': '{company} 的退出方案为 {plan}，没有买断',
    en: '{company} leaves by {plan}: there is nothing to buy out',
  },
  RUN_OFF_BOUGHT_OUT: {
    'zh-CN': '{company} 已买断；更正请对该行提出异议',
    en: '{company} is bought out already: dispute the line to correct it',
  },
  RUN_OFF_BUYOUT_DUE: {
    'zh-CN': '{company} 在 {month} 退出：请先登记买断，使其进入末期对账单',
    en: '{company} left by {month}: post its buy-out first, so that its final statement has it',
  },
  CLEARING_COMPANY_UNKNOWN: {
    'zh-CN': '清算中没有 {company}：请核对公司代码',
    en: 'Clearing knows nothing of {company}: check its code',
  },
  RUN_OFF_BEGUN: { 'zh-CN': '退出已生效，不能撤回', en: 'It has begun and cannot be called off' },
  RECOGNITION_ALREADY: {
    'zh-CN': '{month} 已确认收入；之后的变化计入下月',
    en: 'Revenue of {month} is recognised; what changes counts next month',
  },
  RECOGNITION_NOT_NEXT: {
    'zh-CN': '须按月确认：上次为 {last}',
    en: 'Months are recognised in order; the last was {last}',
  },
});
