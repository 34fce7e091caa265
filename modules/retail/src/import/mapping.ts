/**
 * What the columns of a file mean. A mapping is JSON that the person who brings the file writes, or one of those that
 * come with the module and are recognised by the file's header.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodingNamed } from '@guildhall/shared/import/encodings';
import { SourceFileError } from '@guildhall/shared/import/source-file';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { z } from 'zod';
import { STORE_KINDS } from '../views.ts';

const column = z.string().min(1);
const storeCode = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,31}$/);
const kind = z.enum(STORE_KINDS).default('SUPERMARKET');

const mappingSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    about: z.string().optional(),
    /** Heading of the column for each thing; what is left out is not in the file. */
    columns: z.strictObject({
      /** Without it, what a customer bought at one moment is one basket. */
      receipt: column.optional(),
      /** Name or code of the store. */
      store: column.optional(),
      at: column,
      /** The shop's own number of the customer. */
      customer: column,
      /** Code of the product (or its name, where products have no code). */
      product: column,
      productName: column.optional(),
      category: column.optional(),
      /** Negative: came back. */
      quantity: column,
      unitPrice: column,
    }),
    /** Begins the receipt numbers of this source, so that two sources never share one. */
    receiptPrefix: z.string().regex(/^[A-Z0-9]{1,8}$/),
    /** The store of every line, where no column says it. Made when it does not exist yet. */
    store: z.strictObject({ code: storeCode, name: z.string().min(1), kind }).optional(),
    /** By what the store's column says. Made when they do not exist yet. */
    stores: z.record(z.string().min(1), z.strictObject({ code: storeCode, kind })).optional(),
    /** Category of products that the file gives none. */
    category: z.string().min(1).max(64),
    time: z.strictObject({
      /** `ISO` (with an offset or Z), or a pattern of yyyy, M, d, H, m, s such as `yyyy/M/d H:mm`. */
      format: z.string().min(1),
      /** Zone of times without an offset. */
      zone: z.string().default('Asia/Shanghai'),
    }),
    delimiter: z.string().length(1).default(','),
    /** `auto` finds it out. */
    encoding: z
      .string()
      .refine((name) => name === 'auto' || encodingNamed(name) !== undefined)
      .default('auto'),
  })
  .refine(
    ({ columns, store, stores }) =>
      columns.store === undefined ? store !== undefined : stores !== undefined,
    {
      message: 'Say "store" for all lines, or "columns.store" with "stores"',
    },
  );

export type Mapping = Readonly<z.infer<typeof mappingSchema>>;

const BUILT_IN = join(import.meta.dirname, '../../mappings');

export function parseMapping(text: string, where: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SourceFileError(`${where} is not JSON: ${error.message}`);
  }
  const parsed = mappingSchema.safeParse(json);
  if (!parsed.success)
    throw new SourceFileError(`${where} is not a mapping:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export function builtInMappings(): readonly Mapping[] {
  return readdirSync(BUILT_IN)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => parseMapping(readFileSync(join(BUILT_IN, file), 'utf8'), file));
}

/** The built-in mapping whose columns the header has; undefined when there is none. */
export function recogniseMapping(header: readonly string[]): Mapping | undefined {
  return builtInMappings().find(({ columns }) => missingColumns(columns, header).length === 0);
}

function missingColumns(columns: Mapping['columns'], header: readonly string[]): readonly string[] {
  return Object.values(columns).filter(
    (name): name is string => typeof name === 'string' && !header.includes(name),
  );
}

export type ColumnName = keyof Mapping['columns'];
export type ColumnIndexes = Readonly<Partial<Record<ColumnName, number>>>;

/** Where each thing stands in a line. Throws when a column is not there, and says which. */
export function indexColumns(mapping: Mapping, header: readonly string[]): ColumnIndexes {
  const missing = missingColumns(mapping.columns, header);
  if (missing.length > 0) {
    throw new SourceFileError(
      `The file has no column ${missing.join(', ')}; it has: ${header.join(', ')}. Give --mapping a file that names its columns.`,
    );
  }
  return Object.fromEntries(
    Object.entries(mapping.columns).flatMap(([name, heading]) =>
      heading === undefined ? [] : [[name, header.indexOf(heading)]],
    ),
  );
}

/** Two mappings that say the same have the same. */
export function mappingFingerprint(mapping: Mapping): string {
  const { about: _about, ...meaning } = mapping;
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}
