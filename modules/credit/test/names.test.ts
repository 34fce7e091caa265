import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { compareNames, parseName } from '../src/domain/names/compare-names.ts';
import { gramsOf, normaliseName, plainName } from '../src/domain/names/normalise.ts';
import { parseChinese } from '../src/domain/names/parse-chinese.ts';
import { initialsOf, soundOf } from '../src/domain/names/pinyin.ts';
import { bareShortName, shortNameScore, targetOf } from '../src/domain/names/short-names.ts';
import { describeData, readData } from './support/data.ts';

describe('normalising', () => {
  test.each([
    ['香港安納聯合制葯有限公司', '香港安纳联合制药有限公司'],
    ['上海三枪（集团）有限公司', '上海三枪(集团)有限公司'],
    ['ＡＢＣ 科技　有限公司', 'abc科技有限公司'],
    ['「明远」汽车', '(明远)汽车'],
  ])('%s → %s', (written, normal) => expect(normaliseName(written)).toBe(normal));
});

describe('reading a Chinese name', () => {
  const parts = (name: string) => {
    const { places, trade, industry, structure, form, branch } = parseChinese(name);
    return {
      place: places.map(({ text }) => text).join(' '),
      trade,
      industry: industry.join(' '),
      structure: structure.join(' '),
      form,
      branch: branch && branch.places.map(({ text }) => text).join(' ') + branch.rest,
    };
  };
  test.each([
    [
      '上海明远汽车配件有限公司',
      { place: '上海', trade: '明远', industry: '汽车配件', form: '有限公司' },
    ],
    ['得润汽车部件（重庆）有限公司', { place: '重庆', trade: '得润', industry: '汽车部件' }],
    [
      '浙江省天地实业发展集团有限责任公司',
      { place: '浙江省', trade: '天地', structure: '集团', form: '有限责任公司' },
    ],
    [
      '中国建设银行股份有限公司深圳市分行',
      { trade: '中国', industry: '建设 银行', branch: '深圳市分行' },
    ],
    ['工行诸暨支行', { trade: '中国工商', branch: '诸暨支行' }],
    ['山西信托股份有限公司', { place: '', trade: '山西', industry: '信托' }],
    ['平安证券有限公司', { place: '', trade: '平安', industry: '证券' }],
  ])('%s', (name, expected) => expect(parts(name)).toMatchObject(expected));
});

describe('comparing', () => {
  test.each([
    ['深圳赛格集团有限公司', '深圳市赛格集团有限公司', 'SAME'],
    ['重庆得润汽车部件有限公司', '得润汽车部件（重庆）有限公司', 'SAME'],
    ['中国农业银行股份有限公司海宁支行', '农行海宁市支行', 'SAME'],
    ['昇兴控股有限公司', '昇興控股有限公司', 'SAME'],
    ['内蒙古伊东煤炭有限公司', '内蒙古伊东煤炭集团有限责任公司', 'REVIEW'],
    ['北京科电忆恒电力技术有限公司', '北京科电亿恒电力技术有限公司', 'REVIEW'],
    ['深圳市海天科技有限公司', '海天科技有限公司', 'REVIEW'],
    ['宁波博远股权投资有限公司', '海南博远股权投资有限公司', 'DIFFERENT'],
    ['吉林省永泰贸易有限公司', '吉林市永泰贸易有限公司', 'REVIEW'],
    ['交通银行宁波分行', '交通银行杭州分行', 'DIFFERENT'],
    ['中国银行股份有限公司', '中国农业银行股份有限公司', 'DIFFERENT'],
    ['Siemens Aktiengesellschaft', 'SIEMENS AG', 'SAME'],
    ['ООО "Ромашка"', 'Romashka LLC', 'SAME'],
    ['Schell plc', 'Shell plc', 'REVIEW'],
    ['Bank of China (Hong Kong) Limited', 'Bank of China (Singapore) Limited', 'DIFFERENT'],
  ])('%s, %s: %s', (a, b, band) => {
    expect(compareNames(a, b).band).toBe(band);
    expect(compareNames(b, a).band).toBe(band);
  });

  test('every answer is explained by its parts', () => {
    const { score, parts } = compareNames('宁波博远股权投资有限公司', '海南博远股权投资有限公司');
    expect(parts.find(({ part }) => part === 'PLACE')).toMatchObject({
      a: '宁波',
      b: '海南',
      relation: 'CONFLICT',
      contribution: 0,
    });
    expect(score).toBeCloseTo(
      parts.reduce((sum, { contribution }) => sum + contribution, 0),
      9,
    );
  });

  test('a likeness is never the same: one other character in the trade name', () => {
    for (const trade of ['明远', '华润丰', '博远新轩']) {
      for (let at = 0; at < trade.length; at += 1) {
        const other = `${trade.slice(0, at)}锦${trade.slice(at + 1)}`;
        const named = (t: string) => `苏州${t}新能源科技有限公司`;
        expect(compareNames(named(trade), named(other)).band).not.toBe('SAME');
      }
    }
  });
});

describe('short names, sounds', () => {
  test('marks of the exchange are no part of a name', () => {
    expect(['*ST全新', '万科A', 'ST深天', '百济神州-U'].map(bareShortName)).toEqual([
      '全新',
      '万科',
      '深天',
      '百济神州',
    ]);
  });
  test('the right firm scores best', () => {
    const score = (full: string) => shortNameScore([...'深物业'], targetOf(full));
    expect(score('深圳市物业发展(集团)股份有限公司')).toBeGreaterThan(
      score('深圳市深粮控股股份有限公司'),
    );
    expect(score('深圳市物业发展(集团)股份有限公司')).toBeGreaterThan(
      score('上海新黄浦实业集团股份有限公司'),
    );
  });
  test('pinyin', () => {
    expect(soundOf('华为')).toBe('huawei');
    expect(initialsOf('明远汽车')).toBe('myqc');
  });
  test('a name in another script is parsed as such', () => {
    expect(parseName('Huawei Technologies Co., Ltd.').script).toBe('LATIN');
  });
});

describeData('labelled pairs', 'names/cn_firm_pairs_labelled.csv', () => {
  const rows = parse<Record<string, string>>(readData('names/cn_firm_pairs_labelled.csv'), {
    columns: true,
    bom: true,
  });
  const different = rows.filter(({ same_firm }) => same_firm === 'false');
  const dice = (a: string, b: string): number => {
    const [x, y] = [
      gramsOf(plainName(normaliseName(a))),
      new Set(gramsOf(plainName(normaliseName(b)))),
    ];
    return (2 * x.filter((gram) => y.has(gram)).length) / (x.length + y.size);
  };

  test('likeness alone would take most different firms for one; the comparison takes none', () => {
    const fooled = different.filter(({ name_a = '', name_b = '' }) => dice(name_a, name_b) >= 0.7);
    expect(fooled.length).toBeGreaterThan(different.length / 2);
    for (const { name_a = '', name_b = '' } of different) {
      expect(compareNames(name_a, name_b).band, `${name_a}, ${name_b}`).not.toBe('SAME');
    }
  });
});
