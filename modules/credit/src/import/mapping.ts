/**
 * How the columns of somebody's file become firms and facts. A mapping says where the firm's code and name stand and, for
 * each fact, where the parts of its value come from: a column, with a factor for amounts in 万元 and words translated, or
 * a constant. Without a mapping a file has one fact a row under the names of the standard columns.
 */

import { startOfDay } from '@guildhall/shared/business-time';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { parseUscc } from '../domain/codes/uscc.ts';
import {
  FACT_TYPES,
  type FactTypeCode,
  isFactType,
  readFactValue,
} from '../domain/facts/fact-types.ts';
import type { FileRow } from './read-rows.ts';

const part = z.union([
  z.strictObject({
    column: z.string().describe('Column of the file.'),
    /** Amounts in 万元: 10000. */
    times: z.number().positive().optional(),
    /** Words of the file and what they mean here. */
    words: z.record(z.string(), z.string()).optional(),
    type: z.enum(['text', 'number', 'flag']).optional(),
  }),
  z.strictObject({ constant: z.union([z.string(), z.number(), z.boolean()]) }),
]);
export type Part = z.output<typeof part>;

export const mappingSchema = z.strictObject({
  uscc: z.string().default('uscc'),
  name: z.string().default('name'),
  /** Where the date of observation stands, unless a fact names its own. */
  observedAt: z.string().default('observedAt'),
  source: part.default({ constant: 'file' }),
  confidence: z.number().int().min(0).max(100).default(80),
  facts: z
    .array(
      z.strictObject({
        type: z.enum(Object.keys(FACT_TYPES)),
        item: part.optional(),
        value: z.record(z.string(), part),
        observedAt: z.string().optional(),
        validUntil: z.string().optional(),
        /** Left out where this column is empty. */
        when: z.string().optional(),
      }),
    )
    .min(1)
    .optional(),
});
export type SurveyMapping = z.output<typeof mappingSchema>;

export const STANDARD_MAPPING: SurveyMapping = mappingSchema.parse({});

export interface MappedFact {
  readonly type: FactTypeCode;
  readonly item: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly observedAt: Date;
  readonly validUntil: Date | undefined;
  readonly source: string;
  readonly confidence: number;
}

export interface MappedRow {
  readonly uscc: string;
  readonly name: string;
  readonly facts: readonly MappedFact[];
}

/** What is wrong with a row: a code, and particulars for the person who mends the file. */
export interface RowFault {
  readonly code: string;
  readonly detail: string;
}

export type MapResult =
  | { readonly ok: true; readonly row: MappedRow }
  | { readonly ok: false; readonly faults: readonly RowFault[] };

export function mapRow({ values, damage }: FileRow, mapping: SurveyMapping, now: Date): MapResult {
  if (damage !== undefined)
    return { ok: false, faults: [{ code: damage, detail: 'the line cannot be read' }] };
  const faults: RowFault[] = [];
  const uscc = parseUscc(values[mapping.uscc] ?? '');
  if (!uscc.valid)
    faults.push({ code: 'USCC', detail: `${values[mapping.uscc] ?? ''}: ${uscc.fault}` });
  const name = (values[mapping.name] ?? '').trim();
  if (name === '') faults.push({ code: 'NAME', detail: 'the name is empty' });
  const facts = (mapping.facts === undefined ? standardFacts : wideFacts)(
    values,
    mapping,
    faults,
    now,
  );
  if (faults.length > 0 || !uscc.valid) return { ok: false, faults };
  return { ok: true, row: { uscc: uscc.uscc.code, name, facts } };
}

type FactReader = (
  values: FileRow['values'],
  mapping: SurveyMapping,
  faults: RowFault[],
  now: Date,
) => MappedFact[];

/** One fact a row: columns type, item, value (JSON), or the value's parts each in a column of its own name. */
const standardFacts: FactReader = (values, mapping, faults, now) => {
  const type = values.type ?? '';
  if (!isFactType(type)) {
    faults.push({ code: 'FACT_TYPE', detail: `there is no type of fact called "${type}"` });
    return [];
  }
  const raw = values.value ? parsedJson(values.value) : partsByName(values);
  const fact = checkedFact(
    {
      type,
      item: values.item ?? '',
      raw,
      observed: values[mapping.observedAt] ?? '',
      validUntil: values.validUntil ?? '',
      source: values.source || textOf(mapping.source, values),
      confidence: values.confidence ? Number(values.confidence) : mapping.confidence,
    },
    faults,
    now,
  );
  return fact === undefined ? [] : [fact];
};

const PART_COLUMNS = ['amount', 'currency', 'text', 'date'] as const;

