/**
 * Firms whose names are alike go to a person: they are different, one is a branch of the other, or they are one firm under
 * two codes. Nothing is merged: a branch is an edge, and firms that are one stay two records that know of each other. A
 * decision can be changed; what it had set goes back with it.
 *
 * Refusals: CREDIT_LOOK_ALIKE_UNKNOWN, CREDIT_BRANCH_CIRCLE, CREDIT_FIRM_UNKNOWN.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { compareParsed, parseKept, parseName } from '../domain/names/compare-names.ts';
import type { PartFinding } from '../domain/names/comparison.ts';
import { searchTerms } from '../domain/names/search-terms.ts';
import { FIRM, type FirmId, LOOK_ALIKE, type LookAlikeId } from '../ids.ts';
import type { LookAlikeDecision } from '../storage/file-tables.ts';
import { firmsByIds, lockFirms } from '../storage/firms.ts';
import {
  addLookAlikes,
  type DueName,
  keepDecision,
  type LookAlikeRow,
  lockLookAlike,
  type NewLookAlike,
  takeDueNames,
} from '../storage/look-alikes.ts';
import { namesUnder } from '../storage/name-index.ts';
import { type Db, within } from '../storage/tables.ts';
import { personOf } from './caller.ts';

const NAMES_AT_ONCE = 200;
const CANDIDATES = 50;
const PAIRS_OF_A_NAME = 5;
/** Below this a likeness is everyday: trade names are short, and industries few. */
const ALIKE_FROM = 0.8;

/** Compares names that are new with all others; answers how many names it took. */
export async function findLookAlikes(kit: ModuleKit): Promise<number> {
  const now = kit.clock.now();
  return kit.db.transaction(async (tx) => {
    const db = within(tx);
    const due = await takeDueNames(db, NAMES_AT_ONCE);
    const pairs: NewLookAlike[] = [];
    for (const name of due) pairs.push(...(await alikeTo(db, name)));
    await addLookAlikes(db, pairs, now);
    return due.length;
  });
}

async function alikeTo(db: Db, { firmId, name }: DueName): Promise<NewLookAlike[]> {
  const parsed = parseName(name);
  const candidates = await namesUnder(db, searchTerms(parsed).narrow, CANDIDATES);
  const best = new Map<string, NewLookAlike>();
  for (const other of candidates) {
    if (other.firmId === firmId) continue;
    const { band, score, parts } = compareParsed(parsed, parseKept(other.name, other.normal));
    if (band === 'DIFFERENT' || (band === 'REVIEW' && !isWorthALook(score, parts))) continue;
    const known = best.get(other.firmId);
    if (known !== undefined && known.score >= score) continue;
    const pair = { firmId, name, otherFirmId: other.firmId, otherName: other.name };
    best.set(other.firmId, { ...pair, band, score, parts });
  }
  return [...best.values()].sort((a, b) => b.score - a.score).slice(0, PAIRS_OF_A_NAME);
}

/** Sisters of one trade name in two trades are everyday too: a part that differs altogether is no likeness. */
function isWorthALook(score: number, parts: readonly PartFinding[]): boolean {
  return (
    score >= ALIKE_FROM &&
    parts.every(({ relation }) => relation !== 'DIFFERENT' && relation !== 'CONFLICT')
  );
}

export interface DecideLookAlike {
  readonly idempotencyKey: string;
  readonly lookAlikeId: LookAlikeId;
  readonly decision: LookAlikeDecision;
  readonly reason: string;
}

export function decideLookAlike(
  kit: ModuleKit,
  caller: Principal,
  input: DecideLookAlike,
): Promise<Outcome<{ readonly lookAlikeId: LookAlikeId }>> {
  const person = personOf(caller);
  const key: CommandKey = {
    caller,
    operation: 'decide-look-alike',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<{ readonly lookAlikeId: LookAlikeId }>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const pair = await lockLookAlike(db, toUuid(LOOK_ALIKE, input.lookAlikeId));
    if (pair === undefined)
      return refuse('NOT_FOUND', 'CREDIT_LOOK_ALIKE_UNKNOWN', {}, ['lookAlikeId']);
    await lockFirms(db, [pair.aFirm, pair.bFirm]);
    const before = branchOf(pair, pair.decision);
    const after = branchOf(pair, input.decision);
    if (before !== undefined && before.branch !== after?.branch)
      await setParent(db, before.branch, null);
    if (after !== undefined) {
      if (await isBranchBelow(db, after.parent, after.branch))
        return refuse('RULE', 'CREDIT_BRANCH_CIRCLE');
      await setParent(db, after.branch, after.parent);
    }
    const { decision, reason } = input;
    await keepDecision(db, pair.id, { decision, reason, decidedBy: person }, now);
    return accept({ lookAlikeId: input.lookAlikeId });
  });
}

function branchOf(
  { aFirm, bFirm }: LookAlikeRow,
  decision: LookAlikeDecision | undefined,
): { readonly branch: string; readonly parent: string } | undefined {
  if (decision === 'A_BRANCH_OF_B') return { branch: aFirm, parent: bFirm };
  return decision === 'B_BRANCH_OF_A' ? { branch: bFirm, parent: aFirm } : undefined;
}

async function setParent(db: Db, branch: string, parent: string | null): Promise<void> {
  await db.updateTable('firm').set({ parent_id: parent }).where('id', '=', branch).execute();
}

/** Whether `firm` already stands somewhere below `above`. */
async function isBranchBelow(db: Db, firm: string, above: string): Promise<boolean> {
  let at: string | undefined = firm;
  for (let depth = 0; at !== undefined && depth < 50; depth += 1) {
    if (at === above) return true;
    at = (await firmsByIds(db, [at]))[0]?.parentId;
  }
  return false;
}

export interface AttachBranch {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  /** Undefined makes it a firm of its own again. */
  readonly parentId?: FirmId | undefined;
}

/** Makes a firm a branch 分公司 of another, or one of its own again. */
export function attachBranch(
  kit: ModuleKit,
  caller: Principal,
  input: AttachBranch,
): Promise<Outcome<{ readonly firmId: FirmId }>> {
  const key: CommandKey = {
    caller,
    operation: 'attach-branch',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async ({ tx }) => {
    const db = within(tx);
    const branch = toUuid(FIRM, input.firmId);
    const parent = input.parentId === undefined ? undefined : toUuid(FIRM, input.parentId);
    const wanted = parent === undefined ? [branch] : [branch, parent];
    const known = await firmsByIds(db, wanted);
    const unknown = wanted.find((id) => !known.some((firm) => firm.id === id));
    if (unknown !== undefined)
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, [
        unknown === branch ? 'firmId' : 'parentId',
      ]);
    await lockFirms(db, wanted);
    if (parent !== undefined && (await isBranchBelow(db, parent, branch)))
      return refuse('RULE', 'CREDIT_BRANCH_CIRCLE');
    await setParent(db, branch, parent ?? null);
    return accept({ firmId: fromUuid(FIRM, branch) });
  });
}
