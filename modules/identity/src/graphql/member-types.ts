/**
 * The entity Member. Its own fields say that somebody is a member and in which state; whatever is known about the
 * person is asked for as the caller, and withheld where consent does not reach.
 */
import {
  connectionType,
  enumType,
  pageArgs,
  paginate,
  withheld,
} from '@guildhall/shared/graphql/index';
import type { SessionView } from '../application/callers/sessions.ts';
import type { MemberView } from '../application/members/find-members.ts';
import type { LookView } from '../application/members/read-access-log.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import { MemberStatusEnum, SharingAnswerEnum } from './enums.ts';
import { addFactTypes, type FactTypes } from './fact-types.ts';

export type MemberTypes = ReturnType<typeof addMemberTypes>;

const ALL_OF_IT = ['member', 'operator', 'auditor'] as const;

export function addMemberTypes(builder: IdentityBuilder, service: IdentityService) {
  const facts = addFactTypes(builder);
  const Member = addMember(builder);
  addFactFields(builder, Member, facts, service);
  addRecordFields(builder, Member, service);
  return { Member, ...facts };
}

type MemberRef = ReturnType<typeof addMember>;

function addMember(builder: IdentityBuilder) {
  const Member = builder.objectRef<MemberView>('Member');
  Member.implement({
    description: 'One natural person across the whole group.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `mem_…`; survives a merge.' }),
      memberNo: t.exposeString('memberNo', {
        description: 'Ten digits to be read aloud; the last one is a check digit.',
      }),
      status: t.field({
        type: enumType(builder, MemberStatusEnum),
        description: 'State of the membership.',
        resolve: ({ status }) => status,
      }),
      survivor: t.field({
        type: Member,
        nullable: true,
        description: 'The member this one was merged into; null when it stands for itself.',
        resolve: ({ id, survivorId }, _args, { members }) =>
          survivorId === id ? null : members.load(survivorId),
      }),
      enrolledAt: t.field({
        type: 'DateTime',
        description: 'When the person became a member.',
        resolve: ({ enrolledAt }) => enrolledAt,
      }),
      enrolledBy: t.exposeString('enrolledBy', {
        description: 'Where: a subsidiary code, or `group`.',
      }),
      lastSeenAt: t.field({
        type: 'DateTime',
        access: [...ALL_OF_IT],
        description: 'When the member was last seen, to the hour.',
        resolve: ({ lastSeenAt }) => lastSeenAt,
      }),
    }),
  });
  builder.asEntity(Member, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { members }) => members.load(id) as Promise<MemberView>,
  });
  return Member;
}

function addFactFields(
  builder: IdentityBuilder,
  Member: MemberRef,
  { MemberProfile, MemberIdentityOrWithheld, Consent, ConsentEvent }: FactTypes,
  service: IdentityService,
): void {
  builder.objectFields(Member, (t) => ({
    profile: t.field({
      type: MemberProfile,
      nullable: true,
      description: 'Name, birthday, gender, address, each with who said so.',
      resolve: async ({ id }, _args, { facts }) => (await facts.load(id))?.profile ?? null,
    }),
    identities: t.field({
      type: [MemberIdentityOrWithheld],
      description:
        'Identifiers in force, and one Withheld for each source whose identifiers are not shown.',
      resolve: async ({ id }, _args, { facts }) => {
        const known = await facts.load(id);
        const hidden = (known?.withheldSources ?? []).map((why) => withheld(why.withheld));
        return [...(known?.identities ?? []), ...hidden];
      },
    }),
    consents: t.field({
      type: [Consent],
      description:
        'Consents as they stand. A subsidiary sees those to the whole group and to itself.',
      resolve: async ({ id }, _args, { consents }) => [...(await consents.load(id))],
    }),
    consentHistory: t.field({
      type: [ConsentEvent],
      access: [...ALL_OF_IT],
      description: 'Every word the member ever said about consents, newest first.',
      resolve: async ({ id }, _args, { caller }) => [
        ...(await service.readConsentHistory(caller, { memberId: id })),
      ],
    }),
  }));
}

function addRecordFields(
  builder: IdentityBuilder,
  Member: MemberRef,
  service: IdentityService,
): void {
  const Look = addLook(builder);
  const Session = addSession(builder);
  const LookConnection = connectionType(builder, 'AccessLogEntry', Look, {
    description: 'Who looked, newest first.',
  });
  builder.objectFields(Member, (t) => ({
    accessLog: t.field({
      type: LookConnection,
      access: [...ALL_OF_IT],
      description:
        'Who looked at facts about this member beyond its own records, and who was refused. For the member itself too.',
      args: { ...pageArgs(builder) },
      resolve: ({ id }, args, { caller }) =>
        paginate(args, {
          load: ({ limit, after }) =>
            service.readAccessLog(caller, {
              memberId: id,
              limit,
              after: after === undefined ? undefined : String(after[0]),
            }),
          keyOf: (look) => [look.id],
        }),
    }),
    sessions: t.field({
      type: [Session],
      access: ['member'],
      description: 'Where the member is signed in, newest first.',
      resolve: async (_member, _args, { caller }) => [...(await service.mySessions(caller, {}))],
    }),
  }));
}

function addLook(builder: IdentityBuilder) {
  return builder.objectRef<LookView>('AccessLogEntry').implement({
    description: 'Somebody looked at facts about a member, or was refused.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `lok_…`.' }),
      at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => at }),
      viewerKind: t.exposeString('viewerKind', { description: 'SYSTEM, STAFF, MEMBER or MODULE.' }),
      viewerSubsidiary: t.exposeString('viewerSubsidiary', {
        nullable: true,
        description: 'The company the viewer belongs to; null for the group.',
      }),
      viewer: t.exposeString('viewer', {
        nullable: true,
        access: ['operator', 'auditor'],
        description: 'Which system or person.',
      }),
      factsOf: t.exposeString('factsOf', {
        description: 'Whose facts: a subsidiary code, or `group`.',
      }),
      answer: t.field({
        type: enumType(builder, SharingAnswerEnum),
        description: 'What the viewer was answered.',
        resolve: ({ answer }) => answer,
      }),
    }),
  });
}

function addSession(builder: IdentityBuilder) {
  return builder.objectRef<SessionView>('LoginSession').implement({
    description: 'One device or browser that is signed in.',
    fields: (t) => ({
      id: t.exposeID('sessionId', { description: 'TypeID, `ses_…`.' }),
      openedAt: t.field({
        type: 'DateTime',
        description: 'Since when.',
        resolve: ({ openedAt }) => openedAt,
      }),
      lastUsedAt: t.field({
        type: 'DateTime',
        description: 'Last refresh.',
        resolve: ({ lastUsedAt }) => lastUsedAt,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When it ends in any case.',
        resolve: ({ expiresAt }) => expiresAt,
      }),
      current: t.exposeBoolean('current', { description: 'The one that is asking.' }),
    }),
  });
}
