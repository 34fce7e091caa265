/** The group's open amount to a firm as the graph shows it, with what leaves nothing of its limit. */
import { defineEnum, enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import type { ShownExposure } from '../application/read-exposure.ts';
import type { ExposureBlock } from '../domain/screening/exposure-blocks.ts';
import { LIST_ENTRY } from '../ids.ts';
import { amountText } from './amount-text.ts';
import type { CreditBuilder } from './context.ts';
import type { ListEntryType } from './listing-types.ts';

const ExposureBlockCode = defineEnum(
  'ExposureBlockCode',
  "What leaves nothing of a firm's limit, whatever its score.",
  {
    BLACKLISTED: 'A blacklist entry that two people may lift for one company, for a time.',
    BLACKLISTED_FINAL: 'A blacklist entry that nothing lifts.',
    KNOCKED_OUT: 'A knock-out rule holds: closed, dishonest debtor, licence revoked, defaults.',
  },
);

export function addExposure(builder: CreditBuilder, ListEntry: ListEntryType) {
  const Block = addBlock(builder, ListEntry);
  return builder.objectRef<ShownExposure>('FirmExposure').implement({
    description: "The group's total open amount to a firm against one limit.",
    fields: (t) => ({
      currency: t.exposeString('currency', { description: 'Currency of all four (ISO 4217).' }),
      limit: t.field({
        type: 'Decimal',
        description: 'The limit by score, or as two people set it; see blocked before using it.',
        resolve: (e) => amountText(e.limitMinor, e.currency),
      }),
      used: t.field({
        type: 'Decimal',
        description: 'Out.',
        resolve: (e) => amountText(e.usedMinor, e.currency),
      }),
      reserved: t.field({
        type: 'Decimal',
        description: 'Held for deals to come.',
        resolve: (e) => amountText(e.reservedMinor, e.currency),
      }),
      available: t.field({
        type: 'Decimal',
        description: "Free; nothing while a block binds the caller's company.",
        resolve: (e) => amountText(e.availableMinor, e.currency),
      }),
      blocked: t.exposeBoolean('blocked', {
        description:
          "Whether a block binds the caller's company, so that nothing is available and reserveExposure refuses.",
      }),
      blocks: t.field({
        type: [Block],
        description: 'What stands against the firm, for whichever company, the gravest first.',
        resolve: ({ blocks }) => [...blocks],
      }),
    }),
  });
}

function addBlock(builder: CreditBuilder, ListEntry: ListEntryType) {
  return builder.objectRef<ExposureBlock>('ExposureBlock').implement({
    description: "Something that leaves nothing of a firm's limit.",
    fields: (t) => ({
      code: t.expose('code', { type: enumType(builder, ExposureBlockCode), description: 'What.' }),
      detail: t.exposeString('detail', {
        description: 'In capitals: the reason of the entry, or the knock-out rule that holds.',
      }),
      entry: t.field({
        type: ListEntry,
        nullable: true,
        description: 'The blacklist entry; null for a knock-out rule.',
        resolve: ({ entryId }, _args, { entries }) =>
          entryId === undefined ? null : entries.load(fromUuid(LIST_ENTRY, entryId)),
      }),
      companies: t.stringList({
        description: 'Companies it binds; every company of the group when empty.',
        resolve: ({ companies }) => [...companies],
      }),
      liftedFor: t.stringList({
        description: 'Companies for which two people lifted it for a time.',
        resolve: ({ liftedFor }) => [...liftedFor],
      }),
    }),
  });
}
