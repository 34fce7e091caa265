/**
 * Recognises revenue for points of a month, company by company (IFRS 15): what its points were worth at issue is
 * allocated, and recognised as they are redeemed against what is expected in total. A month is recognised once, in
 * order; what changes later is caught up in the month that is recognised then.
 */
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { recognise } from '../domain/recognition.ts';
import { Exact, FEN_PER_YUAN, roundHalfUp } from '../domain/shares.ts';
import { TermsBook } from '../domain/terms.ts';
import {
  insertRecognition,
  lastRecognitions,
  listRecognitions,
  type RecognitionRow,
} from '../storage/recognitions.ts';
import { termsInForce } from '../storage/terms.ts';
import { mustBeMonth, mustOperate } from './access.ts';
import { endOfMonth } from './cut-off-period.ts';
import { breakageOf, type PointsOfCurrency, partOf, pointsOf } from './read-liability.ts';

export interface RecogniseRevenue {
  readonly idempotencyKey: string;
  readonly month: string;
  readonly currency: string;
}

export async function recogniseRevenue(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: RecogniseRevenue,
): Promise<Outcome<readonly RecognitionRow[]>> {
  mustOperate(caller);
  mustBeMonth(input.month);
  const { month, currency } = input;
  const end = endOfMonth(month);
  if (kit.clock.now() < end) return refuse('RULE', 'PERIOD_NOT_OVER', { month }, ['month']);
  const points = await pointsOf(kit, currency, new Date(end.getTime() - 1));
  const key = { caller, operation: 'recognise-revenue', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const before = await lastRecognitions(db, currency);
    const last = [...before.values()]
      .map((row) => row.month)
      .sort()
      .at(-1);
    if (last === month) return refuse('RULE', 'RECOGNITION_ALREADY', { month }, ['month']);
    if (last !== undefined && last > month)
      return refuse('RULE', 'RECOGNITION_NOT_NEXT', { last }, ['month']);
    const book = new TermsBook(await termsInForce(db));
    for (const company of companiesOf(points, before)) {
      const basis = basisOf(company, currency, points, book, month);
      const earlier = before.get(company);
      const made = recognise(
        basis,
        earlier && { recognisedMinor: earlier.recognisedMinor, redeemed: earlier.redeemedPoints },
      );
      await insertRecognition(db, {
        month,
        company,
        currency,
        allocatedMinor: basis.allocatedMinor,
        redeemedPoints: basis.redeemed,
        expectedPoints: basis.expected,
        breakageRate: basis.breakageRate,
        ...made,
        madeBy: clientOf(caller),
        madeAt: now,
      });
    }
    return accept(await listRecognitions(db, { month, currency }));
  });
}

function companiesOf(
  { flows }: PointsOfCurrency,
  before: ReadonlyMap<string, unknown>,
): readonly string[] {
  const funders = flows.flatMap(({ funding }) =>
    funding.shares.map(({ subsidiary }) => subsidiary),
  );
  return [...new Set([...funders, ...before.keys()])].sort();
}

/** A company's shares of all that was issued, redeemed and is still open at the end of the month. */
function basisOf(
  company: string,
  currency: string,
  { flows, lots, scale }: PointsOfCurrency,
  book: TermsBook,
  month: string,
) {
  const theirs = flows.filter(({ funding }) => partOf(company, funding) > 0);
  const unit = new Exact(10).pow(scale);
  let allocated = new Exact(0);
  let redeemed = new Exact(0);
  for (const flow of theirs) {
    const issuedAt = Date.parse(`${flow.earnedMonth}-28T00:00:00Z`);
    const price =
      book.general(company, currency, issuedAt).pricePerPoint ?? flow.funding.pricePerPoint;
    const share = new Exact(partOf(company, flow.funding)).div(unit);
    const issued = new Exact((flow.issuedMinor - flow.withdrawnMinor).toString()).times(share);
    allocated = allocated.plus(issued.times(price).times(FEN_PER_YUAN));
    redeemed = redeemed.plus(new Exact(flow.redeemedMinor.toString()).times(share));
  }
  const open = lots.filter(({ funding }) => partOf(company, funding) > 0);
  const { rate } = breakageOf(flows, open, month);
  const outstanding = open.reduce(
    (sum, { amountMinor, funding }) =>
      sum.plus(new Exact(amountMinor.toString()).times(partOf(company, funding)).div(unit)),
    new Exact(0),
  );
  const expected = redeemed.plus(outstanding.times(new Exact(1).minus(rate)));
  return {
    allocatedMinor: roundHalfUp(allocated),
    redeemed: redeemed.toFixed(12),
    expected: expected.toFixed(12),
    breakageRate: rate.toFixed(8),
  };
}
