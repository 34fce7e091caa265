/** Facts as statements: exactly what their identity, the digest, is made of. */
import type { Db } from './tables.ts';

export interface StoredStatement {
  readonly id: string;
  readonly soleTrader: boolean;
  readonly digest: Buffer;
  readonly said: {
    readonly subsidiary: string;
    readonly type: string;
    readonly item: string;
    readonly value: Readonly<Record<string, unknown>>;
    readonly observedAt: Date;
    readonly validUntil: Date | undefined;
    readonly source: string;
    readonly confidence: number;
  };
}

const statements = (db: Db) =>
  db
    .selectFrom('fact')
    .innerJoin('firm', 'firm.id', 'fact.firm_id')
    .select([
      'fact.id',
      'firm.sole_trader',
      'fact.subsidiary',
      'fact.type',
      'fact.item',
      'fact.value',
      'fact.observed_at',
      'fact.valid_until',
      'fact.source',
      'fact.confidence',
      'fact.digest',
    ])
    .orderBy('fact.id');

type Row = Awaited<ReturnType<ReturnType<typeof statements>['execute']>>[number];

const statementOf = (row: Row): StoredStatement => ({
  id: row.id,
  soleTrader: row.sole_trader,
  digest: row.digest,
  said: {
    subsidiary: row.subsidiary,
    type: row.type,
    item: row.item,
    value: row.value as Readonly<Record<string, unknown>>,
    observedAt: new Date(row.observed_at),
    validUntil: row.valid_until === null ? undefined : new Date(row.valid_until),
    source: row.source,
    confidence: row.confidence,
  },
});

export async function statementsByIds(db: Db, ids: readonly string[]): Promise<StoredStatement[]> {
  if (ids.length === 0) return [];
  return (await statements(db).where('fact.id', 'in', ids).execute()).map(statementOf);
}

/** In the order of their ids, after one of them. */
export async function statementsAfter(
  db: Db,
  id: string,
  limit: number,
): Promise<StoredStatement[]> {
  return (await statements(db).where('fact.id', '>', id).limit(limit).execute()).map(statementOf);
}
