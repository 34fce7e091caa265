/**
 * The ledger's part of a merge: everything the member has goes to the survivor in one transaction, is journalled, and
 * can be taken back. From then on whatever is presented for the member belongs to the survivor.
 */

import { fromUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { moveWallet } from '../domain/decide/move-wallet.ts';
import { invalid, memberMoved, moveToSelf } from '../domain/refusals.ts';
import type { Currency, Wallet } from '../domain/state.ts';
import { LEDGER_EVENTS } from '../door/events.ts';
import type { MemberMoved, MoveMember } from '../door/programme.ts';
import type { Connection } from '../storage/connection.ts';
import { moveHouseholds } from '../storage/household-rows.ts';
import { mustOperate } from './access.ts';
import { bodyHash, Reader } from './parse.ts';
import { no, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

const MERGE_ID = /^[\x21-\x7e]{1,100}$/;

export function mergeIdProblem(mergeId: unknown): Refusal | undefined {
  return typeof mergeId === 'string' && MERGE_ID.test(mergeId)
    ? undefined
    : invalid(['mergeId'], 'CHARACTERS', { most: 100 });
}

export async function moveMember(
  engine: PostingEngine,
  caller: Principal,
  input: MoveMember,
): Promise<Outcome<MemberMoved>> {
  const read = new Reader(engine.now());
  const from = read.id('fromMemberId', 'mem', input.fromMemberId);
  const to = read.id('toMemberId', 'mem', input.toMemberId);
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? mergeIdProblem(input.mergeId) ?? mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const { mergeId } = input;
  const key = await scopedKey(
    engine,
    caller,
    'move-member',
    idempotencyKey,
    bodyHash([mergeId, from, to]),
  );
  const currencies = await engine.catalogue.currencies();
  const reason = { type: 'merge', id: mergeId };
  const result = await transact(engine, (owner) => {
    const survivor = owner(to);
    const state: MoveState = { wallets: new Map() };
    return {
      operation: 'move-member',
      key,
      wallets: currencies.flatMap(({ id }) =>
        [from, survivor].map((ownerId) => ({ ownerId, currencyId: id })),
      ),
      asTheyAre: [from],
      occurredAt: engine.now(),
      reason,
      decide: (book) => {
        const refused = currencies
          .map(({ id }) => moveRefusal(walletIn(book, from, id), survivor))
          .find((found) => found !== undefined);
        if (refused !== undefined) return refused;
        return currencies.flatMap((currency) => {
          const giver = walletIn(book, from, currency.id);
          const before = { ...snapshot(giver), holds: giver.holds.map(({ id }) => id) };
          const transit = engine.catalogue.programme(currency).move;
          const records = moveWallet(book, giver, walletIn(book, survivor, currency.id), {
            transit,
            reason,
          });
          state.wallets.set(currency, { before, transferId: records[0]?.id ?? '' });
          return records;
        });
      },
      publish: () => [
        { type: LEDGER_EVENTS.memberMoved, facts: [moveFact(mergeId, from, survivor)] },
      ],
      write: (db) => journal(db, { mergeId, from, to: survivor, at: engine.now(), state }),
      answer: (records) => records,
    };
  });
  if (result.kind === 'REFUSED') return no(result.refusal);
  return accept(await movedAnswer(engine.reader, engine, mergeId));
}

export const moveFact = (mergeId: string, from: string, to: string): object => ({
  mergeId,
  fromMemberId: fromUuid('mem', from),
  toMemberId: fromUuid('mem', to),
});

function moveRefusal(from: Wallet, survivor: string): Refusal | undefined {
  if (from.movedTo !== null) return memberMoved(fromUuid('mem', from.movedTo));
  return from.ownerId === survivor ? moveToSelf() : undefined;
}

const snapshot = ({
  available,
  pending,
  held,
  debt,
}: Wallet): { available: bigint; pending: bigint; held: bigint; debt: bigint } => ({
  available,
  pending,
  held,
  debt,
});

interface MoveState {
  readonly wallets: Map<
    Currency,
    {
      readonly before: ReturnType<typeof snapshot> & { readonly holds: readonly string[] };
      readonly transferId: string;
    }
  >;
}

interface Journal {
  readonly mergeId: string;
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly state: MoveState;
}

function journal(
  db: Connection,
  { mergeId, from, to, at, state }: Journal,
): readonly Promise<unknown>[] {
  const wallets = [...state.wallets];
  return [
    db.query({
      text: `INSERT INTO member_standing (member_id, moved_to) VALUES ($1, $2)
        ON CONFLICT (member_id) DO UPDATE SET moved_to = excluded.moved_to`,
      values: [from, to],
    }),
    db.query({ text: 'UPDATE wallet SET moved_to = $2 WHERE owner_id = $1', values: [from, to] }),
    db.query({
      text: 'INSERT INTO member_move (merge_id, from_id, to_id, moved_at) VALUES ($1, $2, $3, $4)',
      values: [mergeId, from, to, new Date(at)],
    }),
    ...moveHouseholds(db, { mergeId, from, to }),
    ...wallets.map(([{ id }, { before, transferId }]) =>
      db.query({
        text: `INSERT INTO member_move_wallet (merge_id, currency, transfer_id, available, pending, held, debt, holds)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8::uuid[])`,
        values: [
          mergeId,
          id,
          transferId,
          before.available,
          before.pending,
          before.held,
          before.debt,
          before.holds,
        ],
      }),
    ),
    tierDue(db, [from, to]),
  ];
}

/** Qualifying points change hands with their member. */
export function tierDue(db: Connection, memberIds: readonly string[]): Promise<unknown> {
  return db.query({
    text: `INSERT INTO tier_due (member_id, currency)
      SELECT m, c.id FROM unnest($1::uuid[]) AS m CROSS JOIN currency c WHERE c.qualifying ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    values: [memberIds],
  });
}

interface MovedRow {
  from_id: string;
  to_id: string;
  currency: number;
  available: bigint;
  pending: bigint;
  held: bigint;
  debt: bigint;
}

/** From the journal, so that a replay answers what the first call answered. */
export async function movedAnswer(
  db: Connection,
  engine: PostingEngine,
  mergeId: string,
): Promise<MemberMoved> {
  const { rows } = await db.query<MovedRow>({
    text: `SELECT m.from_id, m.to_id, w.currency, w.available, w.pending, w.held, w.debt
      FROM member_move m JOIN member_move_wallet w USING (merge_id) WHERE m.merge_id = $1 ORDER BY w.currency`,
    values: [mergeId],
  });
  const [head] = rows;
  const wallets: MemberMoved['wallets'][number][] = [];
  for (const row of rows) {
    const { code } = await engine.catalogue.currencyById(row.currency);
    wallets.push({
      currency: code,
      availableMinor: row.available,
      pendingMinor: row.pending,
      heldMinor: row.held,
      debtMinor: row.debt,
    });
  }
  return {
    mergeId,
    fromMemberId: head === undefined ? '' : fromUuid('mem', head.from_id),
    toMemberId: head === undefined ? '' : fromUuid('mem', head.to_id),
    wallets,
  };
}
