/** Funding terms are set ahead, so that what was issued before never changes its price; packs are bought under them. */

import type { LedgerDoor } from '@guildhall/ledger';
import { addDays, businessDay, startOfDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse, valueOrThrow } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import type { Happening } from '../domain/happenings.ts';
import { PROGRAMME } from '../domain/kinds.ts';
import { EXACT_DECIMALS, Exact, FEN_PER_YUAN, roundHalfUp } from '../domain/shares.ts';
import { ANY, COUPONS, TermsBook, type TermsVersion } from '../domain/terms.ts';
import { insertPack } from '../storage/packs.ts';
import { recordHappenings } from '../storage/record-happenings.ts';
import { insertTerms, termsInForce } from '../storage/terms.ts';
import { mustOperate } from './access.ts';
import { warnOfPacks } from './record-heard.ts';

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

async function scaleOf(kit: ModuleKit, code: string): Promise<number | undefined> {
  const currencies = valueOrThrow(await kit.doors.get<LedgerDoor>('ledger').currencies(SELF, {}));
  return currencies.find((one) => one.code === code)?.scale;
}

export interface BuyPack {
  readonly idempotencyKey: string;
  readonly company: string;
  readonly currency: string;
  readonly kind: 'MAIN' | 'RESERVE';
  /** Minor units of the point currency. */
  readonly pointsMinor: bigint;
  /** Of the order or invoice. */
  readonly reference: string;
}

/** Owed to the pool in the month it is bought, at the price of the terms in force. */
export async function buyPack(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: BuyPack,
): Promise<Outcome<{ readonly packId: string }>> {
  mustOperate(caller);
  const { company, currency } = input;
  const scale = await scaleOf(kit, currency);
  if (scale === undefined)
    return refuse('VALIDATION', 'CURRENCY_UNKNOWN_IN_CLEARING', { currency }, ['currency']);
  const key = { caller, operation: 'buy-pack', idempotencyKey, input };
  return runCommand(kit, key, async (context) => {
    const { tx, now } = context;
    const db = tx.getKysely<unknown>();
    const terms = new TermsBook(await termsInForce(db)).general(company, currency, now.getTime());
    const { pricePerPoint } = terms;
    if (terms.mode !== 'PREPAID' || pricePerPoint === null)
      return refuse('RULE', 'PACK_TERMS_MISSING', { company, currency });
    const packId = fromUuid('pck', newUuid(now));
    const exact = new Exact(input.pointsMinor.toString())
      .div(new Exact(10).pow(scale))
      .times(pricePerPoint)
      .times(FEN_PER_YUAN);
    const amountMinor = roundHalfUp(exact);
    const source = `pack/${packId}`;
    const happening: Happening = {
      kind: 'DECIDED',
      source,
      occurredAt: now.toISOString(),
      lines: [
        {
          kind: 'PACK_BOUGHT',
          debtor: company,
          creditor: PROGRAMME,
          amountMinor: amountMinor.toString(),
          exactMinor: exact.toFixed(EXACT_DECIMALS),
        },
      ],
      because: {
        pack: packId,
        currency,
        points: input.pointsMinor.toString(),
        pricePerPoint,
        reference: input.reference,
      },
    };
    await recordHappenings(db, [{ happening, eventId: null }], now);
    await insertPack(db, {
      id: packId,
      company,
      currency,
      kind: input.kind,
      points: input.pointsMinor.toString(),
      pricePerPoint,
      amountMinor,
      source,
      reference: input.reference,
      boughtBy: clientOf(caller),
      boughtAt: now,
    });
    await warnOfPacks(context);
    return accept({ packId });
  });
}
