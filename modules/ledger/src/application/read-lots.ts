/** Lots of many owners, for now or as of a moment, and what makes a balance. */

import { fromUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { PostingRecord } from '../domain/book.ts';
import { endOf } from '../domain/lots.ts';
import { currencyUnknown } from '../domain/refusals.ts';
import { type Currency, type Lot, NEVER } from '../domain/state.ts';
import type { PostingKind } from '../domain/values.ts';
import type {
  BalanceExplanation,
  ExplainBalanceQuery,
  LotState,
  LotsQuery,
  LotView,
} from '../door/reads.ts';
import {
  closedLotIds,
  type LotViewRow,
  lotStories,
  lotsAsOf,
  sumsByKind,
} from '../storage/read-history.ts';
import { mayRead } from './access.ts';
import { dateOf, ownerText } from './answers.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import {
  badOwners,
  balancesAsOf,
  readOwners,
  walletsNow,
  wantedCurrencies,
} from './read-balances.ts';

export async function readLots(
  engine: PostingEngine,
  caller: Principal,
  query: LotsQuery,
): Promise<Outcome<readonly LotView[]>> {
  const owners = readOwners(query.owners);
  if (owners === undefined) return no(badOwners);
  const refusal = mayRead(caller, query.owners);
  if (refusal !== undefined) return no(refusal);
  const currencies = await wantedCurrencies(engine, query.currency);
  if (currencies === undefined) return no(currencyUnknown(query.currency ?? ''));
  const { asOf } = query;
  const views =
    asOf !== undefined && asOf.getTime() < engine.now()
      ? await viewsAsOf(engine, owners, currencies, asOf.getTime())
      : await viewsNow(engine, owners, currencies, query.includeClosed === true);
  return accept(query.includeClosed === true ? views : views.filter(isOpen));
}

const isOpen = ({ remainingMinor, heldMinor }: LotView): boolean =>
  remainingMinor > 0n || heldMinor > 0n;

async function viewsAsOf(
  engine: PostingEngine,
  owners: readonly string[],
  currencies: readonly Currency[],
  asOf: number,
): Promise<readonly LotView[]> {
  const rows = await lotsAsOf(
    engine.reader,
    owners,
    currencies.map(({ id }) => id),
    asOf,
  );
  return viewsOf(engine, rows, currencies);
}

/** What is open, settled to this moment in memory; closed ones as stored. */
async function viewsNow(
  engine: PostingEngine,
  owners: readonly string[],
  currencies: readonly Currency[],
  includeClosed: boolean,
): Promise<readonly LotView[]> {
  const book = await walletsNow(engine, owners, currencies);
  const closed = includeClosed
    ? await closedLotIds(
        engine.reader,
        owners,
        currencies.map(({ id }) => id),
      )
    : [];
  const rows = await lotStories(engine.reader, [...new Set([...book.lots.keys(), ...closed])]);
  const touched = lastKinds(book.records);
  const current = rows.map((row) => {
    const lot = book.lots.get(row.id);
    return lot === undefined ? row : withState(row, lot, touched.get(row.id));
  });
  return viewsOf(engine, current, currencies);
}

function lastKinds(records: readonly PostingRecord[]): ReadonlyMap<string, PostingKind> {
  const kinds = new Map<string, PostingKind>();
  for (const { kind, moves } of records) for (const { lot } of moves) kinds.set(lot.id, kind);
  return kinds;
}

function withState(row: LotViewRow, lot: Lot, kind: PostingKind | undefined): LotViewRow {
  return {
    ...row,
    free: lot.free,
    held: lot.held,
    pending: lot.pending,
    ends_at: lot.endsAt,
    last_kind: kind ?? row.last_kind,
  };
}

async function viewsOf(
  engine: PostingEngine,
  rows: readonly LotViewRow[],
  currencies: readonly Currency[],
): Promise<readonly LotView[]> {
  await engine.catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  const known = new Map(currencies.map((currency) => [currency.id, currency]));
  return rows.flatMap((row) => {
    const currency = known.get(row.currency);
    return currency === undefined ? [] : [viewOf(engine, row, currency)];
  });
}

