/** What one default would set off along the guarantees: who is called for how much, who falls with it, what the group loses. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { FIRM, type FirmId } from '../ids.ts';
import type { Db } from '../storage/tables.ts';
import type { Utilisation } from './read-relations.ts';

export interface DefaultStep {
  readonly firmId: FirmId;
  /** The firm whose debt it guarantees; undefined for the one that defaults. */
  readonly guaranteesFirmId: FirmId | undefined;
  /** What it would have to pay as guarantor; what it owes the group, for the one that defaults. Minor units of yuan. */
  readonly callMinor: bigint;
  /** What the group has open to it. */
  readonly openMinor: bigint;
  /** Its net assets, where a statement is known. */
  readonly equityMinor: bigint | undefined;
  /** Whether the call is more than it has. */
  readonly falls: boolean;
  readonly step: number;
}

export interface DefaultImpact {
  readonly steps: readonly DefaultStep[];
  /** What the group has open to all that fall. */
  readonly lostMinor: bigint;
  /** By company. */
  readonly bySubsidiary: readonly Utilisation[];
}

const MOST_WAVES = 6;
const MOST_FALLEN = 200;

/**
 * What one default would set off: its guarantors are called for what they guaranteed; those whose calls exceed their net
 * assets (or of whom none are known and whose registered capital does not cover it) fall as well, and so on.
 */
export async function defaultImpact(db: Db, firmId: FirmId): Promise<DefaultImpact> {
  const first = toUuid(FIRM, firmId);
  const open = await openOf(db, [first]);
  const steps: DefaultStep[] = [
    {
      firmId,
      guaranteesFirmId: undefined,
      callMinor: open.get(first) ?? 0n,
      openMinor: open.get(first) ?? 0n,
      equityMinor: undefined,
      falls: true,
      step: 0,
    },
  ];
  const fallen = new Set([first]);
  const called = new Map<string, bigint>();
  let wave: string[] = [first];
  for (
    let step = 1;
    step <= MOST_WAVES && wave.length > 0 && fallen.size < MOST_FALLEN;
    step += 1
  ) {
    const calls = (await guarantorsOf(db, wave)).filter(({ guarantor }) => !fallen.has(guarantor));
    const guarantors = [...new Set(calls.map(({ guarantor }) => guarantor))];
    const [strength, exposed] = [await strengthOf(db, guarantors), await openOf(db, guarantors)];
    for (const { guarantor, amountMinor } of calls)
      called.set(guarantor, (called.get(guarantor) ?? 0n) + amountMinor);
    for (const { guarantor, debtor, amountMinor } of calls) {
      const equityMinor = strength.get(guarantor);
      steps.push({
        firmId: fromUuid(FIRM, guarantor),
        guaranteesFirmId: fromUuid(FIRM, debtor),
        callMinor: amountMinor,
        openMinor: exposed.get(guarantor) ?? 0n,
        equityMinor,
        falls: (called.get(guarantor) ?? 0n) > (equityMinor ?? 0n),
        step,
      });
    }
    wave = guarantors.filter((id) => (called.get(id) ?? 0n) > (strength.get(id) ?? 0n));
    for (const id of wave) fallen.add(id);
  }
  const lost = await openOf(db, [...fallen]);
  return {
    steps,
    lostMinor: [...lost.values()].reduce((sum, minor) => sum + minor, 0n),
    bySubsidiary: await utilisationOfAll(db, [...fallen]),
  };
}

async function guarantorsOf(
  db: Db,
  debtors: readonly string[],
): Promise<{ guarantor: string; debtor: string; amountMinor: bigint }[]> {
  const { rows } = await sql<{ guarantor: string; debtor: string; amount: string | null }>`
    SELECT g.id AS guarantor, d.id AS debtor, r.amount_minor::text AS amount
    FROM firm AS d JOIN relation AS r ON r.b = d.party_key AND r.kind = 'GUARANTEE' AND r.until IS NULL
    JOIN firm AS g ON g.party_key = r.a
    WHERE d.id = ANY(${[...debtors]}::uuid[]) ORDER BY d.id, g.id LIMIT 500`.execute(db);
  return rows.map(({ guarantor, debtor, amount }) => ({
    guarantor,
    debtor,
    amountMinor: BigInt(amount ?? 0),
  }));
}

async function openOf(db: Db, firmIds: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ firm_id: string; open: string }>`
    SELECT firm_id, (used_minor + reserved_minor)::text AS open FROM exposure WHERE firm_id = ANY(${[...firmIds]}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map(({ firm_id, open }) => [firm_id, BigInt(open)]));
}

/** Net assets by the newest statement, else the registered capital; minor units, cents cut off. */
async function strengthOf(
  db: Db,
  firmIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ firm_id: string; strength: string | null }>`
    SELECT f.id AS firm_id, trunc(100 * coalesce(
      (SELECT (value -> 'captions' ->> 'totalEquity')::numeric FROM fact
       WHERE firm_id = f.id AND type = 'FINANCIAL_STATEMENT' AND retracted_at IS NULL AND value -> 'captions' ? 'totalEquity'
         AND value ->> 'currency' = 'CNY'
       ORDER BY value ->> 'period' DESC LIMIT 1),
      (SELECT (value ->> 'amount')::numeric FROM fact
       WHERE firm_id = f.id AND type = 'REGISTERED_CAPITAL' AND retracted_at IS NULL AND value ->> 'currency' = 'CNY'
       ORDER BY observed_at DESC LIMIT 1)))::bigint::text AS strength
    FROM unnest(${[...firmIds]}::uuid[]) AS f(id)`.execute(db);
  return new Map(
    rows.flatMap(({ firm_id, strength }) =>
      strength === null ? [] : [[firm_id, BigInt(strength)] as const],
    ),
  );
}

async function utilisationOfAll(db: Db, firmIds: readonly string[]): Promise<Utilisation[]> {
  const { rows } = await sql<{ subsidiary: string; used: string; reserved: string }>`
    SELECT subsidiary, sum(used_minor)::text AS used, sum(reserved_minor)::text AS reserved
    FROM exposure_reservation WHERE firm_id = ANY(${[...firmIds]}::uuid[]) AND state IN ('RESERVED', 'USED')
    GROUP BY subsidiary HAVING sum(used_minor + reserved_minor) > 0 ORDER BY subsidiary`.execute(
    db,
  );
  return rows.map(({ subsidiary, used, reserved }) => ({
    subsidiary,
    usedMinor: BigInt(used),
    reservedMinor: BigInt(reserved),
  }));
}
