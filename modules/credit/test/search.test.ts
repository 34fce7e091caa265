/** Names found however they are written, each hit explained. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

let desk: Desk;
const officer = person('li-wei', 'risk_officer');
const NAMES = [
  '上海明远汽车配件有限公司',
  '上海铭远汽车配件有限公司',
  '北京明远汽车配件有限公司',
  '深圳市宏达电子科技有限公司',
  '深圳市华润丰实业发展有限公司',
  '中国农业银行股份有限公司海宁支行',
  '深圳市振业(集团)股份有限公司',
  '香港安纳联合制药有限公司',
  'Siemens Aktiengesellschaft',
  'Huawei Technologies Co., Ltd.',
];

beforeAll(async () => {
  desk = await openDesk();
  for (const [i, name] of NAMES.entries()) {
    await desk.service.registerFirm(system('auto'), {
      idempotencyKey: `f-${i}`,
      uscc: usccOf(i),
      name,
    });
  }
});
afterAll(() => desk.close());

const search = async (text: string) => desk.service.searchFirms(officer, { text, limit: 5 });

describe('search', () => {
  test.each([
    ['exact', '上海明远汽车配件有限公司', '上海明远汽车配件有限公司', 'SAME'],
    ['with 市', '上海市明远汽车配件有限公司', '上海明远汽车配件有限公司', 'SAME'],
    ['place in brackets', '明远汽车配件（上海）有限公司', '上海明远汽车配件有限公司', 'SAME'],
    [
      'full width and spaces',
      '深圳市　宏达电子科技　有限公司',
      '深圳市宏达电子科技有限公司',
      'SAME',
    ],
    ['traditional characters', '香港安納聯合制葯有限公司', '香港安纳联合制药有限公司', 'SAME'],
    ['another form', '深圳宏达电子科技有限责任公司', '深圳市宏达电子科技有限公司', 'SAME'],
    [
      'a slip in a trade name of two',
      '深圳市宏大电子科技有限公司',
      '深圳市宏达电子科技有限公司',
      'REVIEW',
    ],
    [
      'a slip in a longer trade name',
      '深圳市华闰丰实业发展有限公司',
      '深圳市华润丰实业发展有限公司',
      'REVIEW',
    ],
    [
      'a character left out',
      '深圳市华丰实业发展有限公司',
      '深圳市华润丰实业发展有限公司',
      'REVIEW',
    ],
    ['no place', '华润丰实业发展有限公司', '深圳市华润丰实业发展有限公司', 'REVIEW'],
    ['everyday name of a bank', '农行海宁市支行', '中国农业银行股份有限公司海宁支行', 'SAME'],
    ['short name', '深振业', '深圳市振业(集团)股份有限公司', 'REVIEW'],
    ['pinyin', 'hongda', '深圳市宏达电子科技有限公司', 'REVIEW'],
    ['legal form of another country', 'SIEMENS AG', 'Siemens Aktiengesellschaft', 'SAME'],
    ['a slip in letters', 'Huawai Technologies', 'Huawei Technologies Co., Ltd.', 'REVIEW'],
  ])('%s: %s', async (_, text, name, band) => {
    const [best] = await search(text);
    expect(best).toMatchObject({ name, band });
  });

  test('by code, written any usual way', async () => {
    const [hit] = await search(usccOf(3).toLowerCase());
    expect(hit).toMatchObject({ name: NAMES[3], band: 'SAME', score: 1 });
  });

  test('look-alikes follow the right one, and say what differs', async () => {
    const hits = await search('上海明远汽车配件有限公司');
    expect(hits.map(({ name, band }) => [name, band]).slice(0, 2)).toEqual([
      ['上海明远汽车配件有限公司', 'SAME'],
      ['上海铭远汽车配件有限公司', 'REVIEW'],
    ]);
    expect(hits[1]?.parts.find(({ part }) => part === 'TRADE')).toMatchObject({
      a: '明远',
      b: '铭远',
      relation: 'SAME_SOUND',
    });
  });

  test.each([
    ['a name still being typed', '深圳市华润', '深圳市华润丰实业发展有限公司'],
    ['a place and one character', '上海明', '上海明远汽车配件有限公司'],
    ['the beginning of a longer trade name', '华润', '深圳市华润丰实业发展有限公司'],
    ['letters still being typed', 'siemens akt', 'Siemens Aktiengesellschaft'],
  ])('%s: %s', async (_, text, name) => {
    const [best] = await search(text);
    expect(best).toMatchObject({ name, band: 'REVIEW' });
  });

  test('a code still being typed; a wildcard is a character like others', async () => {
    const codes = await search(usccOf(3).slice(0, 16));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.every(({ band }) => band === 'REVIEW')).toBe(true);
    expect(await search('%%%')).toEqual([]);
  });

  test('nothing alike: nothing found', async () => {
    expect(await search('乌鲁木齐天山牧业合作社')).toEqual([]);
  });

  test('names indexed by older rules are brought up to date', async () => {
    await sql`UPDATE firm_name SET terms = '{}', index_version = 0`.execute(desk.kit.db.sql());
    expect(await search('SIEMENS AG')).toEqual([]);
    expect(await desk.service.reindexNames()).toBe(NAMES.length);
    expect(await desk.service.reindexNames()).toBe(0);
    expect((await search('SIEMENS AG'))[0]?.band).toBe('SAME');
  });
});
