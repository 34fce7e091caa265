/** Takes a merge's move back: an unmerge. */
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Book } from '../domain/book.ts';
import { type UndoMove, undoMoveWallet } from '../domain/decide/move-wallet.ts';
import { moveUndone, moveUnknown, survivorMoved } from '../domain/refusals.ts';
import type { Currency, Hold, Lot } from '../domain/state.ts';
import { LEDGER_EVENTS } from '../door/events.ts';
import type { MemberMoved } from '../door/programme.ts';
import type { Connection } from '../storage/connection.ts';
import { moveHouseholdsBack } from '../storage/household-rows.ts';
import { loadLotsById, lotIn } from '../storage/load-lots.ts';
import { mustOperate } from './access.ts';
import { mergeIdProblem, movedAnswer, moveFact, tierDue } from './move-member.ts';
import { bodyHash, Reader } from './parse.ts';
import { no, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

interface MoveRow {
  from_id: string;
  to_id: string;
  undone_at: number | null;
}

export async function undoMove(
  engine: PostingEngine,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly mergeId: string },
): Promise<Outcome<MemberMoved>> {
  const read = new Reader(engine.now());
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? mergeIdProblem(input.mergeId) ?? mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const { mergeId } = input;
  const move = await readMove(engine.reader, mergeId);
  if (move === undefined) return no(moveUnknown());
  const { from_id: member, to_id: survivor } = move;
  const key = await scopedKey(engine, caller, 'undo-move', idempotencyKey, bodyHash([mergeId]));
  const currencies = await engine.catalogue.currencies();
  const reason = { type: 'unmerge', id: mergeId };
  const result = await transact(engine, () => {
    const found: { facts: readonly CurrencyFacts[]; undone: boolean } = {
      facts: [],
      undone: false,
    };
    return {
      operation: 'undo-move',
      key,
      wallets: currencies.flatMap(({ id }) =>
        [member, survivor].map((ownerId) => ({ ownerId, currencyId: id })),
      ),
      asTheyAre: [member, survivor],
      occurredAt: engine.now(),
      reason,
      load: async (db, book) => {
        found.undone = (await readMove(db, mergeId))?.undone_at !== null;
        found.facts = await Promise.all(
          currencies.map((currency) =>
            loadFacts(engine, db, book, { mergeId, member, survivor, currency }),
          ),
        );
      },
      decide: (book) => {
        const refused = undoRefusal(book, found.undone, survivor, currencies);
        if (refused !== undefined) return refused;
        return currencies.flatMap((currency, index) => {
          const facts = found.facts[index];
          if (facts === undefined) return [];
          const transit = engine.catalogue.programme(currency).move;
          const [from, to] = [
            walletIn(book, survivor, currency.id),
            walletIn(book, member, currency.id),
          ];
          return undoMoveWallet(book, from, to, { ...undoOf(book, facts), transit, reason });
        });
      },
      publish: () => [
        { type: LEDGER_EVENTS.memberMoveUndone, facts: [moveFact(mergeId, member, survivor)] },
      ],
      write: (db) => [
        db.query({
          text: 'UPDATE member_standing SET moved_to = NULL WHERE member_id = $1',
          values: [member],
        }),
        db.query({
          text: 'UPDATE wallet SET moved_to = NULL WHERE owner_id = $1',
          values: [member],
        }),
        db.query({
          text: 'UPDATE member_move SET undone_at = $2 WHERE merge_id = $1',
          values: [mergeId, new Date(engine.now())],
        }),
        ...moveHouseholdsBack(db, { mergeId, from: member, to: survivor }),
        tierDue(db, [member, survivor]),
      ],
      answer: () => undefined,
    };
  });
  if (result.kind === 'REFUSED') return no(result.refusal);
  return accept(await movedAnswer(engine.reader, engine, mergeId));
}

async function readMove(db: Connection, mergeId: string): Promise<MoveRow | undefined> {
  const { rows } = await db.query<MoveRow>({
    text: 'SELECT from_id, to_id, undone_at FROM member_move WHERE merge_id = $1',
    values: [mergeId],
  });
  return rows[0];
}

