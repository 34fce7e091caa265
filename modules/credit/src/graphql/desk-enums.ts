/** Enums of relations, cases, alerts and overrides. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const PartyKindEnum = defineEnum('PartyKind', 'What a party in the graph of relations is.', {
  FIRM: 'A firm, registered with the group or only named by a survey.',
  PERSON: 'A natural person.',
  ADDRESS: 'An address.',
  PHONE: 'A phone number.',
});

export const RelationKindEnum = defineEnum('RelationKind', 'How two parties hang together.', {
  SHAREHOLDING: 'The first holds shares of the second 持股.',
  LEGAL_REPRESENTATIVE: 'The first is legal representative of the second 法定代表人.',
  OFFICER: 'The first is an officer of the second 高管.',
  GUARANTEE: 'The first guarantees debts of the second 担保.',
  BRANCH: 'The second is a branch of the first 分公司.',
  ADDRESS: 'The second is at the address.',
  PHONE: 'The second has the phone number.',
});

export const ContagionCauseEnum = defineEnum('ContagionCause', 'Trouble that spreads.', {
  BLACKLISTED: 'On a blacklist of the group.',
  DEFAULTED: 'In open default.',
  DISHONEST_DEBTOR: 'On the court list of dishonest judgment debtors 失信被执行人.',
});

export const CaseKindEnum = defineEnum('CaseKind', 'What a case is about.', {
  SCREENING: 'A screening that said REVIEW.',
  APPEAL: 'An appeal against a list entry; decided on the entry.',
  LIST_REVIEW: 'A list entry whose review comes due; decided on the entry (renew or remove).',
  LOOK_BACK: 'What a new list entry touches.',
});

export const CaseStateEnum = defineEnum('CaseState', 'Where a case stands.', {
  OPEN: 'Nobody has taken it.',
  ASSIGNED: 'Somebody has taken it.',
  ESCALATED: 'Handed up, by hand or because its time was up: an approver decides.',
  DECIDED: 'Decided.',
});

export const CaseDecisionEnum = defineEnum('CaseDecision', 'How a case is decided.', {
  APPROVE: 'The deal may go ahead.',
  APPROVE_ON_TERMS: 'The deal may go ahead on the terms in the note.',
  DECLINE: 'No deal.',
  DONE: 'Taken care of; for a look-back.',
});

export const CasePriorityEnum = defineEnum('CasePriority', 'How urgent a case is.', {
  NORMAL: 'In its turn.',
  HIGH: 'First.',
});

export const AlertKindEnum = defineEnum('AlertKind', 'What an alert is about.', {
  FACT: 'A fact that speaks against the firm.',
  SCORE: 'Its grade rose or fell.',
  LIST: 'A list entry came, changed or went, or touches a cooperation.',
  RELATED_PARTY:
    'Trouble among related parties, connected clients, guarantee rings, phoenix firms.',
  EXPOSURE: 'The limit is nearly or wholly used.',
  OUTCOME: 'A cooperation ended in dispute or default.',
  DEADLINE: 'A promised day has passed.',
});

export const AlertSeverityEnum = defineEnum('AlertSeverity', 'How grave an alert is.', {
  INFO: 'Good to know.',
  WARNING: 'To be looked at.',
  CRITICAL: 'To be acted on.',
});

export const AlertReasonEnum = defineEnum('AlertReason', 'Why a company receives an alert.', {
  EXPOSED: 'It has, or had, dealings with the firm.',
  SUBSCRIBED: 'It asked to.',
  RISK_DESK: 'It is for the risk desk of the group.',
});

export const OverrideStateEnum = defineEnum(
  'OverrideState',
  'Where something stands that takes two people.',
  {
    ASKED: 'One person asked for it.',
    GRANTED: 'Another person granted it; in force until its end.',
    REFUSED: 'Turned down, or withdrawn.',
    ENDED: 'Over.',
  },
);

export const GradeEnum = defineEnum('CreditGrade', 'Grades, best first.', {
  AAA: 'The best.',
  AA: 'Very good.',
  A: 'Good.',
  BBB: 'Sound.',
  BB: 'Fair: a tenth prepaid.',
  B: 'Weak: three tenths prepaid.',
  CCC: 'Poor: half prepaid.',
  CC: 'A person decides.',
  C: 'No deals.',
});

export const AffectedKindEnum = defineEnum('AffectedKind', 'What a new list entry touches.', {
  SCREENING: "A company's last answer that was not a refusal.",
  EXPOSURE: 'An open reservation.',
  OUTCOME: 'A cooperation of the last year.',
});
