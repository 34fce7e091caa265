/**
 * The group's exposure to a firm: reserve before the deal, use when it becomes binding, release when it is paid or falls
 * through, expire when nothing came of it. One group limit; two subsidiaries never overspend it together, nor the one limit
 * of connected clients.
 *
 * Locks: the group of connected clients, then the firm's exposure.
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_EXPOSURE_CURRENCY, CREDIT_EXPOSURE_EXPIRY, CREDIT_EXPOSURE_BLOCKED,
 * CREDIT_GROUP_LIMIT_EXCEEDED, CREDIT_EXPOSURE_REFERENCE,
 * CREDIT_LIMIT_EXCEEDED, CREDIT_RESERVATION_UNKNOWN, CREDIT_RESERVATION_STATE, CREDIT_RESERVATION_AMOUNT,
 * CREDIT_USE_BLOCKED.
 */
import { formatAmount } from '@guildhall/shared/amounts';
import { businessDay } from '@guildhall/shared/business-time';
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type RefusalError, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { groupFreeOf, groupLimitOf, groupOpenOf } from '../domain/relations/group-limit.ts';
import type { ExposureBlock } from '../domain/screening/exposure-blocks.ts';
import { limitOf } from '../domain/screening/limit.ts';
import { FIRM, type FirmId, LIST_ENTRY, RESERVATION, type ReservationId } from '../ids.ts';
import { latestAssessment } from '../storage/assessments.ts';
import { groupExposureOf } from '../storage/connected.ts';
import { ensureExposure, exposureOf, moveExposure } from '../storage/exposure.ts';
import { firmsByIds } from '../storage/firms.ts';
import { bindingEntries } from '../storage/listings.ts';
import { type Db, within } from '../storage/tables.ts';
import { companyOf } from './caller.ts';
import { lockReservation, move, recordMovement, reservationOf } from './keep-reservation.ts';
import { blockOf } from './read-exposure.ts';

export type ReservationState = 'RESERVED' | 'USED' | 'RELEASED' | 'EXPIRED';

export interface ReserveExposure {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  /** The subsidiary's own reference, such as an order number; one reservation each. */
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly expiresAt: Date;
}

export interface ReservationAnswer {
  readonly reservationId: ReservationId;
  readonly state: ReservationState;
  readonly reservedMinor: bigint;
  readonly usedMinor: bigint;
}

