/** What the group orders about comparing members: the policy, and runs. Operators order, auditors read. */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { countDue } from '../../storage/linkage-keys.ts';
import {
  addPolicy,
  forgetPairs,
  insertRun,
  openRun,
  type Policy,
  type PolicyRow,
  policyInForce,
  type RunRow,
  type RunScope,
  runsPage,
  updateRun,
} from '../../storage/linkage-runs.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { isOperator } from '../members/own-members.ts';

/** Until the group has said something: people look at everything. */
export const FIRST_POLICY: Policy = { automatic: false, targetFalseRate: 0.001, reviewFrom: 0.5 };

export type PolicyView = Policy & Partial<Pick<PolicyRow, 'setBy' | 'setAt'>>;
export type RunView = Omit<RunRow, 'id'> & { readonly runId: string };

function mayRead(caller: Principal): boolean {
  return isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
}

export async function readPolicy({ kit }: IdentityContext): Promise<PolicyView> {
  return (await policyInForce(kit.db.sql())) ?? FIRST_POLICY;
}

export async function setPolicy(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...policy }: Policy & { readonly idempotencyKey: string },
): Promise<Outcome<PolicyView>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'set-linkage-policy', idempotencyKey, input: policy };
  return runCommand(kit, key, async ({ tx, now }) => {
    if (!(policy.targetFalseRate > 0 && policy.targetFalseRate <= 0.05))
      return refuse('VALIDATION', 'RATE_OUT_OF_RANGE', { from: '0.000001', to: '0.05' }, [
        'targetFalseRate',
      ]);
    if (!(policy.reviewFrom >= 0.01 && policy.reviewFrom <= 0.99))
      return refuse('VALIDATION', 'RATE_OUT_OF_RANGE', { from: '0.01', to: '0.99' }, [
        'reviewFrom',
      ]);
    const row = { ...policy, setBy: actorOf(caller), setAt: now };
    await addPolicy(tx.getKysely<unknown>(), newUuid(now), row);
    return accept(row);
  });
}

export async function startLinkage(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, scope }: { readonly idempotencyKey: string; readonly scope: RunScope },
): Promise<Outcome<{ readonly runId: string }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'start-linkage', idempotencyKey, input: { scope } };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const { automatic, targetFalseRate, reviewFrom } = (await policyInForce(db)) ?? FIRST_POLICY;
    const policy = { automatic, targetFalseRate, reviewFrom };
    const id = newUuid(now);
    if (!(await insertRun(db, { id, scope, policy, started_by: actorOf(caller) }, now)))
      return refuse('RULE', 'LINKAGE_UNDER_WAY');
    return accept({ runId: fromUuid('lkr', id) });
  });
}

export async function cancelLinkage(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, runId }: { readonly idempotencyKey: string; readonly runId: string },
): Promise<Outcome<{ readonly runId: string }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'cancel-linkage', idempotencyKey, input: { runId } };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const id = isId('lkr', runId) ? toUuid('lkr', runId) : undefined;
    if (id === undefined || (await runsPage(db, { id, limit: 1 })).length === 0)
      return refuse('NOT_FOUND', 'LINKAGE_NOT_FOUND', {}, ['runId']);
    if (!(await updateRun(db, id, now, { state: 'CANCELLED', finishedAt: now })))
      return refuse('RULE', 'LINKAGE_OVER', {}, ['runId']);
    await forgetPairs(db, id);
    return accept({ runId });
  });
}

export interface RunPage {
  readonly runId?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Newest first. */
export async function readRuns(
  { kit }: IdentityContext,
  caller: Principal,
  { runId, limit, after }: RunPage,
): Promise<readonly RunView[]> {
  if (!mayRead(caller)) return [];
  const uuid = (id: string | undefined): string | undefined =>
    isId('lkr', id) ? toUuid('lkr', id) : undefined;
  if (runId !== undefined && uuid(runId) === undefined) return [];
  const rows = await runsPage(kit.db.sql(), { id: uuid(runId), limit, before: uuid(after) });
  return rows.map(({ id, ...row }) => ({ ...row, runId: fromUuid('lkr', id) }));
}

/** What changed waits so long for the next comparison, so that many changes make one run. */
const BETWEEN_RUNS_MS = 15 * 60_000;

/** By schedule: what has changed is compared with everybody, so that the queue never grows stale. */
export async function compareWhatIsNew(context: IdentityContext): Promise<void> {
  const db = context.kit.db.sql();
  if ((await openRun(db)) !== undefined || (await countDue(db)) === 0) return;
  const now = context.kit.clock.now();
  const caller = { kind: 'module', name: 'identity' } as const;
  const [last] = await runsPage(db, { limit: 1 });
  if (last !== undefined && now.getTime() - last.started_at.getTime() < BETWEEN_RUNS_MS) return;
  const scope = last === undefined ? 'ALL' : 'NEW';
  await startLinkage(context, caller, { idempotencyKey: `new:${now.toISOString()}`, scope });
}
