/**
 * Facts the ledger publishes about its own postings: one outbox row per event type and batch, each with the facts of
 * all its postings, so that publishing costs a batch little more than one row. Of earns and burns, which are most of
 * what is posted, the row names the postings only: they never change, so what a consumer is given later is made from
 * them (`wholeEvents`) and equals what it would have been given at once. A test compares the two.
 */
import type { DomainEvent } from '@guildhall/shared/events/event';
import { fromUuid, suffixOf } from '@guildhall/shared/ids';
import type { OriginalRef, PostingRecord } from '../domain/book.ts';
import type { PostingKind } from '../domain/values.ts';
import { LEDGER_EVENTS, type LotFact, type PointsFact } from '../door/events.ts';
import type { Catalogue } from '../storage/catalogue.ts';
import type { Connection } from '../storage/connection.ts';
import { recordsById } from '../storage/load-records.ts';
import { amountOf, ownerText } from './answers.ts';

const TYPE_OF: Readonly<Partial<Record<PostingKind, string>>> = {
  EARN: LEDGER_EVENTS.earned,
  BURN: LEDGER_EVENTS.burned,
  HOLD: LEDGER_EVENTS.held,
  CAPTURE: LEDGER_EVENTS.captured,
  RELEASE: LEDGER_EVENTS.released,
  TIMEOUT: LEDGER_EVENTS.released,
  ACTIVATE: LEDGER_EVENTS.activated,
  EXPIRE: LEDGER_EVENTS.expired,
  REVERSE_EARN: LEDGER_EVENTS.reversed,
  REVERSE_BURN: LEDGER_EVENTS.reversed,
  REVERSE_ADJUST: LEDGER_EVENTS.reversed,
  REPAY: LEDGER_EVENTS.repaid,
  TRANSFER_OUT: LEDGER_EVENTS.transferred,
  TRANSFER_IN: LEDGER_EVENTS.transferred,
  REVERSE_TRANSFER: LEDGER_EVENTS.transferred,
  CONTRIBUTE_OUT: LEDGER_EVENTS.transferred,
  CONTRIBUTE_IN: LEDGER_EVENTS.transferred,
  ADJUST: LEDGER_EVENTS.adjusted,
  ENTRY: LEDGER_EVENTS.adjusted,
  REVERSE_ENTRY: LEDGER_EVENTS.adjusted,
  MOVE_OUT: LEDGER_EVENTS.moved,
  MOVE_IN: LEDGER_EVENTS.moved,
};

export interface FactBatch {
  readonly type: string;
  readonly facts: () => readonly object[];
  readonly occurredAt: number;
  /** What the outbox row holds. */
  readonly stored: () => object;
}

const BRIEF: ReadonlySet<string> = new Set([LEDGER_EVENTS.earned, LEDGER_EVENTS.burned]);

export function factsOf(records: readonly PostingRecord[]): readonly FactBatch[] {
  const byType = new Map<string, PostingRecord[]>();
  for (const record of records) {
    const type = TYPE_OF[record.kind];
    if (type === undefined || record.wallet === null) continue;
    const theirs = byType.get(type);
    if (theirs === undefined) byType.set(type, [record]);
    else theirs.push(record);
  }
  return [...byType].map(([type, theirs]) => {
    const facts = (): readonly object[] => theirs.map((record) => factOf(record, records));
    return {
      type,
      facts,
      occurredAt: theirs[0]?.occurredAt ?? 0,
      stored: () =>
        BRIEF.has(type) ? { postings: theirs.map(({ id }) => id) } : { facts: facts() },
    };
  });
}

/** Events as their consumers know them, where the outbox names postings only. */
export async function wholeEvents(
  db: Connection,
  catalogue: Catalogue,
  events: readonly DomainEvent[],
): Promise<readonly DomainEvent[]> {
  const ids = events.flatMap(({ payload }) => postingsIn(payload) ?? []);
  if (ids.length === 0) return events;
  const records = await recordsById(db, catalogue, ids);
  const byId = new Map(records.map((record) => [record.id, record]));
  return events.map((event) => {
    const named = postingsIn(event.payload);
    if (named === undefined) return event;
    const facts = named.map((id) => {
      const record = byId.get(id);
      if (record === undefined) throw new Error(`Event ${event.id} names posting ${id}: not found`);
      return factOf(record, records);
    });
    return { ...event, payload: { facts } };
  });
}

function postingsIn(payload: DomainEvent['payload']): readonly string[] | undefined {
  return Array.isArray(payload.postings) ? (payload.postings as string[]) : undefined;
}

function factOf(record: PostingRecord, records: readonly PostingRecord[]): object {
  if (record.wallet === null) throw new Error(`Posting ${record.id} has no wallet`);
  return { ...pointsFact(record, record.wallet), ...extraOf(record, records) };
}

