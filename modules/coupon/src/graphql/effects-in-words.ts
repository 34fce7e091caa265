/** What came of an occasion, in words: coupons and currencies by their names. */
import { counted, effectInWords } from '../domain/plain-words/effect-words.ts';
import type { DecidedEffect } from '../storage/decisions.ts';
import type { CouponContext } from './context.ts';

export async function effectsInWords(
  effects: readonly DecidedEffect[],
  context: CouponContext,
): Promise<readonly string[]> {
  if (effects.length === 0) return [];
  const names = await context.names();
  const told = await Promise.all(
    effects.map(async (effect) => {
      const coupon = await couponName(effect.couponId, context);
      return effectInWords({ ...effect, coupon }, context.locale, names);
    }),
  );
  return counted(told, context.locale);
}

/** What a coupon is called, in the caller's language; undefined where there is none. */
export async function couponName(
  couponId: string | undefined,
  context: CouponContext,
): Promise<string | undefined> {
  const row = couponId === undefined ? null : await context.coupons.load(couponId);
  if (row === null) return undefined;
  const { name } = await context.termsOf(row);
  return context.locale === 'zh-CN' ? name.zh : name.en;
}
