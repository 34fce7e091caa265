/** `Coupon`, and a member's coupons. A subsidiary sees the coupons that it honours; the code is the member's. */
import { enumType } from '@guildhall/shared/graphql/index';
import type { Refusal } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { readsEverything } from '../application/access.ts';
import { whyNotNow } from '../application/coupon-usability.ts';
import { couponStateAt, freeUses, freeValue } from '../domain/coupons/coupon.ts';
import { showCouponCode } from '../domain/coupons/coupon-code.ts';
import { couponInWords } from '../domain/plain-words/coupon-words.ts';
import type { CouponRow } from '../storage/coupons.ts';
import type { DebtRow } from '../storage/debts.ts';
import type { CouponContext } from './context.ts';
import { CouponStateEnum } from './enums.ts';
import type { OutcomeRef } from './explain.ts';
import { showMoney } from './offer-input.ts';
import type { B, CouponTermsRef, OfferRef } from './offer-type.ts';
import { refusalMessage } from './refusal-words.ts';

async function notNow(row: CouponRow, context: CouponContext): Promise<Refusal | undefined> {
  const offer = await context.offers.load(row.offerId);
  const offerState = offer?.state === 'PAUSED' ? 'PAUSED' : 'LIVE';
  return whyNotNow({ coupon: row, offerState, now: context.now });
}

/**
 * Its member, the group's people, the companies that honour it, and the one whose transaction gave it: that one told the
 * customer of it.
 */
export async function mayReadCoupon(row: CouponRow, context: CouponContext): Promise<boolean> {
  const { caller } = context;
  if (readsEverything(caller)) return true;
  if (caller.kind === 'member') return row.memberId === caller.memberId;
  const own = subsidiaryOf(caller);
  if (own === undefined) return false;
  return (
    (await context.termsOf(row)).honouredBy.includes(own) ||
    (await context.grantedAt.load(row.couponId)) === own
  );
}

/** What a member was granted and gave away stays part of what came of their purchase; the code is no longer theirs. */
const wasGivenBy = ({ grantedTo }: CouponRow, caller: Principal): boolean =>
  caller.kind === 'member' && grantedTo === caller.memberId;

/** A wallet is opened to an outside brand only where the member has agreed to share with partners. */
async function mayOpenWallet(memberId: string, context: CouponContext): Promise<boolean> {
  if ((await context.partner()) === undefined) return true;
  return (await context.consents.load(memberId)).includes('PARTNER_SHARING');
}

const ownsOrOperates = (caller: Principal, memberId: string | null): boolean =>
  (caller.kind === 'member' && caller.memberId === memberId) ||
  (caller.kind === 'staff' && caller.roles.includes('operator'));

interface Asset {
  readonly type: string;
  readonly key: string;
}

export function memberStub(builder: B) {
  return builder.externalRef('Member', builder.selection<{ id: string }>('id'));
}
export type MemberRef = ReturnType<typeof memberStub>;

