/** What the 360° page of a member shows beside the profile: what each source told, and what happened when. */
import {
  connectionType,
  defineEnum,
  enumType,
  inputType,
  orWithheld,
  pageArgs,
  paginate,
  withheld,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { TimelineView } from '../application/desk/read-timeline.ts';
import type { RecordView } from '../application/members/read-facts.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import type { MemberTypes } from './member-types.ts';

const TimelineKindEnum = defineEnum('MemberTimelineKind', 'What happened.', {
  STATUS_CHANGED: 'Enrolled, suspended, reinstated, merged, terminated, erased.',
  TOLD: 'A source told something about the person.',
  IDENTITY_LINKED: 'An identifier came.',
  IDENTITY_UNLINKED: 'An identifier went.',
  CONSENT: 'A word about a consent.',
  MERGED: 'Another member was found to be the same person, or this one.',
  UNMERGED: 'A merge was taken back.',
  HOUSEHOLD_JOINED: 'Moved into a household.',
  HOUSEHOLD_LEFT: 'Left a household.',
  SIGNED_IN: 'Signed in on a device.',
});

export function addDeskTypes(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const Record = addRecord(builder);
  const Entry = addEntry(builder);
  const filter = inputType(
    builder,
    'MemberTimelineFilter',
    z.object({
      kinds: z.array(TimelineKindEnum).max(10).optional().describe('Only entries of these kinds.'),
    }),
  );
  builder.objectFields(Member, (t) => ({
    sourceRecords: t.field({
      type: [orWithheld(builder, 'MemberSourceRecordOrWithheld', Record)],
      description:
        'What each source told, kept as told, newest first; one Withheld for each source whose records are not shown.',
      resolve: async ({ id }, _args, { facts }) => {
        const known = await facts.load(id);
        const hidden = (known?.withheldRecords ?? []).map((why) => withheld(why.withheld));
        return [...(known?.records ?? []), ...hidden];
      },
    }),
    timeline: t.field({
      type: connectionType(builder, 'MemberTimelineEntry', Entry, { description: 'Newest first.' }),
      access: ['member', 'operator', 'auditor'],
      description: 'What happened to this membership, newest first. For the member itself too.',
      args: {
        ...pageArgs(builder),
        filter: t.arg({ type: filter, description: 'Which entries.' }),
      },
      resolve: ({ id }, { filter: wanted, ...page }, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.readTimeline(caller, {
              memberId: id,
              kinds: wanted?.kinds ?? undefined,
              limit,
              after:
                after === undefined ? undefined : { at: String(after[0]), id: String(after[1]) },
            }),
          keyOf: (entry) => [entry.at.toISOString(), entry.id],
        }),
    }),
  }));
}

function addRecord(builder: IdentityBuilder) {
  const told = (field: 'name' | 'birthday' | 'gender' | 'address', description: string) => ({
    nullable: true as const,
    description,
    resolve: (record: RecordView) => record.told[field] ?? null,
  });
  return builder.objectRef<RecordView>('MemberSourceRecord').implement({
    description: 'What one source told about the person, kept as told.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `rec_…`.' }),
      source: t.exposeString('source', { description: 'A subsidiary code, or `group`.' }),
      name: t.string(told('name', 'Full name, as told.')),
      birthday: t.string(told('birthday', 'Day of birth, YYYY-MM-DD.')),
      gender: t.string(told('gender', 'MALE, FEMALE or OTHER.')),
      address: t.string(told('address', 'Postal address, as told.')),
      firstObservedAt: t.field({
        type: 'DateTime',
        description: 'When the source first knew it.',
        resolve: ({ firstObservedAt }) => firstObservedAt,
      }),
      observedAt: t.field({
        type: 'DateTime',
        description: 'When the source last said so.',
        resolve: ({ observedAt }) => observedAt,
      }),
      receivedAt: t.field({
        type: 'DateTime',
        description: 'When it was first received here.',
        resolve: ({ receivedAt }) => receivedAt,
      }),
    }),
  });
}

function addEntry(builder: IdentityBuilder) {
  return builder.objectRef<TimelineView>('MemberTimelineEntry').implement({
    description: 'Something that happened to a membership.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Unique in the timeline.' }),
      at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => at }),
      kind: t.field({
        type: enumType(builder, TimelineKindEnum),
        description: 'What.',
        resolve: ({ kind }) => kind,
      }),
      by: t.exposeString('by', {
        description: 'A subsidiary, `group` or `member`; for the desk also which person or system.',
      }),
      detail: t.field({
        type: 'JSON',
        description: 'Codes and instants that belong to the kind; never personal data.',
        resolve: ({ detail }) => detail,
      }),
    }),
  });
}
