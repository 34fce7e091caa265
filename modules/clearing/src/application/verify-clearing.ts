/** Checks every invariant of clearing over the whole database, computing anew whatever can be computed. */
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { Happening } from '../domain/happenings.ts';
import { owedFor } from '../domain/obligations.ts';
import { hashOfStatement } from '../domain/statement-hash.ts';
import { TermsBook } from '../domain/terms.ts';
import { residues } from '../storage/periods.ts';
import { hashStored, listStatements, partsOf } from '../storage/statements.ts';
import { type Db, termsInForce } from '../storage/terms.ts';
import { mustReadAll } from './access.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly offenders: number;
  /** The first of them. */
  readonly first: readonly string[];
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly checkedAt: Date;
  readonly counts: {
    readonly happenings: number;
    readonly obligations: number;
    readonly statements: number;
    readonly statementLines: number;
  };
  readonly checks: readonly Check[];
}

const FIRST = 5;
const checkOf = (name: string, offenders: readonly string[]): Check => ({
  name,
  ok: offenders.length === 0,
  offenders: offenders.length,
  first: offenders.slice(0, FIRST),
});

export async function verifyClearing(
  kit: ModuleKit,
  caller: Principal,
): Promise<Outcome<VerifyReport>> {
  mustReadAll(caller);
  const report = await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    // One snapshot for all checks, however long they take.
    await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`.execute(db);
    const checks = [
      ...(await bySql(db)),
      await recomputed(db),
      checkOf(
        'what rounding left between two companies is less than a fen after each cut-off',
        (await residues(db))
          .filter(({ wholeMinor }) => wholeMinor !== 0n)
          .map(({ a, b }) => `${a}/${b}`),
      ),
      await statementHashes(db),
    ];
    return {
      ok: checks.every(({ ok }) => ok),
      checkedAt: kit.clock.now(),
      counts: await counts(db),
      checks,
    };
  });
  return accept(report);
}

async function counts(db: Db): Promise<VerifyReport['counts']> {
  const { rows } = await sql<VerifyReport['counts']>`
    SELECT (SELECT count(*) FROM happening)::int AS happenings, (SELECT count(*) FROM obligation)::int AS obligations,
      (SELECT count(*) FROM statement)::int AS statements, (SELECT count(*) FROM statement_line)::int AS "statementLines"`.execute(
    db,
  );
  return rows[0] ?? { happenings: 0, obligations: 0, statements: 0, statementLines: 0 };
}

/** Each answers its offenders. */
const CHECKS: readonly (readonly [string, ReturnType<typeof sql>])[] = [
  [
    'both legs of every line sum to zero in every month, residues too',
    sql`SELECT period AS id FROM clearing_entry GROUP BY period HAVING sum(amount_minor) <> 0`,
  ],
  [
    'sums fixed at a cut-off equal the lines of their month',
    sql`SELECT coalesce(t.month, o.period) || ' ' || coalesce(t.debtor, o.debtor) || '>' || coalesce(t.creditor, o.creditor) || ' '
          || coalesce(t.kind, o.kind) AS id
        FROM pair_total t FULL JOIN (
          SELECT period, debtor, creditor, kind, count(*) AS lines, sum(amount_minor) AS amount, sum(exact_minor) AS exact
          FROM obligation WHERE period IN (SELECT month FROM period) GROUP BY 1, 2, 3, 4) o
        ON o.period = t.month AND o.debtor = t.debtor AND o.creditor = t.creditor AND o.kind = t.kind
        WHERE t.lines IS DISTINCT FROM o.lines OR t.amount_minor IS DISTINCT FROM o.amount OR t.exact_minor IS DISTINCT FROM o.exact`,
  ],
  [
    'no line joined a month after its cut-off',
    sql`SELECT o.id::text AS id FROM obligation o JOIN period p ON p.month = o.period WHERE o.recorded_at > p.cut_off_at`,
  ],
  [
    'no line is left behind in a month that was never cut off',
    sql`SELECT o.id::text AS id FROM obligation o, calendar c
        WHERE o.period <= c.closed_through AND NOT EXISTS (SELECT 1 FROM period p WHERE p.month = o.period)`,
  ],
  [
    'every line of an issued month stands once on the statement of each side, with its amount',
    sql`SELECT o.id::text AS id FROM obligation o
        JOIN period p ON p.month = o.period AND p.state NOT IN ('CUT_OFF', 'RECONCILED')
        LEFT JOIN statement_line l ON l.month = o.period AND l.obligation_id = o.id
        GROUP BY o.id HAVING count(l.obligation_id) <> 2
          OR sum(l.amount_minor) FILTER (WHERE l.company = o.creditor) IS DISTINCT FROM o.amount_minor::numeric
          OR sum(l.amount_minor) FILTER (WHERE l.company = o.debtor) IS DISTINCT FROM -o.amount_minor::numeric`,
  ],
  [
    'the payments of a month preserve the net of every company',
    sql`SELECT s.month || ' ' || s.company AS id FROM statement s LEFT JOIN LATERAL (
          SELECT sum(CASE WHEN p.payee = s.company THEN p.amount_minor ELSE -p.amount_minor END) AS net
          FROM payment p WHERE p.month = s.month AND s.company IN (p.payer, p.payee)) pay ON true
        WHERE coalesce(pay.net, 0) <> s.is_owed_minor - s.owes_minor`,
  ],
  [
    'balances of prepaid packs equal what was bought and drawn',
    sql`SELECT b.company || ' ' || b.currency AS id FROM pack_balance b
        LEFT JOIN (SELECT company, currency, sum(points) AS drawn FROM pack_draw GROUP BY 1, 2) d USING (company, currency)
        LEFT JOIN (SELECT company, currency, sum(points_minor) AS bought FROM prepaid_pack GROUP BY 1, 2) k USING (company, currency)
        WHERE b.drawn <> coalesce(d.drawn, 0) OR b.main + b.reserve <> coalesce(k.bought, 0)`,
  ],
  [
    'an approved month was approved by another person than issued it',
    sql`SELECT p.month AS id FROM period p JOIN LATERAL (
          SELECT by_person FROM period_step s WHERE s.month = p.month AND s.state = 'APPROVED' ORDER BY s.n LIMIT 1) s ON true
        WHERE s.by_person IS NULL OR s.by_person = p.issued_by_person`,
  ],
];

async function bySql(db: Db): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const [name, query] of CHECKS) {
    const { rows } = await query.execute(db);
    checks.push(
      checkOf(
        name,
        (rows as { id: string }[]).map(({ id }) => id),
      ),
    );
  }
  return checks;
}

const BATCH = 2_000;

/** Every obligation computed anew from what happened; those from before happenings were kept cannot be. */
async function recomputed(db: Db): Promise<Check> {
  const book = new TermsBook(await termsInForce(db));
  const offenders: string[] = [];
  let after = '';
  for (;;) {
    const { rows } = await sql<{
      source: string;
      fact: Happening;
      lines: readonly string[] | null;
    }>`
      SELECT h.source, h.fact, (
        SELECT array_agg(o.kind || ' ' || o.debtor || '>' || o.creditor || ' ' || o.amount_minor || ' '
          || trim_scale(o.exact_minor) ORDER BY o.kind, o.debtor, o.creditor)
        FROM obligation o WHERE o.source = h.source) AS lines
      FROM happening h WHERE h.source > ${after} ORDER BY h.source LIMIT ${BATCH}`.execute(db);
    for (const { source, fact, lines } of rows) {
      const owed = owedFor(fact, book)
        .lines.map(
          ({ kind, debtor, creditor, amountMinor, exactMinor }) =>
            `${kind} ${debtor}>${creditor} ${amountMinor} ${trimmed(exactMinor)}`,
        )
        .sort();
      if (JSON.stringify(owed) !== JSON.stringify([...(lines ?? [])].sort()))
        offenders.push(source);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH)
      return checkOf(
        'every obligation follows from what happened and the terms in force',
        offenders,
      );
    after = last.source;
  }
}

const trimmed = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;

async function statementHashes(db: Db): Promise<Check> {
  const offenders: string[] = [];
  const last = new Map<string, Buffer>();
  const statements = [...(await listStatements(db, {}))].reverse();
  for (const statement of statements) {
    const { month, company } = statement;
    const parts = await partsOf(db, month, company);
    for (const part of parts) {
      const stored = await hashStored(db, { month, company, ...part });
      if (!stored.hash.equals(part.hash))
        offenders.push(`${month} ${company} with ${part.counterparty}`);
    }
    const chained = last.get(company) ?? null;
    const whole = hashOfStatement({ ...statement, parts });
    const linked =
      statement.previousHash === null
        ? chained === null
        : chained?.equals(statement.previousHash) === true;
    if (!whole.equals(statement.hash) || !linked) offenders.push(`${month} ${company}`);
    last.set(company, statement.hash);
  }
  return checkOf(
    'every statement has the hash of its lines and of the statement before',
    offenders,
  );
}
