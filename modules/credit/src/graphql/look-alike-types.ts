/** Names over time, branches, and firms whose names are alike. */

import type { Types } from '@guildhall/shared/graphql/index';
import {
  argsOf,
  commandField,
  connectionType,
  dateInput,
  defineEnum,
  enumType,
  idInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ObjectRef } from '@pothos/core';
import { z } from 'zod';
import type { PartFinding } from '../domain/names/comparison.ts';
import { FIRM, type FirmId, LOOK_ALIKE, type LookAlikeId } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { FactDeletionRow } from '../storage/fact-deletions.ts';
import type { LookAlikeRow } from '../storage/look-alikes.ts';
import { type CreditBuilder, type CreditContext, RISK_DESK, SURVEYORS } from './context.ts';
import { FirmNameKind, NameBandEnum } from './enums.ts';
import type { FirmType } from './firm-types.ts';

const Decision = defineEnum(
  'LookAlikeDecision',
  'What two firms of names alike are to each other.',
  {
    DIFFERENT: 'Two firms that have nothing to do with each other, as far as names go.',
    A_BRANCH_OF_B: 'The first is a branch 分公司 of the second.',
    B_BRANCH_OF_A: 'The second is a branch 分公司 of the first.',
    SAME_FIRM: 'One firm under two codes; both records stay, and know of each other.',
  },
);

type PartType = ObjectRef<Types<CreditContext>, PartFinding>;

export function addLookAlikeTypes(
  builder: CreditBuilder,
  service: CreditService,
  { Firm, Part }: { readonly Firm: FirmType; readonly Part: PartType },
): void {
  const Pair = addPair(builder, Firm, Part);
  const Pairs = connectionType(builder, 'LookAlike', Pair, {
    description: 'Pairs of firms, the most alike first.',
  });
  builder.objectFields(Firm, (t) => ({
    lookAlikes: t.field({
      type: [Pair],
      description: 'Firms whose names are like its own, decided or not; at most a hundred.',
      resolve: ({ id }, _args, { caller }) => service.lookAlikesOfFirm(caller, { firmId: id }),
    }),
    deletions: t.field({
      type: [addDeletion(builder)],
      description: 'Facts that had to be deleted by law: of which type, not what they said.',
      resolve: ({ id }, _args, { caller }) => service.factDeletions(caller, { firmId: id }),
    }),
  }));
  const filter = z.object({
    open: z
      .boolean()
      .optional()
      .describe('Only undecided ones, or only decided ones; both when left out.'),
  });
  builder.queryFields((t) => ({
    lookAlikes: t.field({
      type: Pairs,
      description: 'Firms of names alike: the queue of the risk desk.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: { ...pageArgs(builder), ...argsOf(builder, 'lookAlikes', filter) },
      resolve: (_root, { first, after, open }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.lookAlikes(caller, {
                open: open ?? undefined,
                limit: page.limit,
                after:
                  page.after === undefined
                    ? undefined
                    : [String(page.after[0]), String(page.after[1])],
              }),
            keyOf: ({ score, id }) => [score.toFixed(4), id],
          },
        ),
    }),
  }));
  const Decided = builder.objectRef<{ lookAlikeId: LookAlikeId }>('DecidedLookAlike').implement({
    description: 'A pair that is now decided.',
    fields: (t) => ({
      lookAlike: t.field({
        type: Pair,
        nullable: true,
        description: 'The pair.',
        resolve: async ({ lookAlikeId }, _args, { caller }) =>
          (await service.lookAlike(caller, { id: toUuid(LOOK_ALIKE, lookAlikeId) })) ?? null,
      }),
    }),
  });
  commandField(builder, 'decideLookAlike', {
    description:
      'Decides what two firms of names alike are to each other; nothing is ever merged. Deciding again changes it.',
    access: RISK_DESK,
    success: Decided,
    input: z.object({
      lookAlikeId: idInput(LOOK_ALIKE).describe('The pair.'),
      decision: Decision.describe('What they are.'),
      reason: z.string().trim().min(1).max(1_000).describe('Why.'),
    }),
    execute: (caller, input) => service.decideLookAlike(caller, input),
  });
  addNameMutations(builder, service, Firm);
}

