/**
 * Adjustments by operators. Below the currency's limit one person's word is enough; above it another person decides.
 * Each adjustment is posted at most once, under a key of its own id; one that was approved and not posted (a crash in
 * between) is posted by the schedule.
 */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, readId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { decode, encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import { decideAdjust } from '../domain/decide/adjust.ts';
import * as no from '../domain/refusals.ts';
import type { AdjustmentView } from '../door/ledger-door.ts';
import type { AdjustmentResult, AdjustPoints, DecideAdjustment } from '../door/posting.ts';
import type { Posted } from '../door/values.ts';
import { mustOperate } from './access.ts';
import { first, postedOf, type Records } from './answers.ts';
import { bodyHash, Reader, told } from './parse.ts';
import { outcomeOf, no as refused, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events'>;
const LEDGER: Principal = { kind: 'module', name: 'ledger' };

/** The human being (or the module) behind a caller: four eyes belong to two people. */
function personOf(caller: Principal): string {
  return caller.kind === 'staff'
    ? caller.personId
    : caller.kind === 'module'
      ? `module:${caller.name}`
      : '';
}

interface Proposed {
  readonly adjustmentId: string;
  readonly waits: boolean;
  readonly limitMinor: bigint;
}

export async function adjust(
  kit: Kit,
  engine: PostingEngine,
  caller: Principal,
  input: AdjustPoints,
): Promise<Outcome<AdjustmentResult>> {
  const refusal = checkAdjust(engine, input) ?? mustOperate(caller);
  if (refusal !== undefined) return refused(refusal);
  const currency = await engine.catalogue.currency(input.currency);
  if (currency === undefined) return refused(no.currencyUnknown(input.currency));
  const { idempotencyKey, ...body } = input;
  const proposed = await runCommand<Proposed>(
    kit,
    { caller, operation: 'adjust', idempotencyKey, input: body },
    async ({ tx, now }) => {
      const size = input.amountMinor < 0n ? -input.amountMinor : input.amountMinor;
      const waits = size > currency.fourEyesLimit;
      const { id } = engine.nextId(now.getTime(), '00000000-0000-0000-0000-000000000000');
      await sql`
        INSERT INTO adjustment (id, member_id, currency, amount, command, state, proposed_by, created_at)
        VALUES (${id}, ${readId('mem', input.memberId)}, ${currency.id}, ${input.amountMinor},
          ${JSON.stringify(encode(body))}::jsonb, ${waits ? 'PROPOSED' : 'APPROVED'}, ${personOf(caller)}, ${now})`.execute(
        tx.getKysely<unknown>(),
      );
      return accept({
        adjustmentId: fromUuid('adj', id),
        waits,
        limitMinor: currency.fourEyesLimit,
      });
    },
  );
  if (!proposed.ok) return proposed;
  const { adjustmentId, waits, limitMinor } = proposed.value;
  if (waits) return accept({ state: 'PROPOSED', adjustmentId, limitMinor });
  return posted(engine, adjustmentId);
}

function checkAdjust(engine: PostingEngine, input: AdjustPoints): Refusal | undefined {
  const read = new Reader(engine.now());
  read.id('memberId', 'mem', input.memberId);
  read.currency(input.currency);
  const { amountMinor } = input;
  if (amountMinor === 0n) read.wrong('amountMinor', 'AMOUNT_NOT_ZERO');
  read.amount(typeof amountMinor === 'bigint' && amountMinor < 0n ? -amountMinor : amountMinor);
  read.subsidiary(input.subsidiary);
  if (input.funding !== undefined) read.funding(input.funding);
  else if (amountMinor > 0n) read.wrong('funding', 'FUNDING_NEEDED');
  const occurredAt = read.occurredAt(input.occurredAt);
  read.expiresAt(input.expiresAt, occurredAt);
  read.reason(input.reason);
  read.key(input.idempotencyKey);
  return read.problem;
}

export async function decideAdjustment(
  kit: Kit,
  engine: PostingEngine,
  caller: Principal,
  input: DecideAdjustment,
): Promise<Outcome<AdjustmentResult>> {
  const id = readId('adj', input.adjustmentId);
  if (id === undefined) return refused(no.invalid(['adjustmentId'], 'ID_OF', { prefix: 'adj' }));
  if (typeof input.approve !== 'boolean') return refused(no.invalid(['approve'], 'YES_OR_NO'));
  const refusal = mustOperate(caller);
  if (refusal !== undefined) return refused(refusal);
  const { idempotencyKey, ...body } = input;
  const decided = await runCommand<{ readonly approved: boolean }>(
    kit,
    { caller, operation: 'decide-adjustment', idempotencyKey, input: body },
    async ({ tx, now }) => {
      const db = tx.getKysely<unknown>();
      const { rows } = await sql<{ state: string; proposed_by: string }>`
        SELECT state, proposed_by FROM adjustment WHERE id = ${id} FOR UPDATE`.execute(db);
      const [row] = rows;
      if (row === undefined) return refused(no.adjustmentUnknown());
      if (row.state !== 'PROPOSED') return refused(no.adjustmentDecided(row.state));
      const person = personOf(caller);
      if (person === row.proposed_by) return refused(no.fourEyes());
      await sql`UPDATE adjustment SET state = ${input.approve ? 'APPROVED' : 'REJECTED'}, decided_by = ${person},
        decided_at = ${now} WHERE id = ${id}`.execute(db);
      return accept({ approved: input.approve });
    },
  );
  if (!decided.ok) return decided;
  if (!decided.value.approved)
    return accept({ state: 'REJECTED', adjustmentId: input.adjustmentId });
  return posted(engine, input.adjustmentId);
}

async function posted(
  engine: PostingEngine,
  adjustmentId: string,
): Promise<Outcome<AdjustmentResult>> {
  const outcome = await postAdjustment(engine, adjustmentId);
  return outcome.ok ? accept({ state: 'POSTED', adjustmentId, posted: outcome.value }) : outcome;
}

const answer = (records: Records): Posted => postedOf(first(records), records);

async function postAdjustment(
  engine: PostingEngine,
  adjustmentId: string,
): Promise<Outcome<Posted>> {
  const id = readId('adj', adjustmentId) ?? '';
  const command = await storedCommand(engine, id);
  const memberId = readId('mem', command.memberId) ?? '';
  const currency = await engine.catalogue.currency(command.currency);
  if (currency === undefined) return refused(no.currencyUnknown(command.currency));
  const terms =
    command.funding === undefined
      ? null
      : await engine.catalogue.terms(command.subsidiary, command.funding);
  const key = await scopedKey(
    engine,
    LEDGER,
    'post-adjustment',
    adjustmentId,
    bodyHash([adjustmentId]),
  );
  const { reason } = command;
  const occurredAt = told(command.occurredAt) ?? engine.now();
  const result = await transact(engine, (owner) => {
    const ownerId = owner(memberId);
    return {
      operation: 'post-adjustment',
      key,
      wallets: [{ ownerId, currencyId: currency.id }],
      occurredAt,
      reason,
      decide: (book) =>
        decideAdjust(book, walletIn(book, ownerId, currency.id), {
          amount: command.amountMinor,
          terms,
          expiresAt:
            command.expiresAt === undefined
              ? undefined
              : (command.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY),
          occurredAt,
          reason,
          account: engine.catalogue.programme(currency).adjustment,
        }),
      write: (db, _book, records) => [
        db.query({
          text: `UPDATE adjustment SET state = 'POSTED', posting_id = $2 WHERE id = $1`,
          values: [id, first(records).id],
        }),
      ],
      answer,
    };
  });
  const outcome = await outcomeOf(engine, result, answer);
  if (!outcome.ok && outcome.refusal.kind === 'RULE') {
    await engine.reader.query({
      text: `UPDATE adjustment SET state = 'REJECTED' WHERE id = $1 AND state = 'APPROVED'`,
      values: [id],
    });
  }
  return outcome;
}

async function storedCommand(engine: PostingEngine, id: string): Promise<AdjustPoints> {
  const { rows } = await engine.reader.query<{ command: unknown }>({
    text: 'SELECT command FROM adjustment WHERE id = $1',
    values: [id],
  });
  return decode(rows[0]?.command) as AdjustPoints;
}

/** Approved and not posted for a while: the process that approved them is gone. */
export async function postApproved(engine: PostingEngine): Promise<void> {
  const { rows } = await engine.reader.query<{ id: string }>({
    text: `SELECT id FROM adjustment WHERE state = 'APPROVED' AND coalesce(decided_at, created_at) < $1 LIMIT 100`,
    values: [new Date(engine.now() - 60_000)],
  });
  for (const { id } of rows) await postAdjustment(engine, fromUuid('adj', id));
}

interface AdjustmentRow {
  id: string;
  member_id: string;
  currency: number;
  amount: bigint;
  command: unknown;
  state: 'PROPOSED' | 'APPROVED' | 'POSTED' | 'REJECTED';
  proposed_by: string;
  decided_by: string | null;
  posting_id: string | null;
  created_at: number;
  decided_at: number | null;
}

export async function listAdjustments(
  engine: PostingEngine,
  caller: Principal,
  query: { readonly state?: AdjustmentView['state'] },
): Promise<Outcome<readonly AdjustmentView[]>> {
  const reader = caller.kind === 'staff' && caller.roles.includes('auditor');
  const refusal = reader ? undefined : mustOperate(caller);
  if (refusal !== undefined) return refused(refusal);
  const { rows } = await engine.reader.query<AdjustmentRow>({
    text: 'SELECT * FROM adjustment WHERE $1::text IS NULL OR state = $1 ORDER BY id DESC LIMIT 200',
    values: [query.state ?? null],
  });
  const views: AdjustmentView[] = [];
  for (const row of rows) {
    const { code } = await engine.catalogue.currencyById(row.currency);
    const command = decode(row.command) as AdjustPoints;
    views.push({
      id: fromUuid('adj', row.id),
      memberId: fromUuid('mem', row.member_id),
      currency: code,
      amountMinor: row.amount,
      subsidiary: command.subsidiary,
      state: row.state === 'APPROVED' ? 'PROPOSED' : row.state,
      proposedBy: row.proposed_by,
      decidedBy: row.decided_by,
      postingId: row.posting_id === null ? null : fromUuid('pst', row.posting_id),
      createdAt: new Date(row.created_at),
      decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
      reason: command.reason,
      funding: command.funding ?? null,
    });
  }
  return accept(views);
}
