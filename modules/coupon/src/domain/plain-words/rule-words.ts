/** Each rule of redemption, as the member, the clerk and the auditor read it. The auditor's word names the rule. */
import { type Locale, type Said, said } from './terms.ts';

export const AUDIENCES = ['MEMBER', 'CLERK', 'AUDITOR'] as const;
export type Audience = (typeof AUDIENCES)[number];

const RULES: Readonly<Record<string, { readonly member: Said; readonly clerk: Said }>> = {
  'belongs-to-member': {
    member: said('这张券是您的', 'The coupon is yours'),
    clerk: said('券属于当前会员', 'The coupon belongs to this member'),
  },
  'member-is-active': {
    member: said('您的会员资格有效', 'Your membership is active'),
    clerk: said('会员状态正常', 'The member is active'),
  },
  'not-ended': {
    member: said('券没有被收回或放弃', 'It was neither taken back nor given up'),
    clerk: said('券未被撤销', 'It has not been revoked'),
  },
  'not-used-up': {
    member: said('券还没有用完', 'It is not used up'),
    clerk: said('还有剩余次数或金额', 'Uses or value are left'),
  },
  'not-expired': {
    member: said('券没有过期', 'It has not expired'),
    clerk: said('在有效期内', 'It has not expired'),
  },
  'has-vested': {
    member: said('本期已到可用日', 'Its day has come'),
    clerk: said('分期已解锁', 'The instalment has vested'),
  },
  'has-started': {
    member: said('已到生效日', 'Its first day has come'),
    clerk: said('已生效', 'It has started'),
  },
  'offer-not-paused': {
    member: said('活动正在进行', 'The offer is running'),
    clerk: said('活动未暂停', 'The offer is not paused'),
  },
  'batch-open': {
    member: said('券码可以使用', 'The code can be used'),
    clerk: said('券码批次可用', 'The batch of the code is ready'),
  },
  'not-offered-as-gift': {
    member: said('券没有在转赠中', 'It is not offered as a gift'),
    clerk: said('未在转赠中', 'It is not offered as a gift'),
  },
  'right-subsidiary': {
    member: said('在这家公司可用', 'It is good at this company'),
    clerk: said('本公司承兑', 'This company honours it'),
  },
  'right-store': {
    member: said('在这家门店可用', 'It is good at this store'),
    clerk: said('本门店可用', 'This store is among its stores'),
  },
  'right-kind': {
    member: said('适用于这类消费', 'It is for this kind of purchase'),
    clerk: said('交易类型相符', 'The kind of transaction fits'),
  },
  'right-asset': {
    member: said('是绑定的那一件', 'It is for this car or home'),
    clerk: said('绑定资产相符', 'The thing served is the one it is bound to'),
  },
  'eligible-line': {
    member: said('有适用的商品或服务', 'Something in the basket qualifies'),
    clerk: said('有适用明细', 'A line is eligible'),
  },
  'minimum-reached': {
    member: said('已达到使用门槛', 'The minimum is reached'),
    clerk: said('达到最低金额', 'The minimum is reached'),
  },
  'facts-shared': {
    member: said('您同意共享判断所需的信息', 'You share what it asks for'),
    clerk: said('会员同意共享判断所需的信息', 'The member shares what it asks for'),
  },
  'condition-met': {
    member: said('满足使用条件', 'Its condition is met'),
    clerk: said('满足附加条件', 'Its condition is met'),
  },
  'not-reserved': {
    member: said('没有在别的订单中占用', 'No other order holds it'),
    clerk: said('未被其他订单预占', 'No other reservation holds it'),
  },
};

export const RULES_IN_WORDS: readonly string[] = Object.keys(RULES);

export function ruleInWords(
  rule: string,
  holds: boolean,
  audience: Audience,
  locale: Locale,
): string {
  const words = RULES[rule];
  const mark = holds ? '✓' : '✗';
  if (words === undefined) return `${mark} ${rule}`;
  const text = (audience === 'MEMBER' ? words.member : words.clerk)[locale];
  return audience === 'AUDITOR' ? `${mark} ${rule}: ${text}` : `${mark} ${text}`;
}
