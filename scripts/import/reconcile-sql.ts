/** The SQL of the reconciliation: what the raw file says, what the books say, and both side by side. */
import type { ImportSource } from '@guildhall/retail/import';
import pg from 'pg';

type Mapping = ImportSource['mapping'];

const column = (name: string): string =>
  `btrim(coalesce(${pg.escapeIdentifier(name)}, ''), E' \\t\\r\\n\\u00a0\\u3000')`;

/** A column as an instant; null where it is none. */
function instant({ columns, time }: Mapping): string {
  const text = column(columns.at);
  if (time.format === 'ISO')
    return `CASE WHEN ${text} ~ '^\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d' THEN ${text}::timestamptz END`;
  const tokens: Readonly<Record<string, string>> = {
    yyyy: 'YYYY',
    M: 'FMMM',
    d: 'FMDD',
    H: 'FMHH24',
    m: 'FMMI',
    s: 'FMSS',
  };
  const format = time.format.replace(
    /yyyy|MM?|dd?|HH?|mm?|ss?/g,
    (token) => tokens[token === 'yyyy' ? token : token.charAt(0)] ?? token,
  );
  return `CASE WHEN ${text} ~ '^\\d' THEN to_timestamp(${text}, ${pg.escapeLiteral(format)}) END`;
}

/**
 * Makes raw_sale (lines that say something), raw_return (returns that find their goods), raw_basket and raw_customer.
 */
export function rawSql(mapping: Mapping, pointsPerYuan: string): string {
  const { columns } = mapping;
  const receipt = columns.receipt === undefined ? `customer || ' ' || at` : column(columns.receipt);
  return `
    CREATE TEMP TABLE raw_sale AS
    SELECT *, ${receipt} AS receipt, round(abs(quantity) * price, 2) AS amount
    FROM (SELECT line_no, ${[...new Set(Object.values(columns))].map((name) => pg.escapeIdentifier(name ?? '')).join(', ')},
                 ${column(columns.customer)} AS customer, ${instant(mapping)} AS at, ${column(columns.product)} AS product,
                 CASE WHEN ${column(columns.quantity)} ~ '^-?\\d+(\\.\\d{1,3})?$' THEN ${column(columns.quantity)}::numeric END AS quantity,
                 CASE WHEN ${column(columns.unitPrice)} ~ '^\\d+(\\.\\d{1,6})?$' THEN ${column(columns.unitPrice)}::numeric END AS price
          FROM raw) line
    WHERE customer <> '' AND product <> '' AND at IS NOT NULL AND quantity <> 0 AND price IS NOT NULL;
    CREATE INDEX ON raw_sale (customer, product);
    ANALYZE raw_sale;

    -- Walks through each customer's dealings in each product that ever came back: what is left, and whether a return
    -- finds enough of it. What comes back at one moment was not bought at that same moment.
    CREATE TEMP TABLE raw_walk AS
    WITH RECURSIVE dealing AS (
      SELECT s.customer, s.product, s.line_no, s.at, s.quantity,
             row_number() OVER (PARTITION BY s.customer, s.product ORDER BY s.at, s.quantity > 0, s.line_no) AS n
      FROM raw_sale s
      WHERE EXISTS (SELECT 1 FROM raw_sale r WHERE r.customer = s.customer AND r.product = s.product AND r.quantity < 0)),
    walk AS (
      SELECT d.*, greatest(d.quantity, 0) AS rest, false AS accepted FROM dealing d WHERE n = 1
      UNION ALL
      SELECT d.*, CASE WHEN d.quantity > 0 OR w.rest >= -d.quantity THEN w.rest + d.quantity ELSE w.rest END,
             d.quantity < 0 AND w.rest >= -d.quantity
      FROM walk w JOIN dealing d ON (d.customer, d.product, d.n) = (w.customer, w.product, w.n + 1))
    SELECT * FROM walk;

    -- Earliest purchases are taken back first: accepted returns and purchases, laid end to end, overlap where one takes
    -- back the other.
    CREATE TEMP TABLE raw_return AS
    WITH bought AS (
      SELECT customer, product, line_no, quantity,
             sum(quantity) OVER (PARTITION BY customer, product ORDER BY at, receipt COLLATE "C", line_no) AS upto
      FROM raw_sale WHERE quantity > 0 AND (customer, product) IN (SELECT customer, product FROM raw_walk)),
    back AS (
      SELECT customer, product, line_no, -quantity AS quantity,
             sum(-quantity) OVER (PARTITION BY customer, product ORDER BY at, line_no) AS upto
      FROM raw_walk WHERE accepted)
    SELECT bought.line_no AS bought_line, back.line_no AS back_line,
           least(bought.upto, back.upto) - greatest(bought.upto - bought.quantity, back.upto - back.quantity) AS quantity
    FROM bought JOIN back USING (customer, product)
    WHERE least(bought.upto, back.upto) > greatest(bought.upto - bought.quantity, back.upto - back.quantity);

    CREATE TEMP TABLE raw_basket AS
    SELECT s.customer, s.receipt, count(*) AS lines, sum(s.amount) AS bought,
           sum(round(s.amount * coalesce(r.quantity, 0) / s.quantity, 2)) AS returned,
           floor(sum(s.amount) * ${pointsPerYuan}) AS earned,
           floor(sum(s.amount - round(s.amount * coalesce(r.quantity, 0) / s.quantity, 2)) * ${pointsPerYuan}) AS kept
    FROM raw_sale s
    LEFT JOIN (SELECT bought_line, sum(quantity) AS quantity FROM raw_return GROUP BY bought_line) r ON r.bought_line = s.line_no
    WHERE s.quantity > 0 GROUP BY s.customer, s.receipt;

    CREATE TEMP TABLE raw_customer AS
    SELECT customer, sum(bought) AS bought, sum(returned) AS returned, sum(kept) AS points
    FROM raw_basket GROUP BY customer;`;
}