export function couponType(builder: B, Member: MemberRef, Offer: OfferRef, Terms: CouponTermsRef) {
  const BoundTo = builder.objectRef<Asset>('CouponAsset').implement({
    description: 'The thing a coupon is bound to.',
    fields: (t) => ({
      type: t.exposeString('type', { description: '`vehicle`, `dwelling`.' }),
      key: t.exposeString('key', { description: 'Id of the thing.' }),
    }),
  });
  const NotNow = builder.objectRef<Refusal>('CouponNotUsable').implement({
    description: 'Why a coupon cannot be used now.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Why, in capitals.' }),
      message: t.string({
        description: "Why, and what would unlock it, in the caller's language.",
        resolve: (refusal, _args, { locale }) => refusalMessage(refusal, locale),
      }),
      params: t.field({
        type: 'JSON',
        description: 'The facts behind it: the date, for one.',
        resolve: ({ params }) => params,
      }),
    }),
  });
  const Coupon = builder.objectRef<CouponRow>('Coupon').implement({
    description: "One member's entitlement.",
    fields: (t) => ({
      id: t.exposeID('couponId', { description: 'TypeID, `cpn_…`.' }),
      code: t.string({
        nullable: true,
        description:
          'What is read aloud at the counter; shown to its member and to operators only.',
        resolve: ({ code, memberId }, _args, { caller }) =>
          ownsOrOperates(caller, memberId) ? showCouponCode(code) : null,
      }),
      state: t.field({
        type: enumType(builder, CouponStateEnum),
        description: 'Where it is in its life now.',
        resolve: (row, _args, { now }) => couponStateAt(row, now),
      }),
      terms: t.field({
        type: Terms,
        description: 'What it gives, where and on what.',
        resolve: (row, _args, context) => context.termsOf(row),
      }),
      offer: t.field({
        type: Offer,
        nullable: true,
        description: 'The offer it came of.',
        resolve: ({ offerId }, _args, { offers }) => offers.load(offerId),
      }),
      offerVersion: t.exposeInt('offerVersion', { description: 'The version that granted it.' }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Whose it is; nobody yet when null.',
        resolve: ({ memberId }) => (memberId === null ? null : { id: memberId }),
      }),
      usesTotal: t.exposeInt('usesTotal', { description: 'How often it can be used.' }),
      usesLeft: t.int({ description: 'Uses neither spent nor reserved.', resolve: freeUses }),
      valueLeft: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Stored value neither spent nor reserved, CNY.',
        resolve: (row) => (row.valueTotal > 0n ? showMoney(freeValue(row)) : null),
      }),
      validFrom: t.field({
        type: 'DateTime',
        description: 'From this moment on.',
        resolve: (row) => row.validFrom,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Its last moment.',
        resolve: (row) => row.expiresAt,
      }),
      vestsAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Locked until then, of an instalment.',
        resolve: (row) => row.vestsAt,
      }),
      usableNow: t.boolean({
        description: 'Whether it can be used now, on a basket that its terms allow.',
        resolve: async (row, _args, context) => (await notNow(row, context)) === undefined,
      }),
      notYet: t.field({
        type: NotNow,
        nullable: true,
        description: 'Why it cannot be used now, and what would unlock it; null when it can.',
        resolve: async (row, _args, context) => (await notNow(row, context)) ?? null,
      }),
      reading: t.stringList({
        description: "What it gives, where and on what, in plain words of the caller's language.",
        resolve: async (row, _args, context) => [
          ...couponInWords(await context.termsOf(row), context.locale, await context.names()),
        ],
      }),
      instalmentNo: t.exposeInt('instalmentNo', {
        nullable: true,
        description: 'Which instalment, from 1.',
      }),
      giftUntil: t.field({
        type: 'DateTime',
        nullable: true,
        description:
          'Offered as a gift until then, if nobody takes it; null when it is not offered.',
        resolve: ({ giftUntil }, _args, { now }) =>
          giftUntil !== null && now <= giftUntil ? giftUntil : null,
      }),
      asset: t.field({
        type: BoundTo,
        nullable: true,
        description: 'The thing it serves, and no other.',
        resolve: ({ asset }) => asset,
      }),
      issuedAt: t.field({
        type: 'DateTime',
        description: 'When it was issued.',
        resolve: (row) => row.issuedAt,
      }),
    }),
  });
  builder.asEntity(Coupon, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: async ({ id }, context) => {
      const row = await context.coupons.load(id);
      const shown =
        row !== null && (wasGivenBy(row, context.caller) || (await mayReadCoupon(row, context)));
      return shown ? row : (null as never);
    },
  });
  return Coupon;
}
export type CouponRef = ReturnType<typeof couponType>;

export function addMemberFields(
  builder: B,
  Member: MemberRef,
  Coupon: CouponRef,
  Outcome: OutcomeRef,
): void {
  const Debt = builder.objectRef<DebtRow>('CouponDebt').implement({
    description: 'What a member owes for a coupon used up before what it came of was undone.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `dbt_…`.' }),
      amount: t.field({
        type: 'Decimal',
        description: 'CNY.',
        resolve: ({ amountMinor }) => showMoney(amountMinor),
      }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon.',
        resolve: ({ couponId }, _args, { coupons }) => coupons.load(couponId),
      }),
      since: t.field({
        type: 'DateTime',
        description: 'When it came about.',
        resolve: ({ madeAt }) => madeAt,
      }),
    }),
  });
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      coupons: t.field({
        type: [Coupon],
        nullable: true,
        description:
          "The member's coupons, the ones that end first first. A subsidiary sees those that it honours.",
        access: ['member', 'system', 'clerk', 'operator', 'auditor'],
        args: {
          usable: t.arg.boolean({
            defaultValue: true,
            description:
              'Only coupons with something left that are neither ended nor expired; true when left out.',
          }),
        },
        resolve: async ({ id }, { usable }, context) => {
          if (context.caller.kind === 'member' && context.caller.memberId !== id) return null;
          if (!(await mayOpenWallet(id, context))) return [];
          const loader = usable === false ? context.couponsOfMember : context.usableCouponsOfMember;
          const rows = await loader.load(id);
          const allowed = await Promise.all(rows.map((row) => mayReadCoupon(row, context)));
          return rows.filter((_, index) => allowed[index]);
        },
      }),
      offers: t.field({
        type: [Outcome],
        nullable: true,
        description:
          'The live offers: GRANTED where this member is one it is for, else the first reason why not.',
        access: ['member', 'operator', 'auditor'],
        resolve: async ({ id }, _args, { caller, offersForMember }) =>
          caller.kind === 'member' && caller.memberId !== id
            ? null
            : (await offersForMember.load(id)).map((one) => ({ ...one, beforehand: true })),
      }),
      couponDebts: t.field({
        type: [Debt],
        nullable: true,
        description: 'What the member owes for coupons.',
        access: ['member', 'operator', 'auditor'],
        resolve: ({ id }, _args, { caller, debtsOfMember }) =>
          caller.kind === 'member' && caller.memberId !== id ? null : debtsOfMember.load(id),
      }),
    }),
  });
}
