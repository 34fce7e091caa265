/** What contesting a fact, or taking it back, would change: asked before anybody does it. */
import { argsOf, defineEnum, enumType, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { EffectSide, FactEffect } from '../application/what-if-fact.ts';
import { FACT } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { amountText } from './amount-text.ts';
import { type CreditBuilder, RISK_DESK } from './context.ts';
import { ScreeningAnswerEnum } from './enums.ts';

const FactAct = defineEnum('FactAct', 'What can be done about a fact.', {
  DISPUTE: 'Contested on behalf of the firm: until answered, deals go to a person.',
  RETRACT: 'Taken back as wrong: it counts no more.',
});

export function addFactEffect(builder: CreditBuilder, service: CreditService): void {
  const Side = builder.objectRef<EffectSide>('FactEffectSide').implement({
    description: 'A firm as a plain question (no amount, no credit) would find it.',
    fields: (t) => ({
      answer: t.expose('answer', {
        type: enumType(builder, ScreeningAnswerEnum),
        description: 'The answer.',
      }),
      because: t.stringList({
        description: 'Codes of the reasons that decide; empty when it may go ahead.',
        resolve: ({ because }) => [...because],
      }),
      grade: t.exposeString('grade', { nullable: true, description: 'The grade.' }),
      score: t.exposeInt('score', { nullable: true, description: 'The score.' }),
      limit: t.field({
        type: 'Decimal',
        description: 'The limit.',
        resolve: ({ limitMinor, currency }) => amountText(limitMinor, currency),
      }),
      available: t.field({
        type: 'Decimal',
        description: 'What of it is free.',
        resolve: ({ availableMinor, currency }) => amountText(availableMinor, currency),
      }),
      currency: t.exposeString('currency', { description: 'Currency of both (ISO 4217).' }),
    }),
  });
  const Effect = builder.objectRef<FactEffect>('FactEffect').implement({
    description: 'What doing something about a fact would change. Nothing is changed by asking.',
    fields: (t) => ({
      before: t.field({
        type: Side,
        description: 'As it stands.',
        resolve: ({ before }) => before,
      }),
      after: t.field({
        type: Side,
        description: 'As it would stand.',
        resolve: ({ after }) => after,
      }),
    }),
  });
  const wish = z.object({
    factId: idInput(FACT).describe('The fact.'),
    act: FactAct.describe('What would be done about it.'),
  });
  builder.queryFields((t) => ({
    factEffect: t.field({
      type: Effect,
      nullable: true,
      description:
        'What contesting a fact, or taking it back, would do to the answer, the score and the limit; null for a fact that is gone.',
      access: RISK_DESK,
      args: argsOf(builder, 'factEffect', wish),
      resolve: async (_root, asked, { caller }) =>
        (await service.factEffect(caller, asked)) ?? null,
    }),
  }));
}
