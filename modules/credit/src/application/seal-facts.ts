/**
 * Sealing of what facts say of people beyond the moment of recording: facts of before there were seals, once and before
 * anything else is done; and rotation, once a year by itself, at once by order.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { isFactType } from '../domain/facts/fact-types.ts';
import type { FactSeal } from '../protection/fact-seal.ts';
import {
  beginEpoch,
  epochBegan,
  epochNow,
  factsToSeal,
  resealSome,
  type SealedFact,
  sealOldFacts,
} from '../storage/fact-secrets.ts';
import { statementsByIds } from '../storage/fact-statements.ts';
import { type Db, within } from '../storage/tables.ts';
import { accountOf } from './caller.ts';

const AT_ONCE = 1_000;
const EPOCH_LIFE_MS = 365 * 86_400_000;

/** Answers how many facts of before were sealed. It can stop anywhere and go on with the next start. */
export async function sealFactsOfBefore(kit: ModuleKit, seal: FactSeal): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await kit.db.transaction((tx) => sealBatch(within(tx), seal));
    sealed += count;
    if (count < AT_ONCE) break;
  }
  if (sealed > 0) kit.log.info({ sealed }, 'what facts of before say of people was sealed');
  return sealed;
}

async function sealBatch(db: Db, seal: FactSeal): Promise<number> {
  const ids = await factsToSeal(db, AT_ONCE);
  if (ids.length === 0) return 0;
  const epoch = await epochNow(db);
  const facts = (await statementsByIds(db, ids)).map((row): SealedFact => {
    const { id, soleTrader, said } = row;
    const { type } = said;
    const { value, personal } = isFactType(type)
      ? seal.divide({ ...said, type, ofSoleTrader: soleTrader })
      : { value: said.value };
    const sealed = personal === undefined ? null : seal.seal(epoch, id, personal);
    return { id, value, digest: seal.digest(said), sealed };
  });
  await sealOldFacts(db, epoch, facts);
  return ids.length;
}

/** Every year, and whatever an earlier rotation left behind; answers how many were sealed again. */
export async function resealDue(kit: ModuleKit, seal: FactSeal): Promise<number> {
  const now = kit.clock.now();
  return kit.db.transaction(async (tx) => {
    const db = within(tx);
    if (now.getTime() - (await epochBegan(db)).getTime() > EPOCH_LIFE_MS)
      await beginEpoch(db, now, 'schedule');
    return resealSome(seal, db, AT_ONCE);
  });
}

export interface RotateFactKeys {
  readonly idempotencyKey: string;
}

/** Begins a new epoch at once; the background seals again what lies under older ones. */
export function rotateFactKeys(
  kit: ModuleKit,
  caller: Principal,
  input: RotateFactKeys,
): Promise<Outcome<{ readonly epoch: number }>> {
  const key: CommandKey = {
    caller,
    operation: 'rotate-fact-keys',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async ({ tx, now }) =>
    accept({ epoch: await beginEpoch(within(tx), now, accountOf(caller)) }),
  );
}
