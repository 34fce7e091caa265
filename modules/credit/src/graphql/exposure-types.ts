/** The group's open amount to a firm as the graph shows it, with what leaves nothing of its limit. */
import { defineEnum, enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import type { SharedLimit, ShownExposure } from '../application/read-exposure.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
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
  const Shared = addShared(builder);
  return builder.objectRef<ShownExposure>('FirmExposure').implement({
    description: "The group's total open amount to a firm against one limit.",
    fields: (t) => ({
      currency: t.exposeString('currency', {
        description: 'Currency of all amounts (ISO 4217).',
      }),
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
        description:
          "Free: the smaller of what the firm's own limit and the one limit of its connected clients leave; nothing while a block binds the caller's company.",
        resolve: (e) => amountText(e.availableMinor, e.currency),
      }),
      shared: t.field({
        type: Shared,
        nullable: true,
        description: 'The one limit of its connected clients; null for a firm on its own.',
        resolve: ({ shared }) => shared ?? null,
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

function addShared(builder: CreditBuilder) {
  return builder.objectRef<SharedLimit>('SharedLimit').implement({
    description:
      'The one limit that connected clients share, as it counts for one of them; see Firm.connectedGroup for who they are.',
    fields: (t) => ({
      groupId: t.exposeID('groupId', { description: 'Id of the group, grp_….' }),
      firms: t.exposeInt('firms', { description: 'How many firms share it.' }),
      limit: t.field({
        type: 'Decimal',
        description: "The one limit, in yuan: set by hand, else its strongest member's.",
        resolve: ({ limitMinor }) => amountText(limitMinor, GROUP_CURRENCY),
      }),
      available: t.field({
        type: 'Decimal',
        description: 'What all of them leave of it, in yuan.',
        resolve: ({ availableMinor }) => amountText(availableMinor, GROUP_CURRENCY),
      }),
      binding: t.exposeBoolean('binding', {
        description:
          "Whether it, rather than the firm's own limit, says what is available; true where both leave the same.",
      }),
    }),
  });
}

const blocks = new WeakMap<object, ReturnType<typeof makeBlock>>();

/** The type that `addExposure` made, for what else is barred. */
export function exposureBlockRef(builder: CreditBuilder): ReturnType<typeof makeBlock> {
  const made = blocks.get(builder);
  if (made === undefined) throw new Error('ExposureBlock is asked for before it is made');
  return made;
}

function addBlock(builder: CreditBuilder, ListEntry: ListEntryType) {
  const made = makeBlock(builder, ListEntry);
  blocks.set(builder, made);
  return made;
}

function makeBlock(builder: CreditBuilder, ListEntry: ListEntryType) {
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
