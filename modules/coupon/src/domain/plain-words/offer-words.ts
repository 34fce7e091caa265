/** An offer in plain words: what sets it off, for whom, on which condition, what it gives, who pays, how much there is. */
import { formatAmount } from '@guildhall/shared/amounts';
import type { LiveOffer } from '../granting/live-offer.ts';
import type { Benefit, Limit, OfferDefinition } from '../offers/offer-definition.ts';
import { conditionInWords } from './condition-words.ts';
import { couponInWords } from './coupon-words.ts';
import { day, type Locale, listed, money, type Names, NO_NAMES, nameOf, percent } from './terms.ts';

export interface OfferReading {
  readonly when: string;
  readonly forWhom: string;
  readonly condition: string;
  readonly gives: readonly string[];
  readonly paidBy: string;
  readonly limits: readonly string[];
}

export function offerInWords(
  { definition, condition, startsAt, endsAt }: LiveOffer,
  locale: Locale,
  names: Names = NO_NAMES,
): OfferReading {
  return {
    when: `${triggersInWords(definition, locale)}${spanInWords(startsAt, endsAt, locale)}`,
    forWhom: audienceInWords(definition.audience, locale, names),
    condition: conditionInWords(condition.ast, locale, names),
    gives: definition.benefits.map((benefit) => benefitInWords(benefit, locale, names)),
    paidBy: fundingInWords(definition.funding, locale, names),
    limits: definition.limits.map((limit) => limitInWords(limit, locale)),
  };
}

function triggersInWords(
  { triggers, subsidiaries, dates }: OfferDefinition,
  locale: Locale,
): string {
  const zh = locale === 'zh-CN';
  const parts: string[] = [];
  if (triggers.length > 0) {
    const where =
      subsidiaries.length === 0
        ? ''
        : zh
          ? `在${listed(subsidiaries, locale)}`
          : ` at ${listed(subsidiaries, locale)}`;
    const what = listed(triggers, locale);
    parts.push(zh ? `${where}${what}时` : `On ${what}${where}`);
  }
  for (const date of dates ?? []) parts.push(dateInWords(date, locale));
  return parts.join(zh ? '；' : '; ');
}

function dateInWords(
  { of, fact, attribute, daysBefore }: NonNullable<OfferDefinition['dates']>[number],
  locale: Locale,
): string {
  const zh = locale === 'zh-CN';
  const what =
    of === 'BIRTHDAY'
      ? zh
        ? '生日'
        : 'the birthday'
      : of === 'ENROLMENT'
        ? zh
          ? '入会纪念日'
          : 'the day of joining'
        : zh
          ? `${nameOf(fact ?? '', locale)}的“${attribute ?? ''}”日`
          : `the date “${attribute ?? ''}” of the ${nameOf(fact ?? '', locale)}`;
  if (daysBefore === 0) return zh ? `${what}当天` : `On ${what}`;
  const days = Math.abs(daysBefore);
  if (daysBefore > 0) return zh ? `${what}前 ${days} 天` : `${days} days before ${what}`;
  return zh ? `${what}后 ${days} 天` : `${days} days after ${what}`;
}

function spanInWords(startsAt: Date, endsAt: Date | null, locale: Locale): string {
  const from = day(startsAt, locale);
  const to = endsAt === null ? null : day(new Date(endsAt.getTime() - 1), locale);
  if (locale === 'zh-CN') return to === null ? `，自 ${from} 起` : `，${from} 至 ${to}`;
  return to === null ? `, from ${from}` : `, ${from} to ${to}`;
}

function audienceInWords(
  audience: OfferDefinition['audience'],
  locale: Locale,
  names: Names,
): string {
  const zh = locale === 'zh-CN';
  const { tiers, segments, consents, household } = audience;
  const parts: string[] = [];
  if (tiers.length > 0) {
    const words = listed(tiers, locale, 'or', names);
    parts.push(zh ? `会员等级${spaced(words)}` : `members of the tier ${words}`);
  }
  if (segments.length > 0) {
    const words = listed(segments, locale, 'and', names);
    parts.push(zh ? `人群${spaced(words)}` : `members of ${words}`);
  }
  if (household) parts.push(zh ? '家庭成员' : 'members of a household');
  if (consents.length > 0)
    parts.push(
      zh
        ? `已授权${listed(consents, locale, 'and')}`
        : `who have agreed to ${listed(consents, locale, 'and')}`,
    );
  if (parts.length === 0) return zh ? '所有会员' : 'All members';
  return parts.join(zh ? '，' : ', ');
}

