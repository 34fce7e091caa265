/** Readings: what an offer, a coupon and a condition say in plain words, in both languages. */
import { describe, expect, it } from 'vitest';
import { compileCondition } from '../src/domain/conditions/condition.ts';
import { conditionInWords } from '../src/domain/plain-words/condition-words.ts';
import { couponInWords } from '../src/domain/plain-words/coupon-words.ts';
import { mistakeInWords } from '../src/domain/plain-words/mistake-words.ts';
import { offerInWords } from '../src/domain/plain-words/offer-words.ts';
import { liveOffer } from './support/domain-builders.ts';
import { couponBenefit, couponTemplate, pointsBenefit } from './support/make-offer.ts';

function inWords(source: string, locale: 'zh-CN' | 'en'): string {
  const compiled = compileCondition(source, 'OFFER');
  if (!compiled.ok) throw new Error(compiled.mistake.message);
  return conditionInWords(compiled.condition.ast, locale);
}

describe('a condition', () => {
  it.each([
    ['true', '任何情况', 'always'],
    [
      'transaction.lines.exists(l, l.category == "生鲜" && l.amountMinor > 1000)',
      '明细中至少一项满足（类别为生鲜，且金额高于 10 元）',
      'at least one of the lines has (the category is 生鲜, and the amount is above CNY 10)',
    ],
    [
      'now >= timestamp("2026-11-30T16:00:00Z") && history.spendIn("retail", "生鲜", 30) * 2 > history.spend("retail", 30)',
      '当前时间不早于 2026年12月1日 00:00，且近 30 天在超市“生鲜”类的消费 × 2高于近 30 天在超市的消费',
      'now is not before 1 December 2026 at 00:00, and spending on “生鲜” at the supermarket in 30 days × 2 is above spending at the supermarket in 30 days',
    ],
    [
      'transaction.amountMinor >= cny("50.00") && member.has("dwelling")',
      '交易金额不低于 50 元，且会员有住宅',
      'the amount is at least CNY 50, and the member has a dwelling',
    ],
    [
      'transaction.amountMinor >= cny("100") || transaction.amountMinor == cny("12.50")',
      '交易金额不低于 100 元，或交易金额为 12.5 元',
      'the amount is at least CNY 100, or the amount is CNY 12.5',
    ],
    [
      'history.spend("retail", 90) > 100000 || !member.inSegment("families")',
      '近 90 天在超市的消费高于 1000 元，或会员不属于人群“families”',
      'spending at the supermarket in 90 days is above CNY 1000, or the member is not in the segment “families”',
    ],
    [
      'member.tier in ["GOLD", "BLACK"] && (transaction.channel == "APP" || transaction.attributes.model == "X5")',
      '会员等级属于GOLD、BLACK，且（渠道为 APP，或交易属性“model”为 X5）',
      "the member's tier is one of GOLD, BLACK, and (the channel is APP, or the attribute “model” is X5)",
    ],
    [
      'transaction.lines.exists(l, l.category == "fresh")',
      '明细中至少一项满足（类别为 fresh）',
      'at least one of the lines has (the category is fresh)',
    ],
  ])('%s', (source, zh, en) => {
    expect(inWords(source, 'zh-CN')).toBe(zh);
    expect(inWords(source, 'en')).toBe(en);
  });
});

it('a coupon says what it gives, where and on what', () => {
  const template = couponTemplate({
    minimumMinor: '5000',
    categories: ['fresh'],
    transferable: true,
    kinds: ['BASKET_BOUGHT'],
  });
  expect(couponInWords(template, 'zh-CN')).toEqual([
    '立减 20 元',
    '在超市使用',
    '用于购物',
    '仅限 fresh',
    '满 50 元可用',
    '可转赠',
  ]);
  expect(couponInWords(template, 'en')).toContain('From CNY 50 on');
});

