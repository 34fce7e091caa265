/** A member's own affairs in the graph: proof for sensitive orders, contesting a consent, relations; trust in sources. */
import {
  commandField,
  defineEnum,
  enumType,
  idInput,
  orWithheld,
  STAFF,
  withheld,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { Proved } from '../application/callers/step-up.ts';
import type { ConsentView } from '../application/members/consents.ts';
import type { RelationView } from '../application/members/relations.ts';
import type { IdentityService } from '../service.ts';
import type { TrustRow } from '../storage/facts.ts';
import type { IdentityBuilder } from './context.ts';
import { ConsentChannelEnum, ConsentPurposeEnum, ConsentStateEnum } from './enums.ts';
import type { MemberTypes } from './member-types.ts';

const ThingKindEnum = defineEnum('ThingKind', 'What kind of thing.', {
  VEHICLE: 'A car.',
  DWELLING: 'A flat, a house, a shop.',
  PARKING_SPACE: 'A parking space.',
});
const ThingRoleEnum = defineEnum('ThingRole', 'What somebody is to a thing.', {
  OWNER: 'It is his or hers.',
  TENANT: 'Rents it.',
  FAMILY: 'Lives there, as family or guest.',
  DRIVER: 'Drives it, for the owner.',
  PAYER: 'Pays for it.',
});
const TrustFieldEnum = defineEnum('ProfileFieldName', 'A field of the profile.', {
  name: 'Full name.',
  birthday: 'Day of birth.',
  gender: 'Gender.',
  address: 'Postal address.',
});

export function addPrivacyTypes(
  builder: IdentityBuilder,
  service: IdentityService,
  types: MemberTypes,
): void {
  addProof(builder, service);
  addContest(builder, service);
  addRelations(builder, service, types);
  addTrust(builder, service);
}

function addProof(builder: IdentityBuilder, service: IdentityService): void {
  const Proof = builder.objectRef<Proved>('ProvedAgain').implement({
    description: 'Who is there was proved; sensitive orders are taken for a while.',
    fields: (t) => ({
      until: t.field({
        type: 'DateTime',
        description: 'Until when.',
        resolve: ({ until }) => until,
      }),
    }),
  });
  commandField(builder, 'proveWithCode', {
    description:
      'A member proves again who it is, with a code sent to its own telephone (`requestLoginCode`): what is refused with STEP_UP_NEEDED is taken for ten minutes.',
    access: ['member'],
    input: z.object({
      challengeId: idInput('lgc').describe('The challenge that is answered.'),
      code: z.string().min(1).max(12).describe('The code.'),
    }),
    success: Proof,
    execute: (caller, { challengeId, code }) =>
      service.proveWithCode(caller, { challengeId, code }),
  });
  commandField(builder, 'proveWithPassword', {
    description:
      'A person of the staff proves again who it is: what is refused with STEP_UP_NEEDED is taken for ten minutes.',
    access: STAFF,
    input: z.object({ password: z.string().min(1).max(1000).describe('The password.') }),
    success: Proof,
    execute: (caller, { password }) => service.proveWithPassword(caller, { password }),
  });
}

function addContest(builder: IdentityBuilder, service: IdentityService): void {
  const Contested = builder.objectRef<ConsentView>('ConsentContested').implement({
    description:
      'A consent that somebody else recorded and the member says it never gave: revoked.',
    fields: (t) => ({
      purpose: t.field({
        type: enumType(builder, ConsentPurposeEnum),
        description: 'What for.',
        resolve: ({ purpose }) => purpose,
      }),
      state: t.field({
        type: enumType(builder, ConsentStateEnum),
        description: 'REVOKED.',
        resolve: ({ state }) => state,
      }),
    }),
  });
  commandField(builder, 'contestConsent', {
    description:
      'Says that a consent which a subsidiary recorded was never given. It is revoked at once, and that company is no longer believed on sharing until the member itself agrees.',
    access: ['member'],
    input: z.object({
      purpose: ConsentPurposeEnum.describe('What for.'),
      channel: ConsentChannelEnum.optional().describe(
        'By which channel; every channel when left out.',
      ),
      subsidiary: z
        .string()
        .max(40)
        .optional()
        .describe('About which subsidiary; the whole group when left out.'),
    }),
    success: Contested,
    execute: (caller, input) => service.contestConsent(caller, input),
  });
}

function addRelations(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const Other = builder.objectRef<RelationView['others'][number]>('MemberRelationOther').implement({
    description: 'Somebody else who is something to the same thing.',
    fields: (t) => ({
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who.',
        resolve: ({ memberId }, _args, { members }) => members.load(memberId),
      }),
      role: t.field({
        type: enumType(builder, ThingRoleEnum),
        description: 'What.',
        resolve: ({ role }) => role,
      }),
    }),
  });
  const Relation = builder.objectRef<RelationView>('MemberRelation').implement({
    description: 'What a member is to a car, a dwelling or a parking space of a subsidiary.',
    fields: (t) => ({
      id: t.exposeID('relationId', { description: 'TypeID, `rel_…`.' }),
      subsidiary: t.exposeString('subsidiary', { description: 'Whose books say so.' }),
      thingKind: t.field({
        type: enumType(builder, ThingKindEnum),
        description: 'What kind of thing.',
        resolve: ({ thingKind }) => thingKind,
      }),
      thingKey: t.exposeString('thingKey', {
        description: 'Which one, as the subsidiary names it.',
      }),
      role: t.field({
        type: enumType(builder, ThingRoleEnum),
        description: 'What the member is to it.',
        resolve: ({ role }) => role,
      }),
      since: t.field({
        type: 'DateTime',
        description: 'Since when it is known here.',
        resolve: ({ since }) => since,
      }),
      until: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it ended; null while it holds.',
        resolve: ({ until }) => until,
      }),
      others: t.field({
        type: [Other],
        access: ['operator', 'auditor'],
        description: 'Who else is something to the same thing now.',
        resolve: ({ others }) => [...others],
      }),
    }),
  });
  builder.objectFields(Member, (t) => ({
    relations: t.field({
      type: [orWithheld(builder, 'MemberRelationOrWithheld', Relation)],
      description:
        'Owner, tenant, family, driver, payer: across the subsidiaries, those in force first; one Withheld for each company whose relations are not shown.',
      resolve: async ({ id }, _args, { caller }) =>
        (await service.readRelations(caller, { memberId: id })).map((one) =>
          'withheld' in one ? withheld(one.withheld) : one,
        ),
    }),
  }));
  const Changed = builder.objectRef<{ readonly memberId: string }>('MemberRelationSet').implement({
    description: 'A relation began or ended.',
    fields: (t) => ({
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Whose.',
        resolve: ({ memberId }, _args, { members }) => members.load(memberId),
      }),
    }),
  });
  commandField(builder, 'setMemberRelation', {
    description:
      'Says what somebody is to a thing of the caller’s company, or is no more: a driver, whoever pays.',
    access: ['system', 'clerk', 'operator'],
    input: z.object({
      memberId: idInput('mem').describe('Who.'),
      subsidiary: z
        .string()
        .max(40)
        .optional()
        .describe('Whose thing; the caller’s own company when left out.'),
      thingKind: ThingKindEnum.describe('What kind of thing.'),
      thingKey: z.string().min(1).max(80).describe('Which one, as the company names it.'),
      role: ThingRoleEnum.describe('What the member is to it.'),
      active: z.boolean().default(true).describe('False ends it.'),
    }),
    success: Changed,
    execute: (caller, input) => service.setRelation(caller, input),
  });
}

