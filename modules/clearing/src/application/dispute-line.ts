/**
 * A company disputes a line of its statement, with evidence; a second person decides. What is granted is posted as a
 * correction in the month that is open then: the disputed line, its statement and its month stay as they are.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import type { Happening } from '../domain/happenings.ts';
import {
  closeDispute,
  correctedSoFar,
  type DisputeRow,
  insertDispute,
  insertNote,
  listDisputes,
  type NewNote,
  openDisputeOf,
  openDisputes,
} from '../storage/disputes.ts';
import { lockPeriod, movePeriod, type PeriodRow } from '../storage/periods.ts';
import { recordHappenings } from '../storage/record-happenings.ts';
import { type StatementLine, statementLines } from '../storage/statements.ts';
import type { Db } from '../storage/terms.ts';
import {
  byOf,
  mustActFor,
  mustActForOneOf,
  mustBeMonth,
  mustBeSecond,
  mustOperate,
  refused,
} from './access.ts';

export interface Attachment {
  readonly fileName: string;
  readonly mediaType: string;
  /** Base64, at most 1 MB. */
  readonly content: string;
}

export interface RaiseDispute {
  readonly idempotencyKey: string;
  readonly month: string;
  readonly company: string;
  readonly lineNo: number;
  /** What the line should be, CNY fen, signed as on the statement. */
  readonly claimedMinor: bigint;
  readonly reason: string;
  readonly attachment?: Attachment | undefined;
}

type DisputeOutcome = Outcome<{ readonly disputeId: string }>;

const MOST_BYTES = 1_048_576;

export async function raiseDispute(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: RaiseDispute,
): Promise<DisputeOutcome> {
  const { month, company, lineNo, claimedMinor, reason } = input;
  mustActFor(caller, company);
  mustBeMonth(month);
  const key = { caller, operation: 'raise-dispute', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const period = await lockPeriod(db, month);
    if (period === undefined) return refuse('RULE', 'PERIOD_NOT_FOUND', { month }, ['month']);
    if (period.state !== 'ISSUED' && period.state !== 'DISPUTED')
      return refuse('RULE', 'PERIOD_WRONG_STATE', { month, state: period.state, wanted: 'ISSUED' });
    const line = await lineOf(db, input);
    if ((await standingOf(db, line, company)) === claimedMinor)
      return refuse('RULE', 'DISPUTE_CLAIM_EQUAL', {}, ['claimed']);
    if (await openDisputeOf(db, line.obligationId)) return refuse('RULE', 'DISPUTE_OPEN_ALREADY');
    const { byClient, byPerson } = byOf(caller);
    const id = newId('dsp', now);
    await insertDispute(db, {
      id,
      month,
      company,
      lineNo,
      obligationId: line.obligationId,
      counterparty: line.counterparty,
      state: 'OPEN',
      claimedMinor,
      grantedMinor: null,
      raisedBy: byClient,
      raisedByPerson: byPerson,
      raisedAt: now,
      correctionSource: null,
    });
    await insertNote(db, id, noteOf(caller, 'REASON', reason, input.attachment, now));
    if (period.state === 'ISSUED') {
      const note = `${company} disputes line ${lineNo}`;
      await movePeriod(db, { month, state: 'DISPUTED', at: now, ...byOf(caller), note });
    }
    return accept({ disputeId: id });
  });
}

async function lineOf(
  db: Db,
  { month, company, lineNo }: Pick<DisputeRow, 'month' | 'company' | 'lineNo'>,
): Promise<StatementLine> {
  const [line] = await statementLines(db, { month, company }, { limit: 1, afterLine: lineNo - 1 });
  if (line?.lineNo !== lineNo)
    refused(refuse('NOT_FOUND', 'STATEMENT_LINE_NOT_FOUND', { lineNo }, ['lineNo']));
  return line;
}

function noteOf(
  caller: Principal,
  kind: NewNote['kind'],
  text: string,
  file: Attachment | undefined,
  at: Date,
): NewNote {
  const content = file === undefined ? null : bytesOf(file.content);
  return {
    kind,
    text,
    fileName: file?.fileName ?? null,
    mediaType: file?.mediaType ?? null,
    content,
    ...byOf(caller),
    at,
  };
}

function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  const whole = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  if (!whole || bytes.length === 0 || bytes.length > MOST_BYTES)
    refused(refuse('VALIDATION', 'EVIDENCE_MALFORMED', {}, ['attachment', 'content']));
  return bytes;
}

/** The open dispute, its month locked first. */
async function lockDispute(
  db: Db,
  disputeId: string,
): Promise<{ readonly dispute: DisputeRow; readonly period: PeriodRow }> {
  const [known] = await listDisputes(db, { id: disputeId });
  if (known === undefined) refused(refuse('NOT_FOUND', 'DISPUTE_NOT_FOUND', {}, ['disputeId']));
  const period = await lockPeriod(db, known.month);
  const [dispute] = await listDisputes(db, { id: disputeId });
  if (dispute === undefined || period === undefined) throw new Error('A dispute cannot vanish');
  if (dispute.state !== 'OPEN') refused(refuse('RULE', 'DISPUTE_CLOSED', { state: dispute.state }));
  return { dispute, period };
}

