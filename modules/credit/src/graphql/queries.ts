/** Questions about counterparties. */
import { argsOf, dateInput, enumType, idInput, usccInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import { companyOf } from '../application/caller.ts';
import type { FirmHit } from '../application/search-firms.ts';
import type { NameComparison, PartFinding } from '../domain/names/comparison.ts';
import { FIRM, LIST_ENTRY, SCREENING } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, READERS, seesAll } from './context.ts';
import { NameBandEnum } from './enums.ts';
import type { FirmType } from './firm-types.ts';
import type { ListEntryType } from './listing-types.ts';
import type { addScreeningTypes } from './screening-types.ts';

interface Types {
  readonly Firm: FirmType;
  readonly ListEntry: ListEntryType;
  readonly Screening: ReturnType<typeof addScreeningTypes>['Screening'];
  readonly Replay: ReturnType<typeof addScreeningTypes>['Replay'];
}

/** Answers the type of a comparison's parts, which others show as well. */
export function addQueries(builder: CreditBuilder, service: CreditService, types: Types) {
  const { Firm, ListEntry, Screening, Replay } = types;
  const Part = builder.objectRef<PartFinding>('NamePartFinding').implement({
    description: 'What comparing one part of two names found.',
    fields: (t) => ({
      part: t.exposeString('part', {
        description: 'WHOLE, PLACE, TRADE, INDUSTRY, GROUP, FORM, BRANCH, WORDS, REGION or NUMBER.',
      }),
      asked: t.exposeString('a', { description: 'In what was typed.' }),
      found: t.exposeString('b', { description: 'In the name that was found.' }),
      relation: t.exposeString('relation', {
        description:
          'SAME, SAME_SOUND, CLOSE, CONTAINED, WITHIN, ONE_SIDED, CONFLICT, DIFFERENT or NEITHER.',
      }),
      contribution: t.field({
        type: 'Decimal',
        description: 'What it adds to the score.',
        resolve: ({ contribution }) => contribution.toFixed(4),
      }),
    }),
  });
  const Hit = builder.objectRef<FirmHit>('FirmHit').implement({
    description: 'A firm that a search found.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      matchedName: t.exposeString('name', { description: 'The name of it that matched.' }),
      band: t.expose('band', {
        type: enumType(builder, NameBandEnum),
        description: 'What the comparison says; a name alone never proves that two firms are one.',
      }),
      score: t.field({
        type: 'Decimal',
        description: 'How alike, 0 to 1, for ordering.',
        resolve: ({ score }) => score.toFixed(4),
      }),
      parts: t.field({
        type: [Part],
        description: 'What each part of the name says.',
        resolve: ({ parts }) => [...parts],
      }),
    }),
  });
  const Compared = builder.objectRef<NameComparison>('NameComparison').implement({
    description: 'What comparing two names says, part by part.',
    fields: (t) => ({
      band: t.expose('band', {
        type: enumType(builder, NameBandEnum),
        description: 'The decision; a name alone never proves that two firms are one.',
      }),
      score: t.field({
        type: 'Decimal',
        description: 'How alike, 0 to 1.',
        resolve: ({ score }) => score.toFixed(4),
      }),
      parts: t.field({
        type: [Part],
        description: 'What each part says.',
        resolve: ({ parts }) => [...parts],
      }),
    }),
  });
  const written = z.string().trim().min(1).max(300);
  builder.queryFields((t) => ({
    compareNames: t.field({
      type: Compared,
      description: 'Compares two names of firms as the search does, and explains the answer.',
      access: READERS,
      args: argsOf(
        builder,
        'compareNames',
        z.object({ a: written.describe('One name.'), b: written.describe('The other.') }),
      ),
      resolve: (_root, { a, b }, { caller }) => service.compareNames(caller, { a, b }),
    }),
    firm: t.field({
      type: Firm,
      nullable: true,
      description: 'A firm by its id.',
      access: READERS,
      args: argsOf(builder, 'firm', z.object({ id: idInput(FIRM).describe('The firm.') })),
      resolve: (_root, { id }, { firms }) => firms.load(id),
    }),
    firmByUscc: t.field({
      type: Firm,
      nullable: true,
      description: 'A firm by its Unified Social Credit Code 统一社会信用代码.',
      access: READERS,
      args: argsOf(builder, 'firmByUscc', z.object({ uscc: usccInput().describe('The code.') })),
      resolve: (_root, { uscc }, { firmsByCode }) => firmsByCode.load(uscc),
    }),
    searchFirms: t.field({
      type: [Hit],
      description: 'Firms by code, or by name: exact ones first, then the most alike.',
      access: READERS,
      args: argsOf(
        builder,
        'searchFirms',
        z.object({
          text: z
            .string()
            .trim()
            .min(1)
            .max(200)
            .describe('A code or a name, written in any usual way.'),
          limit: z.int().min(1).max(50).default(10).describe('How many at most, 1 to 50.'),
        }),
      ),
      resolve: (_root, { text, limit }, { caller }) => service.searchFirms(caller, { text, limit }),
    }),
    listEntry: t.field({
      type: ListEntry,
      nullable: true,
      description: 'A list entry by its id.',
      access: READERS,
      args: argsOf(
        builder,
        'listEntry',
        z.object({ id: idInput(LIST_ENTRY).describe('The entry.') }),
      ),
      resolve: (_root, { id }, { entries }) => entries.load(id),
    }),
    listEntriesToReview: t.field({
      type: [ListEntry],
      description:
        'Binding list entries whose review is due by a day, longest overdue first; at most 200.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: argsOf(
        builder,
        'listEntriesToReview',
        z.object({ by: dateInput().describe('The day.') }),
      ),
      resolve: (_root, { by }, { caller }) => service.listEntriesToReview(caller, { day: by }),
    }),
    screening: t.field({
      type: Screening,
      nullable: true,
      description: 'A screening by its id, as it was answered; a company sees its own.',
      access: READERS,
      args: argsOf(
        builder,
        'screening',
        z.object({ id: idInput(SCREENING).describe('The screening.') }),
      ),
      resolve: async (_root, { id }, { caller, screenings }) => {
        const screening = await screenings.load(id);
        return screening !== null && (seesAll(caller) || screening.subsidiary === companyOf(caller))
          ? screening
          : null;
      },
    }),
    replayScreening: t.field({
      type: Replay,
      nullable: true,
      description: 'Decides a past screening again, from the facts and rule versions of its time.',
      access: READERS,
      args: argsOf(
        builder,
        'replayScreening',
        z.object({ id: idInput(SCREENING).describe('The screening.') }),
      ),
      resolve: async (_root, { id }, { caller, screenings }) => {
        const screening = await screenings.load(id);
        if (screening === null || (!seesAll(caller) && screening.subsidiary !== companyOf(caller)))
          return null;
        return (await service.replayScreening(caller, { id })) ?? null;
      },
    }),
  }));
  return Part;
}
