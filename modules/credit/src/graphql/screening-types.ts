/** Screenings and their replay, as the graph shows them. */
import { formatAmount } from '@guildhall/shared/amounts';
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import type { ScreeningReplay } from '../application/replay-screening.ts';
import type { Screening } from '../application/screen-firm.ts';
import type { Reason, RequiredTerm, ScreeningDecision } from '../domain/screening/decision.ts';
import { FACT, FIRM, LIST_ENTRY } from '../ids.ts';
import { amountText } from './amount-text.ts';
import type { CreditBuilder } from './context.ts';
import { CooperationKind, RequiredTermCode, ScreeningAnswerEnum } from './enums.ts';
import type { FirmType } from './firm-types.ts';
import type { ListEntryType } from './listing-types.ts';

type UsedFact = ScreeningDecision['facts'][number];

export function addScreeningTypes(
  builder: CreditBuilder,
  Firm: FirmType,
  ListEntry: ListEntryType,
) {
  const Answer = enumType(builder, ScreeningAnswerEnum);
  const ReasonType = builder.objectRef<Reason>('ScreeningReason').implement({
    description: 'Why a screening answered as it did.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'In capitals, such as BLACKLISTED, KNOCKED_OUT, GRADE, LIMIT_EXCEEDED.',
      }),
      answer: t.expose('answer', {
        type: Answer,
        nullable: true,
        description: 'The answer it demands; null when it only informs.',
      }),
      decisive: t.exposeBoolean('decisive', { description: 'Whether it decided.' }),
      detail: t.exposeString('detail', {
        nullable: true,
        description: "Particulars: a list entry's reason, a rule, a grade.",
      }),
      entries: t.field({
        type: [ListEntry],
        nullable: { list: false, items: true },
        description: 'The list entries behind it, as they are today.',
        resolve: ({ entryIds }, _args, { entries }) =>
          Promise.all(entryIds.map((id) => entries.load(fromUuid(LIST_ENTRY, id)))),
      }),
      factIds: t.idList({
        description: 'The facts behind it.',
        resolve: ({ factIds }) => factIds.map((id) => fromUuid(FACT, id)),
      }),
      firms: t.field({
        type: [Firm],
        nullable: { list: false, items: true },
        description: 'The related firms behind it.',
        resolve: ({ firmIds = [] }, _args, { firms }) =>
          Promise.all(firmIds.map((id) => firms.load(fromUuid(FIRM, id)))),
      }),
    }),
  });
  const Term = builder.objectRef<RequiredTerm>('RequiredTerm').implement({
    description: 'A term the deal must carry.',
    fields: (t) => ({
      code: t.expose('code', {
        type: enumType(builder, RequiredTermCode),
        description: 'Which term.',
      }),
      bps: t.int({
        nullable: true,
        description: 'Share in basis points (10,000 is all), for PREPAYMENT.',
        resolve: (term) => (term.code === 'PREPAYMENT' ? term.bps : null),
      }),
      days: t.int({
        nullable: true,
        description: 'Days, for PAYMENT_DAYS_AT_MOST.',
        resolve: (term) => (term.code === 'PAYMENT_DAYS_AT_MOST' ? term.days : null),
      }),
    }),
  });
  const Used = builder.objectRef<UsedFact>('ScreeningFact').implement({
    description: 'A fact a screening stood on, as it was then.',
    fields: (t) => ({
      id: t.id({ description: 'The fact, fct_….', resolve: ({ id }) => fromUuid(FACT, id) }),
      type: t.exposeString('type', { description: 'What it says.' }),
      item: t.exposeString('item', { description: 'Which of several.' }),
      subsidiary: t.exposeString('subsidiary', { description: 'Which company said so.' }),
      observedAt: t.expose('observedAt', { type: 'DateTime', description: 'When it was so.' }),
      stale: t.exposeBoolean('stale', { description: 'Whether it was stale by then.' }),
    }),
  });
  const ScreeningType = builder.objectRef<Screening>('Screening').implement({
    description: 'The answer before a deal 合作前筛查, kept as it was given.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id, scr_….' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm asked about.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      subsidiary: t.exposeString('subsidiary', { description: 'The company that asked.' }),
      kind: t.field({
        type: enumType(builder, CooperationKind),
        description: 'The kind of deal.',
        resolve: ({ request }) => request.kind as 'CONTRACT',
      }),
      amount: t.field({
        type: 'Decimal',
        description: 'The amount asked about.',
        resolve: ({ request }) => amountText(request.amountMinor, request.currency),
      }),
      currency: t.string({
        description: 'Its currency (ISO 4217).',
        resolve: ({ request }) => request.currency,
      }),
      answer: t.field({
        type: Answer,
        description: 'The answer.',
        resolve: ({ decision }) => decision.answer,
      }),
      reasons: t.field({
        type: [ReasonType],
        description: 'All reasons, in the order in which they win.',
        resolve: ({ decision }) => [...decision.reasons],
      }),
      requiredTerms: t.field({
        type: [Term],
        description: 'Terms the deal must carry.',
        resolve: ({ decision }) => [...decision.requiredTerms],
      }),
      grade: t.string({
        nullable: true,
        description: 'The grade it stood on.',
        resolve: ({ decision }) => decision.grade,
      }),
      score: t.int({
        nullable: true,
        description: 'The score it stood on.',
        resolve: ({ decision }) => decision.score,
      }),
      probabilityOfDefault: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Probability of default within a year, 0 to 1.',
        resolve: ({ decision: { pdPpm } }) =>
          pdPpm === null ? null : formatAmount(BigInt(pdPpm), 6),
      }),
      limit: t.field({
        type: 'Decimal',
        description: 'The group limit then.',
        resolve: ({ decision }) => amountText(decision.limitMinor, decision.currency),
      }),
      availableLimit: t.field({
        type: 'Decimal',
        description: 'What was free of it; nothing where the deal is turned down.',
        resolve: ({ decision }) => amountText(decision.availableMinor, decision.currency),
      }),
      limitCurrency: t.string({
        description: 'Currency of the limit.',
        resolve: ({ decision }) => decision.currency,
      }),
      groupLimit: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'The one limit of its connected clients then; null for a firm on its own.',
        resolve: ({ decision: { group, currency } }) =>
          group === undefined ? null : amountText(group.limitMinor, currency),
      }),
      groupAvailable: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'What was free of the one limit of its connected clients.',
        resolve: ({ decision: { group, currency } }) =>
          group === undefined ? null : amountText(group.availableMinor, currency),
      }),
      facts: t.field({
        type: [Used],
        description: 'The facts it stood on, with their dates.',
        resolve: ({ decision }) => [...decision.facts],
      }),
      decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Replay = builder.objectRef<ScreeningReplay>('ScreeningReplay').implement({
    description: 'An answer decided again from the facts and rule versions of its time.',
    fields: (t) => ({
      screeningId: t.exposeID('screeningId', { description: 'The screening.' }),
      given: t.exposeString('given', {
        description: 'The decision as it was given, canonical JSON.',
      }),
      replayed: t.exposeString('replayed', {
        description: 'The decision made again, canonical JSON.',
      }),
      identical: t.exposeBoolean('identical', { description: 'Whether both are the same bytes.' }),
      rederived: t.exposeString('rederived', {
        description:
          'The decision made from facts gathered again out of the tables, as they were visible then; canonical JSON.',
      }),
      rederivedIdentical: t.exposeBoolean('rederivedIdentical', {
        description: 'Whether that too is the same bytes.',
      }),
    }),
  });
  return { Screening: ScreeningType, Replay };
}