function addTrust(builder: IdentityBuilder, service: IdentityService): void {
  const Trust = builder.objectRef<TrustRow>('SourceTrust').implement({
    description: 'How much a source’s word on a field weighs in the profile.',
    fields: (t) => ({
      source: t.exposeString('source', { description: 'A subsidiary code, or `group`.' }),
      field: t.exposeString('field', { description: 'name, birthday, gender, address.' }),
      trust: t.exposeInt('trust', {
        description: '−100 to 100; the higher wins, 0 where nothing is said.',
      }),
      setBy: t.exposeString('setBy', { description: 'Who said so.' }),
      setAt: t.field({ type: 'DateTime', description: 'When.', resolve: ({ setAt }) => setAt }),
    }),
  });
  builder.queryFields((t) => ({
    sourceTrust: t.field({
      type: [Trust],
      description: 'Whose word weighs how much; everything else weighs 0.',
      access: ['operator', 'auditor'],
      resolve: async (_root, _args, { caller }) => [...(await service.readSourceTrust(caller, {}))],
    }),
  }));
  const Changed = builder
    .objectRef<{ readonly source: string; readonly rederived: number }>('SourceTrustSet')
    .implement({
      description: 'A source weighs otherwise, and the profiles follow.',
      fields: (t) => ({
        source: t.exposeString('source', { description: 'Which source.' }),
        rederived: t.exposeInt('rederived', {
          description: 'How many profiles were derived anew.',
        }),
      }),
    });
  commandField(builder, 'setSourceTrust', {
    description:
      'Says how much a source’s word on a field weighs; profiles are derived anew at once.',
    access: ['operator'],
    input: z.object({
      source: z.string().min(1).max(40).describe('A subsidiary code, or `group`.'),
      field: TrustFieldEnum.describe('Which field.'),
      trust: z.int().min(-100).max(100).describe('The higher wins.'),
    }),
    success: Changed,
    execute: (caller, input) => service.setSourceTrust(caller, input),
  });
}
