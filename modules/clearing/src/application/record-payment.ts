/** Payments as the bank made them. The last one settles the month; one that is withdrawn opens it for payment again. */
import { runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { lockPeriod, movePeriod, type PeriodRow } from '../storage/periods.ts';
import { listPayments, type PaymentRow } from '../storage/statements.ts';
import type { Db } from '../storage/terms.ts';
import { byOf, mustOperate, refused } from './access.ts';

export const PERIOD_SETTLED = 'clearing.period-settled';

export interface RecordPayment {
  readonly idempotencyKey: string;
  readonly paymentId: string;
  readonly bankReference: string;
  /** `YYYY-MM-DD`. */
  readonly paidOn: string;
}

type PaymentOutcome = Outcome<{ readonly paymentId: string }>;

export async function recordPayment(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: RecordPayment,
): Promise<PaymentOutcome> {
  mustOperate(caller);
  const key = { caller, operation: 'record-payment', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now, publish }) => {
    const db = tx.getKysely<unknown>();
    const { payment, period } = await lockPayment(db, input.paymentId);
    const { month } = payment;
    if (period.state !== 'APPROVED' && period.state !== 'SETTLED')
      return refuse('RULE', 'PERIOD_WRONG_STATE', {
        month,
        state: period.state,
        wanted: 'APPROVED',
      });
    if (payment.bankReference !== null) return refuse('RULE', 'PAYMENT_RECORDED_ALREADY');
    if (await referenceTaken(db, input.bankReference))
      return refuse('RULE', 'BANK_REFERENCE_TAKEN', { reference: input.bankReference }, [
        'bankReference',
      ]);
    await insertPaymentEvent(db, caller, 'RECORDED', { ...input, note: '' }, now);
    const left = (await listPayments(db, { month })).filter((one) => one.bankReference === null);
    if (left.length === 0) {
      await movePeriod(db, { month, state: 'SETTLED', at: now, ...byOf(caller), note: '' });
      await publish({ type: PERIOD_SETTLED, occurredAt: now, payload: { month } });
    }
    return accept({ paymentId: input.paymentId });
  });
}

export interface WithdrawPayment {
  readonly idempotencyKey: string;
  readonly paymentId: string;
  readonly reason: string;
}

export async function withdrawPayment(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: WithdrawPayment,
): Promise<PaymentOutcome> {
  mustOperate(caller);
  const key = { caller, operation: 'withdraw-payment', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const { payment, period } = await lockPayment(db, input.paymentId);
    const { bankReference, month } = payment;
    if (bankReference === null) return refuse('RULE', 'PAYMENT_NOT_RECORDED');
    const { paymentId, reason } = input;
    await insertPaymentEvent(
      db,
      caller,
      'WITHDRAWN',
      { paymentId, bankReference, paidOn: null, note: reason },
      now,
    );
    if (period.state === 'SETTLED')
      await movePeriod(db, { month, state: 'APPROVED', at: now, ...byOf(caller), note: reason });
    return accept({ paymentId });
  });
}

/** The month first, so that two payments of it cannot both be the last. */
async function lockPayment(
  db: Db,
  paymentId: string,
): Promise<{ readonly payment: PaymentRow; readonly period: PeriodRow }> {
  const id = toUuid('pay', paymentId);
  const [known] = await listPayments(db, { id });
  if (known === undefined) refused(refuse('NOT_FOUND', 'PAYMENT_NOT_FOUND', {}, ['paymentId']));
  const period = await lockPeriod(db, known.month);
  const [payment] = await listPayments(db, { id });
  if (payment === undefined || period === undefined) throw new Error('A payment cannot vanish');
  return { payment, period };
}

async function referenceTaken(db: Db, reference: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM payment_event e WHERE bank_reference = ${reference} AND kind = 'RECORDED'
      AND NOT EXISTS (SELECT 1 FROM payment_event later WHERE later.payment_id = e.payment_id AND later.n > e.n) LIMIT 1`.execute(
    db,
  );
  return rows.length > 0;
}

async function insertPaymentEvent(
  db: Db,
  caller: Principal,
  kind: 'RECORDED' | 'WITHDRAWN',
  about: {
    readonly paymentId: string;
    readonly bankReference: string;
    readonly paidOn: string | null;
    readonly note: string;
  },
  now: Date,
): Promise<void> {
  const { byClient, byPerson } = byOf(caller);
  await sql`
    INSERT INTO payment_event (payment_id, kind, bank_reference, paid_on, note, by_client, by_person, at)
    VALUES (${toUuid('pay', about.paymentId)}, ${kind}, ${about.bankReference}, ${about.paidOn}, ${about.note}, ${byClient},
      ${byPerson}, ${now})`.execute(db);
}
