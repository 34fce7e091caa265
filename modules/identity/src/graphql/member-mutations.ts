/** Orders about members. Rules live in the use cases; here is only who may order what, and in which shape. */
import { commandField, dateTimeInput, idInput } from '@guildhall/shared/graphql/index';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { Enrolled } from '../application/enroll-people.ts';
import type { ConsentView } from '../application/members/consents.ts';
import type { Linked } from '../application/members/link-identity.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import { ConsentChannelEnum, ConsentPurposeEnum, UnlinkReasonEnum } from './enums.ts';
import {
  observedAtInput,
  toldConsentInput,
  toldIdentityInput,
  toldProfileInput,
} from './inputs.ts';
import type { MemberTypes } from './member-types.ts';

const memberId = () => idInput('mem').describe('The member.');

export function addMemberMutations(
  builder: IdentityBuilder,
  service: IdentityService,
  types: MemberTypes,
): void {
  addEnrolment(builder, service, types);
  addLinks(builder, service, types);
  addConsentOrder(builder, service, types);
  addStatusOrders(builder, service, types);
}

function addEnrolment(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const Enrolment = builder.objectRef<Enrolled>('Enrolment').implement({
    description: 'The member found or made.',
    fields: (t) => ({
      member: t.field({
        type: Member,
        nullable: true,
        description: 'The member.',
        resolve: ({ memberId: id }, _args, { members }) => members.load(id),
      }),
      created: t.exposeBoolean('created', { description: 'False when it was found.' }),
    }),
  });
  commandField(builder, 'enroll', {
    description:
      "Finds the member of these identities, or makes one. What is told is kept as the caller's own word, and new identities are linked.",
    access: ['system', 'clerk', 'operator'],
    input: z.object({
      identities: z
        .array(toldIdentityInput())
        .min(1)
        .max(20)
        .describe('What identifies the person, at least one personal identity.'),
      profile: toldProfileInput.optional().describe('What the subsidiary knows about the person.'),
      consents: z
        .array(toldConsentInput)
        .max(10)
        .optional()
        .describe('What the person agreed to, for the whole group.'),
      observedAt: observedAtInput(),
    }),
    success: Enrolment,
    execute: (caller, input) => service.enroll(caller, input),
  });
}

function addLinks(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const link = (name: string, description: string) =>
    builder.objectRef<Linked>(name).implement({
      description,
      fields: (t) => ({
        identityId: t.exposeID('identityId', { description: 'The identity, `idn_…`.' }),
        member: t.field({
          type: Member,
          nullable: true,
          description: 'The member.',
          resolve: ({ memberId: id }, _args, { members }) => members.load(id),
        }),
      }),
    });
  const LinkedIdentity = link('LinkedIdentity', 'An identity and the member it belongs to.');
  commandField(builder, 'linkIdentity', {
    description:
      'Links an identity to a known member. A member links e-mail, cars and dwellings; a telephone it links with a code.',
    access: ['system', 'clerk', 'operator', 'member'],
    input: z.object({
      memberId: memberId(),
      identity: toldIdentityInput().describe('The identity; a member’s own word is no proof.'),
    }),
    success: LinkedIdentity,
    execute: (caller, { identity: { verified, ...identity }, ...input }) =>
      service.linkIdentity(caller, { ...input, identity, verified }),
  });
  commandField(builder, 'linkPhone', {
    description:
      'Links a telephone to the member who asks, proved by a code sent to it (`requestLoginCode`).',
    access: ['member'],
    input: z.object({
      challengeId: idInput('lgc').describe('The challenge that was answered.'),
      code: z.string().min(1).max(12).describe('The code.'),
    }),
    success: LinkedIdentity,
    execute: (caller, input) => service.linkPhoneWithCode(caller, input),
  });
  commandField(builder, 'unlinkIdentity', {
    description:
      'Takes an identity away: by the member, an operator, or the subsidiary that told it.',
    access: ['system', 'clerk', 'operator', 'member'],
    input: z.object({
      memberId: memberId(),
      identityId: idInput('idn').describe('The identity.'),
      reason: UnlinkReasonEnum.describe('Why.'),
    }),
    success: link('UnlinkedIdentity', 'An identity that was taken away.'),
    execute: (caller, input) => service.unlinkIdentity(caller, input),
  });
}

function addConsentOrder(
  builder: IdentityBuilder,
  service: IdentityService,
  { Consent }: MemberTypes,
): void {
  const ConsentSet = builder.objectRef<{ readonly consent: ConsentView }>('ConsentSet').implement({
    description: 'A consent as it stands now.',
    fields: (t) => ({
      consent: t.field({
        type: Consent,
        description: 'The consent.',
        resolve: ({ consent }) => consent,
      }),
    }),
  });
  commandField(builder, 'setConsent', {
    description:
      'Records what a member agrees to: said by the member itself, or to a subsidiary that records it.',
    access: ['system', 'clerk', 'operator', 'member'],
    input: z.object({
      memberId: memberId(),
      purpose: ConsentPurposeEnum.describe('What for.'),
      channel: ConsentChannelEnum.optional().describe('By which channel; all when left out.'),
      subsidiary: z
        .string()
        .max(40)
        .optional()
        .describe(
          'Which subsidiary it is about: for sharing, whose facts may be shown. The whole group when left out.',
        ),
      granted: z.boolean().describe('Whether the member agrees.'),
      wordingVersion: z.string().min(1).max(40).describe('Version of the text that was shown.'),
      saidAt: dateTimeInput().optional().describe('When it was said; now when left out.'),
      evidence: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe(
          'What a subsidiary has to show for a word it records on the member’s behalf: a file number, a recording. No personal data.',
        ),
    }),
    success: ConsentSet,
    execute: async (caller, input): Promise<Outcome<{ readonly consent: ConsentView }>> => {
      const outcome = await service.setConsent(caller, input);
      return outcome.ok ? accept({ consent: outcome.value }) : outcome;
    },
  });
}

const STATUS_ORDERS = [
  ['suspendMember', 'SUSPENDED', 'Freezes a membership: it neither earns nor burns.', ['operator']],
  ['reinstateMember', 'ACTIVE', 'Lifts a suspension.', ['operator']],
  [
    'terminateMember',
    'TERMINATED',
    'Ends a membership for good; its identities are free again.',
    ['operator', 'member'],
  ],
  [
    'eraseMember',
    'ERASED',
    'Destroys everything that names the person, for good. Numbers and amounts stay, so that ledgers add up.',
    ['operator', 'member'],
  ],
] as const;

function addStatusOrders(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const Changed = builder
    .objectRef<{ readonly memberId: string }>('MemberStatusChanged')
    .implement({
      description: 'The member after the change.',
      fields: (t) => ({
        member: t.field({
          type: Member,
          nullable: true,
          description: 'The member.',
          resolve: ({ memberId: id }, _args, { members }) => members.clear(id).load(id),
        }),
      }),
    });
  for (const [name, to, description, access] of STATUS_ORDERS) {
    commandField(builder, name, {
      description,
      access: [...access],
      input: z.object({
        memberId: memberId(),
        reason: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]{2,59}$/)
          .describe('A code such as FRAUD_SUSPECTED or ASKED_BY_MEMBER; no names, no free text.'),
      }),
      success: Changed,
      execute: (caller, input) => service.changeStatus(caller, { ...input, to }),
    });
  }
}
