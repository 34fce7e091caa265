/** What came of an occasion, or was taken back with it, one sentence each. */
import { formatAmount } from '@guildhall/shared/amounts';
import { type Locale, money, type Names, NO_NAMES, nameOf } from './terms.ts';

export interface EffectTold {
  readonly kind: string;
  /** Minor units, signed: points of `currency`, or CNY. */
  readonly amountMinor?: string | undefined;
  readonly currency?: string | undefined;
  readonly scale?: number | undefined;
  /** What the coupon is called, where it is about one. */
  readonly coupon?: string | undefined;
}

export function effectInWords(effect: EffectTold, locale: Locale, names: Names = NO_NAMES): string {
  const zh = locale === 'zh-CN';
  const minor = magnitude(effect.amountMinor);
  const coupon = zh ? `「${effect.coupon ?? '优惠券'}」` : `“${effect.coupon ?? 'coupon'}”`;
  const cny = money(minor, locale);
  const points = (): string =>
    `${formatAmount(minor, effect.scale ?? 0)} ${nameOf(effect.currency ?? '', locale, names)}`;
  switch (effect.kind) {
    case 'POINTS_EARNED':
      return zh ? `得到 ${points()}` : `Got ${points()}`;
    case 'POINTS_REVERSED':
      return zh ? `收回 ${points()}` : `Taken back: ${points()}`;
    case 'POINTS_REDEEMED':
      return zh ? `用 ${points()} 支付` : `Paid with ${points()}`;
    case 'POINTS_RESTORED':
      return zh ? `退回 ${points()}` : `Given back: ${points()}`;
    case 'COUPON_ISSUED':
      return zh ? `得到${coupon}` : `Got ${coupon}`;
    case 'COUPON_REVOKED':
      return zh ? `收回${coupon}` : `Taken back: ${coupon}`;
    case 'COUPON_REDEEMED':
      return zh ? `${coupon}抵扣 ${cny}` : `${coupon} took off ${cny}`;
    case 'COUPON_RESTORED':
      return zh ? `${coupon}退回 ${cny}` : `Given back to ${coupon}: ${cny}`;
    case 'DEBT':
      return zh
        ? `${coupon}已在别处用掉，应补 ${cny}`
        : `${coupon} had been used meanwhile: ${cny} is owed`;
    default:
      return effect.kind;
  }
}

/** The same sentence said several times is said once, with how often. */
export function counted(sentences: readonly string[], locale: Locale): readonly string[] {
  return [...Map.groupBy(sentences, (sentence) => sentence)].map(([sentence, { length }]) => {
    if (length === 1) return sentence;
    return locale === 'zh-CN' ? `${sentence} × ${length}` : `${sentence} (${length} times)`;
  });
}

function magnitude(text = '0'): bigint {
  const minor = BigInt(text);
  return minor < 0n ? -minor : minor;
}
