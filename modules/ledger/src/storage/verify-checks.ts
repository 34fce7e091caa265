/**
 * The invariants of the whole database, each as a query for the ids that break it. Nothing here trusts what the code
 * keeps beside the history: balances, lots and holds are computed anew from postings and movements.
 */
export interface Check {
  readonly name: string;
  /** Answers rows with one column `id`. */
  readonly sql: string;
}

const WALLET_ID = `w.owner_id || '/' || w.currency`;

const POSTINGS: readonly Check[] = [
  {
    name: 'every posting balances',
    sql: `SELECT id FROM posting WHERE coalesce(d_available, 0) + coalesce(d_pending, 0) + coalesce(d_held, 0)
      + coalesce(d_debt, 0) + coalesce(d_system, 0) + coalesce(d_counter, 0) <> 0`,
  },
  {
    name: 'every transfer leaves the transit accounts at zero',
    sql: `SELECT transfer AS id FROM (
        SELECT coalesce(p.transfer_id, p.id) AS transfer, p.account_id AS account, p.d_system AS amount FROM posting p
        UNION ALL SELECT coalesce(p.transfer_id, p.id), p.counter_id, p.d_counter FROM posting p) leg
      JOIN account a ON a.id = leg.account AND a.kind IN ('TRANSFER', 'MOVE')
      GROUP BY transfer HAVING sum(amount) <> 0`,
  },
  {
    name: 'an idempotency key is answered once',
    sql: `SELECT key_scope || '/' || key AS id FROM posting WHERE key IS NOT NULL GROUP BY key_scope, key HAVING count(*) > 1`,
  },
  {
    name: 'a wallet counts its postings without gaps, in order of time, and each says the balance after it',
    sql: `SELECT id FROM (
        SELECT id, seq, posted_at, available, pending, held, debt,
          row_number() OVER line AS n, lag(id) OVER line AS id_before, lag(posted_at) OVER line AS at_before,
          sum(coalesce(d_available, 0)) OVER line AS a, sum(coalesce(d_pending, 0)) OVER line AS p,
          sum(coalesce(d_held, 0)) OVER line AS h, -sum(coalesce(d_debt, 0)) OVER line AS d
        FROM posting WHERE seq IS NOT NULL WINDOW line AS (PARTITION BY owner_id, currency ORDER BY seq)) x
      WHERE seq <> n OR id < id_before OR posted_at < at_before OR coalesce(available, 0) <> a
        OR coalesce(pending, 0) <> p OR coalesce(held, 0) <> h OR coalesce(debt, 0) <> d`,
  },
  {
    name: 'no more is reversed than was posted',
    sql: `SELECT o.id FROM posting o JOIN posting r ON r.reverses = o.id
      WHERE o.kind <> 'CONTRIBUTE_OUT' AND o.kind <> 'CONTRIBUTE_IN'
      GROUP BY o.id, o.d_system HAVING abs(sum(r.d_system)) > abs(o.d_system) OR min(r.left_after) < 0`,
  },
];

const WALLETS: readonly Check[] = [
  {
    name: 'a wallet equals the sum of its postings',
    sql: `SELECT ${WALLET_ID} AS id FROM wallet w LEFT JOIN (
        SELECT owner_id, currency, count(*) AS n, sum(coalesce(d_available, 0)) AS a, sum(coalesce(d_pending, 0)) AS p,
          sum(coalesce(d_held, 0)) AS h, -sum(coalesce(d_debt, 0)) AS d
        FROM posting WHERE seq IS NOT NULL GROUP BY 1, 2) s USING (owner_id, currency)
      WHERE w.seq <> coalesce(s.n, 0) OR w.available <> coalesce(s.a, 0) OR w.pending <> coalesce(s.p, 0)
        OR w.held <> coalesce(s.h, 0) OR w.debt <> coalesce(s.d, 0)`,
  },
  {
    name: 'every posting has its wallet',
    sql: `SELECT p.id FROM posting p LEFT JOIN wallet w USING (owner_id, currency) WHERE p.seq IS NOT NULL AND w.owner_id IS NULL`,
  },
  {
    name: 'no balance is negative, and while something is owed nothing is available',
    sql: `SELECT ${WALLET_ID} AS id FROM wallet w
      WHERE least(available, pending, held, debt) < 0 OR (available > 0 AND debt > 0)`,
  },
  {
    name: 'a wallet equals its lots',
    sql: `SELECT ${WALLET_ID} AS id FROM wallet w LEFT JOIN (
        SELECT owner_id, currency, sum(free) FILTER (WHERE NOT pending) AS a, sum(free) FILTER (WHERE pending) AS p,
          sum(held) AS h FROM lot GROUP BY 1, 2) l USING (owner_id, currency)
      WHERE w.available <> coalesce(l.a, 0) OR w.pending <> coalesce(l.p, 0) OR w.held <> coalesce(l.h, 0)`,
  },
  {
    name: 'a wallet is looked at no later than something of it is due',
    sql: `SELECT ${WALLET_ID} AS id FROM wallet w JOIN (
        SELECT owner_id, currency, min(at) AS at FROM (
          SELECT owner_id, currency, CASE WHEN pending THEN least(active_at, ends_at) ELSE ends_at END AS at
          FROM lot WHERE open AND free > 0
          UNION ALL SELECT owner_id, currency, expires_at FROM hold WHERE state = 'OPEN') due GROUP BY 1, 2) d
        USING (owner_id, currency)
      WHERE d.at IS NOT NULL AND (w.next_due_at IS NULL OR w.next_due_at > d.at)`,
  },
  {
    name: "a merged member's wallet is empty",
    sql: `SELECT ${WALLET_ID} AS id FROM wallet w
      WHERE moved_to IS NOT NULL AND (available <> 0 OR pending <> 0 OR held <> 0 OR debt <> 0)`,
  },
];

