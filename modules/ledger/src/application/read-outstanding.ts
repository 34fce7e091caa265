/**
 * The programme's liability and its counterparts, as posted until a moment: system accounts from whole days' sums and
 * the last day's postings, wallets from the last posting of each.
 */
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { firstIdOf, lastIdOf } from '../domain/posting-ids.ts';
import { currencyUnknown, notAllowed } from '../domain/refusals.ts';
import type { Outstanding, SystemAccountView } from '../door/reads.ts';
import type { Connection } from '../storage/connection.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';

const DAY_MS = 86_400_000;

export async function readOutstanding(
  engine: PostingEngine,
  caller: Principal,
  query: { readonly currency: string; readonly asOf?: Date },
): Promise<Outcome<Outstanding>> {
  if (caller.kind === 'member' || caller.kind === 'anonymous') return no(notAllowed());
  const currency = await engine.catalogue.currency(query.currency);
  if (currency === undefined) return no(currencyUnknown(query.currency));
  const asOf = Math.min(query.asOf?.getTime() ?? engine.now(), engine.now());
  const systems = await systemBalances(engine.reports, currency.id, asOf);
  const sums = await walletSums(engine.reports, currency.id, asOf);
  return accept({
    currency: currency.code,
    asOf: new Date(asOf),
    availableMinor: sums.available,
    pendingMinor: sums.pending,
    heldMinor: sums.held,
    debtMinor: sums.debt,
    accounts: systems.map(({ kind, subsidiary, balance, ceiling }) => ({
      kind,
      subsidiary,
      currency: currency.code,
      balanceMinor: balance,
      ceilingMinor: ceiling,
    })),
  });
}

interface SystemRow {
  kind: SystemAccountView['kind'];
  subsidiary: string | null;
  balance: bigint;
  ceiling: bigint | null;
}

async function systemBalances(
  db: Connection,
  currencyId: number,
  asOf: number,
): Promise<readonly SystemRow[]> {
  const day = Math.floor(asOf / DAY_MS) * DAY_MS;
  const { rows } = await db.query<SystemRow>({
    text: `SELECT a.kind, a.subsidiary, a.ceiling, (coalesce(whole.net, 0) + coalesce(part.net, 0))::bigint AS balance
      FROM account a
      LEFT JOIN (SELECT account_id, sum(net) AS net FROM account_day WHERE day < $2::date GROUP BY account_id) whole
        ON whole.account_id = a.id
      LEFT JOIN (
        SELECT account_id, sum(amount) AS net FROM (
          SELECT account_id, d_system AS amount FROM posting WHERE id >= $3 AND id <= $4
          UNION ALL SELECT counter_id, d_counter FROM posting WHERE id >= $3 AND id <= $4) legs
        GROUP BY account_id) part ON part.account_id = a.id
      WHERE a.currency = $1 ORDER BY a.kind, a.subsidiary`,
    values: [currencyId, new Date(day).toISOString().slice(0, 10), firstIdOf(day), lastIdOf(asOf)],
  });
  return rows;
}

interface SumRow {
  available: bigint;
  pending: bigint;
  held: bigint;
  debt: bigint;
}

async function walletSums(db: Connection, currencyId: number, asOf: number): Promise<SumRow> {
  const sum = (column: string): string => `coalesce(sum(p.${column}), 0)::bigint AS ${column}`;
  const { rows } = await db.query<SumRow>({
    text: `SELECT ${['available', 'pending', 'held', 'debt'].map(sum).join()}
      FROM wallet w CROSS JOIN LATERAL (
        SELECT p.available, p.pending, p.held, p.debt FROM posting p
        WHERE p.owner_id = w.owner_id AND p.currency = w.currency AND p.seq IS NOT NULL AND p.id <= $2
        ORDER BY p.id DESC LIMIT 1) p
      WHERE w.currency = $1`,
    values: [currencyId, lastIdOf(asOf)],
  });
  return rows[0] ?? { available: 0n, pending: 0n, held: 0n, debt: 0n };
}
