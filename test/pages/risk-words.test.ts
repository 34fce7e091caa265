/** Every code that the server may tell the risk desk has words in both languages, so that none is ever shown as it stands. */
import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { ALERT_CODES } from '../../modules/credit/src/domain/alerts/alert-codes.ts';
import { CURRENT_POLICY } from '../../modules/credit/src/domain/assessment/policy.ts';
import { CASE_DECISIONS, CASE_KINDS } from '../../modules/credit/src/domain/cases/case-rules.ts';
import { FACT_TYPE_CODES } from '../../modules/credit/src/domain/facts/fact-types.ts';
import {
  LISTING_ACTS,
  LISTING_STATES,
  LISTS,
} from '../../modules/credit/src/domain/lists/listing-states.ts';
import { LISTING_REASONS } from '../../modules/credit/src/domain/lists/reason-codes.ts';
import { CONTAGION_CAUSES } from '../../modules/credit/src/domain/relations/relation.ts';
import { SCREENING_REASONS } from '../../modules/credit/src/domain/screening/decision.ts';
import { CURRENT_KNOCK_OUT } from '../../modules/credit/src/domain/screening/knock-out.ts';
import { CAPTIONS } from '../../modules/credit/src/domain/statements/chart.ts';
import * as files from '../../web/src/apps/risk/files/file-texts.ts';
import * as file from '../../web/src/apps/risk/firm/file-texts.ts';
import { captionWord } from '../../web/src/apps/risk/firm/statement-words.ts';
import * as inbox from '../../web/src/apps/risk/inbox-texts.ts';
import { OVERRIDE_STATE_WORDS } from '../../web/src/apps/risk/reviews/review-texts.ts';
import * as words from '../../web/src/apps/risk/risk-words.ts';
import { CARD_STATE_WORDS } from '../../web/src/apps/risk/workbench/workbench-texts.ts';
import { STATES } from '../../web/src/desk/words.ts';
import { wordFor } from '../../web/src/i18n/texts.ts';

/** The words ask the browser which language the reader chose, once, when they are loaded. */
vi.hoisted(() => {
  vi.stubGlobal('localStorage', { getItem: () => 'zh-CN' });
});

const schema = buildSchema(
  readFileSync(new URL('../../gateway/schema.graphql', import.meta.url), 'utf8'),
);
function valuesOf(name: string): readonly string[] {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`The graph has no enum ${name}`);
  return type.getValues().map(({ name: value }) => value);
}

const LISTING_CODES = Object.values(LISTING_REASONS).flat();
const KNOCK_OUTS = CURRENT_KNOCK_OUT.rules.map(({ code }) => code);

type Words = Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
const TABLES: readonly (readonly [string, Words, readonly string[]])[] = [
  ['facets', words.FACET_WORDS, valuesOf('CreditFacet')],
  ['facts', words.FACT_WORDS, FACT_TYPE_CODES],
  [
    'characteristics of the score',
    words.CHARACTERISTIC_WORDS,
    CURRENT_POLICY.characteristics.map(({ code }) => code),
  ],
  ['reasons of lists', words.LISTING_REASON_WORDS, LISTING_CODES],
  ['kinds of deals', words.KIND_WORDS, valuesOf('CooperationKind')],
  ['required terms', words.TERM_WORDS, valuesOf('RequiredTermCode')],
  ['steps of lists', words.ACT_WORDS, ['PROPOSE', ...LISTING_ACTS]],
  ['history', words.HISTORY_WORDS, valuesOf('FirmHistoryKind')],
  ['relations', words.RELATION_WORDS, valuesOf('RelationKind')],
  ['parties', words.PARTY_WORDS, valuesOf('PartyKind')],
  ['causes that spread', words.CAUSE_WORDS, CONTAGION_CAUSES],
  ['kinds of cases', inbox.CASE_KIND_WORDS, CASE_KINDS],
  ['states of cases', inbox.CASE_STATE_WORDS, valuesOf('CaseState')],
  ['decisions on cases', inbox.DECISION_WORDS, CASE_DECISIONS],
  ['what keeps a case from somebody', inbox.CASE_OBSTACLE_WORDS, valuesOf('CaseObstacle')],
  ['kinds of alerts', inbox.ALERT_KIND_WORDS, valuesOf('AlertKind')],
  ['severities', inbox.SEVERITY_WORDS, valuesOf('AlertSeverity')],
  ['results of deals', file.RESULT_WORDS, valuesOf('CooperationResult')],
  ['reservations', file.RESERVATION_WORDS, valuesOf('ReservationState')],
  ['checks of statements', file.FINDING_WORDS, valuesOf('StatementFindingCode')],
  ['sheets', file.SHEET_WORDS, valuesOf('StatementSheet')],
  ['lists of courts', file.COURT_LIST_WORDS, valuesOf('CourtListKind')],
  ['ends by law', file.END_BASIS_WORDS, valuesOf('LegalEndBasis')],
  ['overrides', OVERRIDE_STATE_WORDS, valuesOf('OverrideState')],
  ['screenings in bulk', files.OUTCOME_WORDS, valuesOf('BulkScreeningOutcome')],
  ['scorecards', CARD_STATE_WORDS, valuesOf('ScorecardState')],
  [
    'states as marks',
    Object.fromEntries(Object.entries(STATES).map(([code, { zh, en }]) => [code, { zh, en }])),
    [...LISTING_STATES, ...LISTS, ...valuesOf('ScreeningAnswer')],
  ],
];

describe.each(TABLES)('%s', (_name, table, codes) => {
  it.each(codes)('%s', (code) => {
    for (const locale of ['zh-CN', 'en'] as const)
      expect(table[code] && wordFor(table, code, locale), `${code} in ${locale}`).toBeTruthy();
    expect(table[code]?.zh).toMatch(/\p{Script=Han}|Altman/u);
    expect(table[code]?.en).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('what is composed of several tables', () => {
  it.each([...SCREENING_REASONS, ...KNOCK_OUTS, ...LISTING_CODES, ...CONTAGION_CAUSES])(
    'the reason %s',
    (code) => expect(words.reasonWord(code)).not.toBe(code),
  );
  it.each(ALERT_CODES)('the alert %s', (code) => expect(inbox.alertWord(code)).not.toBe(code));
  it.each(CAPTIONS)('the line %s', (caption) => expect(captionWord(caption)).not.toBe(caption));

  it('particulars of reasons: a rule, a grade, trouble that arrives, firms, a currency', () => {
    expect(words.reasonDetail('FIRM_CLOSED')).toBe('企业已非存续');
    expect(words.reasonDetail('BBB')).toBe('BBB');
    expect(words.reasonDetail('BLACKLISTED 60%')).toBe('在黑名单上 60%');
    expect(words.reasonDetail('3 firms')).toBe('3 家关联企业');
    expect(words.reasonDetail('USD')).toBe('USD');
  });

  it('reasons that the desk offers are those that the server takes', () =>
    expect(words.REASONS_OF).toEqual(LISTING_REASONS));
});
