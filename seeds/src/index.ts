/**
 * The demonstration group, Ludao 鹭岛集团: invented, believable, the same on every machine. It comes in through the
 * doors that everybody uses, each command under its own idempotency key, so seeding that was cut off goes on where it
 * stopped and a second time changes nothing.
 */
import type { Doors } from '@guildhall/shared/module';
import pg from 'pg';
import { clientSecretOf, PASSWORD, STAFF, seedCallers } from './callers.ts';
import { Chance } from './chance.ts';
import { seedClearingMonths, seedClearingTerms, seedRunOff } from './clearing-months.ts';
import { seedCounterparties } from './counterparties.ts';
import { seedCouponUses } from './coupon-uses.ts';
import { seedCouriers } from './courier.ts';
import { seedCustomerFiles } from './customer-files.ts';
import { type CarInStock, seedDealerships } from './dealership.ts';
import { seedEstates } from './estates.ts';
import { seedFirmFiles } from './firm-files.ts';
import { seedFirstMember } from './first-member.ts';
import { seedGroupDesk } from './group-desk.ts';
import { seedHolding } from './holding.ts';
import { CLIENTS, type Seeding, seedingOf } from './house.ts';
import { type SeededMember, seedMembers } from './members.ts';
import { seedProgramme, seedSegments } from './programme.ts';
import { seedRiskDesk } from './risk-desk.ts';
import { seedRiskFiles } from './risk-files.ts';
import { seedSupermarkets } from './supermarket.ts';

export interface SeedOptions {
  readonly doors: Doors;
  readonly url: string;
  /** The administrator's address of the database, where the mark of a finished seeding is kept. */
  readonly databaseUrl: string;
  readonly now: Date;
  /** How many members; the rest of the group grows with them. */
  readonly members?: number;
}

export interface Login {
  readonly role: string;
  readonly name: string;
  readonly account: string;
  readonly password: string;
}

export interface Seeded {
  readonly logins: readonly Login[];
  readonly firstRequest: string;
}

/** Changing this changes the group. */
const SEED = 20_260_101;
const DEFAULT_MEMBERS = 60;

export async function seedOnce(
  options: SeedOptions,
  onProgress: (line: string) => void,
): Promise<Seeded> {
  const mark = new SeedMark(options.databaseUrl);
  const { startedAt, shown: earlier } = await mark.begin(options.now);
  if (earlier !== null) return welcome(options.url, earlier);
  const seeding = seedingOf(options.doors, startedAt);
  const shown = await seed(seeding, options.members ?? DEFAULT_MEMBERS, onProgress);
  await mark.finish(shown);
  return welcome(options.url, shown);
}

/** Whom and what the welcome shows: a member who lives in a community of the group, and a car to sell. */
interface Shown extends CarInStock {
  readonly phone: string;
}

async function seed(seeding: Seeding, count: number, say: (line: string) => void): Promise<Shown> {
  say('demonstration group: programme, systems, staff');
  const offers = await seedProgramme(seeding);
  await seedClearingTerms(seeding);
  const persons = await seedCallers(seeding);
  say(`demonstration group: ${count} members and their homes`);
  const members = await seedMembers(seeding, new Chance(SEED), count);
  await seedEstates(seeding, new Chance(SEED + 1), someOf(members, 0.6));
  say('demonstration group: supermarkets, cars, parcels');
  await seedSupermarkets(seeding, new Chance(SEED + 2), members);
  // The first member's first car is left to the newcomer.
  const car = await seedDealerships(seeding, new Chance(SEED + 3), someOf(members, 0.25).slice(1));
  await seedCouriers(seeding, new Chance(SEED + 4), someOf(members, 0.7));
  // The first member's wallet is filled for itself.
  await seedCouponUses(seeding, new Chance(SEED + 7), someOf(members, 0.6).slice(1), offers);
  await seedFirstMember(seeding, new Chance(SEED + 8), members, { offers, persons });
  await seedClearingMonths(seeding, persons);
  await seedGroupDesk(seeding, new Chance(SEED + 6), members);
  await seedSegments(seeding);
  await seedCustomerFiles(seeding, new Chance(SEED + 9), members, persons);
  await seedRunOff(seeding);
  say('demonstration group: counterparties');
  await seedCounterparties(seeding, new Chance(SEED + 5), persons, Math.ceil(count / 2));
  await seedRiskDesk(seeding, new Chance(SEED + 55), persons);
  await seedFirmFiles(seeding, new Chance(SEED + 105));
  await seedRiskFiles(seeding, new Chance(SEED + 106), persons);
  await seedHolding(seeding, new Chance(SEED + 107));
  const [first] = members;
  if (first === undefined) throw new Error('A demonstration group has at least one member');
  return { ...car, phone: first.person.phone };
}

