/** Keeping firms in order: names over time, branches, look-alikes, outside providers, and what the law wants deleted. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { graphql } from 'graphql';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustBeDeleted, negativeEndedOn } from '../src/domain/facts/deletion.ts';
import type { FirmId } from '../src/ids.ts';
import { fileProviders } from '../src/providers/file-provider.ts';
import { makeService } from '../src/service.ts';
import { FolderEvidenceStore } from '../src/storage/evidence-store.ts';
import { createSubgraph } from '../src/subgraph.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

const officer = person('li-wei', 'risk_officer');
const auto = system('auto');
const retail = system('retail');
const DAY = 86_400_000;

let desk: Desk;
let keys = 0;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const register = async (n: number, name: string, prefix?: string): Promise<FirmId> => {
  keys += 1;
  const outcome = await desk.service.registerFirm(auto, {
    idempotencyKey: `r-${keys}`,
    uscc: usccOf(n, prefix),
    name,
  });
  return valueOrThrow(outcome).firmId;
};
async function order<T = Record<string, unknown>>(
  caller: Principal,
  name: string,
  success: string,
  input: object,
): Promise<T> {
  keys += 1;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const answer = await desk.ask<Record<string, T>>(
    caller,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ... on Refusal { code path } ${success} } }`,
    { input: { idempotencyKey: `k-${keys}`, ...input } },
  );
  return answer[name] as T;
}

describe('names over time', () => {
  test('a rename ends the old name; the firm is found under both', async () => {
    const firmId = await register(900, '泉州海丰包装材料有限公司');
    desk.clock.advance(1_000);
    const named = '... on NamedFirm { firm { name names { kind name validFrom validTo } } }';
    expect(
      await order(auto, 'nameFirm', named, {
        firmId,
        kind: 'REGISTERED',
        name: '泉州海泰包装科技有限公司',
      }),
    ).toMatchObject({ code: 'CREDIT_NAME_PERIOD' });
    expect(
      await order(auto, 'nameFirm', named, {
        firmId,
        kind: 'REGISTERED',
        name: '泉州海泰包装科技有限公司',
        validFrom: '2026-02-01',
      }),
    ).toMatchObject({
      firm: {
        name: '泉州海泰包装科技有限公司',
        names: [
          { name: '泉州海丰包装材料有限公司', validTo: '2026-02-01' },
          { name: '泉州海泰包装科技有限公司', validFrom: '2026-02-01', validTo: null },
        ],
      },
    });
    for (const text of ['泉州海丰包装材料有限公司', '泉州海泰包装科技有限公司'])
      expect((await desk.service.searchFirms(officer, { text, limit: 1 }))[0]).toMatchObject({
        firmId,
        band: 'SAME',
      });
    desk.clock.advance(1_000);
    await order(auto, 'nameFirm', named, {
      firmId,
      kind: 'ENGLISH',
      name: 'Quanzhou Haitai Packaging',
    });
    expect(
      await order(auto, 'endFirmName', named, {
        firmId,
        kind: 'ENGLISH',
        name: 'Quanzhou Haitai Packaging',
        endedOn: '2026-02-20',
      }),
    ).toMatchObject({ firm: { names: [{}, {}, { kind: 'ENGLISH', validTo: '2026-02-20' }] } });
    expect(
      await order(auto, 'nameFirm', named, {
        firmId,
        kind: 'ENGLISH',
        name: 'Quanzhou Haitai Packaging',
      }),
    ).toMatchObject({ code: 'CREDIT_NAME_KNOWN' });
  });

  test('branches are edges, in one direction', async () => {
    const head = await register(910, '福州金源物流有限公司');
    const branch = await register(911, '福州金源物流有限公司厦门分公司');
    const named = '... on NamedFirm { firm { parentFirm { name } } }';
    expect(
      await order(auto, 'attachBranch', named, { firmId: branch, parentId: head }),
    ).toMatchObject({
      firm: { parentFirm: { name: '福州金源物流有限公司' } },
    });
    expect(
      await order(auto, 'attachBranch', named, { firmId: head, parentId: branch }),
    ).toMatchObject({ code: 'CREDIT_BRANCH_CIRCLE' });
    expect(
      await desk.ask(auto, 'query ($id: ID!) { firm(id: $id) { branches { name } } }', {
        id: head,
      }),
    ).toEqual({
      firm: { branches: [{ name: '福州金源物流有限公司厦门分公司' }] },
    });
    expect(await order(auto, 'attachBranch', named, { firmId: branch })).toMatchObject({
      firm: { parentFirm: null },
    });
  });
});

test('the list of firms, page by page, latest first', async () => {
  type List = {
    firms: {
      edges: { node: { name: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
  const page = (after?: string) =>
    desk.ask<List>(
      officer,
      'query ($after: String) { firms(first: 2, after: $after, division: "31", soleTrader: false) { edges { node { name } } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
  const first = await page();
  const second = await page(first.firms.pageInfo.endCursor);
  const names = [...first.firms.edges, ...second.firms.edges].map(({ node }) => node.name);
  expect(new Set(names).size).toBe(3);
  expect(second.firms.pageInfo.hasNextPage).toBe(false);
});

describe('look-alikes', () => {
  const queue = `query ($open: Boolean) { lookAlikes(open: $open, first: 50) { edges { node {
    id band decision aName bName a { id parent } b { id parent } parts { part relation } } } } }`;
  interface Queue {
    lookAlikes: {
      edges: {
        node: { id: string; band: string; aName: string; bName: string; a: { id: string } };
      }[];
    };
  }
  const pairOf = async (name: string, open?: boolean) =>
    (await desk.ask<Queue>(officer, queue, { open })).lookAlikes.edges
      .map(({ node }) => node)
      .find(({ aName, bName }) => aName.includes(name) || bName.includes(name));

  test('the same name under two codes, and a branch, wait for a person; nothing is merged', async () => {
    await register(920, '漳州瑞和食品有限公司');
    await register(921, '漳州市瑞和食品有限责任公司');
    await register(922, '漳州瑞和汽车零部件有限公司');
    const branch = await register(923, '青岛鼎盛建筑工程有限公司胶州分公司');
    await register(924, '青岛鼎盛建筑工程有限公司');
    while ((await desk.service.findLookAlikes()) > 0);
    expect(await pairOf('瑞和食品', true)).toMatchObject({ band: 'SAME', decision: null });
    expect(await pairOf('瑞和汽车')).toBeUndefined();
    const pair = await pairOf('鼎盛', true);
    expect(pair?.band).toBe('REVIEW');
    const decided = '... on DecidedLookAlike { lookAlike { decision a { parent } b { parent } } }';
    const isA = pair?.a.id === branch;
    await order(officer, 'decideLookAlike', decided, {
      lookAlikeId: pair?.id,
      decision: isA ? 'A_BRANCH_OF_B' : 'B_BRANCH_OF_A',
      reason: '名称与执照',
    });
    const parentOf = async () =>
      (await desk.service.firms(officer, { ids: [branch] }))[0]?.parentId;
    expect(await parentOf()).toBeDefined();
    expect(await pairOf('鼎盛', true)).toBeUndefined();
    expect(await pairOf('鼎盛', false)).toBeDefined();
    await order(officer, 'decideLookAlike', decided, {
      lookAlikeId: pair?.id,
      decision: 'DIFFERENT',
      reason: '看错了',
    });
    expect(await parentOf()).toBeUndefined();
    const { rows } = await sql`SELECT 1 FROM firm_lookalike_decision`.execute(desk.kit.db.sql());
    expect(rows).toHaveLength(2);
  });

  test('what was compared is not compared again, and a pair is kept once', async () => {
    expect(await desk.service.findLookAlikes()).toBe(0);
    const count = async () => (await desk.ask<Queue>(officer, queue)).lookAlikes.edges.length;
    const before = await count();
    await sql`INSERT INTO lookalike_due SELECT id FROM firm_name`.execute(desk.kit.db.sql());
    while ((await desk.service.findLookAlikes()) > 0);
    expect(await count()).toBe(before);
  });
});

describe('outside providers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-provider-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: object) =>
    writeFileSync(join(folder, 'bureau', name), JSON.stringify(content));

  test('asked once, cached for others, limited, booked to who asked, and again when it failed', async () => {
    mkdirSync(join(folder, 'bureau'));
    write('provider.json', {
      code: 'bureau',
      name: '示范征信',
      cost: '3.50',
      cacheDays: 10,
      perMinute: 3,
      perDay: 4,
    });
    write(`${usccOf(950)}.json`, {
      name: '宁波恒通供应链管理有限公司',
      facts: [
        {
          type: 'REGISTERED_CAPITAL',
          value: { amount: '5000000', currency: 'CNY' },
          observedAt: '2026-02-01T00:00:00Z',
        },
        { type: 'TAX_RATING', value: { text: 'A' }, observedAt: '2026-02-01T00:00:00Z' },
      ],
    });
    writeFileSync(join(folder, 'bureau', `${usccOf(951)}.json`), '{broken');
    const service = makeService(desk.kit, new FolderEvidenceStore(folder), fileProviders(folder));
    const subgraph = createSubgraph(service, desk.kit);
    const ask = async (caller: Principal, n: number, key: string, fresh = false) => {
      const context = subgraph.makeContext({
        caller,
        requestId: 't',
        locale: 'en',
        now: desk.clock.now(),
      });
      const { data, errors } = await graphql({
        schema: subgraph.schema,
        source: `mutation ($input: LookUpFirmInput!) { lookUpFirm(input: $input) { ... on Refusal { code }
          ... on AskedProvider { lookUp { state cost currency added company firm { name } } } } }`,
        variableValues: {
          input: { idempotencyKey: key, provider: 'bureau', uscc: usccOf(n), fresh },
        },
        contextValue: context,
      });
      expect(errors).toBeUndefined();
      return (data as { lookUpFirm: { code?: string; lookUp?: object } }).lookUpFirm;
    };
    const found = {
      state: 'FOUND',
      cost: '3.50',
      currency: 'CNY',
      added: 2,
      company: 'auto',
      firm: { name: '宁波恒通供应链管理有限公司' },
    };
    expect(await ask(auto, 950, 'p1')).toEqual({ lookUp: found });
    expect(await ask(auto, 950, 'p1')).toEqual({ lookUp: found });
    expect(await ask(retail, 950, 'p2')).toMatchObject({
      lookUp: { state: 'CACHED', cost: '0.00', company: 'retail' },
    });
    expect(await ask(auto, 952, 'p3')).toMatchObject({
      lookUp: { state: 'NOT_FOUND', cost: '3.50' },
    });
    expect(await ask(auto, 951, 'p4')).toMatchObject({ code: 'CREDIT_PROVIDER_FAILED' });
    expect(await ask(auto, 953, 'p5')).toMatchObject({ code: 'CREDIT_PROVIDER_BUSY' });
    desk.clock.advance(61_000);
    write(`${usccOf(951)}.json`, { name: '宁波恒达贸易有限公司', facts: [] });
    expect(await ask(auto, 951, 'p4')).toMatchObject({ lookUp: { state: 'FOUND', cost: '3.50' } });
    expect(await ask(auto, 953, 'p5')).toMatchObject({ lookUp: { state: 'NOT_FOUND' } });
    expect(await ask(auto, 954, 'p6')).toMatchObject({ code: 'CREDIT_PROVIDER_QUOTA' });
    desk.clock.advance(11 * DAY);
    expect(await ask(retail, 950, 'p7')).toMatchObject({
      lookUp: { state: 'FOUND', cost: '3.50' },
    });
    const costs = await service.lookUpCosts(officer, {
      from: new Date(0),
      until: new Date(desk.clock.now().getTime() + 1),
    });
    expect(
      costs.map(({ company, asked, fromCache, costMinor }) => [
        company,
        asked,
        fromCache,
        costMinor,
      ]),
    ).toEqual([
      ['auto', 4, 0, 1_400n],
      ['retail', 1, 1, 350n],
    ]);
    expect(desk.events.filter(({ type }) => type === 'credit.look-up-booked')).toHaveLength(5);
  });
});

describe('negative facts about natural persons', () => {
  test.each([
    [{ type: 'DEFAULT' as const, value: { status: 'OPEN' } }, undefined],
    [{ type: 'DEFAULT' as const, value: { status: 'SETTLED' } }, '2020-01-02'],
    [{ type: 'ENFORCEMENT' as const, value: { closedOn: '2021-05-05' } }, '2021-05-05'],
    [{ type: 'DISHONEST_DEBTOR' as const, value: { publishedOn: '2018-01-01' } }, '2020-01-01'],
    [{ type: 'TAX_RATING' as const, value: { text: 'A' } }, undefined],
  ])('%o ended %s', (fact, ended) => {
    expect(negativeEndedOn({ ...fact, observedAt: new Date('2020-01-02T02:00:00Z') })).toBe(ended);
  });
  test('five years to the day', () => {
    expect(mustBeDeleted('2021-03-03', '2026-03-02')).toBe(false);
    expect(mustBeDeleted('2021-03-02', '2026-03-02')).toBe(true);
    expect(mustBeDeleted(undefined, '2026-03-02')).toBe(false);
  });

  test('deleted with what hangs on them; of firms, of what lasts and of what is young nothing is', async () => {
    const trader = await register(960, '海沧区林记建材经营部', '92350205');
    const firm = await register(961, '厦门林记建材有限公司', '91350205');
    const old = new Date('2019-06-01T00:00:00Z');
    const penalty = {
      type: 'PENALTY',
      value: { amount: '5000', currency: 'CNY' },
      observedAt: old,
      source: '公示',
    };
    const said = [
      { ...penalty, item: '旧罚' },
      { ...penalty, item: '新罚', observedAt: new Date('2025-06-01T00:00:00Z') },
      {
        type: 'DEFAULT',
        item: '旧债',
        value: { amount: '1', currency: 'CNY', status: 'OPEN' },
        observedAt: old,
        source: '自有',
      },
    ];
    const factIds: string[] = [];
    for (const firmId of [trader, firm]) {
      const survey = await desk.service.recordSurvey(auto, {
        idempotencyKey: `s-${firmId}`,
        firmId,
        surveyedOn: '2026-03-01',
        facts: said,
      });
      factIds.push(...valueOrThrow(survey).factIds);
    }
    await desk.service.disputeFact(auto, {
      idempotencyKey: 'd',
      factId: factIds[0] as never,
      grounds: '已整改',
    });
    expect(await desk.service.deleteExpiredFacts()).toBe(1);
    expect(await desk.service.deleteExpiredFacts()).toBe(0);
    const { firm: shown } = await desk.ask<{ firm: { facts: object[]; deletions: object[] } }>(
      officer,
      'query ($id: ID!) { firm(id: $id) { soleTrader facts { item } deletions { factType endedOn policy } } }',
      { id: trader },
    );
    expect(shown).toMatchObject({
      soleTrader: true,
      facts: [{ item: '新罚' }, { item: '旧债' }],
      deletions: [{ factType: 'PENALTY', endedOn: '2019-06-01' }],
    });
    const kept = await desk.service.facts(officer, { firmId: firm, knownAt: desk.clock.now() });
    expect(kept).toHaveLength(3);
  });

  test('the role cannot delete facts itself, nor make the door delete others', async () => {
    const run = (statement: string) => sql.raw(statement).execute(desk.kit.db.sql());
    await expect(run('DELETE FROM fact')).rejects.toThrow('permission denied');
    await expect(
      run('INSERT INTO fact_deletion SELECT id, firm_id, type, now(), $$x$$, now() FROM fact'),
    ).rejects.toThrow('permission denied');
    const before = await run('SELECT count(*) FROM fact');
    await run(
      `SELECT delete_expired_facts(array_agg(id), array_agg('2000-01-01'::date), now(), 'x') FROM fact WHERE item = '新罚'`,
    );
    expect((await run('SELECT count(*) FROM fact')).rows).toEqual(before.rows);
  });
});
