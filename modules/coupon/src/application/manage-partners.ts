/** Outside brands: registered with what they do, and let go. Their clients and clerks are identity's, under their code. */
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import type { LocalText } from '../domain/offers/coupon-template.ts';
import type { OfferDefinition } from '../domain/offers/offer-definition.ts';
import { raiseCatalogue } from '../storage/offers.ts';
import { listPartners, type PartnerRow, savePartner } from '../storage/partners.ts';

export interface SavePartner {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: LocalText;
  readonly funds: boolean;
  readonly honours: boolean;
}

export async function registerPartner(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: SavePartner,
): Promise<Outcome<{ readonly code: string }>> {
  if (!input.funds && !input.honours)
    return refuse('VALIDATION', 'PARTNER_DOES_NOTHING', {}, ['funds']);
  const command = { caller, operation: 'register-partner', idempotencyKey, input };
  return runCommand(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    await savePartner(db, { ...input, state: 'ACTIVE' }, clientOf(caller), now);
    await raiseCatalogue(db);
    return accept({ code: input.code });
  });
}

/** It takes part in nothing new; coupons it promised to honour it goes on honouring until they expire. */
export async function endPartner(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, code }: { readonly idempotencyKey: string; readonly code: string },
): Promise<Outcome<{ readonly code: string }>> {
  const command = { caller, operation: 'end-partner', idempotencyKey, input: { code } };
  return runCommand(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const partner = (await listPartners(db)).find((one) => one.code === code);
    if (partner === undefined) return refuse('NOT_FOUND', 'PARTNER_NOT_FOUND', {}, ['code']);
    await savePartner(db, { ...partner, state: 'LEFT' }, clientOf(caller), now);
    await raiseCatalogue(db);
    return accept({ code });
  });
}

/** A partner pays or honours only what it has agreed to, and nothing after it left. */
export function faultOfPartners(
  { funding, benefits }: OfferDefinition,
  partners: readonly PartnerRow[],
): Refusal | undefined {
  const byCode = new Map(partners.map((partner) => [partner.code, partner]));
  const no = (code: string, partner: string, path: readonly string[]): Refusal => ({
    kind: 'VALIDATION',
    code,
    params: { partner },
    path,
  });
  const honouring = benefits.flatMap((benefit) =>
    benefit.kind === 'COUPON' ? benefit.coupon.honouredBy : [],
  );
  for (const { subsidiary } of funding) {
    const partner = byCode.get(subsidiary);
    if (partner?.state === 'LEFT') return no('PARTNER_LEFT', subsidiary, ['funding']);
    if (partner?.funds === false) return no('PARTNER_DOES_NOT_FUND', subsidiary, ['funding']);
  }
  for (const subsidiary of honouring) {
    const partner = byCode.get(subsidiary);
    if (partner?.state === 'LEFT') return no('PARTNER_LEFT', subsidiary, ['benefits']);
    if (partner?.honours === false) return no('PARTNER_DOES_NOT_HONOUR', subsidiary, ['benefits']);
  }
  return undefined;
}

/** The outside brand that the caller belongs to, if it belongs to one. */
export async function partnerOf(
  kit: Pick<ModuleKit, 'db'>,
  caller: Principal,
): Promise<PartnerRow | undefined> {
  const own = subsidiaryOf(caller);
  return own === undefined
    ? undefined
    : (await listPartners(kit.db.sql())).find(({ code }) => code === own);
}
