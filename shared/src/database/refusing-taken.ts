/**
 * Statements that may lose a race on a unique or exclusion constraint: the loser gets the refusal that is named for
 * the constraint. Meant for use inside a command, which rolls back to its savepoint on a refusal.
 */
import { type Outcome, RefusalError } from '../outcome.ts';
import { violatedConstraint } from './database.ts';

type Refused = Extract<Outcome<never>, { ok: false }>;

/** `refusals` by constraint name. Any other failure is thrown as it is. */
export async function refusingTaken<T>(
  refusals: Readonly<Record<string, Refused>>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const refused = refusals[violatedConstraint(error) ?? ''];
    if (refused === undefined) throw error;
    throw new RefusalError(refused.refusal);
  }
}