function viewOf(engine: PostingEngine, row: LotViewRow, currency: Currency): LotView {
  const terms = engine.catalogue.peekTermsById(row.funding_id);
  if (terms === undefined) throw new Error(`Funding ${row.funding_id} is not loaded`);
  const ownerId = ownerText({ ownerId: row.owner_id, isHousehold: row.is_household });
  return {
    id: fromUuid('lot', row.id),
    ownerId,
    originMemberId: row.origin_owner === null ? ownerId : fromUuid('mem', row.origin_owner),
    currency: currency.code,
    amountMinor: row.amount,
    remainingMinor: row.free,
    heldMinor: row.held,
    state: stateOf(row),
    earnedAt: new Date(row.earned_at),
    activeAt: new Date(row.active_at),
    expiresAt: dateOf(row.expires_at ?? NEVER),
    spendableUntil: dateOf(row.ends_at ?? endOf(row.expires_at ?? NEVER, currency.graceDays)),
    issuer: terms.issuer,
    funding: terms.funding,
    reason: { type: row.reason_type, id: row.reason_id },
  };
}

function stateOf({ free, held, pending, last_kind: last }: LotViewRow): LotState {
  if (free > 0n) return pending ? 'PENDING' : 'ACTIVE';
  if (held > 0n) return 'HELD';
  switch (last) {
    case 'EXPIRE':
      return 'EXPIRED';
    case 'REVERSE_EARN':
    case 'REVERSE_ADJUST':
    case 'REVERSE_TRANSFER':
    case 'REPAY':
      return 'CLAWED_BACK';
    case 'MOVE_OUT':
    case 'TRANSFER_OUT':
    case 'CONTRIBUTE_OUT':
      return 'MOVED';
    default:
      return 'SPENT';
  }
}

/** The number, the lots that sum to it, and the lines that sum to it. */
export async function explainBalance(
  engine: PostingEngine,
  caller: Principal,
  query: ExplainBalanceQuery,
): Promise<Outcome<BalanceExplanation>> {
  const owners = readOwners([query.ownerId]);
  const [ownerId] = owners ?? [];
  if (owners === undefined || ownerId === undefined) return no(badOwners);
  const refusal = mayRead(caller, [query.ownerId]);
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(query.currency);
  if (currency === undefined) return no(currencyUnknown(query.currency));
  const now = engine.now();
  const asOf = Math.min(query.asOf?.getTime() ?? now, now);
  const past = asOf < now;
  const book = past ? undefined : await walletsNow(engine, owners, [currency]);
  const wallet = book?.wallet(ownerId, currency.id);
  const [then] = past ? await balancesAsOf(engine, owners, [currency], new Date(asOf)) : [];
  const stored = await sumsByKind(engine.reader, ownerId, currency.id, asOf);
  const lots = past
    ? await viewsAsOf(engine, owners, [currency], asOf)
    : await viewsNow(engine, owners, [currency], false);
  return accept({
    ownerId: query.ownerId,
    currency: currency.code,
    asOf: new Date(asOf),
    balance: {
      availableMinor: then?.availableMinor ?? wallet?.available ?? 0n,
      pendingMinor: then?.pendingMinor ?? wallet?.pending ?? 0n,
      heldMinor: then?.heldMinor ?? wallet?.held ?? 0n,
      debtMinor: then?.debtMinor ?? wallet?.debt ?? 0n,
    },
    lots: lots.filter(isOpen),
    byKind: sumsWith(stored, book?.records ?? []),
  });
}

type KindSum = BalanceExplanation['byKind'][number];

/** What is due and not written yet counts too: the answer is about this moment. */
function sumsWith(
  stored: Awaited<ReturnType<typeof sumsByKind>>,
  due: readonly PostingRecord[],
): readonly KindSum[] {
  const sums = new Map<PostingKind, { -readonly [K in keyof KindSum]: KindSum[K] }>();
  for (const row of stored) {
    sums.set(row.kind, {
      kind: row.kind,
      lines: Number(row.lines),
      availableChangeMinor: row.available,
      pendingChangeMinor: row.pending,
      heldChangeMinor: row.held,
      debtChangeMinor: row.debt,
    });
  }
  for (const record of due) {
    const zero = {
      availableChangeMinor: 0n,
      pendingChangeMinor: 0n,
      heldChangeMinor: 0n,
      debtChangeMinor: 0n,
    };
    const sum = sums.get(record.kind) ?? { kind: record.kind, lines: 0, ...zero };
    sum.lines += 1;
    sum.availableChangeMinor += record.dAvailable;
    sum.pendingChangeMinor += record.dPending;
    sum.heldChangeMinor += record.dHeld;
    sum.debtChangeMinor -= record.dDebt;
    sums.set(record.kind, sum);
  }
  return [...sums.values()];
}
