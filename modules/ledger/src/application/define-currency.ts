/** Point currencies: defined once; what would change the meaning of points already issued never changes. */
import { runCommand } from '@guildhall/shared/commands';
import { parseInput } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { z } from 'zod';
import { isSubsidiaryCode } from '../domain/funding.ts';
import { currencyDefined, currencyUnknown, invalid } from '../domain/refusals.ts';
import type { Currency as CurrencyState } from '../domain/state.ts';
import { MOST_MINOR } from '../domain/values.ts';
import type { Currency, DefineCurrency, LimitIssuance } from '../door/programme.ts';
import { mustOperate } from './access.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';

const amount = z.bigint().nonnegative().max(MOST_MINOR);
const schema = z.strictObject({
  idempotencyKey: z.string().min(1).max(200),
  code: z.string().regex(/^[A-Z][A-Z0-9_]{1,15}$/),
  name: z.strictObject({ zh: z.string().min(1).max(60), en: z.string().min(1).max(60) }),
  scale: z.int().min(0).max(6),
  qualifying: z.boolean(),
  spendable: z.boolean().default(true),
  expiry: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('NEVER') }),
    z.strictObject({ kind: z.literal('AFTER_MONTHS'), months: z.int().min(1).max(1_200) }),
    z.strictObject({ kind: z.literal('AFTER_DAYS'), days: z.int().min(1).max(36_500) }),
    z.strictObject({ kind: z.literal('END_OF_YEAR'), years: z.int().min(0).max(100) }),
  ]),
  graceDays: z.int().min(0).max(3_650).default(0),
  extendOnEarn: z.boolean().default(false),
  fourEyesLimitMinor: amount.default(0n),
  transferLimitMinor: amount.optional(),
  transferDailyLimitMinor: amount.optional(),
  ceilingMinor: amount.optional(),
});

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events'>;

export async function defineCurrency(
  kit: Kit,
  engine: PostingEngine,
  caller: Principal,
  input: DefineCurrency,
): Promise<Outcome<Currency>> {
  const parsed = parseInput(schema, input);
  if (!parsed.ok) return parsed;
  const refusal = mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const { idempotencyKey, ...body } = parsed.value;
  const outcome = await runCommand(
    kit,
    { caller, operation: 'define-currency', idempotencyKey, input: body },
    async ({ tx, now }) => {
      const db = tx.getKysely<unknown>();
      await engine.catalogue.refresh();
      const known = (await engine.catalogue.currencies()).find(({ code }) => code === body.code);
      const changed = known === undefined ? undefined : fixedFieldChanged(known, body);
      if (changed !== undefined) return no(currencyDefined(body.code, changed));
      await sql`
      INSERT INTO currency (code, name_zh, name_en, scale, qualifying, spendable, expiry, grace_days, extend_on_earn,
        four_eyes_limit, transfer_limit, transfer_daily_limit, ceiling, created_at)
      VALUES (${body.code}, ${body.name.zh}, ${body.name.en}, ${body.scale}, ${body.qualifying}, ${body.spendable},
        ${JSON.stringify(body.expiry)}::jsonb, ${body.graceDays}, ${body.extendOnEarn}, ${body.fourEyesLimitMinor},
        ${body.transferLimitMinor ?? null}, ${body.transferDailyLimitMinor ?? null}, ${body.ceilingMinor ?? null}, ${now})
      ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, expiry = excluded.expiry,
        grace_days = excluded.grace_days, extend_on_earn = excluded.extend_on_earn,
        four_eyes_limit = excluded.four_eyes_limit, transfer_limit = excluded.transfer_limit,
        transfer_daily_limit = excluded.transfer_daily_limit, ceiling = excluded.ceiling`.execute(
        db,
      );
      return accept({
        ...body,
        transferLimitMinor: body.transferLimitMinor ?? null,
        transferDailyLimitMinor: body.transferDailyLimitMinor ?? null,
        ceilingMinor: body.ceilingMinor ?? null,
      });
    },
  );
  await engine.catalogue.refresh();
  return outcome;
}

function fixedFieldChanged(
  known: CurrencyState,
  body: { scale: number; qualifying: boolean; spendable: boolean },
): string | undefined {
  return (['scale', 'qualifying', 'spendable'] as const).find(
    (field) => known[field] !== body[field],
  );
}

export async function listCurrencies(engine: PostingEngine): Promise<Outcome<readonly Currency[]>> {
  return accept((await engine.catalogue.currencies()).map(viewOf));
}

function viewOf(currency: CurrencyState): Currency {
  return {
    code: currency.code,
    name: { zh: currency.nameZh, en: currency.nameEn },
    scale: currency.scale,
    qualifying: currency.qualifying,
    spendable: currency.spendable,
    expiry: currency.expiry,
    graceDays: currency.graceDays,
    extendOnEarn: currency.extendOnEarn,
    fourEyesLimitMinor: currency.fourEyesLimit,
    transferLimitMinor: currency.transferLimit,
    transferDailyLimitMinor: currency.transferDailyLimit,
    ceilingMinor: currency.ceiling,
  };
}

export async function limitIssuance(
  kit: Kit,
  engine: PostingEngine,
  caller: Principal,
  input: LimitIssuance,
): Promise<Outcome<{ readonly ceilingMinor: bigint | null }>> {
  const { subsidiary, currency: code, ceilingMinor } = input;
  if (!isSubsidiaryCode(subsidiary)) return no(invalid(['subsidiary'], 'SUBSIDIARY'));
  if (ceilingMinor !== null && !amount.safeParse(ceilingMinor).success)
    return no(invalid(['ceilingMinor'], 'AMOUNT_OR_NONE'));
  const refusal = mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(code);
  if (currency === undefined) return no(currencyUnknown(code));
  const account = await engine.catalogue.account('ISSUED', subsidiary, currency.id);
  const key = {
    caller,
    operation: 'limit-issuance',
    idempotencyKey: input.idempotencyKey,
    input: { subsidiary, code, ceilingMinor },
  };
  return runCommand(kit, key, async ({ tx }) => {
    await sql`UPDATE account SET ceiling = ${ceilingMinor} WHERE id = ${account.id}`.execute(
      tx.getKysely<unknown>(),
    );
    return accept({ ceilingMinor });
  });
}
