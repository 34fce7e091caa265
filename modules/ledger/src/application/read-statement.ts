/** Statements, postings and holds. */

import { fromUuid, readId } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { PostingRecord } from '../domain/book.ts';
import { currencyUnknown, invalid } from '../domain/refusals.ts';
import { POSTING_KINDS } from '../domain/values.ts';
import type * as r from '../door/reads.ts';
import { recordsById, recordsOf } from '../storage/load-records.ts';
import { statementPage } from '../storage/read-history.ts';
import { mayRead } from './access.ts';
import { ownerText } from './answers.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { badOwners, readOwners } from './read-balances.ts';

const MOST_LINES = 200;

export async function readStatement(
  engine: PostingEngine,
  caller: Principal,
  query: r.StatementQuery,
): Promise<Outcome<r.StatementPage>> {
  const [ownerId] = readOwners([query.ownerId]) ?? [];
  if (ownerId === undefined) return no(badOwners);
  const first = query.first ?? 50;
  if (!Number.isInteger(first) || first < 1 || first > MOST_LINES)
    return no(invalid(['first'], 'BETWEEN', { least: 1, most: MOST_LINES }));
  const afterId = query.after === undefined ? null : readId('pst', query.after);
  if (afterId === undefined) return no(invalid(['after'], 'ID_OF', { prefix: 'pst' }));
  const kinds = query.kinds ?? null;
  if (kinds?.some((kind) => !POSTING_KINDS.includes(kind)) === true)
    return no(invalid(['kinds'], 'ONE_OF', { values: POSTING_KINDS.join(', ') }));
  const refusal = mayRead(caller, [query.ownerId]);
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(query.currency);
  if (currency === undefined) return no(currencyUnknown(query.currency));
  const rows = await statementPage(engine.reader, {
    ownerId,
    currencyId: currency.id,
    limit: first + 1,
    afterId,
    fromMs: query.from?.getTime() ?? null,
    toMs: query.to?.getTime() ?? null,
    kinds,
  });
  const records = await recordsOf(engine.reader, engine.catalogue, rows.slice(0, first), {
    lots: false,
  });
  return accept({ lines: records.map(lineOf), hasMore: rows.length > first });
}

export async function readPostings(
  engine: PostingEngine,
  caller: Principal,
  ids: readonly string[],
): Promise<Outcome<readonly r.PostingView[]>> {
  const uuids = ids.map((id) => readId('pst', id));
  if (uuids.includes(undefined) || uuids.length > MOST_LINES)
    return no(invalid(['ids'], 'IDS', { most: MOST_LINES }));
  const records = await recordsById(engine.reader, engine.catalogue, uuids as string[]);
  const views = records.filter(({ wallet }) => wallet !== null).map(postingView);
  const refusal = mayRead(
    caller,
    views.map(({ ownerId }) => ownerId),
  );
  return refusal === undefined ? accept(views) : no(refusal);
}

export function lineOf(record: PostingRecord): r.StatementLine {
  return {
    postingId: fromUuid('pst', record.id),
    transferId: fromUuid('trf', record.transferId),
    kind: record.kind,
    availableChangeMinor: record.dAvailable,
    pendingChangeMinor: record.dPending,
    heldChangeMinor: record.dHeld,
    debtChangeMinor: -record.dDebt,
    balance: {
      availableMinor: record.available,
      pendingMinor: record.pending,
      heldMinor: record.held,
      debtMinor: record.debt,
    },
    subsidiary: record.account?.subsidiary ?? null,
    reason: record.reason,
    reverses: record.reverses === null ? null : fromUuid('pst', record.reverses),
    holdId: record.hold === null ? null : fromUuid('hld', record.hold.id),
    actingMemberId: record.actorId === null ? null : fromUuid('mem', record.actorId),
    occurredAt: new Date(record.occurredAt),
    postedAt: new Date(record.postedAt),
  };
}