/**
 * Makes books_basket and books_customer: the supermarket's baskets of the run, and the ledger's postings that came of
 * them, found by the calls that the offers made.
 */
export function booksSql(run: string, currency: string): string {
  return `
    CREATE TEMP TABLE books_basket AS
    SELECT v.customer_no AS customer, b.id, b.transaction_id, b.amount_minor / 100.0 AS bought,
           b.returned_minor / 100.0 AS returned
    FROM retail.import_visit v JOIN retail.basket b USING (receipt_no) WHERE v.run_id = ${pg.escapeLiteral(run)};
    CREATE INDEX ON books_basket (transaction_id);
    ANALYZE books_basket;

    -- Signed points of every posting that an imported basket, or an imported return of one, set off.
    CREATE TEMP TABLE books_points AS
    SELECT b.customer, c.kind, -coalesce(p.d_system, 0)::numeric / power(10::numeric, u.scale) AS points
    FROM books_basket b
    JOIN coupon.grant_made g ON g.decision_id = b.transaction_id
    JOIN coupon.ledger_call c ON c.subject_id = g.id AND c.kind IN ('EARN', 'REVERSE') AND c.state = 'DONE'
    JOIN ledger.posting p ON p.key = c.id::text AND p.kind IN ('EARN', 'REVERSE_EARN')
    JOIN ledger.currency u ON u.id = p.currency AND u.code = ${pg.escapeLiteral(currency)}
    WHERE c.kind = 'EARN'
       OR EXISTS (SELECT 1 FROM retail.goods_return r WHERE r.transaction_id = c.decision_id AND r.visit_no IS NOT NULL);

    CREATE TEMP TABLE books_customer AS
    SELECT customer, b.bought, b.returned, coalesce(p.points, 0) AS points
    FROM (SELECT customer, sum(bought) AS bought, sum(returned) AS returned FROM books_basket GROUP BY customer) b
    LEFT JOIN (SELECT customer, sum(points) AS points FROM books_points GROUP BY customer) p USING (customer);`;
}

/** Sums of both sides, as text that is equal when they are. */
export function totalsSql(run: string): string {
  const id = pg.escapeLiteral(run);
  const rows: readonly (readonly [what: string, raw: string, books: string])[] = [
    [
      'customers who bought',
      'SELECT count(*) FROM raw_customer',
      'SELECT count(*) FROM books_customer',
    ],
    ['baskets', 'SELECT count(*) FROM raw_basket', 'SELECT count(*) FROM books_basket'],
    [
      'lines bought',
      'SELECT sum(lines) FROM raw_basket',
      'SELECT count(*) FROM retail.basket_line WHERE basket_id IN (SELECT id FROM books_basket)',
    ],
    [
      'returns',
      'SELECT count(DISTINCT (back.receipt, bought.receipt)) FROM raw_return r JOIN raw_sale back ON back.line_no = r.back_line JOIN raw_sale bought ON bought.line_no = r.bought_line',
      `SELECT count(*) FROM retail.goods_return r JOIN retail.import_visit v ON v.receipt_no = r.visit_no WHERE v.run_id = ${id}`,
    ],
    [
      'pieces returned',
      'SELECT trim_scale(sum(quantity)) FROM raw_return',
      `SELECT trim_scale(sum(l.quantity_milli) / 1000.0) FROM retail.goods_return_line l
         JOIN retail.goods_return r ON r.id = l.return_id
         JOIN retail.import_visit v ON v.receipt_no = r.visit_no WHERE v.run_id = ${id}`,
    ],
    [
      'bought, yuan',
      'SELECT round(sum(bought), 2) FROM raw_basket',
      'SELECT round(sum(bought), 2) FROM books_basket',
    ],
    [
      'returned, yuan',
      'SELECT round(sum(returned), 2) FROM raw_basket',
      'SELECT round(sum(returned), 2) FROM books_basket',
    ],
    [
      'points earned',
      'SELECT sum(earned) FROM raw_basket',
      `SELECT round(sum(points)) FROM books_points WHERE kind = 'EARN'`,
    ],
    [
      'points taken back',
      'SELECT sum(earned - kept) FROM raw_basket',
      `SELECT round(-sum(points)) FROM books_points WHERE kind = 'REVERSE'`,
    ],
    [
      'points left',
      'SELECT sum(kept) FROM raw_basket',
      'SELECT round(sum(points)) FROM books_points',
    ],
  ];
  return rows
    .map(
      ([what, raw, books], index) =>
        `SELECT ${index} AS n, ${pg.escapeLiteral(what)} AS what, coalesce((${raw})::text, '0') AS raw, coalesce((${books})::text, '0') AS books`,
    )
    .join('\nUNION ALL\n')
    .concat('\nORDER BY n');
}
