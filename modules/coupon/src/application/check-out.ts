/**
 * Gathers what a checkout is decided by: the named coupons with what their offers say, the member, and the facts that
 * the coupons' own conditions ask for. Read without locks; the volatile part is read again under lock by `reserve`.
 */
import type { MemberState } from '@guildhall/identity';
import type { ModuleKit } from '@guildhall/shared/module';
import { turnsOf } from '@guildhall/shared/turns';
import {
  type Bindings,
  bindingsOf,
  type Condition,
  type Verdict,
} from '../domain/conditions/condition.ts';
import { evaluateAndSay } from '../domain/conditions/unmet-clauses.ts';
import { readCouponCode } from '../domain/coupons/coupon-code.ts';
import type { Checkout, PresentedCoupon } from '../domain/coupons/decide-redemption.ts';
import type { Tender } from '../domain/coupons/tender.ts';
import type { Facts, Occasion } from '../domain/facts.ts';
import { withheldFrom } from '../domain/granting/decide-grants.ts';
import type { LiveOffer, Segment } from '../domain/granting/live-offer.ts';
import { offerStateAt } from '../domain/offers/offer-states.ts';
import type { Counter } from '../domain/rules/subject.ts';
import type { Basket, ValidateInput } from '../door.ts';
import type { CouponRow } from '../storage/coupons.ts';
import { couponsAsked } from '../storage/sessions-together.ts';
import { catalogueOf } from './catalogue.ts';
import { templateOf, type Versions, versionsOfCoupons } from './coupon-templates.ts';
import {
  factsWithoutMember,
  gatherFacts,
  memberStates,
  unionOfNeeds,
  withSegments,
} from './gather-facts.ts';
import type { InMinorPoints } from './points-to-pay.ts';
import { type Presented, readPresented } from './presented.ts';

export interface CheckoutFacts {
  readonly input: InMinorPoints<ValidateInput>;
  readonly presented: Presented;
  readonly member: MemberState | null;
  readonly coupons: readonly CouponRow[];
  /** The versions of their rows, by coupon id, see `couponsAsked`. */
  readonly seen: ReadonlyMap<string, string>;
  readonly versions: Versions;
  readonly offers: ReadonlyMap<string, LiveOffer>;
  readonly tenders: ReadonlyMap<string, Tender>;
  readonly facts: Facts;
  readonly segments: ReadonlyMap<string, Segment>;
}

const gathering = turnsOf(gatherCheckouts);

/** With those of everybody who asks at the same moment: each source is asked once. */
export function gatherCheckout(
  kit: ModuleKit,
  input: InMinorPoints<ValidateInput>,
): Promise<CheckoutFacts> {
  return gathering(kit).do(input);
}

async function gatherCheckouts(
  kit: ModuleKit,
  inputs: readonly InMinorPoints<ValidateInput>[],
): Promise<readonly CheckoutFacts[]> {
  const now = kit.clock.now();
  const presented = inputs.map(({ coupons }) => readPresented(kit, coupons, now));
  const [states, { catalogueVersion, coupons: found, seen }] = await Promise.all([
    memberStates(
      kit,
      inputs.map(({ memberId }) => memberId),
    ),
    couponsAsked(kit.db.sql(), [...new Set(presented.flatMap(({ names }) => names))]),
  ]);
  const [catalogue, versions] = await Promise.all([
    catalogueOf(kit).at(catalogueVersion),
    versionsOfCoupons(kit, found),
  ]);
  const theirs = presented.map(({ names }) => couponsAmong(found, names));
  const asked = inputs.map((input, place) => {
    const conditions = (theirs[place] ?? []).flatMap((coupon) => {
      const { condition } = templateOf(coupon, versions);
      return condition === null ? [] : [catalogueOf(kit).counterCondition(condition)];
    });
    return {
      occasion: occasionAtCounter(input.basket, now),
      memberId: input.memberId,
      needs: unionOfNeeds(conditions.map(({ needs }) => needs)),
      decides: conditions.length > 0,
    };
  });
  const gathered = await gatherFacts(kit, asked, catalogue.segments, states);
  return inputs.map((input, place): CheckoutFacts => {
    const member = states.get(input.memberId) ?? null;
    const occasion = occasionAtCounter(input.basket, now);
    const facts = gathered[place]?.facts ?? factsWithoutMember(occasion);
    return {
      input,
      presented: presented[place] ?? { names: [], refused: [] },
      member,
      coupons: theirs[place] ?? [],
      seen,
      versions,
      offers: catalogue.offers,
      tenders: catalogue.tenders,
      facts,
      segments: catalogue.segments,
    };
  });
}

