/** Funding terms are set ahead, so that what was issued before never changes its price. */

import type { LedgerDoor } from '@guildhall/ledger';
import { addDays, businessDay, startOfDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse, valueOrThrow } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { ANY, COUPONS, type TermsVersion } from '../domain/terms.ts';
import { insertTerms, lockTerms, markWithdrawn } from '../storage/terms.ts';
import { mustOperate } from './access.ts';

const SELF: Principal = { kind: 'module', name: 'clearing' };

export interface SetTerms {
  readonly idempotencyKey: string;
  readonly company: string;
  /** Absent: with everybody. */
  readonly counterparty?: string | undefined;
  readonly currency: string;
  readonly effectiveFrom: Date;
  readonly mode: TermsVersion['mode'];
  readonly pricePerPoint?: string | undefined;
  readonly serviceFeeBps?: number | undefined;
  readonly taxRateBps?: number | undefined;
  readonly breakageToFunderBps?: number | undefined;
  readonly lowBalanceMinor?: bigint | undefined;
  readonly note?: string | undefined;
}

/** The first moment that nothing can have been issued at yet: tomorrow. The house itself may begin at once. */
export const earliestFor = (caller: Principal, now: Date): Date =>
  caller.kind === 'module' ? new Date(0) : startOfDay(addDays(businessDay(now), 1));

export async function setTerms(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: SetTerms,
): Promise<Outcome<{ readonly termsId: string }>> {
  mustOperate(caller);
  const { counterparty = ANY, mode, pricePerPoint = null } = input;
  if (counterparty !== ANY && mode !== 'PAY_ON_REDEEM')
    return refuse('VALIDATION', 'TERMS_MODE_NEEDS_ANY', {}, ['mode']);
  if (mode === 'PREPAID' && pricePerPoint === null)
    return refuse('VALIDATION', 'TERMS_PRICE_MISSING', {}, ['pricePerPoint']);
  if (!(await currencyKnown(kit, input.currency)))
    return refuse('VALIDATION', 'CURRENCY_UNKNOWN_IN_CLEARING', { currency: input.currency }, [
      'currency',
    ]);
  const key = { caller, operation: 'set-terms', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const earliest = earliestFor(caller, now);
    if (input.effectiveFrom < earliest)
      return refuse('RULE', 'TERMS_TOO_EARLY', { earliest: earliest.toISOString() }, [
        'effectiveFrom',
      ]);
    const taken = refuse('RULE', 'TERMS_ALREADY_SET', {}, ['effectiveFrom']);
    const termsId = await refusingTaken({ funding_terms_once: taken }, () =>
      insertTerms(
        tx.getKysely<unknown>(),
        {
          company: input.company,
          counterparty,
          currency: input.currency,
          effectiveFrom: input.effectiveFrom.toISOString(),
          mode,
          pricePerPoint,
          serviceFeeBps: input.serviceFeeBps ?? 0,
          taxRateBps: input.taxRateBps ?? 0,
          breakageToFunderBps: input.breakageToFunderBps ?? 10_000,
          lowBalanceMinor: input.lowBalanceMinor ?? null,
          note: input.note ?? '',
          setBy: clientOf(caller),
        },
        now,
      ),
    );
    return accept({ termsId });
  });
}

async function currencyKnown(kit: ModuleKit, code: string): Promise<boolean> {
  return code === COUPONS || (await scaleOf(kit, code)) !== undefined;
}

export async function scaleOf(kit: ModuleKit, code: string): Promise<number | undefined> {
  const currencies = valueOrThrow(await kit.doors.get<LedgerDoor>('ledger').currencies(SELF, {}));
  return currencies.find((one) => one.code === code)?.scale;
}

/** Terms that nobody has been issued anything under yet never counted, and may be taken back. */
export async function withdrawTerms(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: { readonly idempotencyKey: string; readonly termsId: string },
): Promise<Outcome<{ readonly termsId: string }>> {
  mustOperate(caller);
  const key = { caller, operation: 'withdraw-terms', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const { termsId } = input;
    const terms = await lockTerms(db, termsId);
    if (terms === undefined) return refuse('NOT_FOUND', 'TERMS_NOT_FOUND', {}, ['termsId']);
    const from = terms.effectiveFrom;
    if (from <= now) return refuse('RULE', 'TERMS_BEGUN', { from: from.toISOString() });
    await markWithdrawn(db, termsId, clientOf(caller), now);
    return accept({ termsId });
  });
}