export function reserveExposure(
  kit: ModuleKit,
  caller: Principal,
  input: ReserveExposure,
): Promise<Outcome<ReservationAnswer>> {
  return runCommand<ReservationAnswer>(
    kit,
    keyOf(caller, 'reserve-exposure', input),
    async (context) => {
      const { tx, now } = context;
      const db = within(tx);
      const firmId = toUuid(FIRM, input.firmId);
      const subsidiary = companyOf(caller);
      if ((await firmsByIds(db, [firmId])).length === 0) {
        return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
      }
      if (input.currency !== GROUP_CURRENCY) {
        return refuse('VALIDATION', 'CREDIT_EXPOSURE_CURRENCY', { currency: GROUP_CURRENCY }, [
          'currency',
        ]);
      }
      if (input.expiresAt <= now)
        return refuse('VALIDATION', 'CREDIT_EXPOSURE_EXPIRY', {}, ['expiresAt']);
      const block = await blockOf(db, firmId, subsidiary, now);
      if (block !== undefined) {
        const { code, detail } = block;
        return refuse('RULE', 'CREDIT_EXPOSURE_BLOCKED', { code, detail }, ['firmId']);
      }
      await ensureExposure(db, firmId, GROUP_CURRENCY);
      // What has run out is room already, before the schedule comes round.
      await groupExposureOf(db, firmId, true);
      await takeBackOverdue(context, { firmId, limit: OVERDUE_AT_ONCE });
      const over = await groupRefusal(db, firmId, input.amountMinor);
      if (over !== undefined) return over;
      const limitMinor = await limitNow(db, firmId, subsidiary, now);
      const id = newUuid(now);
      const made = await db
        .insertInto('exposure_reservation')
        .values({
          id,
          firm_id: firmId,
          subsidiary,
          reference: input.reference,
          currency: input.currency,
          reserved_minor: input.amountMinor.toString(),
          used_minor: '0',
          state: 'RESERVED',
          created_at: now,
          expires_at: input.expiresAt,
        })
        .onConflict((conflict) => conflict.constraint('exposure_reservation_reference').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (made === undefined)
        return refuse('RULE', 'CREDIT_EXPOSURE_REFERENCE', { reference: input.reference });
      const totals = await moveExposure(
        db,
        firmId,
        { used: 0n, reserved: input.amountMinor },
        limitMinor,
      );
      if (totals === undefined) {
        const limit = formatAmount(limitMinor, 2);
        return refuse('RULE', 'CREDIT_LIMIT_EXCEEDED', {
          amount: formatAmount(input.amountMinor, 2),
          limit,
        });
      }
      const row = { id, firmId, subsidiary };
      await recordMovement(context, row, 'RESERVE', input.amountMinor, totals);
      return accept({
        reservationId: fromUuid(RESERVATION, id),
        state: 'RESERVED',
        reservedMinor: input.amountMinor,
        usedMinor: 0n,
      });
    },
  );
}

/**
 * Connected clients are one client: what all of them have open, and this amount, must fit the group's one limit. Takes the
 * group's lock, so that nobody else of the group reserves meanwhile.
 */
async function groupRefusal(db: Db, firmId: string, amountMinor: bigint) {
  const group = await groupExposureOf(db, firmId, true);
  if (group === undefined) return undefined;
  if (amountMinor <= groupFreeOf(group)) return undefined;
  return refuse('RULE', 'CREDIT_GROUP_LIMIT_EXCEEDED', {
    amount: formatAmount(amountMinor, 2),
    limit: formatAmount(groupLimitOf(group), 2),
    open: formatAmount(groupOpenOf(group), 2),
    firms: group.members.length,
  });
}

/** The limit that binds a subsidiary now: set by hand, or the latest assessment's, raised by a whitelist. */
export async function limitNow(
  db: Db,
  firmId: string,
  subsidiary: string,
  now: Date,
): Promise<bigint> {
  const exposure = (await exposureOf(db, firmId)) ?? {
    currency: GROUP_CURRENCY,
    usedMinor: 0n,
    reservedMinor: 0n,
  };
  return limitOf({
    exposure,
    assessment: await latestAssessment(db, firmId, now),
    entries: await bindingEntries(db, firmId, subsidiary, businessDay(now)),
  }).limitMinor;
}

export interface MoveReservation {
  readonly idempotencyKey: string;
  readonly reservationId: ReservationId;
  /** All that is left, when absent. */
  readonly amountMinor?: bigint | undefined;
}

/**
 * Turns reserved into used: the deal is binding, the money is out. The total stays the same. What was held before the firm was
 * barred is not drawn any more (ADR 40): it is given back, or two people lift the entry for the company first.
 */
export function useExposure(
  kit: ModuleKit,
  caller: Principal,
  input: MoveReservation,
): Promise<Outcome<ReservationAnswer>> {
  return runCommand<ReservationAnswer>(
    kit,
    keyOf(caller, 'use-exposure', input),
    async (context) => {
      const found = await lockReservation(within(context.tx), caller, input.reservationId);
      if (!found.ok) return found;
      const row = found.value;
      const state = row.expiresAt <= context.now ? 'EXPIRED' : row.state;
      if (row.state !== 'RESERVED' || state === 'EXPIRED')
        return refuse('RULE', 'CREDIT_RESERVATION_STATE', { state });
      const amount = input.amountMinor ?? row.reservedMinor;
      if (amount > row.reservedMinor) return tooMuch(row.reservedMinor);
      const block = await blockOf(within(context.tx), row.firmId, row.subsidiary, context.now);
      if (block !== undefined) return useBlocked(block);
      const left = row.reservedMinor - amount;
      const next = {
        reservedMinor: left,
        usedMinor: row.usedMinor + amount,
        state: left === 0n ? 'USED' : 'RESERVED',
      } as const;
      return move(context, row, 'USE', amount, { used: amount, reserved: -amount }, next);
    },
  );
}

/** Gives back: what is reserved first, then what was used (paid, or cancelled). */
export function releaseExposure(
  kit: ModuleKit,
  caller: Principal,
  input: MoveReservation,
): Promise<Outcome<ReservationAnswer>> {
  return runCommand<ReservationAnswer>(
    kit,
    keyOf(caller, 'release-exposure', input),
    async (context) => {
      const found = await lockReservation(within(context.tx), caller, input.reservationId);
      if (!found.ok) return found;
      const row = found.value;
      const open = row.reservedMinor + row.usedMinor;
      if (open === 0n) return refuse('RULE', 'CREDIT_RESERVATION_STATE', { state: row.state });
      const amount = input.amountMinor ?? open;
      if (amount > open) return tooMuch(open);
      const fromReserved = amount < row.reservedMinor ? amount : row.reservedMinor;
      const fromUsed = amount - fromReserved;
      const [reservedMinor, usedMinor] = [
        row.reservedMinor - fromReserved,
        row.usedMinor - fromUsed,
      ];
      const state =
        reservedMinor + usedMinor === 0n ? 'RELEASED' : reservedMinor > 0n ? 'RESERVED' : 'USED';
      const change = { used: -fromUsed, reserved: -fromReserved };
      return move(context, row, 'RELEASE', amount, change, { reservedMinor, usedMinor, state });
    },
  );
}

function tooMuch(open: bigint): { readonly ok: false; readonly refusal: RefusalError['refusal'] } {
  return refuse('RULE', 'CREDIT_RESERVATION_AMOUNT', { open: formatAmount(open, 2) });
}

/** Names the entry, or the knock-out rule, and what is left to be done. */
function useBlocked({ code, detail, entryId }: ExposureBlock) {
  const params = { code, detail, way: code === 'BLACKLISTED' ? 'OVERRIDE' : code };
  return refuse(
    'RULE',
    'CREDIT_USE_BLOCKED',
    entryId === undefined ? params : { ...params, entryId: fromUuid(LIST_ENTRY, entryId) },
    ['reservationId'],
  );
}

/** Takes back reservations whose time has passed, a few at a time; answers how many. */
export async function expireReservations(kit: ModuleKit, limit = 100): Promise<number> {
  const now = kit.clock.now();
  let published: Awaited<ReturnType<ModuleKit['events']['append']>> = [];
  const count = await kit.db.transaction(async (tx) => {
    const all: (typeof published)[number][] = [];
    const context: CommandContext = {
      tx,
      now,
      publish: async (...events) => {
        all.push(...(await kit.events.append(tx, now, events)));
      },
    };
    const taken = await takeBackOverdue(context, { limit });
    published = all;
    return taken;
  });
  if (published.length > 0) await kit.events.deliverNow(published);
  return count;
}

/** Reservations in a moment at most that a new one takes back with it; the schedule takes back the others. */
const OVERDUE_AT_ONCE = 20;

/** Of one firm, or of all; those that somebody else is moving are left to them. Answers how many. */
async function takeBackOverdue(
  context: CommandContext,
  { firmId, limit }: { readonly firmId?: string; readonly limit: number },
): Promise<number> {
  const rows = await within(context.tx)
    .selectFrom('exposure_reservation')
    .selectAll()
    .where('state', '=', 'RESERVED')
    .where('expires_at', '<=', context.now)
    .$if(firmId !== undefined, (query) => query.where('firm_id', '=', firmId ?? ''))
    .orderBy('expires_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  for (const row of rows) {
    const overdue = reservationOf(row);
    const { reservedMinor, usedMinor } = overdue;
    const state = usedMinor > 0n ? 'USED' : 'EXPIRED';
    const change = { used: 0n, reserved: -reservedMinor };
    const next = { reservedMinor: 0n, usedMinor, state } as const;
    await move(context, overdue, 'EXPIRE', reservedMinor, change, next);
  }
  return rows.length;
}

function keyOf(
  caller: Principal,
  operation: string,
  input: ReserveExposure | MoveReservation,
): CommandKey {
  return { caller, operation, idempotencyKey: input.idempotencyKey, input };
}
