/**
 * Facts the ledger publishes about its own postings: one outbox row per event type and batch, each with the facts of
 * all its postings, so that publishing costs a batch little more than one row.
 */
import type { PostingRecord } from '../domain/book.ts';
import { suffixOf, writeTypeId } from '../domain/typeid.ts';
import type { PostingKind } from '../domain/values.ts';
import { LEDGER_EVENTS, type LotFact, type PointsFact } from '../door/events.ts';
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
  readonly facts: readonly object[];
  readonly occurredAt: number;
}

export function factsOf(records: readonly PostingRecord[]): readonly FactBatch[] {
  const byType = new Map<string, { type: string; facts: object[]; occurredAt: number }>();
  for (const record of records) {
    const type = TYPE_OF[record.kind];
    if (type === undefined || record.wallet === null) continue;
    let batch = byType.get(type);
    if (batch === undefined) {
      batch = { type, facts: [], occurredAt: record.occurredAt };
      byType.set(type, batch);
    }
    batch.facts.push({ ...pointsFact(record, record.wallet), ...extraOf(record, records) });
  }
  return [...byType.values()];
}

function pointsFact(
  record: PostingRecord,
  wallet: NonNullable<PostingRecord['wallet']>,
): PointsFact {
  const suffix = suffixOf(record.id);
  return {
    postingId: `pst_${suffix}`,
    transferId:
      record.transferId === record.id ? `trf_${suffix}` : writeTypeId('trf', record.transferId),
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
  return record.moves.map(({ lot, free, held }) => lotFact(lot, free === 0n ? held : free));
}

function lotFact(lot: PostingRecord['made'][number], amount: bigint): LotFact {
  return {
    lotId: writeTypeId('lot', lot.id),
    rootLotId: writeTypeId('lot', lot.rootId ?? lot.id),
    amountMinor: (amount < 0n ? -amount : amount).toString(),
    issuer: lot.terms.issuer,
    funding: lot.terms.funding,
  };
}

function extraOf(record: PostingRecord, records: readonly PostingRecord[]): object {
  switch (record.kind) {
    case 'EARN':
      return { debtRepaidMinor: record.dDebt.toString() };
    case 'HOLD':
      return {
        holdId: writeTypeId('hld', record.hold?.id ?? ''),
        expiresAt: new Date(record.hold?.expiresAt ?? 0).toISOString(),
      };
    case 'CAPTURE':
      return { holdId: writeTypeId('hld', record.hold?.id ?? '') };
    case 'RELEASE':
    case 'TIMEOUT':
      return {
        holdId: writeTypeId('hld', record.hold?.id ?? ''),
        timedOut: record.kind === 'TIMEOUT',
      };
    case 'REVERSE_EARN':
    case 'REVERSE_BURN':
    case 'REVERSE_ADJUST':
      return reversalExtra(record, records);
    default:
      return {
        kind: record.kind,
        changeMinor: (-record.dSystem).toString(),
        debtRepaidMinor: (record.dDebt > 0n ? record.dDebt : 0n).toString(),
      };
  }
}

function reversalExtra(record: PostingRecord, records: readonly PostingRecord[]): object {
  const { original } = record;
  const expired = records.filter(
    ({ kind, transferId }) => kind === 'EXPIRE' && transferId === record.transferId,
  );
  return {
    reverses: record.kind.slice('REVERSE_'.length),
    changeMinor: (-record.dSystem).toString(),
    debtRepaidMinor: (record.dDebt > 0n ? record.dDebt : 0n).toString(),
    reversedPostingId: writeTypeId('pst', record.reverses ?? ''),
    originalOccurredAt: new Date(original?.occurredAt ?? record.occurredAt).toISOString(),
    original: original === null ? [] : original.lots.map(({ lot, amount }) => lotFact(lot, amount)),
    debtMinor: (record.dDebt < 0n ? -record.dDebt : 0n).toString(),
    expiredMinor: expired.reduce((sum, other) => sum + amountOf(other), 0n).toString(),
  };
}
