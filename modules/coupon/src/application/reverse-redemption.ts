/** Undoes a redemption by hand, wholly or for amounts of its lines, in any order. Each call is idempotent. */
import { formatAmount } from '@guildhall/shared/amounts';
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Reversed, ReverseInput } from '../door.ts';
import { giveBack } from '../storage/counters.ts';
import { couponsById } from '../storage/coupons.ts';
import { insertCalls } from '../storage/ledger-calls.ts';
import { lockRedemption, type RedemptionRow, redemptionsById } from '../storage/redemptions.ts';
import { readsEverything, servesAt } from './access.ts';
import { versionsOfCoupons } from './coupon-templates.ts';
import { giveBackRedemption } from './give-back-redemption.ts';
import { settleOf } from './redeem-reservation.ts';

export async function reverseRedemptionByHand(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: ReverseInput,
): Promise<Outcome<Reversed>> {
  const { redemptionId } = input;
  // Points can only be given back once they have been captured.
  await settleOf(kit, redemptionId);
  const [known] = await redemptionsById(kit.db.sql(), [redemptionId]);
  const couponIds = (known?.lines ?? []).flatMap(({ couponId }) => couponId ?? []);
  const versions = await versionsOfCoupons(
    kit,
    await couponsById(kit.db.sql(), [...new Set(couponIds)]),
  );
  const command = { caller, operation: 'reverse-redemption', idempotencyKey, input };
  const reversed = await runCommand<Reversed>(kit, command, async (context) => {
    const db = context.tx.getKysely<unknown>();
    const row = await lockRedemption(db, redemptionId);
    const allowed = row !== undefined && (servesAt(caller, row.subsidiary) || isOperator(caller));
    if (!allowed) return refuse('NOT_FOUND', 'REDEMPTION_NOT_FOUND', {}, ['redemptionId']);
    const inAll = returnedInAll(row, input.lines);
    if ('code' in inAll) return { ok: false, refusal: inAll };
    const back = await giveBackRedemption(context, row, inAll.lines, versions, context.now);
    if (back.valueMinor === 0n && back.pointsMinor === 0n)
      return refuse('RULE', 'NOTHING_LEFT_TO_REVERSE', {}, ['redemptionId']);
    await insertCalls(
      db,
      back.call === undefined ? [] : [{ ...back.call, decisionId: null }],
      context.now,
    );
    await giveBack(db, back.claims);
    return accept({
      redemptionId,
      reversedMinor: back.valueMinor,
      restoredCoupons: back.coupons.filter(({ whole }) => whole).map(({ couponId }) => couponId),
    });
  });
  if (reversed.ok) await settleOf(kit, redemptionId);
  return reversed;
}

const isOperator = (caller: Principal): boolean =>
  readsEverything(caller) && !(caller.kind === 'staff' && !caller.roles.includes('operator'));

/** What has come back of each line in all, counting this reversal. */
function returnedInAll(
  { lines }: RedemptionRow,
  asked: ReverseInput['lines'],
): { readonly lines: ReadonlyMap<string, bigint> | 'WHOLE' } | Refusal {
  if (asked === undefined) return { lines: 'WHOLE' };
  const inAll = new Map(lines.map(({ lineId, returnedMinor }) => [lineId, returnedMinor]));
  const path = ['lines'];
  for (const { lineId, amountMinor } of asked) {
    const line = lines.find((one) => one.lineId === lineId);
    if (line === undefined)
      return { kind: 'RULE', code: 'REVERSAL_LINE_UNKNOWN', params: { lineId }, path };
    const returned = (inAll.get(lineId) ?? 0n) + amountMinor;
    if (amountMinor <= 0n || returned > line.amountMinor) {
      const most = formatAmount(line.amountMinor - line.returnedMinor, 2);
      return { kind: 'RULE', code: 'REVERSAL_EXCEEDS_REDEMPTION', params: { lineId, most }, path };
    }
    inAll.set(lineId, returned);
  }
  return { lines: inAll };
}
