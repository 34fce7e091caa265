/** Every expected "no" of this module, with its message. Which one wins is said where it is decided. */
import { defineMessages } from '@guildhall/shared/messages';

export const identityMessages = defineMessages({
  IDENTITY_BLOCKED: {
    'zh-CN': '“{type}”的这个值是占位内容，不能当作客户标识',
    en: 'This {type} is a filler, not an identity of anybody: leave it out',
  },
  IDENTITY_MALFORMED: {
    'zh-CN': '这不是有效的 {type}，请核对后重填',
    en: 'This is not a valid {type}: compare it with the original',
  },
  IDENTITY_WITHOUT_SOURCE: {
    'zh-CN': '客户编号须注明属于哪家子公司',
    en: 'A customer number needs the subsidiary it belongs to',
  },
  IDENTITY_WITHOUT_APP: {
    'zh-CN': 'openid 须注明所属应用，写作“应用ID:openid”',
    en: 'An openid belongs to one app: write it as <app id>:<openid>',
  },
  IDENTITY_OF_ANOTHER_SUBSIDIARY: {
    'zh-CN': '只能登记本公司的客户编号，不能登记 {source} 的',
    en: 'Only your own customer numbers can be told, not those of {source}',
  },
  IDENTITY_TOO_WEAK: {
    'zh-CN': '仅凭车辆或房屋无法确定客户，请再提供手机号、客户编号等个人标识',
    en: 'A car or a dwelling alone names nobody: add a phone, customer number or another personal identity',
  },
  IDENTITY_LIMIT_REACHED: {
    'zh-CN': '每位会员至多 {limit} 个 {type}',
    en: 'A member has at most {limit} of {type}',
  },
  IDENTITY_HELD_BY_ANOTHER: {
    'zh-CN': '该标识已属于另一位会员，已转人工核实',
    en: 'Another member holds this identity; people will look at it',
  },
  IDENTITY_NOT_FOUND: { 'zh-CN': '该会员没有这个标识', en: 'The member has no such identity' },
  IDENTITY_LAST: {
    'zh-CN': '这是该会员唯一的个人标识，不能解除',
    en: "This is the member's last personal identity and cannot be unlinked",
  },
  IDENTITIES_MISSING: { 'zh-CN': '请至少提供一个客户标识', en: 'Give at least one identity' },
  BIRTHDAY_MALFORMED: {
    'zh-CN': '生日应为真实日期，格式 YYYY-MM-DD，且不晚于今天',
    en: 'Give the birthday as a real date, YYYY-MM-DD, not in the future',
  },
  GENDER_UNKNOWN: { 'zh-CN': '性别只能是 {values}', en: 'Give one of {values} as gender' },
  OBSERVED_IN_FUTURE: {
    'zh-CN': '获知时间不能晚于现在',
    en: 'A fact cannot have been observed in the future',
  },
  CALLER_MAY_NOT: { 'zh-CN': '当前身份无权执行此操作', en: 'This caller may not do this' },
  TRY_LATER: {
    'zh-CN': '尝试过于频繁，请在 {seconds} 秒后再试',
    en: 'Too many tries: wait {seconds} seconds',
  },
  LOGIN_CODE_WRONG: {
    'zh-CN': '验证码不正确，还可尝试 {attemptsLeft} 次',
    en: 'This code is wrong; {attemptsLeft} more tries',
  },
  LOGIN_CODE_OVER: {
    'zh-CN': '验证码已失效，请重新获取',
    en: 'This code is used up or too old: ask for a new one',
  },
  LOGIN_CODE_NOT_SENT: {
    'zh-CN': '验证码暂时无法发送，请稍后再试',
    en: 'The code could not be sent: try again in a moment',
  },
  SECOND_IDENTITY_NEEDED: {
    'zh-CN':
      '该号码的会员久未登录，请再提供一项本人标识（如证件号、客户编号、车牌），或以新会员身份开始',
    en: 'The member with this number was not seen for long: give another identity of yours (identity card, customer number, licence plate), or begin as a new member',
  },
  SECOND_IDENTITY_WRONG: {
    'zh-CN': '该标识与会员不符，请核对后重填，或以新会员身份开始',
    en: 'This identity is not the one of the member: compare it, or begin as a new member',
  },
  LOGIN_FAILED: { 'zh-CN': '账号或密码不正确', en: 'The login name or the password is wrong' },
  REFRESH_TOKEN_OVER: {
    'zh-CN': '登录已失效，请重新登录',
    en: 'This session is over: sign in again',
  },
  CLIENT_UNKNOWN: { 'zh-CN': '没有这个客户端', en: 'There is no such client' },
  CLIENT_TAKEN: {
    'zh-CN': '客户端编号 {clientId} 已被占用',
    en: 'The client id {clientId} is taken',
  },
  CLIENT_ID_MALFORMED: {
    'zh-CN': '客户端编号为 3 至 64 位小写字母、数字或连字符',
    en: 'A client id has 3 to 64 lower-case letters, digits or hyphens',
  },
  SECRET_TOO_SHORT: {
    'zh-CN': '密钥至少 {minimum} 个字符',
    en: 'A secret has at least {minimum} characters',
  },
  PERSON_NOT_FOUND: { 'zh-CN': '没有这位员工', en: 'There is no such person' },
  ACCOUNT_NOT_FOUND: { 'zh-CN': '没有这个账号', en: 'There is no such account' },
  LOGIN_TAKEN: { 'zh-CN': '登录名已被占用', en: 'This login name is taken' },
  LOGIN_MALFORMED: {
    'zh-CN': '登录名为 3 至 64 位字母、数字或 . _ @ -',
    en: 'A login name has 3 to 64 letters, digits or . _ @ -',
  },
  ROLES_MISSING: { 'zh-CN': '请至少选择一个角色', en: 'Give at least one role' },
  CLERK_WITHOUT_SUBSIDIARY: {
    'zh-CN': '店员账号须属于一家子公司',
    en: 'A clerk belongs to a subsidiary: name it',
  },
  OWN_ACCOUNT: {
    'zh-CN': '不能为自己开设账号或调整权限',
    en: 'Nobody grants rights to himself: ask a colleague',
  },
  LAST_OPERATOR: {
    'zh-CN': '这是最后一个可用的运营管理账号，请先为他人开通',
    en: 'This is the last account that may administer: open another one first',
  },
  PASSWORD_TOO_SHORT: {
    'zh-CN': '密码至少 {minimum} 个字符',
    en: 'A password has at least {minimum} characters',
  },
  PASSWORD_TOO_LONG: {
    'zh-CN': '密码至多 {maximum} 个字符',
    en: 'A password has at most {maximum} characters',
  },
  PASSWORD_TOO_EASY: {
    'zh-CN': '密码过于常见或规律，请换一个不易猜到的',
    en: 'This password is easy to guess: choose words that nobody would put together',
  },
  SESSION_NOT_FOUND: { 'zh-CN': '没有这个登录会话', en: 'There is no such session' },
  MEMBER_NOT_FOUND: { 'zh-CN': '没有这位会员', en: 'There is no such member' },
  MERGE_WITH_ITSELF: { 'zh-CN': '两者已是同一位会员', en: 'They are one member already' },
  MERGE_STATE_FORBIDS: {
    'zh-CN': '只有状态正常的会员可以合并或拆分',
    en: 'Only active members can be merged or taken apart: decide their state first',
  },
  MERGE_ID_CARDS_DIFFER: {
    'zh-CN': '两位会员的证件号不同，不是同一人',
    en: 'Their identity cards differ: they are two persons',
  },
  MERGE_NOT_FOUND: { 'zh-CN': '没有这次合并', en: 'There is no such merge' },
  MERGE_UNDONE: { 'zh-CN': '这次合并已经撤销', en: 'This merge is undone already' },
  MERGE_UNDER_WAY: {
    'zh-CN': '合并尚在进行，请稍候再撤销',
    en: 'This merge is still under way: wait until every module has confirmed it',
  },
  MERGE_COVERED: {
    'zh-CN': '存续会员后来又被合并，请先撤销后一次合并',
    en: 'The survivor was itself merged later: undo that merge first',
  },
  LINKAGE_UNDER_WAY: {
    'zh-CN': '比对正在进行，请等待完成或先取消',
    en: 'A comparison is under way: wait for its end, or cancel it',
  },
  LINKAGE_NOT_FOUND: { 'zh-CN': '没有这次比对', en: 'There is no such comparison' },
  LINKAGE_OVER: { 'zh-CN': '这次比对已经结束', en: 'This comparison is over' },
  RATE_OUT_OF_RANGE: {
    'zh-CN': '取值应在 {from} 至 {to} 之间',
    en: 'Give a rate from {from} to {to}',
  },
  DATE_MALFORMED: {
    'zh-CN': '这不是有效的日期，请写成 2026-11-22',
    en: 'This is no date: write it as 2026-11-22',
  },
  QUALITY_WEIGHTS_SUM: {
    'zh-CN': '四项权重之和须为 100，现为 {sum}',
    en: 'The four weights sum to 100, these to {sum}',
  },
  IMPORT_NOT_YOURS: {
    'zh-CN': '请指明子公司；子公司系统只能导入本公司的客户',
    en: 'Name the subsidiary; a system hands over customers of its own company only',
  },
  IMPORT_NOT_FOUND: { 'zh-CN': '没有这个导入文件', en: 'There is no such import' },
  IMPORT_TOO_BIG: {
    'zh-CN': '文件不得超过 {maximum} MB，请拆分后再导入',
    en: 'A file has at most {maximum} MB: split it',
  },
  IMPORT_EMPTY: { 'zh-CN': '文件是空的', en: 'The file is empty' },
  IMPORT_UNREADABLE: {
    'zh-CN': '无法读取：第一行须为列名，至少两列；支持 CSV（UTF-8、GBK）和 .xlsx',
    en: 'This cannot be read: the first line names at least two columns; CSV (UTF-8, GBK) and .xlsx are taken',
  },
  IMPORT_STATE_FORBIDS: {
    'zh-CN': '该导入当前为 {state}，不能执行此操作',
    en: 'The import is {state}: this cannot be done now',
  },
  IMPORT_MAPPING_TOO_WEAK: {
    'zh-CN': '请至少指定一个能识别客户的列：客户编号、手机号、邮箱或证件号',
    en: 'Say which column identifies a customer: number, telephone, e-mail or identity card',
  },
  IMPORT_FIELD_UNKNOWN: { 'zh-CN': '没有名为 {field} 的字段', en: 'There is no field {field}' },
  IMPORT_COLUMN_UNKNOWN: {
    'zh-CN': '文件里没有名为 {column} 的列',
    en: 'The file has no column {column}',
  },
  ENCODING_BROKEN: {
    'zh-CN': '这一行含有无法识别的字符，请检查文件编码',
    en: 'This line has bytes that mean nothing in the file’s encoding',
  },
  LINE_CUT_OFF: { 'zh-CN': '这一行不完整', en: 'This line is cut off' },
  QUOTE_NOT_CLOSED: { 'zh-CN': '引号没有成对', en: 'A quote is not closed' },
  TEXT_AFTER_QUOTE: { 'zh-CN': '引号后面有多余的文字', en: 'There is text after a closing quote' },
  REVIEW_NOT_FOUND: { 'zh-CN': '没有这条待核实记录', en: 'There is no such review case' },
  REVIEW_DECIDED: { 'zh-CN': '该记录已有结论：{state}', en: 'This case is decided: {state}' },
  SURVIVOR_NOT_OF_CASE: {
    'zh-CN': '存续会员只能是这条记录中的两位之一',
    en: 'The survivor is one of the two members of this case',
  },
  CONSENT_CONTESTED: {
    'zh-CN': '会员已对本公司代录的共享同意提出异议，须由会员本人重新确认',
    en: 'The member contested what this company recorded: only the member itself can agree again',
  },
  CONSENT_NOT_CONTESTABLE: {
    'zh-CN': '只能对他人代录且生效的同意提出异议；本人的同意可直接撤回',
    en: 'Only a consent in force that somebody else recorded can be contested; your own can simply be taken back',
  },
  STEP_UP_NEEDED: {
    'zh-CN': '此操作较为敏感，请先重新验证身份（短信验证码或密码）',
    en: 'This is sensitive: prove first who you are, by a code or by your password',
  },
  STEP_UP_OTHER_PHONE: {
    'zh-CN': '请使用本人已绑定的手机号验证',
    en: 'Prove it with a telephone of your own membership',
  },
  PASSWORD_TEMPORARY: {
    'zh-CN': '这是管理员设置的临时密码，请同时填写新密码',
    en: 'An operator set this password: sign in with a new one of your own beside it',
  },
  PASSWORD_UNCHANGED: {
    'zh-CN': '新密码不能与原密码相同',
    en: 'The new password is the old one: choose another',
  },
  WALLET_NOT_FOUND: {
    'zh-CN': '积分系统中没有这个家庭钱包',
    en: 'The ledger has no such household wallet',
  },
  WALLET_OF_OTHERS: {
    'zh-CN': '该钱包的成员与这个家庭的成员不一致，请先核对',
    en: 'Those who share this wallet are not those who live here: make both the same first',
  },
  WALLET_ELSEWHERE: {
    'zh-CN': '该积分钱包已与另一个家庭关联',
    en: 'Another household has this wallet already',
  },
  HOUSEHOLD_NOT_FOUND: { 'zh-CN': '没有这个家庭', en: 'There is no such household' },
  HOUSEHOLD_ALREADY: {
    'zh-CN': '该会员已属于一个家庭，请先退出',
    en: 'The member lives in a household already: leave that one first',
  },
  HOUSEHOLD_NONE: { 'zh-CN': '该会员不属于任何家庭', en: 'The member lives in no household' },
  ONE_ARGUMENT: { 'zh-CN': '请且仅请提供一个查询条件', en: 'Give exactly one argument' },
  MEMBER_GONE: {
    'zh-CN': '会员当前为 {status}，不能再变更资料',
    en: 'The member is {status}: nothing about it can be changed any more',
  },
  MEMBER_STATE_FORBIDS: {
    'zh-CN': '会员当前为 {status}，不能变更为 {wanted}',
    en: 'The member is {status} and cannot become {wanted}',
  },
});