const LOTS: readonly Check[] = [
  {
    name: 'a lot equals its amount and movements',
    sql: `SELECT l.id FROM lot l LEFT JOIN (SELECT lot_id, sum(free) AS f, sum(held) AS h FROM lot_move GROUP BY 1) m ON m.lot_id = l.id
      WHERE l.free <> l.amount + coalesce(m.f, 0) OR l.held <> coalesce(m.h, 0) OR l.open <> (l.free > 0 OR l.held > 0)
        OR l.free < 0 OR l.held < 0`,
  },
  {
    name: 'lots move as balances move',
    sql: `SELECT p.id FROM posting p
      LEFT JOIN (SELECT posting_id, sum(free) AS f, sum(held) AS h FROM lot_move GROUP BY 1) m ON m.posting_id = p.id
      LEFT JOIN (SELECT coalesce(posting_id, id) AS posting_id, sum(amount) AS made FROM lot GROUP BY 1) l ON l.posting_id = p.id
      WHERE p.seq IS NOT NULL
        AND (coalesce(m.f, 0) + coalesce(l.made, 0) <> coalesce(p.d_available, 0) + coalesce(p.d_pending, 0)
          OR coalesce(m.h, 0) <> coalesce(p.d_held, 0))`,
  },
  {
    name: 'every lot has its posting, its payers and its wallet',
    sql: `SELECT l.id FROM lot l LEFT JOIN posting p ON p.id = coalesce(l.posting_id, l.id) LEFT JOIN funding f ON f.id = l.funding_id
      LEFT JOIN wallet w ON w.owner_id = l.owner_id AND w.currency = l.currency
      WHERE p.id IS NULL OR f.id IS NULL OR w.owner_id IS NULL OR p.owner_id <> l.owner_id`,
  },
];

const HOLDS: readonly Check[] = [
  {
    name: 'held points are those of open holds',
    sql: `SELECT ${WALLET_ID} AS id FROM wallet w LEFT JOIN (
        SELECT owner_id, currency, sum(remaining) AS r FROM hold WHERE state = 'OPEN' GROUP BY 1, 2) h USING (owner_id, currency)
      WHERE w.held <> coalesce(h.r, 0)`,
  },
  {
    name: 'a hold keeps what is left of it, lot by lot',
    sql: `SELECT h.id FROM hold h LEFT JOIN (SELECT hold_id, sum(remaining) AS r FROM hold_lot GROUP BY 1) k ON k.hold_id = h.id
      WHERE h.remaining <> coalesce(k.r, 0)`,
  },
  {
    name: 'what a lot has held is kept by holds',
    sql: `SELECT l.id FROM lot l LEFT JOIN (SELECT lot_id, sum(remaining) AS r FROM hold_lot GROUP BY 1) k ON k.lot_id = l.id
      WHERE l.held <> coalesce(k.r, 0)`,
  },
  {
    name: 'a hold is captured as often as its captures say, within its amount',
    sql: `SELECT h.id FROM hold h LEFT JOIN (
        SELECT hold_id, sum(d_system) AS c FROM posting WHERE kind = 'CAPTURE' GROUP BY 1) p ON p.hold_id = h.id
      WHERE h.captured <> coalesce(p.c, 0) OR h.captured + h.remaining > h.amount`,
  },
];

const TOTALS: readonly Check[] = [
  {
    name: 'a system account equals its postings',
    sql: `SELECT a.id FROM account a
      LEFT JOIN (SELECT account_id, sum(net) AS net FROM account_day GROUP BY 1) d ON d.account_id = a.id
      LEFT JOIN (SELECT account_id, sum(amount) AS net FROM (
          SELECT account_id, d_system AS amount FROM posting UNION ALL SELECT counter_id, d_counter FROM posting) leg
        GROUP BY 1) p ON p.account_id = a.id
      WHERE coalesce(d.net, 0) <> coalesce(p.net, 0)`,
  },
  {
    name: 'all that members have, somebody issued: currency by currency the ledger sums to zero',
    sql: `SELECT c.code AS id FROM currency c
      LEFT JOIN (SELECT currency, sum(available + pending + held - debt) AS n FROM wallet GROUP BY 1) w ON w.currency = c.id
      LEFT JOIN (SELECT a.currency, sum(d.net) AS n FROM account a JOIN account_day d ON d.account_id = a.id GROUP BY 1) s
        ON s.currency = c.id
      WHERE coalesce(w.n, 0) + coalesce(s.n, 0) <> 0`,
  },
];

export const CHECKS: readonly Check[] = [...POSTINGS, ...WALLETS, ...LOTS, ...HOLDS, ...TOTALS];
