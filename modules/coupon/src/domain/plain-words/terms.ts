/**
 * Names that readings use: companies, kinds of transaction, goods, things, scopes. What is named in settings (currencies,
 * tiers, segments, partners) is told by whoever asks (`Names`); what has no name at all is shown as it is.
 */
import { formatAmount } from '@guildhall/shared/amounts';

export type Locale = 'zh-CN' | 'en';
/** One thing said in each language of the house. */
export type Said = Readonly<Record<Locale, string>>;

export const said = (zh: string, en: string): Said => ({ 'zh-CN': zh, en });

const NAMES: Readonly<Record<string, Said>> = {
  auto: said('汽车4S店', 'the car dealership'),
  property: said('物业', 'the property management'),
  retail: said('超市', 'the supermarket'),
  logistics: said('物流', 'the parcel service'),
  group: said('集团', 'the group'),
  BASKET_BOUGHT: said('购物', 'a purchase'),
  GOODS_RETURNED: said('退货', 'a return of goods'),
  FEE_PAID: said('缴费', 'a fee paid'),
  PARKING_FEE_PAID: said('缴停车费', 'a parking fee paid'),
  PROPERTY_FEE: said('物业费', 'the property fee'),
  PARKING_FEE: said('停车费', 'the parking fee'),
  MAINTENANCE: said('保养', 'maintenance'),
  REPAIR: said('维修', 'repairs'),
  SERVICE_DONE: said('维修保养', 'a car service'),
  VEHICLE_SOLD: said('购车', 'a car bought'),
  PARCEL_SENT: said('寄件', 'a parcel sent'),
  PARCEL_DELIVERED: said('签收包裹', 'a parcel delivered'),
  ERRAND: said('跑腿配送', 'an errand'),
  MEMBER_ENROLLED: said('入会', 'joining the programme'),
  CODE: said('领取券码', 'a code handed out'),
  TIER_REACHED: said('等级变化', 'a change of tier'),
  vehicle: said('车辆', 'vehicle'),
  dwelling: said('住宅', 'dwelling'),
  'parking-space': said('车位', 'parking space'),
  SERVICE: said('服务', 'service'),
  MARKETING: said('营销', 'marketing'),
  PROFILING: said('画像', 'profiling'),
  CROSS_SUBSIDIARY_SHARING: said('跨公司共享', 'sharing between companies'),
  PARTNER_SHARING: said('合作品牌共享', 'sharing with partners'),
};

/** What settings call currencies, tiers, segments and partners, by code. */
export type Names = ReadonlyMap<string, Said>;
export const NO_NAMES: Names = new Map();

export const nameOf = (code: string, locale: Locale, names: Names = NO_NAMES): string =>
  (names.get(code) ?? NAMES[code])?.[locale] ?? code;

export function listed(
  codes: readonly string[],
  locale: Locale,
  last: 'or' | 'and' = 'or',
  known: Names = NO_NAMES,
): string {
  const names = codes.map((code) => nameOf(code, locale, known));
  if (locale === 'zh-CN') return names.join(last === 'or' ? '或' : '、');
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}

/** `12.5` rather than `12.50`, `20` rather than `20.00`. */
export const yuan = (minor: bigint | string): string =>
  formatAmount(BigInt(minor), 2).replace(/\.?0+$/, '');

export const money = (minor: bigint | string, locale: Locale): string =>
  locale === 'zh-CN' ? `${yuan(minor)} 元` : `CNY ${yuan(minor)}`;

/** 8500 off is `15% 折扣` of what is paid; shown as the share that is taken off. */
export const percent = (bps: number): string => `${String(bps / 100)}%`;

/** Date and time of the group's zone, to the minute. */
export function moment(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'zh-CN' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

export function day(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'zh-CN' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  }).format(at);
}
