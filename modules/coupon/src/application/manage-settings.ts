/** Segments and the points tender: what offers and counters refer to. */
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import type { LocalText } from '../domain/offers/coupon-template.ts';
import { raiseCatalogue } from '../storage/offers.ts';
import { saveSegment, saveTender } from '../storage/settings.ts';
import { conditionFault, currencyScales, refused } from './check-definition.ts';

export interface DefineSegment {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: LocalText;
  /** CEL over `member`, `history` and `now`. */
  readonly condition: string;
}

export async function defineSegment(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: DefineSegment,
): Promise<Outcome<{ readonly segmentId: string }>> {
  const fault = conditionFault(input.condition, 'ABOUT_MEMBER', ['condition']);
  if (fault !== undefined) return refused(fault);
  const command = { caller, operation: 'define-segment', idempotencyKey, input };
  return runCommand(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const segmentId = await saveSegment(db, input, clientOf(caller), now);
    await raiseCatalogue(db);
    return accept({ segmentId });
  });
}

export interface SetPointsTender {
  readonly idempotencyKey: string;
  readonly currency: string;
  /** Whole points that pay for one CNY, decimal text. */
  readonly pointsPerCny: string;
  readonly maxShareBps: number;
}

export async function setPointsTender(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: SetPointsTender,
): Promise<Outcome<{ readonly currency: string }>> {
  const scale = (await currencyScales(kit)).get(input.currency);
  if (scale === undefined)
    return refuse('VALIDATION', 'CURRENCY_UNKNOWN', { currency: input.currency }, ['currency']);
  if (!/^(0|[1-9]\d*)(\.\d{1,8})?$/.test(input.pointsPerCny) || Number(input.pointsPerCny) === 0)
    return refuse('VALIDATION', 'RATE_NOT_POSITIVE', {}, ['pointsPerCny']);
  const command = { caller, operation: 'set-points-tender', idempotencyKey, input };
  return runCommand(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    await saveTender(db, { ...input, scale }, clientOf(caller), now);
    await raiseCatalogue(db);
    return accept({ currency: input.currency });
  });
}
