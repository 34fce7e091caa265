/** Finds or makes the member of some identities: one person, or a batch of them. */
import { runCommand } from '@guildhall/shared/commands';
import {
  accept,
  type Outcome,
  RefusalError,
  refuse,
  valueOrThrow,
} from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { EnrollInput, EnrollManyInput } from '../door.ts';
import { type Enrolled, enrollPeople } from './enroll-people.ts';
import { actorOf, type IdentityContext, inputDigest, sourceOf } from './identity-context.ts';
import { type ReadPerson, readPerson, type Teller } from './read-told.ts';

/** A subsidiary's system or clerk tells of its own customers; an operator and the house's modules of anybody's. */
function tellerOf(caller: Principal): Teller | undefined {
  const source = sourceOf(caller);
  switch (caller.kind) {
    case 'module':
      return { source, owner: undefined };
    case 'system':
      return { source, owner: source };
    case 'staff':
      if (caller.roles.includes('operator')) return { source, owner: undefined };
      return caller.roles.includes('clerk') && caller.subsidiary !== undefined
        ? { source, owner: source }
        : undefined;
    default:
      return undefined;
  }
}

export async function enroll(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: EnrollInput,
): Promise<Outcome<Enrolled>> {
  const teller = tellerOf(caller);
  if (teller === undefined) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'enroll', idempotencyKey, input: inputDigest(context, input) };
  return runCommand(context.kit, key, async (command) => {
    const person = valueOrThrow(readPerson(context.keys, input, teller, command.now));
    const telling = { source: teller.source, actor: actorOf(caller) };
    const [outcome] = await enrollPeople(context, command, telling, [person]);
    return outcome ?? refuse('VALIDATION', 'IDENTITIES_MISSING', {}, ['identities']);
  });
}

/** People of a batch are judged one by one: a refused one does not stop the others. At most 2,000 in a call. */
export async function enrollMany(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, people }: EnrollManyInput,
): Promise<Outcome<{ readonly results: readonly Outcome<Enrolled>[] }>> {
  const teller = tellerOf(caller);
  if (teller === undefined) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  if (people.length > 2_000)
    return refuse('VALIDATION', 'INPUT_TOO_MANY', { maximum: '2000' }, ['people']);
  const key = {
    caller,
    operation: 'enroll-many',
    idempotencyKey,
    input: inputDigest(context, people),
  };
  return runCommand(context.kit, key, async (command) => {
    const read = people.map((person) => readPerson(context.keys, person, teller, command.now));
    const readable = read.flatMap((outcome): ReadPerson[] => (outcome.ok ? [outcome.value] : []));
    const telling = { source: teller.source, actor: actorOf(caller) };
    const enrolled = [...(await enrollPeople(context, command, telling, readable))].values();
    const results = read.map((outcome) => {
      if (!outcome.ok) return outcome;
      const { value } = enrolled.next();
      if (value === undefined)
        throw new RefusalError(refuse('VALIDATION', 'IDENTITIES_MISSING').refusal);
      return value;
    });
    return accept({ results });
  });
}
