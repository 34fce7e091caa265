/** What facts say of natural persons: unreadable in the database, whole for who may see it, gone when it must be. */
import { newUuid, toUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FACT, type FactId, type FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

let desk: Desk;
let admin: pg.Client;
let firmId: FirmId;
const auto = system('auto');
const retail = system('retail');
const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');
const NAMES = ['欧阳修远', '司马青云', '13905921234', 'P-7788', '440301198001011234'];

beforeAll(async () => {
  desk = await openDesk();
  admin = new pg.Client({
    connectionString: desk.database.url,
    options: '-c search_path=credit,public',
  });
  await admin.connect();
  firmId = await register(1, '泉州试验贸易有限公司');
});
afterAll(async () => {
  await admin.end();
  await desk.close();
});

const register = async (n: number, name: string, prefix?: string): Promise<FirmId> =>
  valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: `firm-${n}`,
      uscc: usccOf(60_000 + n, prefix),
      name,
    }),
  ).firmId;

interface Said {
  readonly type: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly item?: string;
}
const said = (type: string, value: Said['value'], item?: string) => ({
  type,
  value,
  observedAt: new Date('2026-02-01T00:00:00Z'),
  source: '工商登记',
  ...(item === undefined ? {} : { item }),
});

let surveys = 0;
const survey = async (
  caller: typeof auto,
  facts: readonly ReturnType<typeof said>[],
  of: FirmId = firmId,
) => {
  surveys += 1;
  return valueOrThrow(
    await desk.service.recordSurvey(caller, {
      idempotencyKey: `s${surveys}`,
      firmId: of,
      surveyedOn: '2026-02-02',
      facts,
    }),
  );
};

const PEOPLE = [
  said('LEGAL_REPRESENTATIVE', { text: '欧阳修远' }),
  said('OFFICER', { name: '司马青云', role: '财务负责人', personId: 'P-7788' }, '司马青云'),
  said(
    'SHAREHOLDER',
    { name: '欧阳修远', code: '440301198001011234', naturalPerson: true, shareBps: 6_000 },
    '1',
  ),
  said('PHONE', { text: '13905921234' }),
];

interface Shown {
  readonly id: string;
  readonly type: string;
  readonly item: string;
  readonly value: Readonly<Record<string, unknown>>;
}
const factsFor = async (caller: typeof auto | typeof officer, of: FirmId = firmId) => {
  const { firm } = await desk.ask<{ firm: { facts: { nodes: Shown[] } | Shown[] } }>(
    caller,
    'query($id: ID!) { firm(id: $id) { facts { id type item value } } }',
    { id: of },
  );
  const list = Array.isArray(firm.facts) ? firm.facts : firm.facts.nodes;
  return new Map(list.map((fact) => [fact.type, fact]));
};

/** Every row of every table of the module, as text. */
const everything = async (): Promise<string> => {
  const { rows } = await admin.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'credit'",
  );
  const texts = [];
  for (const { name } of rows) {
    const found = await admin.query<{ row: string }>(
      `SELECT t::text AS row FROM credit.${name} AS t`,
    );
    texts.push(...found.rows.map(({ row }) => `${name} ${row}`));
  }
  return texts.join('\n');
};

