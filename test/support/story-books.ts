/** What a story's books say, asked over HTTP as an auditor asks: limits, reasons in both languages, and that all is sound. */
import { expect } from 'vitest';
import { EFFECTS, type TransactionSeen, tally } from '../e2e/car-to-home/orders.ts';
import type { Caller } from './test-guildhall.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

/** What came of a transaction, once all of it has come: an answer says PENDING where a busy machine takes its time. */
export async function came(auditor: Caller, { id }: { readonly id: string }): Promise<string[]> {
  const look = async () => {
    const { transaction } = await auditor.ask<{ transaction: TransactionSeen }>(
      `query ($id: ID!) { transaction(id: $id) { ${EFFECTS} } }`,
      { id },
    );
    return transaction;
  };
  await expect.poll(async () => (await look()).effects.status, PATIENCE).toBe('COMPLETE');
  return tally(await look());
}

/** `auto -> property`: what one company owes another, CNY. */
async function balances(auditor: Caller): Promise<Record<string, string>> {
  const { clearingBalances } = await auditor.ask<{
    clearingBalances: { debtor: string; creditor: string; amount: string }[];
  }>('{ clearingBalances { debtor creditor amount } }');
  return Object.fromEntries(
    clearingBalances.map(({ debtor, creditor, amount }) => [`${debtor} -> ${creditor}`, amount]),
  );
}

/** The companies owe each other exactly this, once clearing has heard of everything. */
export const expectOwed = (auditor: Caller, owed: Readonly<Record<string, string>>) =>
  expect.poll(() => balances(auditor), PATIENCE).toEqual(owed);

/** `GRANT MONEY 2062.00 of 2100.00`: what is used of the limits in total of an offer. */
export async function limitsUsed(auditor: Caller, offerId: string): Promise<string[]> {
  const { offer } = await auditor.ask<{
    offer: { limits: { phase: string; measure: string; ceiling: string; used: string | null }[] };
  }>('query ($id: ID!) { offer(id: $id) { limits { phase measure ceiling used } } }', {
    id: offerId,
  });
  return offer.limits
    .filter(({ used }) => used !== null)
    .map(({ phase, measure, ceiling, used }) => `${phase} ${measure} ${used} of ${ceiling}`);
}

export interface InBoth<T> {
  readonly zh: T;
  readonly en: T;
}

async function inBoth<T>(reader: Caller, ask: (reader: Caller) => Promise<T>): Promise<InBoth<T>> {
  return { zh: await ask(reader.reading('zh-CN')), en: await ask(reader.reading('en')) };
}

/** Why an offer gave or did not give at a transaction: its code, and the sentences that this reader is told. */
export function whyAt(
  reader: Caller,
  transactionId: string,
  offerCode: string,
): Promise<InBoth<readonly string[]>> {
  return inBoth(reader, async (one) => {
    const { explainTransaction } = await one.ask<{
      explainTransaction: {
        offers: { outcome: { code: string; offer: { code: string } }; words: string[] }[];
      };
    }>(
      `query ($transactionId: ID!) { explainTransaction(transactionId: $transactionId) {
        offers { outcome { code offer { code } } words }
      } }`,
      { transactionId },
    );
    const found = explainTransaction.offers.find(({ outcome }) => outcome.offer.code === offerCode);
    return found === undefined ? [] : [found.outcome.code, ...found.words];
  });
}

/** The newest no of a counter about this coupon, as this reader is told: code, message, and rule by rule. */
export function lastNo(
  reader: Caller,
  couponId: string,
): Promise<InBoth<readonly (string | null)[]>> {
  return inBoth(reader, async (one) => {
    const { sessionDecisions } = await one.ask<{
      sessionDecisions: {
        edges: {
          node: {
            code: string | null;
            message: string | null;
            coupons: {
              coupon: { id: string } | null;
              code: string | null;
              message: string | null;
              words: string[];
            }[];
          };
        }[];
      };
    }>(
      `query ($filter: SessionDecisionFilter) { sessionDecisions(first: 1, filter: $filter) {
        edges { node { code message coupons { coupon { id } code message words } } }
      } }`,
      { filter: { couponId } },
    );
    const [newest] = sessionDecisions.edges;
    const about = newest?.node.coupons.find(({ coupon }) => coupon?.id === couponId);
    const { code = null, message = null, words = [] } = about ?? {};
    return [code ?? newest?.node.code ?? null, message ?? newest?.node.message ?? null, ...words];
  });
}

/** Every invariant of the ledger and of clearing, over the whole database. */
export async function expectSoundBooks(auditor: Caller): Promise<void> {
  interface Checked {
    readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
  }
  const { verifyPoints, verifyClearing } = await auditor.ask<{
    verifyPoints: Checked;
    verifyClearing: Checked;
  }>('{ verifyPoints { checks { name ok } } verifyClearing { checks { name ok } } }');
  const broken = [...verifyPoints.checks, ...verifyClearing.checks].filter(({ ok }) => !ok);
  expect(broken).toEqual([]);
  expect(verifyPoints.checks.length).toBeGreaterThan(0);
  expect(verifyClearing.checks.length).toBeGreaterThan(0);
}
