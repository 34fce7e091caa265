/** List entries, their steps, as the graph shows them. */
import { enumType } from '@guildhall/shared/graphql/index';
import type { ListEntry, ListStep } from '../application/read-firms.ts';
import { type CreditBuilder, seesAll } from './context.ts';
import { CreditList, ListingStateEnum } from './enums.ts';
import type { FirmType } from './firm-types.ts';

export function addListingTypes(builder: CreditBuilder, Firm: FirmType) {
  const State = enumType(builder, ListingStateEnum);
  const Step = builder.objectRef<ListStep>('ListStep').implement({
    description: 'A step in the life of a list entry, and the people behind it.',
    fields: (t) => ({
      no: t.exposeInt('no', { description: 'Its number, from 1.' }),
      act: t.exposeString('act', {
        description:
          'PROPOSE, START_REVIEW, APPROVE, REJECT, APPEAL, UPHOLD, RENEW, REMOVE or EXPIRE.',
      }),
      from: t.expose('from', {
        type: State,
        nullable: true,
        description: 'The state before; null at the proposal.',
      }),
      to: t.expose('to', { type: State, description: 'The state after.' }),
      person: t.string({
        nullable: true,
        description: 'Who did it; shown to the risk desk and to auditors.',
        resolve: ({ person }, _args, { caller }) => (seesAll(caller) ? person : null),
      }),
      askedBy: t.string({
        nullable: true,
        description:
          'Who asked for it, where it takes two; shown to the risk desk and to auditors.',
        resolve: ({ askedBy }, _args, { caller }) => (seesAll(caller) ? askedBy : null),
      }),
      note: t.exposeString('note', { nullable: true, description: 'What was said.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Entry = builder.objectRef<ListEntry>('ListEntry').implement({
    description: "A firm's place on a list 名单.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id, lst_….' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      list: t.expose('list', { type: enumType(builder, CreditList), description: 'Which list.' }),
      scope: t.stringList({
        description: 'Codes of the companies it binds; empty for the whole group.',
        resolve: ({ scope }) => [...scope],
      }),
      reasonCode: t.exposeString('reasonCode', {
        description: 'Why, in capitals, such as DEFAULT.',
      }),
      note: t.exposeString('note', { nullable: true, description: 'Why, in words.' }),
      overridable: t.exposeBoolean('overridable', {
        description: 'Whether two people may lift it for a time.',
      }),
      effectiveOn: t.expose('effectiveOn', { type: 'Date', description: 'First day it binds.' }),
      reviewOn: t.expose('reviewOn', {
        type: 'Date',
        description: 'Day by which it is looked at again.',
      }),
      expiresOn: t.expose('expiresOn', {
        type: 'Date',
        nullable: true,
        description: 'Day it ends by itself.',
      }),
      state: t.expose('state', { type: State, description: 'Where it is in its life.' }),
      awaiting: t.string({
        nullable: true,
        description:
          'The act one person has asked for and another must do: UPHOLD, RENEW or REMOVE.',
        resolve: ({ asked }) => asked?.act ?? null,
      }),
      proposedAt: t.expose('proposedAt', {
        type: 'DateTime',
        description: 'When it was proposed.',
      }),
      steps: t.field({
        type: [Step],
        description: 'Its history, oldest first.',
        resolve: ({ id }, _args, { steps }) => steps.load(id),
      }),
    }),
  });
  return Entry;
}

export type ListEntryType = ReturnType<typeof addListingTypes>;