function pointsFact(
  record: PostingRecord,
  wallet: NonNullable<PostingRecord['wallet']>,
): PointsFact {
  const suffix = suffixOf(record.id);
  return {
    postingId: `pst_${suffix}`,
    transferId:
      record.transferId === record.id ? `trf_${suffix}` : fromUuid('trf', record.transferId),
    ownerId: ownerText(wallet),
    currency: wallet.currency.code,
    scale: wallet.currency.scale,
    amountMinor: amountOf(record).toString(),
    subsidiary: record.account?.subsidiary ?? null,
    occurredAt: new Date(record.occurredAt).toISOString(),
    postedAt: new Date(record.postedAt).toISOString(),
    reason: record.reason,
    lots: lotFacts(record),
    balance: {
      availableMinor: record.available.toString(),
      pendingMinor: record.pending.toString(),
      heldMinor: record.held.toString(),
      debtMinor: record.debt.toString(),
    },
  };
}

function lotFacts(record: PostingRecord): readonly LotFact[] {
  const total = -record.dSystem;
  if (record.made.length === 1 && total > 0n) return record.made.map((lot) => lotFact(lot, total));
  // Those that a repayment frees are its original.
  const moves =
    record.kind === 'REPAY' ? record.moves.filter(({ free }) => free < 0n) : record.moves;
  const moved = moves.map(({ lot, free, held }) => lotFact(lot, free === 0n ? held : free));
  return [...moved, ...takenFromBreakage(record)];
}

/** A reversal takes what has expired back from breakage: of the lot that it came in with, though the lot has none left. */
function takenFromBreakage({ kind, counter, dCounter, original }: PostingRecord): LotFact[] {
  const lot = original?.lots[0]?.lot;
  if (!kind.startsWith('REVERSE_') || counter?.kind !== 'BREAKAGE' || lot === undefined) return [];
  return [lotFact(lot, dCounter)];
}

function lotFact(lot: PostingRecord['made'][number], amount: bigint): LotFact {
  return {
    lotId: fromUuid('lot', lot.id),
    rootLotId: fromUuid('lot', lot.rootId ?? lot.id),
    amountMinor: (amount < 0n ? -amount : amount).toString(),
    issuer: lot.terms.issuer,
    funding: lot.terms.funding,
  };
}

function extraOf(record: PostingRecord, records: readonly PostingRecord[]): object {
  switch (record.kind) {
    case 'EARN':
      return repaidFact(record);
    case 'HOLD':
      return {
        holdId: fromUuid('hld', record.hold?.id ?? ''),
        expiresAt: new Date(record.hold?.expiresAt ?? 0).toISOString(),
      };
    case 'CAPTURE':
      return { holdId: fromUuid('hld', record.hold?.id ?? '') };
    case 'RELEASE':
    case 'TIMEOUT':
      return {
        holdId: fromUuid('hld', record.hold?.id ?? ''),
        timedOut: record.kind === 'TIMEOUT',
        ...repaidFact(record),
      };
    case 'REVERSE_EARN':
    case 'REVERSE_BURN':
    case 'REVERSE_ADJUST':
      return reversalExtra(record, records);
    default:
      return {
        kind: record.kind,
        changeMinor: (-record.dSystem).toString(),
        ...repaidFact(record),
        ...(record.original === null
          ? {}
          : { ...originalFact(record.original), fromBreakage: takenFromBreakage(record) }),
      };
  }
}

/** What of a credit repaid a debt. Debt that leaves with its member is not repaid. */
function repaidFact(record: PostingRecord): {
  readonly debtRepaidMinor: string;
  readonly repaid: readonly LotFact[];
} {
  if (record.dDebt <= 0n || record.kind === 'MOVE_OUT') return { debtRepaidMinor: '0', repaid: [] };
  const parts = record.moves.map(({ lot, free, held }) => ({ lot, amount: -(free + held) }));
  return {
    debtRepaidMinor: record.dDebt.toString(),
    repaid: parts
      .filter(({ amount }) => amount > 0n)
      .map(({ lot, amount }) => lotFact(lot, amount)),
  };
}

const originalFact = ({ occurredAt, lots }: OriginalRef) => ({
  originalOccurredAt: new Date(occurredAt).toISOString(),
  original: lots.map(({ lot, amount }) => lotFact(lot, amount)),
});

function reversalExtra(record: PostingRecord, records: readonly PostingRecord[]): object {
  const { original } = record;
  const expired = records.filter(
    ({ kind, transferId }) => kind === 'EXPIRE' && transferId === record.transferId,
  );
  return {
    reverses: record.kind.slice('REVERSE_'.length),
    changeMinor: (-record.dSystem).toString(),
    ...repaidFact(record),
    reversedPostingId: fromUuid('pst', record.reverses ?? ''),
    originalOccurredAt: new Date(original?.occurredAt ?? record.occurredAt).toISOString(),
    original: original === null ? [] : original.lots.map(({ lot, amount }) => lotFact(lot, amount)),
    debtMinor: (record.dDebt < 0n ? -record.dDebt : 0n).toString(),
    expiredMinor: expired.reduce((sum, other) => sum + amountOf(other), 0n).toString(),
    fromBreakage: takenFromBreakage(record),
  };
}
