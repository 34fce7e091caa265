/** The graph around a firm: relations, ultimate owners, rings of guarantees, connected clients, and what a default would do. */
import { argsOf, enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { PhoenixSuspect } from '../application/phoenix.ts';
import type { Graph, Party, RelatedRisk, UltimateOwner } from '../application/read-relations.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { isPersonal } from '../domain/facts/personal.ts';
import { FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { StoredRelation } from '../storage/relations.ts';
import { amountText } from './amount-text.ts';
import { addGroup, addImpact } from './connected-types.ts';
import type { CreditBuilder, CreditContext } from './context.ts';
import { ContagionCauseEnum, PartyKindEnum, RelationKindEnum } from './desk-enums.ts';
import type { FirmType } from './firm-types.ts';
import { isMasked, shownValue } from './masking.ts';

const yuan = (minor: bigint): string => amountText(minor, GROUP_CURRENCY);
const share = (bps: number): string => (bps / 10_000).toFixed(4);

const graphArgs = z.object({
  depth: z
    .int()
    .min(1)
    .max(4)
    .default(2)
    .describe('Steps from the firm, 1 to 4; from firm to person to firm is two.'),
});

export function addRelationTypes(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const PartyType = addParty(builder, Firm);
  const GraphType = addGraph(builder, PartyType);
  const Owner = addOwner(builder, PartyType);
  const Ring = builder.objectRef<readonly Party[]>('GuaranteeRing').implement({
    description: 'A circle of guarantees 担保圈: each guarantees the next, the last the first.',
    fields: (t) => ({
      parties: t.field({
        type: [PartyType],
        description: 'In order, beginning with the firm asked about.',
        resolve: (ring) => [...ring],
      }),
    }),
  });
  const Risk = addRisk(builder, Firm);
  const Suspect = builder.objectRef<PhoenixSuspect>('PhoenixSuspect').implement({
    description: 'A blacklisted firm that this one may be, come again under a new code.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The blacklisted firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      reasons: t.stringList({
        description: 'SHARED_PERSON, SHARED_ADDRESS, SHARED_PHONE, TRADE_NAME.',
        resolve: ({ reasons }) => [...reasons],
      }),
    }),
  });
  const Group = addGroup(builder, Firm);
  const Impact = addImpact(builder, Firm);
  builder.objectFields(Firm, (t) => ({
    relations: t.field({
      type: GraphType,
      description:
        'What lies around it in the graph of relations; at most 300 parties, the nearest.',
      args: argsOf(builder, 'relations', graphArgs),
      resolve: ({ id }, { depth }, { caller }) =>
        service.relationGraph(caller, { firmId: id, depth }),
    }),
    ultimateOwners: t.field({
      type: [Owner],
      description:
        'Holders at the end of every chain of ownership (at most ten steps), the largest first.',
      resolve: ({ id }, _args, { caller }) => service.ultimateOwners(caller, { firmId: id }),
    }),
    guaranteeRings: t.field({
      type: [Ring],
      description: 'Circles of guarantees through it, at most eight firms each, shortest first.',
      resolve: ({ id }, _args, { caller }) => service.guaranteeRings(caller, { firmId: id }),
    }),
    relatedRisks: t.field({
      type: [Risk],
      description: 'Trouble among its related parties, decayed by distance, gravest first.',
      resolve: ({ id }, _args, { caller }) => service.relatedRisks(caller, { firmId: id }),
    }),
    phoenixSuspects: t.field({
      type: [Suspect],
      description: 'Blacklisted firms whose people, phone or trade name this later firm shares.',
      access: ['system', 'risk_officer', 'risk_approver', 'auditor'],
      resolve: ({ id }, _args, { caller }) => service.phoenixSuspects(caller, { firmId: id }),
    }),
    connectedGroup: t.field({
      type: Group,
      nullable: true,
      description: 'The connected clients it shares one limit with; null when it stands alone.',
      resolve: ({ id }, _args, { caller }) => service.connectedGroup(caller, { firmId: id }),
    }),
    defaultImpact: t.field({
      type: Impact,
      description: 'What its default would set off along the guarantees.',
      resolve: ({ id }, _args, { caller }) => service.defaultImpact(caller, { firmId: id }),
    }),
  }));
}

function addParty(builder: CreditBuilder, Firm: FirmType) {
  return builder.objectRef<Party>('RelatedParty').implement({
    description: 'A party in the graph of relations.',
    fields: (t) => ({
      key: t.exposeString('key', {
        description: 'Tells it apart in this graph; says nothing else.',
      }),
      kind: t.expose('kind', {
        type: enumType(builder, PartyKindEnum),
        description: 'What it is.',
      }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm, when it is registered with the group.',
        resolve: ({ firmId }, _args, { firms }) =>
          firmId === undefined ? null : firms.load(firmId),
      }),
      label: t.string({
        nullable: true,
        description: 'What it is called; names of people are masked for callers without the role.',
        resolve: labelOf,
      }),
      distance: t.exposeInt('distance', { description: 'Steps from the firm asked about.' }),
    }),
  });
}

