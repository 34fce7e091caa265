/** Segments in the graph: named conditions over members, and who would be in one that is being written. */
import { argsOf, commandField } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { previewSegment, type SegmentPreview } from '../application/count-segments.ts';
import { compileCondition } from '../domain/conditions/condition.ts';
import { conditionInWords } from '../domain/plain-words/condition-words.ts';
import type { CouponService } from '../service.ts';
import { listSegments, type SegmentRow } from '../storage/settings.ts';
import type { MemberRef } from './coupon-type.ts';
import { localTextInput } from './offer-input.ts';
import type { B, LocalTextRef } from './offer-type.ts';

export function addSegments(
  builder: B,
  kit: ModuleKit,
  service: CouponService,
  { Text, Member }: { readonly Text: LocalTextRef; readonly Member: MemberRef },
): void {
  const Segment = segmentType(builder, Text);
  builder.queryField('segments', (t) =>
    t.field({
      type: [Segment],
      description: 'All segments, by code.',
      access: ['operator', 'auditor'],
      resolve: async () => [...(await listSegments(kit.db.sql()))],
    }),
  );
  addPreview(builder, kit, Member);
  commandField(builder, 'defineSegment', {
    description: 'Saves a segment under its code, new or changed.',
    access: ['operator'],
    input: z.object({
      code: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,63}$/)
        .describe('Lower case, digits and dashes.'),
      name: localTextInput.describe('What people call it.'),
      condition: z.string().min(1).max(4_000).describe('CEL over `member`, `history`, `now`.'),
    }),
    success: Segment,
    execute: async (caller, input) => {
      const saved = await service.defineSegment(caller, input);
      if (!saved.ok) return saved;
      const row = (await listSegments(kit.db.sql())).find(({ code }) => code === input.code);
      if (row === undefined) throw new Error('A segment cannot vanish');
      return accept(row);
    },
  });
}

function segmentType(builder: B, Text: LocalTextRef) {
  return builder.objectRef<SegmentRow>('MemberSegment').implement({
    description: 'A named condition over members: who an offer is for.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `seg_…`.' }),
      code: t.exposeString('code', { description: 'What conditions call it.' }),
      name: t.field({
        type: Text,
        description: 'What people call it.',
        resolve: ({ name }) => name,
      }),
      condition: t.exposeString('condition', {
        description: 'CEL over `member`, `history`, `now`.',
      }),
      reading: t.string({
        nullable: true,
        description: "The condition in plain words, in the caller's language.",
        resolve: async ({ condition }, _args, { locale, names }) => {
          const compiled = compileCondition(condition, 'ABOUT_MEMBER');
          return compiled.ok
            ? conditionInWords(compiled.condition.ast, locale, await names())
            : null;
        },
      }),
      memberCount: t.int({
        nullable: true,
        description: 'Members in it when last counted.',
        resolve: ({ memberCount }) => (memberCount === null ? null : Number(memberCount)),
      }),
      countedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was counted.',
        resolve: (row) => row.countedAt,
      }),
    }),
  });
}

function addPreview(builder: B, kit: ModuleKit, Member: MemberRef): void {
  const Preview = builder.objectRef<SegmentPreview>('SegmentPreview').implement({
    description: 'Who would be in a segment, counted now.',
    fields: (t) => ({
      members: t.exposeInt('members', { description: 'Members in it, of those looked at.' }),
      looked: t.exposeInt('looked', { description: 'Members looked at, 2,000 at most.' }),
      whole: t.boolean({
        description: 'Whether everybody known was looked at.',
        resolve: ({ isWhole }) => isWhole,
      }),
      withheld: t.exposeInt('withheld', {
        description:
          'Members not in it of whom something asked for is withheld: they share no facts between companies.',
      }),
      examples: t.field({
        type: [Member],
        nullable: { list: false, items: true },
        description: 'Up to five who are in it.',
        resolve: ({ examples }) => examples.map((id) => ({ id })),
      }),
    }),
  });
  builder.queryField('previewSegment', (t) =>
    t.field({
      type: Preview,
      nullable: true,
      description:
        'Counts who would be in a segment while its condition is written; null with a mistake, which `checkCondition` tells.',
      access: ['operator', 'auditor'],
      args: argsOf(
        builder,
        'previewSegment',
        z.object({
          condition: z.string().max(4_000).describe('CEL over `member`, `history`, `now`.'),
        }),
      ),
      resolve: (_root, { condition }, { now }) => previewSegment(kit, condition, now),
    }),
  );
}
