/** What can be asked about repairs and complaints. What a caller may not see does not exist for him. */
import {
  argsOf,
  type Connection,
  connectionType,
  idInput,
  inputType,
  pageArgs,
} from '@guildhall/shared/graphql/index';
import { given } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { Property } from '../application/property.ts';
import { seesRecordOf } from '../application/read.ts';
import * as rows from '../storage/tables.ts';
import { ComplaintStateEnum, type PropertyBuilder, RepairStateEnum } from './builder.ts';
import { code, READERS_OR_MEMBER } from './inputs.ts';
import { communityIdOf, memberUuid, ownRecords, page } from './lists.ts';
import type { Parts } from './parts.ts';

export function addCaseQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  const place = {
    communityCode: code().optional().describe('Only of this community.'),
    memberId: idInput('mem').optional().describe('Only of this member.'),
  };
  const repairFilter = z.object({
    ...place,
    state: RepairStateEnum.optional().describe('Only in this state.'),
  });
  const complaintFilter = z.object({
    ...place,
    state: ComplaintStateEnum.optional().describe('Only in this state.'),
  });
  type Wanted = {
    communityCode?: string | undefined;
    memberId?: string | undefined;
    state?: string | undefined;
  };
  const whereOf = async ({ communityCode, memberId, state }: Wanted) =>
    given({
      state,
      communityId: await communityIdOf(property, communityCode),
      memberId: memberUuid(memberId),
    });
  builder.queryFields((t) => ({
    repairRequest: t.field({
      type: parts.RepairRequest,
      nullable: true,
      description: 'One report; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'repairRequest',
        z.object({ id: idInput('rpr').describe('The report.') }),
      ),
      resolve: async (_root, { id }, { caller, property: loaders }) => {
        const found = await loaders.repair.load(toUuid('rpr', id));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    repairRequests: t.field({
      type: connectionType(builder, 'RepairRequest', parts.RepairRequest, {
        description: 'Reports of broken things, newest first.',
      }),
      description: "Reports, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'RepairRequestFilter', repairFilter),
          description: 'Which reports.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.RepairRequestRow>> => {
        const where = await whereOf(args.filter ?? {});
        return page(property, caller, rows.RepairRequestTable, where, ownRecords(caller), args);
      },
    }),
    complaint: t.field({
      type: parts.Complaint,
      nullable: true,
      description: 'One complaint; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'complaint',
        z.object({ id: idInput('cpl').describe('The complaint.') }),
      ),
      resolve: async (_root, { id }, { caller, property: loaders }) => {
        const found = await loaders.complaint.load(toUuid('cpl', id));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    complaints: t.field({
      type: connectionType(builder, 'Complaint', parts.Complaint, {
        description: 'Complaints, newest first.',
      }),
      description: "Complaints, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ComplaintFilter', complaintFilter),
          description: 'Which complaints.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.ComplaintRow>> => {
        const where = await whereOf(args.filter ?? {});
        return page(property, caller, rows.ComplaintTable, where, ownRecords(caller), args);
      },
    }),
  }));
}
