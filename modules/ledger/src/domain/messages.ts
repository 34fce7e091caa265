/** What refusals say, in every language. Amounts in them are decimal text in the currency named. */
import { defineMessages } from '@guildhall/shared/messages';
import { ledgerWords } from './input-problems.ts';

export const ledgerMessages = defineMessages(
  {
    LEDGER_INPUT_INVALID: {
      'zh-CN': '输入不正确，应为：{problem}',
      en: 'The input is not right; it should be: {problem}',
    },
    SUBSIDIARY_NOT_YOURS: {
      'zh-CN': '不能代表子公司 {subsidiary} 操作',
      en: 'You may not act for {subsidiary}',
    },
    WALLET_NOT_YOURS: { 'zh-CN': '只能操作本人的积分', en: 'You may act on your own points only' },
    LEDGER_OPERATION_NOT_ALLOWED: { 'zh-CN': '您无权进行此操作', en: 'You may not do this' },
    CURRENCY_UNKNOWN: {
      'zh-CN': '没有积分币种 {currency}',
      en: 'There is no point currency {currency}',
    },
    MEMBER_NOT_FOUND: { 'zh-CN': '没有这位会员', en: 'There is no such member' },
    HOLD_UNKNOWN: { 'zh-CN': '没有这笔冻结', en: 'There is no such hold' },
    POSTING_UNKNOWN: { 'zh-CN': '没有这笔积分流水', en: 'There is no such posting' },
    ADJUSTMENT_UNKNOWN: { 'zh-CN': '没有这笔调整', en: 'There is no such adjustment' },
    HOUSEHOLD_UNKNOWN: {
      'zh-CN': '没有这个家庭，或该会员不在其中',
      en: 'There is no such household, or the member is not in it',
    },
    TIER_PROGRAMME_UNKNOWN: { 'zh-CN': '没有这个等级方案', en: 'There is no such tier programme' },
    MOVE_UNKNOWN: { 'zh-CN': '没有这次合并的积分转移', en: 'No points were moved by this merge' },
    WALLET_FROZEN: {
      'zh-CN': '会员已冻结，不能获得或使用积分',
      en: 'The member is suspended: no earning, no burning',
    },
    CURRENCY_NOT_SPENDABLE: {
      'zh-CN': '{currency} 只用于计量，不能使用',
      en: '{currency} is a measure and cannot be spent',
    },
    BALANCE_CEILING_EXCEEDED: {
      'zh-CN': '余额将超过上限 {ceiling} {currency}',
      en: 'The balance would exceed its ceiling of {ceiling} {currency}',
    },
    ISSUANCE_CEILING_EXCEEDED: {
      'zh-CN': '发放额度为 {ceiling} {currency}，已发放 {issued}',
      en: 'The issuer may issue {ceiling} {currency} in all and has issued {issued}',
    },
    INSUFFICIENT_POINTS: {
      'zh-CN': '可用积分为 {available} {currency}，需要 {required}',
      en: '{available} {currency} are available and {required} are needed',
    },
    EXTENSION_PASSED: {
      'zh-CN': '延长到的时间已过，请填写以后的时间',
      en: 'That moment has passed; points are extended to a later one',
    },
    HOLD_EXPIRY_PASSED: {
      'zh-CN': '冻结的到期时间已过',
      en: 'The hold would have timed out already',
    },
    HOLD_CLOSED: { 'zh-CN': '冻结已结束：{state}', en: 'The hold is closed: {state}' },
    HOLD_EXCEEDED: {
      'zh-CN': '冻结剩余 {remaining} {currency}，需要 {required}',
      en: '{remaining} {currency} are left of the hold and {required} are needed',
    },
    REVERSAL_OF_REVERSAL: { 'zh-CN': '冲正不能再冲正', en: 'A reversal is not reversed' },
    POSTING_NOT_REVERSIBLE: {
      'zh-CN': '这类流水不能冲正：{kind}',
      en: 'Postings of this kind are not reversed: {kind}',
    },
    POSTING_REVERSED_ALREADY: {
      'zh-CN': '这笔流水已全部冲正',
      en: 'The posting is reversed already',
    },
    REVERSAL_EXCEEDS_POSTING: {
      'zh-CN': '可冲正 {left} {currency}，需要 {required}',
      en: '{left} {currency} are left to reverse and {required} were asked',
    },
    TRANSFER_TO_SELF: { 'zh-CN': '不能转给自己', en: 'Points are not sent to oneself' },
    TRANSFER_LIMIT_EXCEEDED: {
      'zh-CN': '单笔最多转 {limit} {currency}',
      en: 'At most {limit} {currency} in one transfer',
    },
    TRANSFER_DAILY_LIMIT_EXCEEDED: {
      'zh-CN': '每日最多转 {limit} {currency}，今日已转 {used}',
      en: 'At most {limit} {currency} a day; {used} were sent today',
    },
    SPENDING_RIGHT_MISSING: {
      'zh-CN': '没有使用家庭积分的权限',
      en: "There is no right to spend the household's points",
    },
    SPENDING_LIMIT_EXCEEDED: {
      'zh-CN': '每月最多使用 {limit} {currency}，本月已用 {used}',
      en: 'At most {limit} {currency} a month; {used} were spent this month',
    },
    ADJUSTMENT_DECIDED: {
      'zh-CN': '调整已处理：{state}',
      en: 'The adjustment is decided already: {state}',
    },
    FOUR_EYES_SAME_PERSON: { 'zh-CN': '需由另一人审批', en: 'Another person must decide' },
    MOVE_TO_SELF: { 'zh-CN': '不能与自己合并', en: 'A member is not merged into itself' },
    MEMBER_MOVED_ALREADY: {
      'zh-CN': '该会员的积分已并入 {survivor}',
      en: "The member's points belong to {survivor} already",
    },
    MOVE_UNDONE_ALREADY: { 'zh-CN': '这次合并已撤销', en: 'The merge was undone already' },
    SURVIVOR_MOVED_ON: {
      'zh-CN': '保留的会员又已并入他人，请先撤销那次合并',
      en: 'The survivor was merged since: undo that merge first',
    },
    MEMBER_IN_OTHER_HOUSEHOLD: {
      'zh-CN': '该会员已在另一个家庭',
      en: 'The member belongs to another household',
    },
    HOUSEHOLD_KEEPER_ONLY: {
      'zh-CN': '只有家庭账户的管理人可以这样做',
      en: 'Only the keeper of the family wallet may do this',
    },
    HOUSEHOLD_SHARE_NOT_YOURS: {
      'zh-CN': '存入多少由各人自己决定',
      en: 'What a member gives is its own to say',
    },
    HOUSEHOLD_INVITATION_UNKNOWN: {
      'zh-CN': '没有这个邀请码，请核对后再输入',
      en: 'There is no such invitation; check the code',
    },
    HOUSEHOLD_INVITATION_ACCEPTED: {
      'zh-CN': '这个邀请码已被使用，请让家人再邀请一次',
      en: 'This invitation was used already; ask for another',
    },
    HOUSEHOLD_INVITATION_WITHDRAWN: {
      'zh-CN': '这个邀请已撤回，请让家人再邀请一次',
      en: 'This invitation was withdrawn; ask for another',
    },
    HOUSEHOLD_INVITATION_EXPIRED: {
      'zh-CN': '这个邀请已过期，请让家人再邀请一次',
      en: 'This invitation has ended; ask for another',
    },
    HOUSEHOLD_INVITATIONS_OPEN: {
      'zh-CN': '已有 {most} 个邀请等待接受，请先撤回一个',
      en: '{most} invitations are waiting; withdraw one first',
    },
    HOUSEHOLD_FULL: {
      'zh-CN': '家庭账户最多 {most} 人',
      en: 'A family wallet has at most {most} members',
    },
    HOUSEHOLD_JOINED_ALREADY: {
      'zh-CN': '您已在这个家庭账户中',
      en: 'You are in this family wallet already',
    },
    YOU_IN_OTHER_HOUSEHOLD: {
      'zh-CN': '您已在另一个家庭账户中，请先退出',
      en: 'You are in another family wallet; leave it first',
    },
    CURRENCY_DEFINED_OTHERWISE: {
      'zh-CN': '{currency} 已定义，{field} 不能更改',
      en: '{currency} is defined; its {field} never changes',
    },
  },
  ledgerWords,
);
