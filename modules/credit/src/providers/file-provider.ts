/**
 * The built-in provider: a folder with `provider.json` (its terms) and one `<USCC>.json` for each firm it knows. It serves
 * data that a bureau delivers as files, and shows what an implementation needs.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type FirmDataProvider,
  type ProviderAnswer,
  ProviderError,
  type ProviderTerms,
} from './provider.ts';

const terms = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/),
  name: z.string().min(1).max(100),
  /** Decimal text in the currency, two decimals at most. */
  cost: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,2})?$/)
    .default('0'),
  costOfNothing: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,2})?$/)
    .optional(),
  currency: z.string().length(3).default('CNY'),
  cacheDays: z.int().min(0).max(365).default(30),
  perMinute: z.int().min(1).default(60),
  perDay: z.int().min(1).default(1_000),
});

const record = z.object({
  name: z.string().min(1).max(300),
  facts: z.array(
    z.object({
      type: z.string(),
      item: z.string().optional(),
      value: z.unknown(),
      observedAt: z.coerce.date(),
      validUntil: z.coerce.date().optional(),
      confidence: z.int().min(0).max(100).optional(),
    }),
  ),
});

/** A provider for each folder below this one that holds a `provider.json`, and for the folder itself. */
export function fileProviders(folder: string | undefined): readonly FirmDataProvider[] {
  if (folder === undefined || !existsSync(folder)) return [];
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
  return [folder, ...below.sort()]
    .filter((each) => existsSync(join(each, 'provider.json')))
    .map((each) => new FileProvider(each));
}

function minorOf(amount: string): bigint {
  const [whole = '0', cents = ''] = amount.split('.');
  return BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0'));
}

export class FileProvider implements FirmDataProvider {
  readonly terms: ProviderTerms;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    const read = terms.parse(JSON.parse(readFileSync(join(folder, 'provider.json'), 'utf8')));
    const { cost, costOfNothing = cost, ...rest } = read;
    this.terms = { ...rest, costMinor: minorOf(cost), costOfNothingMinor: minorOf(costOfNothing) };
  }

  async lookUp(uscc: string): Promise<ProviderAnswer> {
    const path = join(this.#folder, `${uscc}.json`);
    if (!existsSync(path)) return { found: false };
    const parsed = record.safeParse(jsonOf(await readFile(path, 'utf8')));
    if (!parsed.success)
      throw new ProviderError(`${uscc}.json: ${z.prettifyError(parsed.error).slice(0, 300)}`);
    return { found: true, ...parsed.data };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
