/** The object that a command made or changed, read back for its answer after the command was committed. */
import { accept, type Outcome } from '@guildhall/shared/outcome';

export async function shown<A, T>(
  outcome: Outcome<A>,
  load: (answer: A) => Promise<T | null>,
): Promise<Outcome<T>> {
  if (!outcome.ok) return outcome;
  const found = await load(outcome.value);
  if (found === null) throw new Error('What a command just stored cannot be read back');
  return accept(found);
}
