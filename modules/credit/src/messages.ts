/** What this module's refusals say, in every language of the house. */
import { defineMessages } from '@guildhall/shared/messages';
import { creditWords } from './refusal-words.ts';

export const creditMessages = defineMessages(
  {
    CREDIT_NEEDS_A_PERSON: {
      'zh-CN': '此操作须由人员账号办理，系统账号不可代办。',
      en: 'Only a person may do this; a system account cannot.',
    },
    CREDIT_FIRM_UNKNOWN: { 'zh-CN': '没有这家企业。', en: 'There is no such firm.' },
    CREDIT_FIRM_CODE_COUNT: {
      'zh-CN': '请且仅请提供一种企业代码：统一社会信用代码、LEI 或当地注册号。',
      en: 'Give exactly one code of the firm: its Unified Social Credit Code, LEI, or local registration.',
    },
    CREDIT_USCC_INVALID: {
      'zh-CN': '统一社会信用代码不正确（{fault}），请对照营业执照核对。',
      en: 'The Unified Social Credit Code is not valid ({fault}): compare it with the business licence.',
    },
    CREDIT_LEI_INVALID: {
      'zh-CN': 'LEI 编码不正确（{fault}）。',
      en: 'The LEI is not valid ({fault}).',
    },
    CREDIT_EVIDENCE_CLOSED: {
      'zh-CN': '此证据文件仅限风控人员、审计人员和提交公司查阅。',
      en: 'This file is open to the risk desk, to auditors and to the company that sent it.',
    },
    CREDIT_UPLOAD_SIZE: {
      'zh-CN': '文件须为 1 至 {maximum} 字节，此文件为 {size} 字节。',
      en: 'A file has 1 to {maximum} bytes; this one has {size}.',
    },
    CREDIT_UPLOAD_KIND: {
      'zh-CN':
        '“{name}”不是可读取的表格：请使用 .csv、.tsv、.xlsx、.json 或 .ndjson，且内容与扩展名一致。',
      en: '{name} is no table that can be read: send .csv, .tsv, .xlsx, .json or .ndjson, with the content its name says.',
    },
    CREDIT_UPLOAD_UNKNOWN: {
      'zh-CN': '没有这个上传文件，或已过保存期限。',
      en: 'There is no such upload, or its time is over.',
    },
    CREDIT_TABLE_UNREADABLE: {
      'zh-CN': '文件无法读取：{fault}',
      en: 'The file cannot be read: {fault}',
    },
    CREDIT_MAPPING_INVALID: {
      'zh-CN': '映射不正确：{fault}',
      en: 'The mapping is not right: {fault}',
    },
    CREDIT_JOB_UNKNOWN: { 'zh-CN': '没有这个任务。', en: 'There is no such job.' },
    CREDIT_JOB_ENDED: { 'zh-CN': '任务已结束（{state}）。', en: 'The job has ended ({state}).' },
    CREDIT_IMPORT_BY_COMMAND: {
      'zh-CN': '该文件（{file}）由命令行导入，请用同一命令继续。',
      en: 'This file ({file}) was taken over by the command line; the same command goes on with it.',
    },
    CREDIT_COLUMN_UNKNOWN: {
      'zh-CN': '文件没有“{column}”这一列；现有列：{columns}。',
      en: 'The file has no column {column}; it has {columns}.',
    },
    CREDIT_CLEARANCE_EXPIRY: {
      'zh-CN': '误报决定须在今天之后、两年之内到期。',
      en: 'A decision ends after today and within two years.',
    },
    CREDIT_CLEARANCE_UNKNOWN: { 'zh-CN': '没有这个误报决定。', en: 'There is no such decision.' },
    CREDIT_LOOK_ALIKE_UNKNOWN: {
      'zh-CN': '没有这一对相似企业。',
      en: 'There is no such pair of firms.',
    },
    CREDIT_BRANCH_CIRCLE: {
      'zh-CN': '企业不能成为自己分公司的分公司。',
      en: 'A firm cannot be a branch of its own branch.',
    },
    CREDIT_NAME_PERIOD: {
      'zh-CN': '名称的起止日期不正确：更名须给出启用日，且止日晚于起日。',
      en: 'The period is not right: a new registered name needs its first day, and an end comes after its beginning.',
    },
    CREDIT_NAME_UNKNOWN: { 'zh-CN': '企业没有这个名称。', en: 'The firm has no such name.' },
    CREDIT_NAME_KNOWN: { 'zh-CN': '企业已有这个名称。', en: 'The firm has this name already.' },
    CREDIT_PROVIDER_UNKNOWN: {
      'zh-CN': '没有名为“{provider}”的数据提供方。',
      en: 'There is no provider {provider}.',
    },
    CREDIT_PROVIDER_BUSY: {
      'zh-CN': '该提供方每分钟最多 {perMinute} 次查询，请稍后用同一幂等键重试。',
      en: 'This provider takes {perMinute} questions a minute: ask again under the same key in a moment.',
    },
    CREDIT_PROVIDER_QUOTA: {
      'zh-CN': '贵公司今日查询已达 {perDay} 次上限。',
      en: 'Your company has asked its {perDay} questions of today.',
    },
    CREDIT_PROVIDER_FAILED: {
      'zh-CN': '“{provider}”暂时无法应答，未计费；可用同一幂等键重试。',
      en: '{provider} does not answer; nothing was booked. Ask again under the same key.',
    },
    CREDIT_KEY_MISSING: {
      'zh-CN': '请在请求头 Idempotency-Key 中给出 1 至 200 个可打印字符。',
      en: 'Give a key of 1 to 200 printable characters in the header Idempotency-Key.',
    },
    CREDIT_PARAMETER_MISSING: {
      'zh-CN': '此参数缺少或不正确。',
      en: 'This parameter is missing or not right.',
    },
    CREDIT_CAPTION_UNKNOWN: {
      'zh-CN': '不认识科目“{caption}”，请改用标准科目（见 statementChart）或删去该行。',
      en: 'Nobody knows the caption {caption}: use one of statementChart, or leave the line out.',
    },
    CREDIT_CAPTION_TWICE: {
      'zh-CN': '科目“{caption}”重复：与另一行是同一科目。',
      en: 'The caption {caption} says the same as another line.',
    },
    CREDIT_FACT_TYPE_UNKNOWN: {
      'zh-CN': '没有“{type}”这种事实。',
      en: 'There is no type of fact called {type}.',
    },
    CREDIT_FACT_MALFORMED: {
      'zh-CN': '“{type}”的内容不符合格式：{fault}',
      en: 'The value of {type} has the wrong shape: {fault}',
    },
    CREDIT_FACT_IN_FUTURE: {
      'zh-CN': '“{type}”的观察时间在未来。',
      en: 'The fact {type} claims to have been observed in the future.',
    },
    CREDIT_FACT_NEEDS_ITEM: {
      'zh-CN': '一家企业可有多项“{type}”，请用 item 区分（如案号）。',
      en: 'A firm can have several facts of type {type}: tell them apart with item, such as a case number.',
    },
    CREDIT_FACT_UNKNOWN: {
      'zh-CN': '没有这条事实，或它已被撤回。',
      en: 'There is no such fact, or it was taken back.',
    },
    CREDIT_FACT_DISPUTED: {
      'zh-CN': '该事实已有未答复的异议。',
      en: 'This fact is in dispute already.',
    },
    CREDIT_DISPUTE_UNKNOWN: { 'zh-CN': '没有这项异议。', en: 'There is no such dispute.' },
    CREDIT_DISPUTE_CLOSED: {
      'zh-CN': '该异议已答复：{resolution}。',
      en: 'This dispute was answered: {resolution}.',
    },
    CREDIT_EVIDENCE_UNKNOWN: {
      'zh-CN': '有证据不属于这家企业，请先上传。',
      en: 'Some evidence does not belong to this firm: store it first.',
    },
    CREDIT_EVIDENCE_TOO_BIG: {
      'zh-CN': '证据文件为 {size} 字节；须为 1 至 {maximum} 字节。',
      en: 'The file has {size} bytes; evidence may have 1 to {maximum}.',
    },
    CREDIT_EVIDENCE_TYPE: {
      'zh-CN': '证据须为 PDF、PNG、JPEG、Office 文档、ZIP 或纯文本。',
      en: 'Evidence must be a PDF, PNG, JPEG, office document, ZIP or plain text.',
    },
    CREDIT_EVIDENCE_ENCODING: {
      'zh-CN': '文件内容不是有效的 base64。',
      en: 'The content is not valid base64.',
    },
    CREDIT_LISTING_UNKNOWN: { 'zh-CN': '没有这条名单记录。', en: 'There is no such list entry.' },
    CREDIT_LISTING_REASON: {
      'zh-CN': '“{reason}”不是列入 {list} 的理由。',
      en: '{reason} is not a reason for the {list}.',
    },
    CREDIT_LISTING_EVIDENCE: {
      'zh-CN': '列入黑名单须附证据。',
      en: 'A blacklisting needs evidence.',
    },
    CREDIT_LISTING_DATES: {
      'zh-CN': '日期不成立：生效日不早于今天，复核日在生效之后 {days} 天之内，到期日晚于生效日。',
      en: 'The dates do not fit: effective today or later, reviewed within {days} days after that, expiring after it is effective.',
    },
    CREDIT_LISTING_DOUBLE: {
      'zh-CN': '该企业已因“{reason}”在 {list} 中。',
      en: 'The firm is on the {list} for {reason} already.',
    },
    CREDIT_LISTING_STATE: {
      'zh-CN': '名单记录处于“{state}”状态，不能执行“{act}”。',
      en: 'The entry is {state}, which does not allow {act}.',
    },
    CREDIT_FOUR_EYES: {
      'zh-CN': '“{act}”须由另一人办理：同一人不能既提出又批准。',
      en: 'For {act} it takes another person: nobody approves what they asked for.',
    },
    CREDIT_SCREENING_UNKNOWN: { 'zh-CN': '没有这次筛查。', en: 'There is no such screening.' },
    CREDIT_AMOUNT_SCALE: {
      'zh-CN': '金额的小数位超过 {currency} 的最小单位。',
      en: 'The amount has more decimals than {currency} has.',
    },
    CREDIT_OUTCOME_TOLD: {
      'zh-CN': '编号 {externalId} 的合作结果已记录。',
      en: 'The outcome of {externalId} was recorded before.',
    },
    CREDIT_EXPOSURE_CURRENCY: {
      'zh-CN': '敞口以 {currency} 计。',
      en: 'Exposure is kept in {currency}.',
    },
    CREDIT_EXPOSURE_EXPIRY: {
      'zh-CN': '到期时间须在将来。',
      en: 'The expiry must lie in the future.',
    },
    CREDIT_EXPOSURE_REFERENCE: {
      'zh-CN': '参考号 {reference} 已有占用记录。',
      en: 'There is a reservation for {reference} already.',
    },
    CREDIT_EXPOSURE_BLOCKED: {
      'zh-CN': '这家企业没有可用额度：{code}（{detail}）。',
      en: "Nothing of this firm's limit is available: {code} ({detail}).",
    },
    CREDIT_USE_BLOCKED: {
      'zh-CN': '这家企业已被限制合作：{code}（{detail}）。已占用的额度只能释放，不能使用。{way}',
      en: 'The firm is barred: {code} ({detail}). What is held can be given back and not used. {way}',
    },
    CREDIT_LIMIT_EXCEEDED: {
      'zh-CN': '占用 {amount} 将超过集团额度 {limit}。',
      en: 'Reserving {amount} would exceed the group limit of {limit}.',
    },
    CREDIT_RESERVATION_UNKNOWN: { 'zh-CN': '没有这笔占用。', en: 'There is no such reservation.' },
    CREDIT_RESERVATION_STATE: {
      'zh-CN': '该笔占用处于“{state}”状态，不能执行此操作。',
      en: 'The reservation is {state}, which does not allow this.',
    },
    CREDIT_RESERVATION_AMOUNT: {
      'zh-CN': '该笔占用只剩 {open}。',
      en: 'Only {open} of the reservation is left.',
    },
    CREDIT_GROUP_LIMIT_EXCEEDED: {
      'zh-CN':
        '该企业与关联企业共 {firms} 家共用一个额度 {limit}，已占用 {open}，再占用 {amount} 将超额。',
      en: 'The firm shares one limit of {limit} with its connected clients ({firms} firms), {open} of it is open; {amount} more would exceed it.',
    },
    CREDIT_GROUP_UNKNOWN: {
      'zh-CN': '没有这个关联客户组。',
      en: 'There is no such group of connected clients.',
    },
    CREDIT_LIMIT_TARGET: {
      'zh-CN': '请且仅请指定企业或关联客户组之一。',
      en: 'Name either the firm or the group of connected clients.',
    },
    CREDIT_LIMIT_UNKNOWN: {
      'zh-CN': '没有这项额度申请。',
      en: 'There is no such limit asked for.',
    },
    CREDIT_OVERRIDE_FINAL: {
      'zh-CN': '该名单记录不可放行。',
      en: 'This entry cannot be lifted: it is final, or no blacklist.',
    },
    CREDIT_OVERRIDE_TIME: {
      'zh-CN': '期限须在将来，且不超过 {days} 天。',
      en: 'The end must lie in the future and within {days} days.',
    },
    CREDIT_OVERRIDE_UNKNOWN: { 'zh-CN': '没有这项申请。', en: 'There is no such override.' },
    CREDIT_OVERRIDE_STATE: {
      'zh-CN': '该申请处于“{state}”状态，不能执行此操作。',
      en: 'It is {state}, which does not allow this.',
    },
    CREDIT_CASE_UNKNOWN: { 'zh-CN': '没有这个案件。', en: 'There is no such case.' },
    CREDIT_CASE_STATE: {
      'zh-CN': '案件处于“{state}”状态，不能执行此操作。',
      en: 'The case is {state}, which does not allow this.',
    },
    CREDIT_CASE_ESCALATED: {
      'zh-CN': '须由审批人办理。',
      en: 'This takes an approver.',
    },
    CREDIT_CASE_DECISION: {
      'zh-CN': '“{kind}”类案件不能这样决定；申诉与复核在名单记录上由两人决定。',
      en: 'A case of kind {kind} is not decided like this; appeals and reviews are decided on the list entry, by two people.',
    },
    CREDIT_CASE_OFFICER: {
      'zh-CN': '只能交给风控台的同事。',
      en: 'A case is given only to colleagues of the risk desk.',
    },
    CREDIT_CASE_OWN: {
      'zh-CN': '不能决定自己提出的案件。',
      en: 'Nobody decides their own question.',
    },
    CREDIT_ALERT_UNKNOWN: {
      'zh-CN': '有提醒不属于贵公司。',
      en: 'Some of these alerts are not yours.',
    },
    CREDIT_WATCH_UNKNOWN: { 'zh-CN': '未关注该企业。', en: 'This firm is not watched.' },
    CREDIT_OUTCOME_UNKNOWN: {
      'zh-CN': '没有这条合作结果，或已撤回。',
      en: 'There is no such outcome of yours, or it was taken back.',
    },
    CREDIT_SCORECARD_UNKNOWN: { 'zh-CN': '没有这张评分卡。', en: 'There is no such scorecard.' },
    CREDIT_SCORECARD_STUDY: {
      'zh-CN':
        '该评分卡使用了企业档案中没有的变量，只能用于研究：请用 features 说明各列对应企业的哪项指标。',
      en: 'The card looks at columns nobody knows of a firm: say with features what each column is, and fit again.',
    },
    CREDIT_SCORECARD_STATE: {
      'zh-CN': '评分卡处于“{state}”状态，不能执行此操作。',
      en: 'The scorecard is {state}, which does not allow this.',
    },
    CREDIT_STUDY_FILE: {
      'zh-CN': '文件为 {size} 字节；须为 1 至 {maximum} 字节。',
      en: 'The file has {size} bytes; it may have 1 to {maximum}.',
    },
    CREDIT_STUDY_FAULT: {
      'zh-CN':
        '无法拟合（{code}）：{detail}。请检查目标列、时间列与样本量（每部分至少 200 例，好坏各至少 20 例）。',
      en: 'The file cannot be fitted ({code}): {detail}. Check the target and time columns, and that each part has 200 cases with 20 good and 20 bad.',
    },
    CREDIT_WITNESS_KEY: {
      'zh-CN': '见证方公钥不正确（须为 C2SP 第 4 类密钥：名称+编号+base64）。',
      en: 'The key of the witness is not valid: name+keyid+base64, a C2SP key of type 4.',
    },
    CREDIT_CHECKPOINT_MALFORMED: { 'zh-CN': '检查点格式不正确。', en: 'This is no checkpoint.' },
    CREDIT_CHECKPOINT_UNKNOWN: {
      'zh-CN': '本日志没有签过这个大小为 {size} 的检查点。',
      en: 'This log has signed no such checkpoint of size {size}.',
    },
    CREDIT_COSIGNATURE_NONE: {
      'zh-CN': '没有可信见证方的有效签名。',
      en: 'No valid signature of a trusted witness is on it.',
    },
  },
  creditWords,
);