const someOf = (members: readonly SeededMember[], share: number): readonly SeededMember[] =>
  members.slice(0, Math.ceil(members.length * share));

/**
 * One row beside the modules' schemas: when the seeding began, which is "now" for all of it however often it is cut
 * off, and whom the welcome shows once it is finished.
 */
class SeedMark {
  readonly #databaseUrl: string;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  async begin(now: Date): Promise<{ readonly startedAt: Date; readonly shown: Shown | null }> {
    return this.#with(async (client) => {
      await client.query(`CREATE TABLE IF NOT EXISTS public.demonstration_group (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), started_at timestamptz NOT NULL, shown jsonb)`);
      await client.query(
        'INSERT INTO public.demonstration_group (started_at) VALUES ($1) ON CONFLICT DO NOTHING',
        [now],
      );
      const { rows } = await client.query<{ startedAt: Date; shown: Shown | null }>(
        'SELECT started_at AS "startedAt", shown FROM public.demonstration_group',
      );
      return rows[0] ?? { startedAt: now, shown: null };
    });
  }

  async finish(shown: Shown): Promise<void> {
    await this.#with((client) =>
      client.query('UPDATE public.demonstration_group SET shown = $1', [JSON.stringify(shown)]),
    );
  }

  async #with<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#databaseUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

function welcome(url: string, shown: Shown): Seeded {
  return {
    logins: [
      ...STAFF.map(({ role, subsidiary, name, login }) => ({
        role: subsidiary === undefined ? role : `${role} (${subsidiary})`,
        name,
        account: login,
        password: PASSWORD,
      })),
      {
        role: 'member',
        name: '会员',
        account: shown.phone,
        password: 'one-time code, shown in the answer',
      },
      ...Object.entries(CLIENTS).map(([subsidiary, clientId]) => ({
        role: `system (${subsidiary})`,
        name: 'OAuth2',
        account: clientId,
        password: clientSecretOf(subsidiary as keyof typeof CLIENTS),
      })),
    ],
    firstRequest: firstRequest(url, shown),
  };
}

/**
 * Story 1 in one paste: the dealership's system signs in and records that the member bought a car; the answer shows the
 * points and the waivers at home that came of it. Pasted again it gives the same answer, and nothing happens twice.
 */
function firstRequest(
  url: string,
  { phone, vin, dealershipCode, modelCode, modelName }: Shown,
): string {
  const query = `mutation ($input: RecordVehicleSaleInput!) { recordVehicleSale(input: $input) { ... on SalesOrder { orderNo total buyer { memberNo } transaction { effects { status items { kind amount currency offer { name { zh } } } } } } ... on Refusal { refusal: code message } } }`;
  const input = {
    idempotencyKey: 'my-first-sale',
    dealershipCode,
    vin,
    customer: { phone },
    lines: [
      {
        kind: 'VEHICLE',
        itemCode: modelCode,
        description: modelName,
        quantity: 1,
        amount: '168000.00',
      },
    ],
  };
  return `TOKEN=$(curl -s -u ${CLIENTS.auto}:${clientSecretOf('auto')} -d grant_type=client_credentials ${url}/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${JSON.stringify({ query, variables: { input } })}'`;
}
