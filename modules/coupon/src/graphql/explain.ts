/** Why: a transaction's decision offer by offer, and the live offers as a member sees them. */
import { argsOf, enumType, idInput } from '@guildhall/shared/graphql/index';
import { messageOf } from '@guildhall/shared/messages';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import {
  type DecisionExplained,
  explainDecision,
  type OfferExplained,
} from '../application/explain-decision.ts';
import type { ClauseExplained } from '../domain/conditions/condition.ts';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import { effectsInWords } from './effects-in-words.ts';
import { ClauseOperatorEnum, OutcomeEnum } from './enums.ts';
import { audienceArgs, audienceOf, outcomeInWords, outcomeSaid } from './in-words.ts';
import { showMoney } from './offer-input.ts';
import type { B, OfferRef } from './offer-type.ts';
import { clauseInWords } from './refusal-words.ts';

export function clauseType(builder: B) {
  const Clause = builder.objectRef<ClauseExplained>('ConditionClause');
  return Clause.implement({
    description: 'One clause of a condition, what it came to, and the clauses it consists of.',
    fields: (t) => ({
      text: t.exposeString('text', { description: 'The clause, in CEL.' }),
      inWords: t.string({
        description: "The same in plain words of the caller's language.",
        resolve: ({ text }, _args, { locale }) => clauseInWords(text, locale),
      }),
      operator: t.field({
        type: enumType(builder, ClauseOperatorEnum),
        description: 'How it is put together.',
        resolve: ({ operator }) => operator,
      }),
      holds: t.exposeBoolean('holds', {
        nullable: true,
        description: 'Whether it held; null when it could not be told.',
      }),
      stumbled: t.string({
        nullable: true,
        description: 'Why it could not be told: a fact that was not there.',
        resolve: ({ stumbled }) => stumbled ?? null,
      }),
      clauses: t.field({
        type: [Clause],
        description: 'Its parts, each evaluated on its own.',
        resolve: ({ clauses }) => [...clauses],
      }),
    }),
  });
}

/** `beforehand`: nothing has happened yet; GRANTED says that the offer is one for the member. */
type OutcomeShown = OfferOutcome & { readonly beforehand?: boolean };

export function outcomeType(builder: B, Offer: OfferRef) {
  return builder.objectRef<OutcomeShown>('OfferOutcome').implement({
    description: 'What an offer comes to for a member.',
    fields: (t) => ({
      offer: t.field({
        type: Offer,
        nullable: true,
        description: 'The offer.',
        resolve: ({ offerId }, _args, { offers }) => offers.load(offerId),
      }),
      version: t.exposeInt('version', { description: 'The version looked at.' }),
      code: t.field({
        type: enumType(builder, OutcomeEnum),
        description: 'GRANTED, or the first reason why not.',
        resolve: ({ code }) => code,
      }),
      message: t.string({
        description: "The same in the caller's language.",
        resolve: (outcome, _args, context) =>
          outcome.beforehand === true && outcome.code === 'GRANTED'
            ? messageOf({ code: 'OUTCOME_AVAILABLE', params: {} }, context.locale)
            : outcomeSaid(outcome, context),
      }),
      params: t.field({
        type: 'JSON',
        description: 'The facts behind it: the missing consent, the wanted tier.',
        resolve: ({ params }) => params,
      }),
    }),
  });
}
export type OutcomeRef = ReturnType<typeof outcomeType>;

export type ClauseRef = ReturnType<typeof clauseType>;

export function addExplain(
  builder: B,
  kit: ModuleKit,
  Outcome: OutcomeRef,
  Clause: ClauseRef,
): void {
  const OfferExplanation = builder.objectRef<OfferExplained>('OfferExplanation').implement({
    description: 'What one offer came to, and why.',
    fields: (t) => ({
      outcome: t.field({
        type: Outcome,
        description: 'What it came to.',
        resolve: (row) => row.outcome,
      }),
      condition: t.field({
        type: Clause,
        nullable: true,
        description:
          'Its condition, clause by clause, on the facts of then; null when the customer is no member.',
        resolve: ({ condition }) => condition,
      }),
      words: t.stringList({
        description:
          "Why, sentence by sentence, in words for the reader and the caller's language.",
        args: audienceArgs(builder, 'OfferExplanation.words'),
        resolve: async (row, { audience }, context) => [
          ...(await outcomeInWords(row, audience ?? audienceOf(context.caller), context)),
        ],
      }),
      effects: t.field({
        type: 'JSON',
        description: 'What it gave, as the journal tells it.',
        resolve: ({ effects }) => ({ items: effects }),
      }),
    }),
  });
  const Explanation = builder.objectRef<DecisionExplained>('DecisionExplanation').implement({
    description: 'Why a transaction gave what it gave, or why a return took back what it took.',
    fields: (t) => ({
      transactionId: t.exposeID('transactionId', { description: 'TypeID, `txn_…`.' }),
      decidedAt: t.field({
        type: 'DateTime',
        description: 'When it was decided.',
        resolve: (row) => row.decidedAt,
      }),
      complete: t.exposeBoolean('complete', {
        description: 'Whether everything it gave has been made.',
      }),
      offers: t.field({
        type: [OfferExplanation],
        description:
          'Offer by offer. Of a return: what became of each offer that had given something, decided again on what is left.',
        resolve: ({ offers }) => [...offers],
      }),
      undoes: t.id({
        nullable: true,
        description:
          'The transaction that came back, of a return; null otherwise. TypeID, `txn_…`.',
        resolve: ({ undoes }) => undoes?.transactionId ?? null,
      }),
      left: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Of a return: the price of what is left of that transaction after it, CNY.',
        resolve: ({ undoes }) => (undoes === null ? null : showMoney(undoes.leftMinor)),
      }),
      paid: t.stringList({
        description:
          "What coupons and points paid with the transaction, or a return gave back of that, in the caller's language.",
        resolve: async ({ payments }, _args, context) => [
          ...(await effectsInWords(payments, context)),
        ],
      }),
    }),
  });
  builder.queryField('explainTransaction', (t) =>
    t.field({
      type: Explanation,
      nullable: true,
      description:
        'Why a transaction gave what it gave, for its member, its company, operators and auditors; null when nothing was decided that this caller may read.',
      access: ['member', 'system', 'clerk', 'operator', 'auditor'],
      args: argsOf(
        builder,
        'explainTransaction',
        z.object({ transactionId: idInput('txn').describe('The transaction.') }),
      ),
      resolve: (_root, { transactionId }, { caller }) =>
        explainDecision(kit, caller, transactionId),
    }),
  );
}
