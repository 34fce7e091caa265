/** Some modules of the house on a database of their own, with a clock that the test moves, and who calls them. */
import type { IdentityDoor } from '@guildhall/identity';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import { sql } from 'kysely';
import { composeHouse, type House } from '../../gateway/src/compose.ts';

/** 10 March 2026, ten in the morning in Shanghai. */
export const START = new Date('2026-03-10T02:00:00Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface OpenModules {
  readonly house: House;
  readonly clock: SteppedClock;
  close(): Promise<void>;
}

export async function openModules(local: readonly string[]): Promise<OpenModules> {
  const database = await createModuleDatabase(local);
  const clock = new SteppedClock(START);
  const house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger('silent'),
    local,
    strictDoors: true,
  });
  return {
    house,
    clock,
    close: async () => {
      await house.stop();
      await database.drop();
    },
  };
}

export const OPERATOR: Principal = {
  kind: 'staff',
  personId: 'person-operator',
  accountId: 'account-operator',
  roles: ['operator'],
};

export const clerkOf = (subsidiary: string): Principal => ({
  kind: 'staff',
  personId: 'person-clerk',
  accountId: 'account-clerk',
  roles: ['clerk'],
  subsidiary,
});

export const memberOf = (memberId: string): Principal => ({
  kind: 'member',
  memberId,
  sessionId: 'session',
});

/** The member whom `caller` enrolls with that verified telephone number. */
export async function enrollMember(
  house: House,
  caller: Principal,
  phone: string,
): Promise<string> {
  const { memberId } = await expectOk(
    house.doors.get<IdentityDoor>('identity').enroll(caller, {
      idempotencyKey: `enroll-${phone}`,
      identities: [{ type: 'PHONE', value: phone, verified: true }],
    }),
  );
  return memberId;
}

export async function expectOk<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(`${answer.refusal.code} ${JSON.stringify(answer.refusal)}`);
  return answer.value;
}

export async function codeOf(outcome: Promise<Outcome<unknown>>): Promise<string> {
  const answer = await outcome;
  return answer.ok ? 'accepted' : answer.refusal.code;
}

/** What a test wants to see behind the module's door. */
export function moduleDatabaseOf(house: House, module: string) {
  const db = house.local.get(module)?.kit.db;
  if (db === undefined) throw new Error(`the module ${module} is not here`);
  return db.sql();
}

export interface PublishedEvent {
  readonly type: string;
  readonly payload: Record<string, unknown>;
}

/** What the module has told the group so far, in the order in which it said it. */
export async function publishedBy(house: House, module: string): Promise<PublishedEvent[]> {
  const { rows } = await sql<PublishedEvent>`
    SELECT type, payload FROM outbox ORDER BY relay_after`.execute(moduleDatabaseOf(house, module));
  return rows;
}
