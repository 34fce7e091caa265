/** Checks every invariant over the whole database, in one snapshot. */
import type { VerifyReport } from '../door/programme.ts';
import type { Client } from '../storage/connection.ts';
import { CHECKS } from '../storage/verify-checks.ts';

const FIRST = 5;

export type VerifyProgress = (name: string, done: number, of: number) => void;

/** `db` needs read access only. */
export async function verifyLedger(
  db: Client,
  now: Date,
  onCheck: VerifyProgress = () => {},
): Promise<VerifyReport> {
  await db.query({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' });
  try {
    const checks: VerifyReport['checks'][number][] = [];
    for (const [index, { name, sql }] of CHECKS.entries()) {
      onCheck(name, index, CHECKS.length);
      const { rows } = await db.query<{ id: string; offenders: bigint }>({
        text: `SELECT id::text AS id, count(*) OVER () AS offenders FROM (${sql}) x ORDER BY 1 LIMIT ${FIRST}`,
      });
      const first = rows.map(({ id }) => id);
      checks.push({
        name,
        ok: first.length === 0,
        offenders: Number(rows[0]?.offenders ?? 0n),
        first,
      });
    }
    const counts = await countAll(db);
    return { ok: checks.every(({ ok }) => ok), checkedAt: now, counts, checks };
  } finally {
    await db.query({ text: 'ROLLBACK' });
  }
}

async function countAll(db: Client): Promise<VerifyReport['counts']> {
  const { rows } = await db.query<{
    wallets: bigint;
    postings: bigint;
    lots: bigint;
    holds: bigint;
  }>({
    text: `SELECT (SELECT count(*) FROM wallet) AS wallets, (SELECT count(*) FROM posting WHERE refusal IS NULL) AS postings,
      (SELECT count(*) FROM lot) AS lots, (SELECT count(*) FROM hold) AS holds`,
  });
  const [row] = rows;
  return {
    wallets: Number(row?.wallets ?? 0n),
    postings: Number(row?.postings ?? 0n),
    lots: Number(row?.lots ?? 0n),
    holds: Number(row?.holds ?? 0n),
  };
}