export interface AddEvidence {
  readonly idempotencyKey: string;
  readonly disputeId: string;
  readonly text: string;
  readonly attachment?: Attachment | undefined;
}

/** Both sides may: the company that disputes, the one it concerns, and the group. */
export async function addEvidence(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: AddEvidence,
): Promise<DisputeOutcome> {
  const { disputeId, text, attachment } = input;
  const key = { caller, operation: 'add-evidence', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const { dispute } = await lockDispute(db, disputeId);
    mustActForOneOf(caller, dispute.company, dispute.counterparty);
    await insertNote(db, disputeId, noteOf(caller, 'EVIDENCE', text, attachment, now));
    return accept({ disputeId });
  });
}

export interface DecideDispute {
  readonly idempotencyKey: string;
  readonly disputeId: string;
  readonly accept: boolean;
  /** Accepted in part: what the line is to be; all that is claimed when left out. */
  readonly grantedMinor?: bigint | undefined;
  readonly reason: string;
}

export async function decideDispute(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: DecideDispute,
): Promise<DisputeOutcome> {
  mustOperate(caller);
  const { disputeId, reason } = input;
  const key = { caller, operation: 'decide-dispute', idempotencyKey, input };
  return runCommand(kit, key, async (context) => {
    const db = context.tx.getKysely<unknown>();
    const { dispute, period } = await lockDispute(db, disputeId);
    mustBeSecond(caller, dispute.raisedByPerson);
    const grantedMinor = input.accept ? (input.grantedMinor ?? dispute.claimedMinor) : null;
    const correctionSource =
      grantedMinor === null
        ? null
        : await correct(context, dispute, grantedMinor, clientOf(caller));
    const state = input.accept ? 'ACCEPTED' : 'REJECTED';
    await closeDispute(db, disputeId, state, { grantedMinor, correctionSource });
    await insertNote(db, disputeId, noteOf(caller, 'DECISION', reason, undefined, context.now));
    await backToIssued(context, caller, period, `dispute ${state.toLowerCase()}`);
    return accept({ disputeId });
  });
}

/** What the line comes to for the company with everything that was granted about its obligation, to either side. */
async function standingOf(db: Db, line: StatementLine, company: string): Promise<bigint> {
  return line.amountMinor + (await correctedSoFar(db, line.obligationId, company));
}

/** The difference between what stands and what is granted, forward, between the same two companies. */
async function correct(
  { tx, now }: CommandContext,
  dispute: DisputeRow,
  grantedMinor: bigint,
  decidedBy: string,
): Promise<string | null> {
  const db = tx.getKysely<unknown>();
  const line = await lineOf(db, dispute);
  const change = grantedMinor - (await standingOf(db, line, dispute.company));
  if (change === 0n) return null;
  const { company, month, lineNo } = dispute;
  const [debtor, creditor] =
    change > 0n ? [line.counterparty, company] : [company, line.counterparty];
  const amountMinor = (change > 0n ? change : -change).toString();
  const source = `dispute/${dispute.id}`;
  const happening: Happening = {
    kind: 'DECIDED',
    source,
    occurredAt: now.toISOString(),
    lines: [{ kind: 'CORRECTION', debtor, creditor, amountMinor, exactMinor: amountMinor }],
    because: {
      dispute: dispute.id,
      month,
      lineNo: String(lineNo),
      obligation: line.obligationId,
      decidedBy,
    },
  };
  await recordHappenings(db, [{ happening, eventId: null }], now);
  return source;
}

async function backToIssued(
  { tx, now }: CommandContext,
  caller: Principal,
  { month, state }: PeriodRow,
  note: string,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  if (state === 'DISPUTED' && (await openDisputes(db, month)) === 0)
    await movePeriod(db, { month, state: 'ISSUED', at: now, ...byOf(caller), note });
}

export async function withdrawDispute(
  kit: ModuleKit,
  caller: Principal,
  {
    idempotencyKey,
    ...input
  }: { readonly idempotencyKey: string; readonly disputeId: string; readonly reason: string },
): Promise<DisputeOutcome> {
  const { disputeId, reason } = input;
  const key = { caller, operation: 'withdraw-dispute', idempotencyKey, input };
  return runCommand(kit, key, async (context) => {
    const db = context.tx.getKysely<unknown>();
    const { dispute, period } = await lockDispute(db, disputeId);
    mustActFor(caller, dispute.company);
    await closeDispute(db, disputeId, 'WITHDRAWN', { grantedMinor: null, correctionSource: null });
    await insertNote(db, disputeId, noteOf(caller, 'WITHDRAWAL', reason, undefined, context.now));
    await backToIssued(context, caller, period, 'dispute withdrawn');
    return accept({ disputeId });
  });
}
