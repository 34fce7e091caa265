/**
 * What a batch of earns and burns sends: an array a column, in the order in which `write-plain.ts` numbers its parameters.
 * What is usual goes as null: a column of nothing else costs nothing.
 */
import type { PostingKey, PostingRecord } from '../domain/book.ts';
import type { Lot, Wallet } from '../domain/state.ts';
import type { PostingKind } from '../domain/values.ts';
import { textArray } from './pg-array.ts';
import {
  bigints,
  booleans,
  hashes,
  ints,
  moments,
  smallints,
  texts,
  tids,
  uuids,
  xids,
} from './pg-binary.ts';
import type { OutboxRow } from './write-book.ts';
import { nz, type RefusedRow } from './write-postings.ts';

type Kind = PostingKind | 'REFUSED';
/** Kinds go as their place in this list: object ids of enumerations differ from database to database. */
export const KINDS: readonly Kind[] = ['EARN', 'BURN', 'REFUSED'];

type Value = Buffer | string;

export const keyValues = (wallets: readonly Wallet[]): Value[] => [
  uuids(wallets.map(({ ownerId }) => ownerId)),
  smallints(wallets.map(({ currency }) => currency.id)),
];

export const unchangedValues = (wallets: readonly Wallet[]): Value[] => [
  ...keyValues(wallets),
  xids(wallets.map(({ version }) => version)),
];

export function changedValues(changed: readonly Wallet[]): Value[] {
  return [
    tids(changed.map(({ place }) => place)),
    uuids(changed.map(({ ownerId }) => ownerId)),
    smallints(changed.map(({ currency }) => currency.id)),
    bigints(changed.map(({ seq }) => BigInt(seq))),
    bigints(changed.map(({ available }) => available)),
    bigints(changed.map(({ pending }) => nz(pending))),
    bigints(changed.map(({ held }) => nz(held))),
    bigints(changed.map(({ debt }) => nz(debt))),
    uuids(changed.map(({ lastId }) => lastId)),
    moments(changed.map(({ nextDueAt }) => nextDueAt)),
    xids(changed.map(({ version }) => version)),
  ];
}

const placeOf = (kind: Kind): number => KINDS.indexOf(kind) + 1;
const nothing = (): null => null;

export function postingValues(
  records: readonly PostingRecord[],
  refused: readonly RefusedRow[],
): Value[] {
  function column<T>(
    read: (record: PostingRecord) => T | null,
    no: (row: RefusedRow) => T | null,
  ): (T | null)[] {
    if (refused.length === 0) return records.map(read);
    return [...records.map(read), ...refused.map(no)];
  }
  return [
    uuids(column(idOf, idOf)),
    moments(column(occurredAtOf, occurredAtOf)),
    smallints(
      column(
        (r) => placeOf(r.kind),
        () => placeOf('REFUSED'),
      ),
    ),
    smallints(column(currencyOf, currencyOf)),
    uuids(
      column(
        (r) => r.wallet?.ownerId ?? null,
        (r) => r.ownerId,
      ),
    ),
    ints(column((r) => r.seq, nothing)),
    moments(column((r) => r.countsAt, nothing)),
    bigints(column((r) => nz(r.dAvailable), nothing)),
    bigints(column((r) => nz(r.dPending), nothing)),
    bigints(column((r) => nz(r.dDebt), nothing)),
    bigints(column((r) => nz(r.available), nothing)),
    bigints(column((r) => nz(r.pending), nothing)),
    bigints(column((r) => nz(r.held), nothing)),
    bigints(column((r) => nz(r.debt), nothing)),
    ints(column((r) => r.account?.id ?? null, nothing)),
    uuids(column((r) => r.actorId, nothing)),
    ints(column(scopeOf, scopeOf)),
    texts(column(keyOf, keyOf)),
    hashes(column(bodyHashOf, bodyHashOf)),
    texts(column(reasonTypeOf, reasonTypeOf)),
    texts(column(reasonIdOf, reasonIdOf)),
    refused.length === 0
      ? '{}'
      : textArray(
          column<string>(
            () => null,
            (r) => JSON.stringify(r.refusal),
          ),
        ),
  ];
}

/** What postings and refusals have in common. */
type Told = Pick<PostingRecord | RefusedRow, 'id' | 'occurredAt' | 'currencyId' | 'reason'> & {
  readonly key: PostingKey | null;
};
const idOf = (row: Told): string => row.id;
const occurredAtOf = (row: Told): number => row.occurredAt;
const currencyOf = (row: Told): number => row.currencyId;
const scopeOf = (row: Told): number | null => row.key?.scope ?? null;
const keyOf = (row: Told): string | null => row.key?.key ?? null;
const bodyHashOf = (row: Told): string | null => row.key?.bodyHash ?? null;
const reasonTypeOf = (row: Told): string => row.reason.type;
const reasonIdOf = (row: Told): string => row.reason.id;

export function lotValues(lots: readonly Lot[]): Value[] {
  const made = lots.filter((lot) => lot.isNew);
  const used = lots.filter((lot) => lot.changed && !lot.isNew);
  return [
    uuids(made.map(({ id }) => id)),
    uuids(made.map(({ ownerId }) => ownerId)),
    smallints(made.map(({ currencyId }) => currencyId)),
    bigints(made.map(({ amount }) => amount)),
    bigints(made.map(({ free, amount }) => (free === amount ? null : free))),
    booleans(made.map(({ pending }) => (pending ? true : null))),
    moments(made.map(({ activeAt }) => activeAt)),
    moments(made.map(({ expiresAt }) => expiresAt)),
    moments(made.map(({ endsAt }) => endsAt)),
    ints(made.map(({ terms }) => terms.id)),
    uuids(made.map(({ originOwner }) => originOwner)),
    uuids(used.map(({ id }) => id)),
    bigints(used.map(({ free }) => free)),
  ];
}

export function moveValues(records: readonly PostingRecord[]): Value[] {
  const moves = records.flatMap(({ id, moves: theirs }) =>
    theirs.map(({ lot, free }, n) => ({ id, lotId: lot.id, n, free })),
  );
  return [
    uuids(moves.map(({ id }) => id)),
    uuids(moves.map(({ lotId }) => lotId)),
    smallints(moves.map(({ n }) => n)),
    bigints(moves.map(({ free }) => free)),
  ];
}

export function dueValues(records: readonly PostingRecord[]): Value[] {
  const due = records.filter(
    ({ countsAt, wallet }) => countsAt !== null && wallet?.isHousehold === false,
  );
  return [
    uuids(due.map(({ wallet }) => wallet?.ownerId ?? null)),
    smallints(due.map(({ currencyId }) => currencyId)),
  ];
}

export const eventValues = (outbox: readonly OutboxRow[]): Value[] => [
  uuids(outbox.map(({ id }) => id)),
  texts(outbox.map(({ type }) => type)),
  moments(outbox.map(({ occurredAt }) => occurredAt)),
  moments(outbox.map(({ recordedAt }) => recordedAt)),
  textArray(outbox.map(({ payload }) => payload)),
];