function couponsAmong(found: readonly CouponRow[], names: readonly string[]): readonly CouponRow[] {
  const wanted = new Set(names.flatMap((name) => [name.trim(), readCouponCode(name) ?? name]));
  return found.filter(({ couponId, code }) => wanted.has(couponId) || wanted.has(code));
}

/** What the rules decide by, with the coupons as they are now (`coupons` may be read again under lock). */
export function checkoutOf(
  kit: ModuleKit,
  gathered: CheckoutFacts,
  coupons: readonly CouponRow[],
  now: Date,
): Checkout {
  const { input, member, facts, tenders } = gathered;
  const { names, refused } = gathered.presented;
  const bindings = bindingsOf(facts, now, 'basket');
  const presented = coupons.map((coupon): PresentedCoupon => {
    const template = templateOf(coupon, gathered.versions);
    const offer = gathered.offers.get(coupon.offerId);
    const condition =
      template.condition === null
        ? undefined
        : catalogueOf(kit).counterCondition(template.condition);
    return {
      named: nameOf(coupon, names),
      coupon,
      template,
      offerState: offer === undefined ? 'ENDED' : offerStateAt(offer, now),
      condition:
        condition === undefined
          ? undefined
          : bindings === null
            ? { holds: false }
            : verdictOf(condition, bindings, gathered),
    };
  });
  const known = new Set(presented.map(({ named }) => named));
  return {
    memberId: member?.survivorId ?? input.memberId,
    memberActive: member?.status === 'ACTIVE' || member?.status === 'MERGED',
    counter: counterOf(input.basket),
    presented,
    unknown: [...new Set(names)].filter((name) => !known.has(name) && !sameAs(name, coupons)),
    unreadable: refused,
    points: input.points,
    tender: input.points === undefined ? undefined : tenders.get(input.points.currency),
    now,
  };
}

/** Where it does not hold: what is missing, or what may not be known without consent. */
function verdictOf(
  condition: Condition,
  bindings: Bindings,
  { facts, segments }: CheckoutFacts,
): Verdict {
  const verdict = evaluateAndSay(condition, bindings);
  if (verdict.holds) return verdict;
  const withheld = withheldFrom({ needs: withSegments(condition.needs, segments) }, facts);
  return withheld === undefined ? verdict : { ...verdict, withheld };
}

function nameOf(coupon: CouponRow, names: readonly string[]): string {
  return names.find((name) => isNameOf(name, coupon)) ?? coupon.couponId;
}

export const isNameOf = (
  name: string,
  { couponId, code }: Pick<CouponRow, 'couponId' | 'code'>,
): boolean => name === couponId || name.trim() === code || readCouponCode(name) === code;

/** The same coupon named twice, by code and by id, is one coupon. */
function sameAs(name: string, coupons: readonly CouponRow[]): boolean {
  return coupons.some((coupon) => isNameOf(name, coupon));
}

function counterOf({ subsidiary, storeCode, kind, lines, asset }: Basket): Counter {
  return { subsidiary, storeCode: storeCode ?? null, kind, lines, asset: asset ?? null };
}

function occasionAtCounter(basket: Basket, now: Date): Occasion {
  return {
    kind: basket.kind,
    subsidiary: basket.subsidiary,
    storeCode: basket.storeCode ?? null,
    channel: 'STORE',
    occurredAt: now,
    amountMinor: basket.lines.reduce((all, { amountMinor }) => all + amountMinor, 0n),
    lines: basket.lines.map((line) => ({ ...line, netMinor: line.amountMinor })),
    attributes: {},
  };
}

/** The first thing wrong with a basket, as a field's path; undefined when it is sound. */
export function faultOfBasket({
  lines,
}: Basket): { readonly code: string; readonly path: readonly string[] } | undefined {
  const path = ['basket', 'lines'];
  if (lines.length === 0) return { code: 'BASKET_EMPTY', path };
  if (new Set(lines.map(({ lineId }) => lineId)).size !== lines.length)
    return { code: 'BASKET_LINE_TWICE', path };
  if (lines.some(({ amountMinor }) => amountMinor < 0n))
    return { code: 'BASKET_LINE_NEGATIVE', path };
  return undefined;
}
