/** Tier programmes: defined in versions; members are judged by the latest. */
import { runCommand } from '@guildhall/shared/commands';
import { parseInput } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import { z } from 'zod';
import { currencyUnknown, invalid } from '../domain/refusals.ts';
import type { DefineTierProgramme, TierProgramme } from '../door/programme.ts';
import { type Programme, readProgrammes } from '../storage/tier-rows.ts';
import { mustOperate } from './access.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';

const code = z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/);
const schema = z.strictObject({
  idempotencyKey: z.string().min(1).max(200),
  code,
  currency: code,
  window: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ROLLING'), months: z.int().min(1).max(120) }),
    z.strictObject({ kind: z.literal('CALENDAR_YEAR') }),
    z.strictObject({ kind: z.literal('ANNIVERSARY') }),
  ]),
  tiers: z
    .array(
      z.strictObject({
        code,
        name: z.strictObject({ zh: z.string().min(1).max(60), en: z.string().min(1).max(60) }),
        thresholdMinor: z.bigint().nonnegative(),
        benefits: z.strictObject({
          earnMultiplierBps: z.int().min(0).max(1_000_000),
          freeServices: z
            .array(
              z.strictObject({
                code: z.string().min(1).max(60),
                perWindow: z.int().min(1).max(1_000),
              }),
            )
            .max(50),
        }),
      }),
    )
    .min(1)
    .max(20),
  downgradeGraceDays: z.int().min(0).max(3_650),
});

export async function defineTierProgramme(
  kit: Pick<ModuleKit, 'db' | 'clock' | 'events'>,
  engine: PostingEngine,
  caller: Principal,
  input: DefineTierProgramme,
): Promise<Outcome<TierProgramme>> {
  const parsed = parseInput(schema, input);
  if (!parsed.ok) return parsed;
  const { idempotencyKey, ...body } = parsed.value;
  const refusal = tiersProblem(body.tiers) ?? mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(body.currency);
  if (currency === undefined) return no(currencyUnknown(body.currency));
  if (!currency.qualifying) return no(invalid(['currency'], 'QUALIFYING_CURRENCY'));
  const key = { caller, operation: 'define-tier-programme', idempotencyKey, input: body };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const { rows } = await sql<{ version: number }>`
      INSERT INTO tier_programme (code, version, currency, "window", tiers, downgrade_grace_days, defined_at)
      SELECT ${body.code}, coalesce(max(version), 0) + 1, ${currency.id}, ${JSON.stringify(body.window)}::jsonb,
        ${JSON.stringify(encode(body.tiers))}::jsonb, ${body.downgradeGraceDays}, ${now}
      FROM tier_programme WHERE code = ${body.code} RETURNING version`.execute(db);
    // Everybody who has points that count, or a tier, is judged anew.
    await sql`INSERT INTO tier_due (member_id, currency) SELECT owner_id, currency FROM wallet
      WHERE currency = ${currency.id} AND NOT is_household AND seq > 0 ON CONFLICT DO NOTHING`.execute(
      db,
    );
    return accept({ ...body, version: rows[0]?.version ?? 1 });
  });
}

function tiersProblem(
  tiers: readonly { readonly code: string; readonly thresholdMinor: bigint }[],
): Refusal | undefined {
  for (const [index, tier] of tiers.entries()) {
    const before = tiers[index - 1];
    if (before !== undefined && tier.thresholdMinor <= before.thresholdMinor) {
      return invalid(['tiers', String(index), 'thresholdMinor'], 'THRESHOLDS_RISE');
    }
  }
  return new Set(tiers.map((tier) => tier.code)).size === tiers.length
    ? undefined
    : invalid(['tiers'], 'EACH_ONCE');
}

export async function listTierProgrammes(
  engine: PostingEngine,
): Promise<Outcome<readonly TierProgramme[]>> {
  const programmes: TierProgramme[] = [];
  for (const programme of await readProgrammes(engine.reader))
    programmes.push(await programmeView(engine, programme));
  return accept(programmes);
}

async function programmeView(
  engine: PostingEngine,
  { currencyId, ...rest }: Programme,
): Promise<TierProgramme> {
  return { ...rest, currency: (await engine.catalogue.currencyById(currencyId)).code };
}
