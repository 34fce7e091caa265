/** What a coupon gives, where and on what, as a member reads it. */
import type { CouponTemplate } from '../offers/coupon-template.ts';
import { type Locale, listed, money, type Names, NO_NAMES, nameOf, percent } from './terms.ts';

/** One sentence: what it gives. */
export function valueInWords({ value, uses }: CouponTemplate, locale: Locale): string {
  const zh = locale === 'zh-CN';
  const most = (ceilingMinor: string | null): string =>
    ceilingMinor === null
      ? ''
      : zh
        ? `，最多抵 ${money(ceilingMinor, locale)}`
        : `, at most ${money(ceilingMinor, locale)}`;
  const times = uses > 1 ? (zh ? `，可用 ${uses} 次` : `, good for ${uses} uses`) : '';
  switch (value.kind) {
    case 'AMOUNT_OFF':
      return `${zh ? `立减 ${money(value.amountMinor, locale)}` : `${money(value.amountMinor, locale)} off`}${times}`;
    case 'PERCENT_OFF':
      return `${zh ? `减 ${percent(value.shareBps)}` : `${percent(value.shareBps)} off`}${most(value.ceilingMinor)}${times}`;
    case 'FEE_WAIVER':
      return `${zh ? `费用减免 ${percent(value.shareBps)}` : `${percent(value.shareBps)} of the fee waived`}${most(value.ceilingMinor)}${times}`;
    case 'FREE_SERVICE':
      return `${zh ? '免费服务一项' : 'one service for free'}${most(value.ceilingMinor)}${times}`;
    case 'GIFT':
      return `${zh ? '赠品一件' : 'one product for free'}${most(value.ceilingMinor)}${times}`;
    case 'ERRAND':
      return `${zh ? '免费跑腿一次' : 'one delivery or errand for free'}${most(value.ceilingMinor)}${times}`;
    case 'STORED_VALUE':
      return zh
        ? `储值 ${money(value.amountMinor, locale)}，可分次使用`
        : `${money(value.amountMinor, locale)} of stored value, used bit by bit`;
  }
}

/** What it gives, and each rule of its use: short sentences in the order in which a counter checks them. */
export function couponInWords(
  template: CouponTemplate,
  locale: Locale,
  names: Names = NO_NAMES,
): readonly string[] {
  const zh = locale === 'zh-CN';
  const { honouredBy, stores, kinds, categories, itemCodes, minimumMinor, combination } = template;
  const goods = [...categories, ...itemCodes];
  const lines = [
    valueInWords(template, locale),
    zh
      ? `在${listed(honouredBy, locale, 'or', names)}使用`
      : `Good at ${listed(honouredBy, locale, 'or', names)}`,
  ];
  if (stores.length > 0)
    lines.push(zh ? `仅限门店 ${stores.join('、')}` : `Only at the stores ${stores.join(', ')}`);
  if (kinds.length > 0)
    lines.push(zh ? `用于${listed(kinds, locale)}` : `For ${listed(kinds, locale)}`);
  if (goods.length > 0) lines.push(goodsInWords(goods, locale));
  if (BigInt(minimumMinor) > 0n)
    lines.push(
      zh ? `满 ${money(minimumMinor, locale)}可用` : `From ${money(minimumMinor, locale)} on`,
    );
  if (template.bind !== null)
    lines.push(
      zh
        ? `仅限绑定的${nameOf(template.bind.asset, locale)}`
        : `Only for the ${nameOf(template.bind.asset, locale)} it is bound to`,
    );
  if (combination.exclusive) lines.push(zh ? '不与其他券同用' : 'Not together with other coupons');
  else if (combination.group !== null)
    lines.push(zh ? '同类券限用一张' : 'One coupon of its group at a time');
  if (template.transferable) lines.push(zh ? '可转赠' : 'Can be given to another member');
  return lines;
}

function goodsInWords(goods: readonly string[], locale: Locale): string {
  const shown = goods.slice(0, 5).map((code) => nameOf(code, locale));
  const more = goods.length - shown.length;
  if (locale === 'zh-CN')
    return `仅限${/^[\x21-\x7e]/.test(shown[0] ?? '') ? ' ' : ''}${shown.join('、')}${more > 0 ? `等 ${goods.length} 种` : ''}`;
  return `Only for ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