/** Between Chinese and a name in Latin letters stands a space. */
const spaced = (words: string): string => (/^[\x21-\x7e]/.test(words) ? ` ${words}` : words);

/** What the currency is called; one without a name is called points of its code. */
function pointsOf(currency: string, locale: Locale, names: Names): string {
  const name = names.get(currency)?.[locale];
  if (name !== undefined) return name;
  return locale === 'zh-CN' ? `${currency} 积分` : `${currency} points`;
}

function benefitInWords(benefit: Benefit, locale: Locale, names: Names): string {
  const zh = locale === 'zh-CN';
  switch (benefit.kind) {
    case 'POINTS_PER_CNY':
      return zh
        ? `每消费 1 元得 ${benefit.pointsPerCny} ${pointsOf(benefit.currency, locale, names)}`
        : `${benefit.pointsPerCny} ${pointsOf(benefit.currency, locale, names)} for each yuan`;
    case 'POINTS_FIXED': {
      const points = formatAmount(BigInt(benefit.amountMinor), benefit.scale);
      const name = pointsOf(benefit.currency, locale, names);
      return zh ? `得 ${points} ${name}` : `${points} ${name}`;
    }
    case 'POINTS_MULTIPLIER':
      return zh
        ? `${pointsOf(benefit.currency, locale, names)} ${benefit.multiplierBps / 10_000} 倍`
        : `${benefit.multiplierBps / 10_000} times the ${pointsOf(benefit.currency, locale, names)}`;
    case 'COUPON': {
      const { coupon, count } = benefit;
      const name = zh ? coupon.name.zh : coupon.name.en;
      const parts =
        coupon.instalments === null
          ? ''
          : zh
            ? `，分 ${coupon.instalments.count} 期`
            : `, in ${coupon.instalments.count} instalments`;
      const words = couponInWords(coupon, locale, names).join(zh ? '，' : ', ');
      return zh
        ? `得“${name}”${count} 张${parts}：${words}`
        : `${count} × “${name}”${parts}: ${words}`;
    }
  }
}

function fundingInWords(funding: OfferDefinition['funding'], locale: Locale, names: Names): string {
  const [only, ...others] = funding;
  if (only !== undefined && others.length === 0) return nameOf(only.subsidiary, locale, names);
  return funding
    .map(({ subsidiary, shareBps }) => `${nameOf(subsidiary, locale, names)} ${percent(shareBps)}`)
    .join(locale === 'zh-CN' ? '，' : ', ');
}

const SCOPES: Readonly<Record<Limit['scope'], readonly [zh: string, en: string]>> = {
  TOTAL: ['总共', 'in all'],
  DAY: ['每天', 'a day'],
  MEMBER: ['每位会员', 'per member'],
  MEMBER_DAY: ['每位会员每天', 'per member and day'],
  HOUSEHOLD: ['每个家庭', 'per household'],
  STORE: ['每家门店', 'per store'],
  STORE_DAY: ['每家门店每天', 'per store and day'],
};

function limitInWords({ phase, scope, measure, ceiling }: Limit, locale: Locale): string {
  const zh = locale === 'zh-CN';
  const [inChinese, inEnglish] = SCOPES[scope];
  const most =
    measure === 'MONEY' ? money(ceiling, locale) : zh ? `${ceiling} 次` : `${ceiling} times`;
  const what = phase === 'GRANT' ? (zh ? '发放' : 'given') : zh ? '核销' : 'used';
  return zh ? `${inChinese}最多${what} ${most}` : `${what} at most ${most} ${inEnglish}`;
}
