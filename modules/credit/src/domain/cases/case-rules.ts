/** Cases that people decide: what may be decided on each kind, who may, and how long it may take. */
export const CASE_KINDS = ['SCREENING', 'APPEAL', 'LIST_REVIEW', 'LOOK_BACK'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];
export const CASE_STATES = ['OPEN', 'ASSIGNED', 'ESCALATED', 'DECIDED'] as const;
export type CaseState = (typeof CASE_STATES)[number];
export const CASE_DECISIONS = ['APPROVE', 'APPROVE_ON_TERMS', 'DECLINE', 'DONE'] as const;
export type CaseDecision = (typeof CASE_DECISIONS)[number];
export type CasePriority = 'NORMAL' | 'HIGH';

/** An appeal or a review is decided on its list entry, by two people; its case follows. */
export const DECISIONS_OF: Readonly<Record<CaseKind, readonly CaseDecision[]>> = {
  SCREENING: ['APPROVE', 'APPROVE_ON_TERMS', 'DECLINE'],
  APPEAL: [],
  LIST_REVIEW: [],
  LOOK_BACK: ['DONE'],
};

/** Amounts from here on (minor units of the group's currency) are urgent. */
const HIGH_FROM_MINOR = 1_000_000_00n;

export function screeningPriority(amountMinor: bigint): CasePriority {
  return amountMinor >= HIGH_FROM_MINOR ? 'HIGH' : 'NORMAL';
}

/** Hours until a screening's case must be decided. */
export const SLA_HOURS: Readonly<Record<CasePriority, number>> = { HIGH: 8, NORMAL: 24 };

export type CaseAct =
  | 'ASSIGN'
  | 'RELEASE'
  | 'COMMENT'
  | 'ATTACH'
  | 'ESCALATE'
  | 'DECIDE'
  | 'REOPEN';

/** In the order in which they win. */
export type CaseRefusal =
  | 'CASE_STATE'
  | 'CASE_OFFICER'
  | 'CASE_ESCALATED'
  | 'CASE_DECISION'
  | 'CASE_OWN';

export interface CaseHands {
  readonly kind: CaseKind;
  readonly state: CaseState;
  /** The person whose question it is; a system has none. */
  readonly openedBy: string | undefined;
}

export interface CaseActor {
  readonly person: string;
  readonly approver: boolean;
}

/** Why an act is not possible; undefined when it is. An escalated case is an approver's, and nobody decides their own question. */
export function caseRefusal(
  { kind, state, openedBy }: CaseHands,
  act: CaseAct,
  { person, approver }: CaseActor,
  decision?: CaseDecision,
): CaseRefusal | undefined {
  const closed = state === 'DECIDED';
  if (act === 'REOPEN') return closed ? (approver ? undefined : 'CASE_ESCALATED') : 'CASE_STATE';
  if (closed && act !== 'COMMENT') return 'CASE_STATE';
  if (act === 'ESCALATE' && state === 'ESCALATED') return 'CASE_STATE';
  if (act !== 'DECIDE') return undefined;
  if (state === 'ESCALATED' && !approver) return 'CASE_ESCALATED';
  if (decision === undefined || !DECISIONS_OF[kind].includes(decision)) return 'CASE_DECISION';
  return openedBy === person ? 'CASE_OWN' : undefined;
}

/**
 * Why a case cannot be given to a colleague; undefined when it can. Taking a case and talking about it is open to everybody
 * of the desk, but it is given only to who could decide it.
 */
export function handOverRefusal(
  { kind, state, openedBy }: CaseHands,
  officer: CaseActor | undefined,
): CaseRefusal | undefined {
  if (state === 'DECIDED') return 'CASE_STATE';
  if (officer === undefined) return 'CASE_OFFICER';
  if (state === 'ESCALATED' && !officer.approver) return 'CASE_ESCALATED';
  return DECISIONS_OF[kind].length > 0 && openedBy === officer.person ? 'CASE_OWN' : undefined;
}
