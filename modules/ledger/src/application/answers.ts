/**
 * Answers out of the postings of one transfer. The first answer is made from what was just posted, a replayed one from
 * what is stored, by the same functions: so they are equal.
 */

import { fromUuid, suffixOf } from '@guildhall/shared/ids';
import type { MoveRef, PostingRecord, WalletRef } from '../domain/book.ts';
import { NEVER } from '../domain/state.ts';
import type * as p from '../door/posting.ts';
import type { LotUse, Posted } from '../door/values.ts';

export type Records = readonly PostingRecord[];

export const dateOf = (ms: number): Date | null => (ms === NEVER ? null : new Date(ms));
export const ownerText = ({
  ownerId,
  isHousehold,
}: Pick<WalletRef, 'ownerId' | 'isHousehold'>): string =>
  fromUuid(isHousehold ? 'hsh' : 'mem', ownerId);

export function lotUses(moves: readonly MoveRef[]): LotUse[] {
  return moves.map(({ lot, free, held }) => {
    const change = free === 0n ? held : free;
    return {
      lotId: fromUuid('lot', lot.id),
      amountMinor: change < 0n ? -change : change,
      expiresAt: dateOf(lot.expiresAt),
      issuer: lot.terms.issuer,
      funding: lot.terms.funding,
    };
  });
}

/** Points moved, whichever way; of a repayment, what was owed. */
export function amountOf(record: PostingRecord): bigint {
  const held = record.kind === 'HOLD' || record.kind === 'RELEASE' || record.kind === 'TIMEOUT';
  const amount = held ? record.dHeld : record.kind === 'REPAY' ? record.dDebt : record.dSystem;
  return amount < 0n ? -amount : amount;
}

export function first(records: Records): PostingRecord {
  const record = records[0];
  if (record === undefined) throw new Error('A posted command has postings');
  return record;
}

export function postedOf(record: PostingRecord, records: Records): Posted {
  const { wallet } = record;
  if (wallet === null) throw new Error(`Posting ${record.id} has no wallet`);
  let last = record;
  for (const other of records) if (other.wallet?.ownerId === wallet.ownerId) last = other;
  const suffix = suffixOf(record.id);
  return {
    postingId: `pst_${suffix}`,
    transferId:
      record.transferId === record.id ? `trf_${suffix}` : fromUuid('trf', record.transferId),
    memberId: ownerText(wallet),
    currency: wallet.currency.code,
    amountMinor: amountOf(record),
    postedAt: new Date(record.postedAt),
    balance: {
      availableMinor: last.available,
      pendingMinor: last.pending,
      heldMinor: last.held,
      debtMinor: last.debt,
    },
  };
}

const sumWhere = (records: Records, kind: PostingRecord['kind']): bigint =>
  records.reduce((sum, record) => (record.kind === kind ? sum + amountOf(record) : sum), 0n);

export function earnPosted(records: Records): p.EarnPosted {
  const record = first(records);
  const [lot] = record.made;
  if (lot === undefined) throw new Error(`Earn ${record.id} made no lot`);
  const posted = postedOf(record, records);
  return {
    ...posted,
    // Of one id, but for a lot that is not the only one of its posting.
    lotId: lot.id === record.id ? `lot${posted.postingId.slice(3)}` : fromUuid('lot', lot.id),
    activeAt: new Date(lot.activeAt),
    expiresAt: dateOf(lot.expiresAt),
    debtRepaidMinor: record.dDebt,
    householdMinor: sumWhere(records, 'CONTRIBUTE_OUT'),
  };
}

export function burnPosted(records: Records): p.BurnPosted {
  const record = first(records);
  return { ...postedOf(record, records), lots: lotUses(record.moves) };
}

export function holdPosted(records: Records): p.HoldPosted {
  const record = first(records);
  const { hold } = record;
  if (hold === null) throw new Error(`Posting ${record.id} is no hold`);
  return {
    ...postedOf(record, records),
    holdId: fromUuid('hld', hold.id),
    expiresAt: new Date(hold.expiresAt),
    lots: lotUses(record.moves),
  };
}

export function capturePosted(records: Records): p.CapturePosted {
  const record = first(records);
  const release = records.find(({ kind }) => kind === 'RELEASE');
  return {
    ...postedOf(record, records),
    holdId: fromUuid('hld', record.hold?.id ?? ''),
    remainingMinor: release === undefined ? (record.leftAfter ?? 0n) : 0n,
    releasedMinor: release === undefined ? 0n : amountOf(release),
    lots: lotUses(record.moves),
  };
}

export function releasePosted(records: Records): p.ReleasePosted {
  const record = first(records);
  return {
    ...postedOf(record, records),
    holdId: fromUuid('hld', record.hold?.id ?? ''),
    expiredMinor: sumWhere(records, 'EXPIRE'),
  };
}

export function reversalPosted(records: Records): p.ReversalPosted {
  // Returns of a household's share may stand before it.
  const record = records.find(({ leftAfter }) => leftAfter !== null) ?? first(records);
  return {
    ...postedOf(record, records),
    reversedPostingId: fromUuid('pst', record.reverses ?? ''),
    leftMinor: record.leftAfter ?? 0n,
    debtMinor: record.dDebt < 0n ? -record.dDebt : 0n,
    debtRepaidMinor: records
      .filter(({ kind, wallet }) => kind === 'REPAY' && wallet?.ownerId === record.wallet?.ownerId)
      .reduce((sum, { dDebt }) => sum + dDebt, 0n),
    expiredMinor: sumWhere(records, 'EXPIRE'),
    lots: lotUses(record.moves),
  };
}

export function transferPosted(records: Records): p.TransferPosted {
  const out = first(records.filter(({ kind }) => kind === 'TRANSFER_OUT'));
  const received = first(records.filter(({ kind }) => kind === 'TRANSFER_IN'));
  return {
    transferId: fromUuid('trf', out.transferId),
    from: postedOf(out, records),
    to: postedOf(received, records),
    lots: lotUses(out.moves),
  };
}

export function entriesPosted(records: Records): p.EntriesPosted {
  return {
    transferId: fromUuid('trf', first(records).transferId),
    postings: records
      .filter(({ wallet }) => wallet !== null)
      .map((record) => postedOf(record, records)),
  };
}

const MAINS: ReadonlySet<string> = new Set(['EARN', 'BURN', 'HOLD', 'TRANSFER_OUT']);

/** One posting per linked operation, in their order; what a household got is not one of them. */
export function linkedPosted(records: Records): p.LinkedPosted {
  return {
    transferId: fromUuid('trf', first(records).transferId),
    postings: records
      .filter(({ kind }) => MAINS.has(kind))
      .map((record) => postedOf(record, [record])),
  };
}