function addPair(builder: CreditBuilder, Firm: FirmType, Part: PartType) {
  return builder.objectRef<LookAlikeRow>('LookAlike').implement({
    description: 'Two firms whose names are alike.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, lka_….', resolve: ({ id }) => fromUuid(LOOK_ALIKE, id) }),
      a: t.field({
        type: Firm,
        nullable: true,
        description: 'The first firm.',
        resolve: ({ aFirm }, _args, { firms }) => firms.load(fromUuid(FIRM, aFirm)),
      }),
      b: t.field({
        type: Firm,
        nullable: true,
        description: 'The second firm.',
        resolve: ({ bFirm }, _args, { firms }) => firms.load(fromUuid(FIRM, bFirm)),
      }),
      aName: t.exposeString('aName', { description: 'The name of the first that is alike.' }),
      bName: t.exposeString('bName', { description: 'The name of the second.' }),
      band: t.expose('band', {
        type: enumType(builder, NameBandEnum),
        description: 'What the comparison says.',
      }),
      score: t.field({
        type: 'Decimal',
        description: 'How alike, 0 to 1.',
        resolve: ({ score }) => score.toFixed(4),
      }),
      parts: t.field({
        type: [Part],
        description: 'What each part of the names says.',
        resolve: ({ parts }) => [...parts],
      }),
      foundAt: t.expose('foundAt', { type: 'DateTime', description: 'When they were found.' }),
      decision: t.expose('decision', {
        type: enumType(builder, Decision),
        nullable: true,
        description: 'What a person decided; null while nobody did.',
      }),
      reason: t.exposeString('reason', { nullable: true, description: 'Why.' }),
      decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who decided.' }),
      decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
    }),
  });
}

function addDeletion(builder: CreditBuilder) {
  return builder.objectRef<FactDeletionRow>('FactDeletion').implement({
    description: 'That a fact about a natural person was deleted.',
    fields: (t) => ({
      factType: t.exposeString('factType', { description: 'What kind of fact it was.' }),
      endedOn: t.expose('endedOn', {
        type: 'Date',
        description: 'The day the conduct or event had ended.',
      }),
      policy: t.exposeString('policy', { description: 'The rule.' }),
      deletedAt: t.expose('deletedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
}

function addNameMutations(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Named = builder.objectRef<{ firmId: FirmId }>('NamedFirm').implement({
    description: 'A firm whose names or parent changed.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm as it now is.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
    }),
  });
  const firmId = idInput(FIRM).describe('The firm.');
  const name = z.string().trim().min(1).max(300).describe('The name as written.');
  commandField(builder, 'nameFirm', {
    description:
      'Adds a name with its period. A registered name without an end renames the firm: the old one ends the day the new one begins.',
    access: SURVEYORS,
    success: Named,
    input: z.object({
      firmId,
      kind: FirmNameKind.describe('What kind of name.'),
      name,
      validFrom: dateInput().optional().describe('First day; needed for a new registered name.'),
      validTo: dateInput().optional().describe('Day it ended; left out while in use.'),
    }),
    execute: (caller, input) => service.nameFirm(caller, input),
  });
  commandField(builder, 'endFirmName', {
    description: 'Says that a name is no longer used.',
    access: SURVEYORS,
    success: Named,
    input: z.object({
      firmId,
      kind: FirmNameKind.describe('What kind of name.'),
      name,
      endedOn: dateInput().describe('Day it ended.'),
    }),
    execute: (caller, input) => service.endFirmName(caller, input),
  });
  commandField(builder, 'attachBranch', {
    description:
      'Makes a firm a branch 分公司 of another, or, without a parent, one of its own again.',
    access: SURVEYORS,
    success: Named,
    input: z.object({
      firmId,
      parentId: idInput(FIRM).optional().describe('The firm it belongs to.'),
    }),
    execute: (caller, input) => service.attachBranch(caller, input),
  });
}
