/** Commands about lists. Each parses into a command of the application; no rules here. */
import { commandField, dateInput, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { ListingAnswer } from '../application/propose-listing.ts';
import type { DecidedListing, FiledAppeal } from '../application/step-listing.ts';
import { EVIDENCE, FIRM, LIST_ENTRY } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, RISK_DESK } from './context.ts';
import { CreditList, ListingDecision } from './enums.ts';
import { text } from './firm-mutations.ts';
import type { ListEntryType } from './listing-types.ts';

const evidenceIds = z.array(idInput(EVIDENCE)).max(50).default([]);
const step = z.object({
  entryId: idInput(LIST_ENTRY).describe('The entry.'),
  note: text(2000).optional().describe('What is to be said about it.'),
});

export function addListingMutations(
  builder: CreditBuilder,
  service: CreditService,
  ListEntry: ListEntryType,
): void {
  const entryField = {
    type: ListEntry,
    nullable: true,
    description: 'The entry as it now is.',
  } as const;
  const Stepped = builder.objectRef<ListingAnswer>('SteppedListing').implement({
    description: 'A list entry that took a step.',
    fields: (t) => ({
      entry: t.field({
        ...entryField,
        resolve: ({ entryId }, _args, { entries }) => entries.load(entryId),
      }),
    }),
  });
  commandField(builder, 'proposeListing', {
    description: 'Proposes a list entry. It binds nobody until another person approves it.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      list: CreditList.describe('Which list.'),
      scope: z
        .array(text(40))
        .max(50)
        .default([])
        .describe('Codes of the companies it binds; none for the whole group.'),
      reasonCode: text(40).describe(
        'Why: for a blacklist DEFAULT, FRAUD, DISHONEST_DEBTOR, BRIBERY, QUALITY, SAFETY, SANCTIONS or BREACH.',
      ),
      note: text(2000).optional().describe('Why, in words.'),
      evidenceIds: evidenceIds.describe('Files that show it; a blacklist needs one at least.'),
      overridable: z.boolean().default(true).describe('Whether two people may lift it for a time.'),
      effectiveOn: dateInput().optional().describe('First day it binds; today when left out.'),
      reviewOn: dateInput()
        .optional()
        .describe('Day by which it is looked at again; the latest allowed when left out.'),
      expiresOn: dateInput().optional().describe('Day it ends by itself.'),
    }),
    execute: (caller, input) => service.proposeListing(caller, input),
  });
  commandField(builder, 'startListingReview', {
    description: 'Takes a proposed entry under review; not by the person who proposed it.',
    access: ['risk_approver'],
    success: Stepped,
    input: step,
    execute: (caller, input) => service.startListingReview(caller, input),
  });
  commandField(builder, 'approveListing', {
    description:
      'Approves a proposed entry, which binds from its day on; never by the person who proposed it, whatever the account.',
    access: ['risk_approver'],
    success: Stepped,
    input: step,
    execute: (caller, input) => service.approveListing(caller, input),
  });
  commandField(builder, 'rejectListing', {
    description: 'Turns a proposed entry down; not by the person who proposed it.',
    access: ['risk_approver'],
    success: Stepped,
    input: step,
    execute: (caller, input) => service.rejectListing(caller, input),
  });
  addAppealMutations(builder, service, ListEntry);
}

function addAppealMutations(
  builder: CreditBuilder,
  service: CreditService,
  ListEntry: ListEntryType,
): void {
  const entryField = {
    type: ListEntry,
    nullable: true,
    description: 'The entry as it now is.',
  } as const;
  const Filed = builder.objectRef<FiledAppeal>('FiledAppeal').implement({
    description: 'An appeal that is now on file.',
    fields: (t) => ({
      id: t.exposeID('appealId', { description: 'Its id, apl_….' }),
      entry: t.field({
        ...entryField,
        resolve: ({ entryId }, _args, { entries }) => entries.load(entryId),
      }),
      answerBy: t.expose('answerBy', { type: 'Date', description: 'Day by which it is decided.' }),
    }),
  });
  commandField(builder, 'appealListing', {
    description:
      "Files the firm's appeal against a binding entry, with what it brings forward. The entry binds until two people have decided.",
    access: ['system', 'risk_officer', 'risk_approver'],
    success: Filed,
    input: z.object({
      entryId: idInput(LIST_ENTRY).describe('The entry.'),
      grounds: text(4000).describe('What the firm says.'),
      evidenceIds: evidenceIds.describe('Files it brings forward.'),
    }),
    execute: (caller, input) => service.appealListing(caller, input),
  });
  const Decided = builder.objectRef<DecidedListing>('DecidedListing').implement({
    description: 'What became of a decision that takes two people.',
    fields: (t) => ({
      entry: t.field({
        ...entryField,
        resolve: ({ entryId }, _args, { entries }) => entries.load(entryId),
      }),
      awaiting: t.exposeString('awaiting', {
        nullable: true,
        description:
          'UPHOLD, RENEW or REMOVE while another person must still do it; null once it is done.',
      }),
    }),
  });
  commandField(builder, 'decideListing', {
    description:
      'Upholds, renews or removes an entry, and with it decides an appeal: the first person asks for it, the same call by another person does it.',
    access: RISK_DESK,
    success: Decided,
    input: step.extend({ decision: ListingDecision.describe('What is decided.') }),
    execute: (caller, input) => service.decideListing(caller, input),
  });
}
