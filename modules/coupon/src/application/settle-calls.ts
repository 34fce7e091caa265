/**
 * Makes the calls to the ledger that are owed, after commit. Each carries its own id as idempotency key, so a call
 * whose answer was lost is made again and gives the first answer.
 */
import type {
  CaptureHold,
  LedgerDoor,
  PostEarn,
  ReleaseHold,
  ReversePosting,
} from '@guildhall/ledger';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Outcome } from '@guildhall/shared/outcome';
import type { CallAnswered, LedgerCallRow } from '../storage/ledger-calls.ts';
import { keepAnswers } from '../storage/ledger-calls.ts';
import { asModule } from './gather-facts.ts';

type Kit = Pick<ModuleKit, 'db' | 'doors' | 'name' | 'clock'>;

/** The answers to all of these calls, those given before included. What is new is not kept yet. */
export async function makeCalls(
  kit: Kit,
  calls: readonly LedgerCallRow[],
): Promise<{
  readonly all: ReadonlyMap<string, CallAnswered>;
  readonly fresh: readonly CallAnswered[];
}> {
  const pending = calls.filter(({ state }) => state === 'PENDING');
  const fresh = await Promise.all(pending.map((call) => makeCall(kit, call)));
  const before = calls.flatMap(({ id, state, answer }): CallAnswered[] =>
    state === 'PENDING' || answer === null ? [] : [{ id, state, answer }],
  );
  return { all: new Map([...before, ...fresh].map((answered) => [answered.id, answered])), fresh };
}

/** Makes the calls and keeps their answers. */
export async function settleCalls(kit: Kit, calls: readonly LedgerCallRow[]): Promise<void> {
  const { fresh } = await makeCalls(kit, calls);
  await keepAnswers(kit.db.sql(), fresh, kit.clock.now());
}

async function makeCall(kit: Kit, call: LedgerCallRow): Promise<CallAnswered> {
  const outcome = await order(kit, call);
  if (!outcome.ok) return { id: call.id, state: 'REFUSED', answer: { code: outcome.refusal.code } };
  const { postingId, transferId } = outcome.value;
  return { id: call.id, state: 'DONE', answer: { postingId, transferId } };
}

interface Posted {
  readonly postingId: string;
  readonly transferId: string;
}

function order(kit: Kit, { id, kind, input }: LedgerCallRow): Promise<Outcome<Posted>> {
  const ledger = kit.doors.get<LedgerDoor>('ledger');
  const caller = asModule(kit);
  const idempotencyKey = id;
  switch (kind) {
    case 'EARN':
      return ledger.postEarn(caller, {
        ...(input as Omit<PostEarn, 'idempotencyKey'>),
        idempotencyKey,
      });
    case 'REVERSE':
      return ledger.reverse(caller, {
        ...(input as Omit<ReversePosting, 'idempotencyKey'>),
        idempotencyKey,
      });
    case 'CAPTURE':
      return ledger.captureHold(caller, {
        ...(input as Omit<CaptureHold, 'idempotencyKey'>),
        idempotencyKey,
      });
    case 'RELEASE':
      return ledger.releaseHold(caller, {
        ...(input as Omit<ReleaseHold, 'idempotencyKey'>),
        idempotencyKey,
      });
  }
}