function undoRefusal(
  book: Book,
  undone: boolean,
  survivor: string,
  currencies: readonly Currency[],
): Refusal | undefined {
  if (undone) return moveUndone();
  const moved = currencies.some(({ id }) => walletIn(book, survivor, id).movedTo !== null);
  return moved ? survivorMoved() : undefined;
}

interface RepaidRow {
  lot_id: string;
  amount: bigint;
  occurred_at: number;
}

interface CurrencyFacts {
  readonly debt: bigint;
  readonly holds: readonly string[];
  /** Lots of the survivor and the lot of the member each continues. */
  readonly continuing: readonly { readonly id: string; readonly origin: string }[];
  readonly earnedSince: readonly string[];
  readonly repaid: readonly RepaidRow[];
}

interface Where {
  readonly mergeId: string;
  readonly member: string;
  readonly survivor: string;
  readonly currency: Currency;
}

async function loadFacts(
  engine: PostingEngine,
  db: Connection,
  book: Book,
  where: Where,
): Promise<CurrencyFacts> {
  const { mergeId, member, survivor, currency } = where;
  const { rows } = await db.query<{ transfer_id: string; debt: bigint; holds: readonly string[] }>({
    text: 'SELECT transfer_id, debt, holds FROM member_move_wallet WHERE merge_id = $1 AND currency = $2',
    values: [mergeId, currency.id],
  });
  const [row] = rows;
  // A currency defined since the move: nothing of it came along.
  const since = row?.transfer_id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  const { rows: repaid } = await db.query<RepaidRow>({
    text: `SELECT m.lot_id, -m.free AS amount, p.occurred_at FROM posting p JOIN lot_move m ON m.posting_id = p.id
      WHERE p.transfer_id = $1 AND p.owner_id = $2 AND p.d_debt > 0 AND p.d_system IS NULL ORDER BY m.n`,
    values: [since, survivor],
  });
  // Up from each lot of the survivor that is open, or will be when what it repaid is given back,
  // to the first that belongs to the member, by steps made since the move.
  const { rows: continuing } = await db.query<{ id: string; origin: string }>({
    text: `WITH RECURSIVE up (id, node, parent, at, owner) AS (
        SELECT l.id, l.id, l.parent_id, coalesce(l.posting_id, l.id), l.owner_id FROM lot l
        WHERE l.owner_id = $1 AND l.currency = $2 AND (l.open OR l.id = ANY ($5::uuid[]))
        UNION ALL
        SELECT up.id, p.id, p.parent_id, coalesce(p.posting_id, p.id), p.owner_id
        FROM up JOIN lot p ON p.id = up.parent WHERE up.owner = $1 AND up.at >= $4)
      SELECT id, node AS origin FROM up WHERE owner = $3`,
    values: [survivor, currency.id, member, since, repaid.map(({ lot_id }) => lot_id)],
  });
  const { rows: earned } = await db.query<{ id: string }>({
    text: `SELECT id FROM lot WHERE owner_id = $1 AND currency = $2 AND open AND origin_owner = $3 AND parent_id IS NULL
        AND coalesce(posting_id, id) > $4`,
    values: [survivor, currency.id, member, since],
  });
  await loadLotsById(db, book, engine.catalogue, [
    ...continuing.flatMap(({ id, origin }) => [id, origin]),
    ...repaid.map(({ lot_id }) => lot_id),
  ]);
  return {
    debt: row?.debt ?? 0n,
    holds: row?.holds ?? [],
    continuing,
    earnedSince: earned.map(({ id }) => id),
    repaid,
  };
}

function undoOf(book: Book, facts: CurrencyFacts): Omit<UndoMove, 'transit' | 'reason'> {
  const holds = facts.holds
    .map((id) => book.holds.get(id))
    .filter((hold): hold is Hold => hold !== undefined);
  return {
    continuing: new Map<Lot, Lot>(
      facts.continuing.map(({ id, origin }) => [lotIn(book, id), lotIn(book, origin)]),
    ),
    earnedSince: new Set(facts.earnedSince.map((id) => lotIn(book, id))),
    debt: facts.debt,
    repaid: facts.repaid.map(({ lot_id, amount }) => ({ lot: lotIn(book, lot_id), amount })),
    repaidAt: facts.repaid[0]?.occurred_at ?? book.now,
    holds,
  };
}