function postingView(record: PostingRecord): r.PostingView {
  const { wallet } = record;
  if (wallet === null) throw new Error(`Posting ${record.id} has no wallet`);
  return {
    ...lineOf(record),
    ownerId: ownerText(wallet),
    currency: wallet.currency.code,
    lots: [
      ...record.made.map((lot) => ({
        lot,
        free: -record.dSystem > 0n && record.made.length === 1 ? -record.dSystem : 0n,
        held: 0n,
      })),
      ...record.moves,
    ].map(({ lot, free, held }) => ({
      lotId: fromUuid('lot', lot.id),
      freeChangeMinor: free,
      heldChangeMinor: held,
      issuer: lot.terms.issuer,
      funding: lot.terms.funding,
    })),
    entries: entriesOf(record),
  };
}

function entriesOf(record: PostingRecord): r.PostingView['entries'] {
  const name = (account: PostingRecord['account']): string =>
    account === null
      ? ''
      : account.subsidiary === null
        ? account.kind
        : `${account.kind}:${account.subsidiary}`;
  return [
    { account: 'AVAILABLE', amountMinor: record.dAvailable },
    { account: 'PENDING', amountMinor: record.dPending },
    { account: 'HELD', amountMinor: record.dHeld },
    { account: 'DEBT', amountMinor: record.dDebt },
    { account: name(record.account), amountMinor: record.dSystem },
    { account: name(record.counter), amountMinor: record.dCounter },
  ].filter(({ amountMinor }) => amountMinor !== 0n);
}

interface HoldViewRow {
  id: string;
  owner_id: string;
  is_household: boolean;
  currency: number;
  account_id: number;
  amount: bigint;
  remaining: bigint;
  captured: bigint;
  state: r.HoldState;
  expires_at: number;
  reason_type: string;
  reason_id: string;
}

/** A hold past its time reads as timed out even before the schedule has released it. */
export async function readHolds(
  engine: PostingEngine,
  caller: Principal,
  query: { readonly ids?: readonly string[]; readonly owners?: readonly string[] },
): Promise<Outcome<readonly r.HoldView[]>> {
  const ids = (query.ids ?? []).map((id) => readId('hld', id));
  const owners = readOwners(query.owners ?? []);
  if (ids.includes(undefined) || owners === undefined) return no(badOwners);
  const { rows } = await engine.reader.query<HoldViewRow>({
    name: 'hold-views',
    text: `SELECT h.*, w.is_household FROM hold h JOIN wallet w ON w.owner_id = h.owner_id AND w.currency = h.currency
      WHERE h.id = ANY ($1::uuid[]) OR h.owner_id = ANY ($2::uuid[]) ORDER BY h.id DESC LIMIT 500`,
    values: [ids, owners],
  });
  const refusal = mayRead(
    caller,
    rows.map((row) => ownerText({ ownerId: row.owner_id, isHousehold: row.is_household })),
  );
  if (refusal !== undefined) return no(refusal);
  const views: r.HoldView[] = [];
  for (const row of rows) views.push(await holdView(engine, row));
  return accept(views);
}

async function holdView(engine: PostingEngine, row: HoldViewRow): Promise<r.HoldView> {
  const late = row.state === 'OPEN' && row.expires_at <= engine.now();
  const { code } = await engine.catalogue.currencyById(row.currency);
  const account = await engine.catalogue.accountById(row.account_id);
  return {
    id: fromUuid('hld', row.id),
    ownerId: ownerText({ ownerId: row.owner_id, isHousehold: row.is_household }),
    currency: code,
    subsidiary: account.subsidiary ?? '',
    amountMinor: row.amount,
    remainingMinor: late ? 0n : row.remaining,
    capturedMinor: row.captured,
    state: late ? 'TIMED_OUT' : row.state,
    expiresAt: new Date(row.expires_at),
    reason: { type: row.reason_type, id: row.reason_id },
  };
}
