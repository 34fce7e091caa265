/** Lists across firms: the counterparties themselves, facts they contest, and looks at personal data. */
import {
  argsOf,
  connectionType,
  idInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import { EVIDENCE, FACT, FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { LookRow, OpeningRow } from '../storage/personal-looks.ts';
import { type CreditBuilder, READERS } from './context.ts';
import { FirmCodeKind } from './enums.ts';
import { placeOf, uuidOf } from './firm-file-types.ts';
import type { FirmType } from './firm-types.ts';
import { profileRefs } from './profile-types.ts';

export function addFirmLists(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  addFirmList(builder, service, Firm);
  addDisputeQueue(builder, service, Firm);
  addLooks(builder, service, Firm);
  addOpenings(builder, service, Firm);
}

const firmFilter = z.object({
  codeKind: FirmCodeKind.optional().describe('Only with this kind of code.'),
  soleTrader: z.boolean().optional().describe('Only sole traders, or only others.'),
  division: z
    .string()
    .regex(/^\d{2,6}$/)
    .optional()
    .describe('GB/T 2260 code of the registry or its beginning: 35 for a province.'),
});

function addFirmList(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Firms = connectionType(builder, 'Firm', Firm, {
    description: 'Firms as they became known, latest first.',
  });
  builder.queryFields((t) => ({
    firms: t.field({
      type: Firms,
      description: 'The counterparties of the group, latest known first; by name, ask searchFirms.',
      access: READERS,
      args: { ...pageArgs(builder), ...argsOf(builder, 'firms', firmFilter) },
      resolve: (_root, { first, after, codeKind, soleTrader, division }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.firmsPage(caller, {
                filter: {
                  codeKind: codeKind ?? undefined,
                  soleTrader: soleTrader ?? undefined,
                  division: division ?? undefined,
                },
                page: { limit: page.limit, after: placeOf(page.after) },
              }),
            keyOf: ({ registeredAt, id }) => [registeredAt.getTime(), toUuid(FIRM, id)],
          },
        ),
    }),
  }));
}

function addDisputeQueue(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const { Dispute } = profileRefs(builder);
  builder.objectFields(Dispute, (t) => ({
    firm: t.field({
      type: Firm,
      nullable: true,
      description: 'The firm it is about.',
      resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
    }),
  }));
  const Disputes = connectionType(builder, 'FactDispute', Dispute, {
    description: 'Disputes, the nearest deadline first.',
  });
  const filter = z.object({
    open: z
      .boolean()
      .optional()
      .describe('Only open ones, or only answered ones; both when left out.'),
    firmId: idInput(FIRM).optional().describe('Only about this firm.'),
  });
  builder.queryFields((t) => ({
    factDisputes: t.field({
      type: Disputes,
      description: 'Facts that firms contest: the queue of the risk desk.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: { ...pageArgs(builder), ...argsOf(builder, 'factDisputes', filter) },
      resolve: (_root, { first, after, open, firmId }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.disputes(caller, {
                filter: { open: open ?? undefined, firmId: uuidOf(firmId) },
                page: { limit: page.limit, after: placeOf(page.after) },
              }),
            keyOf: ({ deadline, id }) => [deadline.getTime(), id],
          },
        ),
    }),
  }));
}

function addLooks(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Look = builder.objectRef<LookRow>('PersonalLook').implement({
    description: "One look at a natural person's data.",
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm in whose file they are.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      factId: t.id({ description: 'The fact.', resolve: ({ factId }) => fromUuid(FACT, factId) }),
      factType: t.exposeString('factType', { description: 'What kind of fact.' }),
      account: t.exposeString('account', { description: 'The account that looked.' }),
      person: t.exposeString('person', {
        nullable: true,
        description: 'The person behind it; null for systems.',
      }),
      company: t.exposeString('company', { description: 'The company it looked for.' }),
      roles: t.stringList({
        description: 'The roles it had.',
        resolve: ({ roles }) => [...roles],
      }),
      lookedAt: t.expose('lookedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Looks = connectionType(builder, 'PersonalLook', Look, {
    description: 'Looks at personal data, newest first.',
  });
  const filter = z.object({
    firmId: idInput(FIRM).optional().describe('Only in the file of this firm.'),
    account: z.string().max(200).optional().describe('Only by this account.'),
  });
  builder.queryFields((t) => ({
    personalLooks: t.field({
      type: Looks,
      description: 'Who looked at data of officers and sole traders.',
      access: ['risk_approver', 'auditor'],
      args: { ...pageArgs(builder), ...argsOf(builder, 'personalLooks', filter) },
      resolve: (_root, { first, after, firmId, account }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.personalLooks(caller, {
                filter: {
                  firmId: uuidOf(firmId),
                  account: account ?? undefined,
                },
                page: { limit: page.limit, after: placeOf(page.after) },
              }),
            keyOf: ({ lookedAt, id }) => [lookedAt.getTime(), id],
          },
        ),
    }),
  }));
}

function addOpenings(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Opening = builder.objectRef<OpeningRow>('EvidenceOpening').implement({
    description: 'One opening of an evidence file.',
    fields: (t) => ({
      evidenceId: t.id({
        description: 'The file, evd_….',
        resolve: ({ evidenceId }) => fromUuid(EVIDENCE, evidenceId),
      }),
      evidenceName: t.exposeString('evidenceName', { description: 'What it is called.' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm it is about.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      account: t.exposeString('account', { description: 'The account that opened it.' }),
      person: t.exposeString('person', {
        nullable: true,
        description: 'The person behind it; null for systems.',
      }),
      company: t.exposeString('company', { description: 'The company it was opened for.' }),
      openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Openings = connectionType(builder, 'EvidenceOpening', Opening, {
    description: 'Openings of evidence, newest first.',
  });
  const filter = z.object({
    firmId: idInput(FIRM).optional().describe('Only evidence about this firm.'),
  });
  builder.queryFields((t) => ({
    evidenceOpenings: t.field({
      type: Openings,
      description: 'Who opened which evidence file.',
      access: ['risk_approver', 'auditor'],
      args: { ...pageArgs(builder), ...argsOf(builder, 'evidenceOpenings', filter) },
      resolve: (_root, { first, after, firmId }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.evidenceOpenings(caller, {
                filter: { firmId: uuidOf(firmId) },
                page: { limit: page.limit, after: placeOf(page.after) },
              }),
            keyOf: ({ openedAt, id }) => [openedAt.getTime(), id],
          },
        ),
    }),
  }));
}
