/** Conditions: checked with the place of the mistake, evaluated the same for ever, explained clause by clause. */
import { describe, expect, it } from 'vitest';
import {
  bindingsOf,
  compileCondition,
  evaluate,
  explainCondition,
} from '../src/domain/conditions/condition.ts';
import { facts, line, memberFacts, NOON, occasion } from './support/domain-builders.ts';

function compiled(source: string) {
  const result = compileCondition(source, 'OFFER');
  if (!result.ok) throw new Error(result.mistake.message);
  return result.condition;
}

const known = facts([line('a', 1_250), line('b', 300, { category: 'fresh', quantity: '1.5' })], {
  occasion: occasion([line('a', 1_250), line('b', 300, { category: 'fresh', quantity: '1.5' })], {
    attributes: { model: 'M3', weight: 3, gift: true },
    storeCode: 'S01',
  }),
  member: memberFacts({
    tier: 'GOLD',
    birthday: '03-10',
    consents: ['MARKETING'],
    householdId: 'hsh_1',
    things: [
      {
        subsidiary: 'property',
        fact: 'dwelling',
        key: 'dwl_1',
        attributes: { community: 'YH', area: 90 },
      },
      { subsidiary: 'auto', fact: 'vehicle', key: 'veh_1', attributes: { model: 'M3' } },
    ],
  }),
  history: {
    'SPEND|retail||90': 50_000n,
    'SPEND|retail|fresh|30': 1_200n,
    'VISITS|retail||30': 4n,
  },
  segments: { families: true },
});

describe('what conditions can say', () => {
  it.each([
    ['true', true],
    ['transaction.amountMinor == 1550', true],
    ['transaction.amountMinor >= cny("15.50") && transaction.amountMinor < cny("15.51")', true],
    ['transaction.kind == "BASKET_BOUGHT" && transaction.subsidiary == "retail"', true],
    ['transaction.storeCode in ["S01", "S02"]', true],
    ['transaction.lines.exists(l, l.category == "fresh" && l.quantity > 1.0)', true],
    ['transaction.lines.all(l, l.amountMinor > 1000)', false],
    ['transaction.lines.filter(l, l.category == "fresh").size() == 1', true],
    ['transaction.attributes.model == "M3"', true],
    ['transaction.attributes.weight > 2', true],
    ['transaction.attributes.gift == true', true],
    ['has(transaction.attributes.colour) && transaction.attributes.colour == "red"', false],
    ['member.tier == "GOLD" || member.tier == "PLATINUM"', true],
    ['member.inHousehold && "MARKETING" in member.consents', true],
    ['member.birthday == "03-10"', true],
    ['member.has("dwelling") && !member.has("parking-space")', true],
    ['member.things("dwelling").exists(d, d.community == "YH" && d.area > 80)', true],
    ['member.things("vehicle").exists(v, v.subsidiary == "auto" && v.key == "veh_1")', true],
    ['member.inSegment("families") && !member.inSegment("others")', true],
    ['history.spend("retail", 90) >= cny("500.00")', true],
    ['history.spendIn("retail", "fresh", 30) == 1200', true],
    ['history.visits("retail", 30) > 3', true],
    ['history.spend("retail", 91) > 0', false],
    ['now.getHours("Asia/Shanghai") == 12', true],
    ['transaction.occurredAt - member.enrolledAt > duration("24h")', true],
  ])('%s is %s', (source, holds) => {
    expect(evaluate(compiled(source), bindingsOf(known, NOON) ?? {})).toEqual({ holds });
  });

  it('does not hold over an attribute that is not there, and says so', () => {
    const verdict = evaluate(
      compiled('transaction.attributes.colour == "red"'),
      bindingsOf(known, NOON) ?? {},
    );
    expect(verdict).toEqual({ holds: false, stumbled: 'No such key: colour' });
  });
});

describe('what conditions may not say', () => {
  it.each([
    ['transaction.amount > 3', 1, 13, /No such key: amount/],
    ['true &&\n  transaction.kind == 3', 2, 3, /no such overload|not defined/i],
    ['transaction.amountMinor', 1, 1, /must be true or false/],
    ['member.tier == "GOLD" &&', 1, 25, /Unexpected|got EOF/],
    ['secret == 1', 1, 1, /Unknown variable: secret/],
    ['transaction.amountMinor >= cny("12.345")', 1, 28, /written out/],
    ['transaction.amountMinor >= cny(member.tier)', 1, 28, /written out/],
    ['history.spend(member.tier, 90) > 0', 1, 1, /written out/],
    ['history.spend("retail", 0) > 0', 1, 1, /1 to 1100 days/],
    ['member.has(member.tier)', 1, 1, /written out/],
  ])('%j is a mistake at line %i, column %i', (source, row, column, message) => {
    const result = compileCondition(source, 'OFFER');
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.mistake.message).toMatch(message);
    expect([result.mistake.line, result.mistake.column]).toEqual([row, column]);
  });

  it('knows no transaction in a segment, and a basket at the counter', () => {
    expect(compileCondition('transaction.amountMinor > 0', 'ABOUT_MEMBER').ok).toBe(false);
    expect(compileCondition('member.inSegment("x")', 'ABOUT_MEMBER').ok).toBe(false);
    expect(compileCondition('basket.amountMinor > 0', 'AT_COUNTER').ok).toBe(true);
    expect(compileCondition('transaction.amountMinor > 0', 'AT_COUNTER').ok).toBe(false);
  });
});

it('tells what must be known before', () => {
  const { needs } = compiled(
    'member.tier == "GOLD" && (member.has("dwelling") || member.inSegment("families")) && history.spendIn("retail", "fresh", 30) > 0',
  );
  expect(needs).toEqual({
    tier: true,
    things: new Set(['dwelling']),
    segments: new Set(['families']),
    history: [{ measure: 'SPEND', subsidiary: 'retail', category: 'fresh', days: 30 }],
  });
});

it('explains every clause, met or not', () => {
  const condition = compiled(
    'transaction.amountMinor >= cny("100.00") && (member.tier == "GOLD" || member.has("boat")) && !member.has("vehicle") && transaction.attributes.colour == "red"',
  );
  const tree = explainCondition(condition, bindingsOf(known, NOON) ?? {});
  expect(tree).toMatchObject({
    operator: 'AND',
    holds: false,
    clauses: [
      { text: 'transaction.amountMinor >= cny("100.00")', holds: false, clauses: [] },
      {
        operator: 'OR',
        holds: true,
        clauses: [
          { text: 'member.tier == "GOLD"', holds: true },
          { text: 'member.has("boat")', holds: false },
        ],
      },
      { operator: 'NOT', holds: false, clauses: [{ text: 'member.has("vehicle")', holds: true }] },
      { holds: null, stumbled: 'No such key: colour' },
    ],
  });
});
