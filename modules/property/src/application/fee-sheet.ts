/** The bills that are being paid, read with or without locks, and what to reserve for them. */
import type { CheckoutPlan, PointsToPay } from '@guildhall/coupon';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { leftOf } from '../domain/decide-payment.ts';
import { FEE_ITEM, type FeeKind, PAID_KIND } from '../domain/kinds.ts';
import { type FeeBillId, memberIdOf } from '../ids.ts';
import {
  type CommunityRow,
  CommunityTable,
  type DwellingRow,
  DwellingTable,
  type FeeBillRow,
  FeeBillTable,
  ResidencyTable,
} from '../storage/tables.ts';
import { livesIn, SUBSIDIARY } from './property.ts';

export interface SheetLine {
  /** From 1, in the order asked. */
  readonly lineNo: number;
  readonly bill: FeeBillRow;
  /** Fen, before coupons and points. */
  readonly grossMinor: bigint;
}

export interface Sheet {
  readonly lines: readonly SheetLine[];
  /** Of the first bill; the rules see to it that it is of all. */
  readonly dwelling: DwellingRow;
  readonly community: CommunityRow;
  readonly kind: FeeKind;
  readonly payerMemberId: string | null;
  /** A member acts for himself and does not live there. */
  readonly stranger: boolean;
}

interface Asked {
  readonly bills: readonly {
    readonly billId: FeeBillId;
    readonly grossMinor?: bigint | undefined;
  }[];
  /** UUIDs. */
  readonly payer: string | null;
  readonly acting: string | undefined;
}

/** Undefined when one of the bills does not exist. Locks the bills in the order of their ids. */
export async function readSheet(
  em: EntityManager,
  { bills, payer, acting }: Asked,
  lock: boolean,
): Promise<Sheet | undefined> {
  const ids = bills.map(({ billId }) => toUuid('bil', billId));
  const found = await em.find(
    FeeBillTable,
    { id: { $in: ids } },
    { orderBy: { id: 'asc' }, ...(lock && { lockMode: LockMode.PESSIMISTIC_WRITE }) },
  );
  const byId = new Map(found.map((bill) => [bill.id, bill]));
  const lines = bills.flatMap(({ grossMinor }, index): SheetLine[] => {
    const bill = byId.get(ids[index] ?? '');
    if (bill === undefined) return [];
    return [{ lineNo: index + 1, bill, grossMinor: grossMinor ?? leftOf(bill) }];
  });
  const first = lines[0]?.bill;
  if (first === undefined || lines.length < bills.length) return undefined;
  const dwelling = await em.findOneOrFail(DwellingTable, { id: first.dwellingId });
  const community = await em.findOneOrFail(CommunityTable, { id: first.communityId });
  const where = { dwellingId: dwelling.id, paysFees: true };
  const resident = payer === null ? await em.findOne(ResidencyTable, where) : null;
  return {
    lines,
    dwelling,
    community,
    kind: first.kind,
    payerMemberId: payer ?? resident?.memberId ?? null,
    stranger: acting !== undefined && !(await livesIn(em, acting, dwelling.id)),
  };
}

/** A coupon for the dwelling counts for its fees and for those of its parking spaces. */
export function checkoutPlanOf(
  { lines, dwelling, community, kind, payerMemberId }: Sheet,
  wish: {
    readonly coupons?: readonly string[] | undefined;
    readonly points?: PointsToPay | undefined;
  },
): CheckoutPlan | undefined {
  if (payerMemberId === null) return undefined;
  return {
    memberId: memberIdOf(payerMemberId),
    basket: {
      subsidiary: SUBSIDIARY,
      storeCode: community.code,
      kind: PAID_KIND[kind],
      lines: lines.map(({ lineNo, grossMinor }) => ({
        lineId: String(lineNo),
        itemCode: FEE_ITEM[kind],
        category: kind,
        quantity: '1',
        amountMinor: grossMinor,
      })),
      asset: { type: 'dwelling', key: fromUuid('dwl', dwelling.id) },
    },
    coupons: wish.coupons ?? [],
    ...(wish.points && { points: wish.points }),
  };
}