it('an offer says what sets it off, for whom, what it gives, who pays and how much there is', () => {
  const offer = liveOffer('A', {
    subsidiaries: ['retail'],
    audience: { tiers: ['GOLD'], segments: [], consents: ['MARKETING'], household: false },
    dates: [{ of: 'BIRTHDAY', fact: null, attribute: null, daysBefore: 7, yearly: true }],
    benefits: [pointsBenefit(), couponBenefit()],
    limits: [{ phase: 'GRANT', scope: 'DAY', measure: 'MONEY', ceiling: '100000' }],
  });
  expect(offerInWords(offer, 'zh-CN')).toMatchObject({
    when: expect.stringContaining('在超市购物时；生日前 7 天'),
    forWhom: '会员等级 GOLD，已授权营销',
    gives: ['每消费 1 元得 1 POINT 积分', expect.stringContaining('立减 20 元')],
    paidBy: '超市 70%，汽车4S店 30%',
    limits: ['每天最多发放 1000 元'],
  });
  expect(offerInWords(offer, 'en').when).toMatch(
    /^On a purchase at the supermarket; 7 days before/,
  );
});

it('what settings name is called by its name, what has none by its code', () => {
  const names = new Map([
    ['POINT', { 'zh-CN': '鹭岛积分', en: 'Ludao points' }],
    ['GOLD', { 'zh-CN': '金鹭', en: 'Gold' }],
    ['families', { 'zh-CN': '有孩子的家庭', en: 'families with children' }],
    ['egret', { 'zh-CN': '白鹭咖啡', en: 'Egret Coffee' }],
  ]);
  const offer = liveOffer('A', {
    audience: { tiers: ['GOLD', 'LEAD'], segments: ['families'], consents: [], household: false },
    condition: 'member.tier == "GOLD" && member.inSegment("families")',
    benefits: [
      pointsBenefit(),
      couponBenefit({ honouredBy: ['egret', 'retail'], categories: ['PROPERTY_FEE'] }),
    ],
    funding: [{ subsidiary: 'egret', shareBps: 10_000 }],
  });
  expect(offerInWords(offer, 'zh-CN', names)).toMatchObject({
    forWhom: '会员等级金鹭或LEAD，人群有孩子的家庭',
    condition: '会员等级为金鹭，且会员属于人群“有孩子的家庭”',
    gives: ['每消费 1 元得 1 鹭岛积分', expect.stringMatching(/在白鹭咖啡或超市使用.*仅限物业费/)],
    paidBy: '白鹭咖啡',
  });
  expect(offerInWords(offer, 'en', names)).toMatchObject({
    forWhom: 'members of the tier Gold or LEAD, members of families with children',
    gives: ['1 Ludao points for each yuan', expect.stringContaining('Only for the property fee')],
    paidBy: 'Egret Coffee',
  });
});

describe('a mistake in a condition', () => {
  it.each([
    [
      'transaction.amountMinor > "12"',
      '整数与文本之间不能用“>”',
      '“>” cannot stand between a whole number and text',
    ],
    ['foo > 3', '没有名为“foo”的变量', 'There is nothing called “foo”'],
    ['transaction.amount > 3', '没有字段“amount”', 'There is no field “amount”'],
    [
      'transaction.amountMinor',
      '条件须得出真或假，这里是整数',
      'It must come to true or false, and is a whole number',
    ],
    ['member.has("vehicle"', '这里应为“)”，条件却已结束', '“)” is missing here'],
    [
      'history.visits("retail", "90") >= 1',
      'visits 写作 history.visits("retail", 90)',
      'visits is written history.visits("retail", 90)',
    ],
    ['member.tier = "GOLD"', '相等写作“==”', 'Equality is written “==”'],
    [
      'history.spend(member.tier, 90) > 3',
      'spend() 的参数须直接写出，不能是计算结果',
      'spend() takes values written out, not computed ones',
    ],
    ['transaction.lines.sum() > 3', '没有函数“sum”', 'There is no function “sum” for this'],
    ['history.spend("retail", 9000) > 3', '天数须为 1 至 1100', 'A window is 1 to 1100 days'],
    [
      '!transaction.amountMinor',
      '“!”只能用于真假值，这里是整数',
      '“!” needs true or false, and this is a whole number',
    ],
    ['1 +', '条件没有写完', 'The condition breaks off'],
  ])('%s', (source, zh, en) => {
    const compiled = compileCondition(source, 'OFFER');
    if (compiled.ok) throw new Error('It compiles');
    expect(mistakeInWords(compiled.mistake.message, 'zh-CN')).toBe(zh);
    expect(mistakeInWords(compiled.mistake.message, 'en')).toBe(en);
  });
});