/** The fact that names it says what it is called; looking at a person's name goes on record first. */
async function labelOf(
  { firmId, factId }: Party,
  _args: object,
  { firms, factsById, looks, caller }: CreditContext,
): Promise<string | null> {
  if (firmId !== undefined) return (await firms.load(firmId))?.name ?? null;
  const fact = factId === undefined ? null : await factsById.load(factId);
  if (fact === null) return null;
  if (isPersonal(fact) && !isMasked(fact, caller)) await looks.load(fact.id);
  const { name, text, counterparty } = shownValue(fact, caller);
  const label = name ?? counterparty ?? text;
  return typeof label === 'string' ? label : null;
}

type PartyType = ReturnType<typeof addParty>;

function addGraph(builder: CreditBuilder, PartyType: PartyType) {
  const RelationType = builder.objectRef<StoredRelation>('Relation').implement({
    description: 'How two parties hang together, as a survey tells it.',
    fields: (t) => ({
      from: t.string({ description: 'Key of the first party.', resolve: ({ a }) => a }),
      to: t.string({ description: 'Key of the second party.', resolve: ({ b }) => b }),
      kind: t.expose('kind', { type: enumType(builder, RelationKindEnum), description: 'How.' }),
      share: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Of a shareholding, 0 to 1.',
        resolve: ({ shareBps }) => (shareBps === undefined ? null : share(shareBps)),
      }),
      amount: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Of a guarantee, in yuan.',
        resolve: ({ amountMinor }) => (amountMinor === undefined ? null : yuan(amountMinor)),
      }),
      binds: t.exposeBoolean('binds', {
        description: 'Whether it makes the two connected clients under one limit.',
      }),
      since: t.expose('since', { type: 'DateTime', description: 'Since when we know.' }),
    }),
  });
  return builder.objectRef<Graph>('RelationGraph').implement({
    description: 'A part of the graph of relations.',
    fields: (t) => ({
      parties: t.field({
        type: [PartyType],
        description: 'Parties, the nearest first.',
        resolve: ({ parties }) => [...parties],
      }),
      relations: t.field({
        type: [RelationType],
        description: 'Relations among them.',
        resolve: ({ relations }) => [...relations],
      }),
      cut: t.exposeBoolean('cut', { description: 'Whether there was more than is shown.' }),
    }),
  });
}

function addOwner(builder: CreditBuilder, PartyType: PartyType) {
  type Chain = UltimateOwner['chains'][number];
  const ChainType = builder.objectRef<Chain>('OwnershipChain').implement({
    description: 'One way up from a firm to an owner.',
    fields: (t) => ({
      path: t.field({
        type: [PartyType],
        description: 'From the firm to the owner.',
        resolve: ({ path }) => [...path],
      }),
      share: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Product of the shares, 0 to 1; null when one is not known.',
        resolve: ({ share: part }) => (part === undefined ? null : part.toFixed(6)),
      }),
    }),
  });
  return builder.objectRef<UltimateOwner>('UltimateOwner').implement({
    description: 'A holder of whom no holder is known 最终受益人.',
    fields: (t) => ({
      party: t.field({ type: PartyType, description: 'Who.', resolve: ({ party }) => party }),
      share: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Over all ways, 0 to 1; null when not known.',
        resolve: ({ share: part }) => (part === undefined ? null : part.toFixed(6)),
      }),
      controls: t.exposeBoolean('controls', {
        description: 'Whether an unbroken chain of majorities leads to it 实际控制人.',
      }),
      chains: t.field({
        type: [ChainType],
        description: 'Every way.',
        resolve: ({ chains }) => [...chains],
      }),
    }),
  });
}

function addRisk(builder: CreditBuilder, Firm: FirmType) {
  return builder.objectRef<RelatedRisk>('RelatedRisk').implement({
    description: 'Trouble at a related firm and how much of it arrives.',
    fields: (t) => ({
      source: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm in trouble.',
        resolve: ({ sourceFirmId }, _args, { firms }) => firms.load(sourceFirmId),
      }),
      cause: t.expose('cause', {
        type: enumType(builder, ContagionCauseEnum),
        description: 'Its trouble.',
      }),
      weight: t.field({
        type: 'Decimal',
        description: 'How much arrives, 0 to 1; from 0.5 a screening goes to a person.',
        resolve: ({ weightBps }) => share(weightBps),
      }),
      steps: t.exposeInt('steps', { description: 'Steps through the graph.' }),
      since: t.expose('since', { type: 'DateTime', description: 'Since when.' }),
    }),
  });
}
