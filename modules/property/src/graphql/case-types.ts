/** Object types of what residents report: repairs and complaints, with the steps they took. */
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import type { Property } from '../application/property.ts';
import { seesRecordOf } from '../application/read.ts';
import type {
  CaseStepRow,
  CommunityRow,
  ComplaintRow,
  DwellingRow,
  RepairRequestRow,
} from '../storage/tables.ts';
import {
  ComplaintStateEnum,
  ComplaintSubjectEnum,
  memberStubOf,
  type PropertyBuilder,
  type Ref,
  RepairCategoryEnum,
  RepairStateEnum,
  RepairUrgencyEnum,
} from './builder.ts';
import type { MemberStub } from './place-types.ts';

interface Places {
  readonly Member: MemberStub;
  readonly Community: Ref<CommunityRow>;
  readonly Dwelling: Ref<DwellingRow>;
}

export function addCaseTypes(builder: PropertyBuilder, property: Property, places: Places) {
  const Step = builder.objectRef<CaseStepRow>('CaseStep').implement({
    description: 'A step that a repair or a complaint took.',
    fields: (t) => ({
      fromState: t.string({
        nullable: true,
        description: 'State before; null at the beginning.',
        resolve: ({ fromState }) => fromState ?? null,
      }),
      toState: t.exposeString('toState', { description: 'State after.' }),
      takenAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ takenAt }) => takenAt,
      }),
    }),
  });
  const RepairRequest = addRepair(builder, property, Step, places);
  const Complaint = addComplaint(builder, property, Step, places);
  return { RepairRequest, Complaint };
}

function addRepair(
  builder: PropertyBuilder,
  property: Property,
  Step: Ref<CaseStepRow>,
  { Member, Community, Dwelling }: Places,
): Ref<RepairRequestRow> {
  return builder.objectRef<RepairRequestRow>('RepairRequest').implement({
    description: 'Something that is broken.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `rpr_…`.', resolve: ({ id }) => fromUuid('rpr', id) }),
      requestNo: t.exposeString('requestNo', { description: 'What people read aloud.' }),
      state: t.field({
        type: enumType(builder, RepairStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      category: t.field({
        type: enumType(builder, RepairCategoryEnum),
        description: 'What is broken.',
        resolve: ({ category }) => category,
      }),
      urgency: t.field({
        type: enumType(builder, RepairUrgencyEnum),
        description: 'How soon somebody must react.',
        resolve: ({ urgency }) => urgency,
      }),
      community: t.field({
        type: Community,
        nullable: true,
        description: 'In which community.',
        resolve: ({ communityId }, _args, { property: loaders }) =>
          loaders.community.load(communityId),
      }),
      dwelling: t.field({
        type: Dwelling,
        nullable: true,
        description: 'In which dwelling; null for what belongs to everybody.',
        resolve: ({ dwellingId }, _args, { property: loaders }) =>
          dwellingId ? loaders.dwelling.load(dwellingId) : null,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'The member who reported it.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      description: t.string({
        nullable: true,
        description: "The resident's own words; only for them and the company's people.",
        resolve: ({ id, descriptionSealed, memberId }, _args, { caller }) =>
          seesRecordOf(caller, memberId) ? property.words.seal.open(descriptionSealed, id) : null,
      }),
      submittedAt: t.field({
        type: 'DateTime',
        description: 'When it was reported.',
        resolve: ({ submittedAt }) => submittedAt,
      }),
      respondBy: t.field({
        type: 'DateTime',
        description: 'By when somebody must have accepted it.',
        resolve: ({ respondBy }) => respondBy,
      }),
      late: t.boolean({
        description: 'Nobody has accepted it in time.',
        resolve: ({ state, respondBy }, _args, { now }) => state === 'SUBMITTED' && now > respondBy,
      }),
      appointmentAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When somebody will come.',
        resolve: ({ appointmentAt }) => appointmentAt ?? null,
      }),
      closedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was confirmed or called off.',
        resolve: ({ closedAt }) => closedAt ?? null,
      }),
      rating: t.int({
        nullable: true,
        description: 'One to five stars.',
        resolve: ({ rating }) => rating ?? null,
      }),
      steps: t.field({
        type: [Step],
        description: 'Its way so far.',
        resolve: ({ id }, _args, { property: loaders }) => loaders.steps.load(id),
      }),
    }),
  });
}

function addComplaint(
  builder: PropertyBuilder,
  property: Property,
  Step: Ref<CaseStepRow>,
  { Member, Community, Dwelling }: Places,
): Ref<ComplaintRow> {
  return builder.objectRef<ComplaintRow>('Complaint').implement({
    description: 'Something a resident is not content with.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `cpl_…`.', resolve: ({ id }) => fromUuid('cpl', id) }),
      complaintNo: t.exposeString('complaintNo', { description: 'What people read aloud.' }),
      state: t.field({
        type: enumType(builder, ComplaintStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      subject: t.field({
        type: enumType(builder, ComplaintSubjectEnum),
        description: 'What it is about.',
        resolve: ({ subject }) => subject,
      }),
      community: t.field({
        type: Community,
        nullable: true,
        description: 'In which community.',
        resolve: ({ communityId }, _args, { property: loaders }) =>
          loaders.community.load(communityId),
      }),
      dwelling: t.field({
        type: Dwelling,
        nullable: true,
        description: 'From which dwelling; null when it is about what belongs to everybody.',
        resolve: ({ dwellingId }, _args, { property: loaders }) =>
          dwellingId ? loaders.dwelling.load(dwellingId) : null,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'The member who complains.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      text: t.string({
        nullable: true,
        description: "The resident's own words; only for them and the company's people.",
        resolve: ({ id, textSealed, memberId }, _args, { caller }) =>
          seesRecordOf(caller, memberId) ? property.words.seal.open(textSealed, id) : null,
      }),
      answer: t.string({
        nullable: true,
        description: "The company's answer; only for the resident and the company's people.",
        resolve: ({ id, answerSealed, memberId }, _args, { caller }) =>
          answerSealed && seesRecordOf(caller, memberId)
            ? property.words.seal.open(answerSealed, id)
            : null,
      }),
      receivedAt: t.field({
        type: 'DateTime',
        description: 'When it came in.',
        resolve: ({ receivedAt }) => receivedAt,
      }),
      answerBy: t.field({
        type: 'DateTime',
        description: 'By when it must be answered: the end of the third working day.',
        resolve: ({ answerBy }) => answerBy,
      }),
      late: t.boolean({
        description: 'It was not answered in time.',
        resolve: ({ state, answerBy }, _args, { now }) =>
          (state === 'RECEIVED' || state === 'INVESTIGATING') && now > answerBy,
      }),
      answeredAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was answered last.',
        resolve: ({ answeredAt }) => answeredAt ?? null,
      }),
      closedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was closed or taken back.',
        resolve: ({ closedAt }) => closedAt ?? null,
      }),
      satisfied: t.boolean({
        nullable: true,
        description: "The resident's last word on the answer.",
        resolve: ({ satisfied }) => satisfied ?? null,
      }),
      timesReopened: t.exposeInt('timesReopened', {
        description: 'How often the answer did not do.',
      }),
      steps: t.field({
        type: [Step],
        description: 'Its way so far.',
        resolve: ({ id }, _args, { property: loaders }) => loaders.steps.load(id),
      }),
    }),
  });
}