function partsByName(values: FileRow['values']): Record<string, unknown> {
  const texts = PART_COLUMNS.flatMap((name) =>
    values[name] ? [[name, values[name]] as const] : [],
  );
  const number = values.number ? [['number', Number(values.number)] as const] : [];
  const flag = values.flag ? [['flag', isYes(values.flag)] as const] : [];
  return Object.fromEntries([...texts, ...number, ...flag]);
}

/** Several facts a row, each from the columns that the mapping names. */
const wideFacts: FactReader = (values, mapping, faults, now) =>
  (mapping.facts ?? []).flatMap((wanted) => {
    if (wanted.when !== undefined && !values[wanted.when]) return [];
    const type = wanted.type;
    if (!isFactType(type)) return [];
    const entries = Object.entries(wanted.value).flatMap(([key, from]) => {
      const value = valueOfPart(from, values);
      return value === undefined ? [] : [[key, value] as const];
    });
    if (entries.length === 0) return [];
    const fact = checkedFact(
      {
        type,
        item: wanted.item === undefined ? '' : textOf(wanted.item, values),
        raw: Object.fromEntries(entries),
        observed: values[wanted.observedAt ?? mapping.observedAt] ?? '',
        validUntil: wanted.validUntil === undefined ? '' : (values[wanted.validUntil] ?? ''),
        source: textOf(mapping.source, values),
        confidence: mapping.confidence,
      },
      faults,
      now,
    );
    return fact === undefined ? [] : [fact];
  });

interface Draft {
  readonly type: FactTypeCode;
  readonly item: string;
  readonly raw: unknown;
  readonly observed: string;
  readonly validUntil: string;
  readonly source: string;
  readonly confidence: number;
}

function checkedFact(draft: Draft, faults: RowFault[], now: Date): MappedFact | undefined {
  const { type, item, source, confidence } = draft;
  const value = readFactValue(type, draft.raw);
  const observedAt = instantOf(draft.observed);
  const before = faults.length;
  if (!value.ok) faults.push({ code: 'VALUE', detail: `${type}: ${value.fault}` });
  if (observedAt === undefined)
    faults.push({ code: 'OBSERVED_AT', detail: `${type}: "${draft.observed}" is no date` });
  else if (observedAt > now)
    faults.push({ code: 'OBSERVED_AT', detail: `${type}: ${draft.observed} lies in the future` });
  const many = 'many' in FACT_TYPES[type];
  if (many && item.trim() === '')
    faults.push({ code: 'ITEM', detail: `${type}: a firm can have several; say which` });
  if (!Number.isInteger(confidence) || confidence < 0 || confidence > 100) {
    faults.push({ code: 'CONFIDENCE', detail: `${type}: 0 to 100` });
  }
  const validUntil = draft.validUntil === '' ? undefined : instantOf(draft.validUntil);
  if (draft.validUntil !== '' && validUntil === undefined) {
    faults.push({ code: 'VALID_UNTIL', detail: `${type}: "${draft.validUntil}" is no date` });
  }
  if (faults.length > before || !value.ok || observedAt === undefined) return undefined;
  return {
    type,
    item: many ? item.trim() : '',
    value: value.value,
    observedAt,
    validUntil,
    source,
    confidence,
  };
}

/** A day begins in the group's zone; an instant is taken as it is. Slashes, dots and 年月日 are read as well. */
function instantOf(text: string): Date | undefined {
  const plain = text.trim();
  const [, year, month, date] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(plain) ?? [];
  if (year !== undefined && month !== undefined && date !== undefined) {
    const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? startOfDay(day) : undefined;
  }
  if (!/^\d{4}-\d{2}-\d{2}T/.test(plain)) return undefined;
  const at = new Date(plain);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function textOf(from: Part, values: FileRow['values']): string {
  const value = valueOfPart(from, values);
  return value === undefined ? '' : String(value);
}

const isYes = (text: string): boolean => /^(true|yes|y|1|是|有)$/i.test(text.trim());

function valueOfPart(from: Part, values: FileRow['values']): string | number | boolean | undefined {
  if ('constant' in from) return from.constant;
  const written = (values[from.column] ?? '').trim();
  if (written === '') return undefined;
  const text = from.words?.[written] ?? written;
  if (from.type === 'flag') return isYes(text);
  const figures = text.replace(/[,，\s]/gu, '');
  if (from.type === 'number') return Number(figures);
  return from.times === undefined ? text : timesText(figures, from.times);
}

/** Exact: 3.5 万 is 35000, never 35000.000000000004. */
function timesText(figures: string, times: number): string {
  return /^-?\d+(\.\d+)?$/.test(figures) ? new Decimal(figures).times(times).toFixed() : figures;
}