describe('people inside facts', () => {
  test('no name or number of a person lies in any table; who may see them does', async () => {
    await survey(auto, PEOPLE);
    const stored = await everything();
    for (const name of NAMES) {
      expect(stored, name).not.toContain(name);
      expect(stored, `${name} as bytes`).not.toContain(Buffer.from(name).toString('hex'));
    }
    const own = await factsFor(auto);
    expect(own.get('LEGAL_REPRESENTATIVE')?.value).toEqual({ text: '欧阳修远' });
    expect(own.get('OFFICER')?.value).toEqual({
      name: '司马青云',
      role: '财务负责人',
      personId: 'P-7788',
    });
    expect((await factsFor(officer)).get('PHONE')?.value).toEqual({ text: '13905921234' });
    const others = await factsFor(retail);
    expect(others.get('LEGAL_REPRESENTATIVE')?.value).toEqual({ text: '欧***' });
    expect(others.get('SHAREHOLDER')?.value).toEqual({
      name: '欧***',
      code: '4****',
      naturalPerson: true,
      shareBps: 6_000,
    });
    expect(others.get('OFFICER')?.item).toMatch(/^#[\w-]{10}$/);
  });

  test('the same words count once, other words of another company are a conflict', async () => {
    expect((await survey(auto, PEOPLE)).added).toBe(0);
    await survey(retail, [said('LEGAL_REPRESENTATIVE', { text: '欧阳修远' })]);
    const conflicts = async (): Promise<number> => {
      const profile = await desk.service.profile(officer, {
        firmId,
        trueAt: desk.clock.now(),
        knownAt: desk.clock.now(),
      });
      const found = profile.facets
        .flatMap(({ facts }) => facts)
        .find(({ fact }) => fact.type === 'LEGAL_REPRESENTATIVE');
      return found?.conflicts.length ?? -1;
    };
    expect(await conflicts()).toBe(0);
    desk.clock.advance(1_000);
    await survey(retail, [said('LEGAL_REPRESENTATIVE', { text: '司马青云' })]);
    expect(await conflicts()).toBe(1);
  });

  test('firms that share a person are found through the seal', async () => {
    const other = await register(2, '泉州另一贸易有限公司');
    await survey(auto, [said('LEGAL_REPRESENTATIVE', { text: '欧阳 修远' })], other);
    const { firm } = await desk.ask<{
      firm: { relations: { parties: { label: string | null; firm: { id: string } | null }[] } };
    }>(
      officer,
      'query($id: ID!) { firm(id: $id) { relations(depth: 2) { parties { label firm { id } } } } }',
      { id: other },
    );
    const { parties } = firm.relations;
    expect(parties.map(({ firm: each }) => each?.id)).toContain(firmId);
    expect(parties.map(({ label }) => label)).toContain('欧阳 修远');
  });

  test('an audit opens every fact, and names one whose sealed part was changed, swapped or taken away', async () => {
    const codes = async () => (await desk.service.auditLog()).findings.map(({ code }) => code);
    expect(await codes()).toEqual([]);
    const tampering = [
      'UPDATE fact_secret SET sealed = set_byte(sealed, 30, (get_byte(sealed, 30) + 1) % 256) WHERE fact_id = $1',
      'UPDATE fact_secret SET sealed = (SELECT sealed FROM fact_secret WHERE fact_id <> $1 LIMIT 1) WHERE fact_id = $1',
      'DELETE FROM fact_secret WHERE fact_id = $1',
    ];
    const id =
      [...(await factsFor(officer)).values()].find(({ type }) => type === 'PHONE')?.id ?? '';
    const uuid = toUuid(FACT, id as FactId);
    for (const statement of tampering) {
      const { rows } = await admin.query('SELECT * FROM fact_secret WHERE fact_id = $1', [uuid]);
      await admin.query(statement, [uuid]);
      expect(await codes(), statement).toEqual(['FACT_CHANGED']);
      await admin.query('DELETE FROM fact_secret WHERE fact_id = $1', [uuid]);
      await admin.query('INSERT INTO fact_secret VALUES ($1, $2, $3)', [
        uuid,
        rows[0].epoch,
        rows[0].sealed,
      ]);
    }
    expect(await codes()).toEqual([]);
  });

  test('rotation seals everything again under a new key, and everything still opens', async () => {
    const epochs = async () =>
      (await admin.query('SELECT DISTINCT epoch FROM fact_secret ORDER BY 1')).rows.map(
        ({ epoch }) => epoch,
      );
    expect(await epochs()).toEqual([1]);
    const rotate = `mutation { rotateFactKeys(input: { idempotencyKey: "r" }) { ... on RotatedFactKeys { epoch } } }`;
    expect(await desk.ask(approver, rotate)).toEqual({ rotateFactKeys: { epoch: 2 } });
    expect(await desk.errors(officer, rotate)).toHaveLength(1);
    while ((await desk.service.resealDue()) > 0);
    expect(await epochs()).toEqual([2]);
    expect((await factsFor(auto)).get('OFFICER')?.value).toMatchObject({ name: '司马青云' });
    desk.clock.advance(366 * 86_400_000);
    while ((await desk.service.resealDue()) > 0);
    expect(await epochs()).toEqual([3]);
    expect((await desk.service.auditLog()).findings).toEqual([]);
    desk.clock.set(START);
  });

  test('facts of before are sealed once, by the database’s own rule, and read as before', async () => {
    const old = await register(3, '漳州旧档案有限公司');
    const { added } = await survey(auto, [said('STAFF', { number: 12 })], old);
    expect(added).toBe(1);
    const id = newUuid(desk.clock.now());
    const uuidOf = await admin.query<{ id: string }>('SELECT id FROM firm WHERE code = $1', [
      usccOf(60_003),
    ]);
    await admin.query(
      `INSERT INTO fact (id, firm_id, subsidiary, type, item, value, observed_at, recorded_at, source, confidence, digest)
       VALUES ($1, $2, 'auto', 'LEGAL_REPRESENTATIVE', '', '{"text":"欧阳修远"}', $3, $3, '旧档案', 80, sha256('x'))`,
      [id, uuidOf.rows[0]?.id, START],
    );
    await admin.query('INSERT INTO fact_to_seal VALUES ($1)', [id]);
    expect(await everything()).toContain('欧阳修远');
    const before = (await factsFor(auto, old)).get('LEGAL_REPRESENTATIVE');
    expect(await desk.service.sealFactsOfBefore()).toBe(1);
    expect(await desk.service.sealFactsOfBefore()).toBe(0);
    expect((await factsFor(auto, old)).get('LEGAL_REPRESENTATIVE')).toEqual(before);
    expect(await everything()).not.toContain('欧阳修远');
    expect((await desk.service.auditLog()).findings).toEqual([]);
    const rewrite = sql`SELECT seal_facts(ARRAY[${id}]::uuid[], ARRAY['{"text":"other"}']::jsonb[], ARRAY['\\x00']::bytea[], 1, ARRAY['\\x00']::bytea[])`;
    await rewrite.execute(desk.kit.db.sql());
    expect((await factsFor(auto, old)).get('LEGAL_REPRESENTATIVE')).toEqual(before);
    await expect(
      sql`INSERT INTO fact_to_seal VALUES (${id})`.execute(desk.kit.db.sql()),
    ).rejects.toThrow(/permission denied/);
  });
});
