/** What can be asked about fees: bills and payments. What a caller may not see does not exist for him. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateInput,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
} from '@guildhall/shared/graphql/index';
import { between, given } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { Property } from '../application/property.ts';
import { seesRecordOf } from '../application/read.ts';
import { firstDayOf } from '../domain/fee-amount.ts';
import * as rows from '../storage/tables.ts';
import {
  FeeBillStateEnum,
  FeeKindEnum,
  FeePaymentStateEnum,
  type PropertyBuilder,
} from './builder.ts';
import { code, documentNo, dwellingCodeInput, month, READERS_OR_MEMBER } from './inputs.ts';
import { communityIdOf, dwellingIdOf, memberUuid, ownHomes, ownRecords, page } from './lists.ts';
import type { Parts } from './parts.ts';

export function addBillQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  const em = () => property.kit.db.read();
  const billFilter = z.object({
    communityCode: code().optional().describe('Only of this community.'),
    dwellingCode: dwellingCodeInput().optional().describe('Only of this dwelling.'),
    kind: FeeKindEnum.optional().describe('Only for this.'),
    state: FeeBillStateEnum.optional().describe('Only in this state.'),
    month: month().optional().describe('Only of this month, YYYY-MM.'),
    dueBefore: dateInput().optional().describe('Only due before this day.'),
  });
  builder.queryFields((t) => ({
    feeBill: t.field({
      type: parts.FeeBill,
      nullable: true,
      description: 'One bill; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'feeBill',
        z.object({
          id: idInput('bil').optional().describe('The bill, by id.'),
          billNo: documentNo().optional().describe("By the company's own number."),
        }),
      ),
      resolve: async (_root, { id, billNo }, { property: loaders }) => {
        const where = id ? { id: toUuid('bil', id) } : billNo ? { billNo } : undefined;
        const found = where && (await em().findOne(rows.FeeBillTable, where));
        return found && (await loaders.seesDwelling(found.dwellingId)) ? found : null;
      },
    }),
    feeBills: t.field({
      type: connectionType(builder, 'FeeBill', parts.FeeBill, {
        description: 'Bills, newest first.',
      }),
      description:
        "Bills, newest first: the company's people see all, a member those of where they live.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'FeeBillFilter', billFilter),
          description: 'Which bills.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.FeeBillRow>> => {
        const {
          communityCode,
          dwellingCode,
          month: wanted,
          dueBefore,
          kind,
          state,
        } = args.filter ?? {};
        const where = given({
          ...{ kind, state },
          communityId: await communityIdOf(property, communityCode),
          dwellingId: await dwellingIdOf(property, dwellingCode),
          month: wanted === undefined ? undefined : firstDayOf(wanted),
          dueOn: between(undefined, dueBefore),
        });
        const own = await ownHomes(property, caller, 'dwellingId');
        return page(property, caller, rows.FeeBillTable, where, own, args);
      },
    }),
  }));
}

export function addPaymentQueries(
  builder: PropertyBuilder,
  property: Property,
  parts: Parts,
): void {
  const em = () => property.kit.db.read();
  const paymentFilter = z.object({
    communityCode: code().optional().describe('Only of this community.'),
    dwellingCode: dwellingCodeInput().optional().describe('Only for this dwelling.'),
    memberId: idInput('mem').optional().describe('Only by this member.'),
    kind: FeeKindEnum.optional().describe('Only for this.'),
    state: FeePaymentStateEnum.optional().describe('Only in this state.'),
    paidFrom: dateTimeInput().optional().describe('Paid at this instant or later.'),
    paidBefore: dateTimeInput().optional().describe('Paid before this instant.'),
  });
  builder.queryFields((t) => ({
    feePayment: t.field({
      type: parts.FeePayment,
      nullable: true,
      description: 'One payment; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'feePayment',
        z.object({
          id: idInput('fpy').optional().describe('The payment, by id.'),
          receiptNo: documentNo().optional().describe("By the company's own number."),
        }),
      ),
      resolve: async (_root, { id, receiptNo }, { caller }) => {
        const where = id ? { id: toUuid('fpy', id) } : receiptNo ? { receiptNo } : undefined;
        const found = where && (await em().findOne(rows.FeePaymentTable, where));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    feePayments: t.field({
      type: connectionType(builder, 'FeePayment', parts.FeePayment, {
        description: 'Payments, newest first.',
      }),
      description: "Payments, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'FeePaymentFilter', paymentFilter),
          description: 'Which payments.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.FeePaymentRow>> => {
        const { communityCode, dwellingCode, memberId, kind, state, paidFrom, paidBefore } =
          args.filter ?? {};
        const where = given({
          ...{ kind, state },
          communityId: await communityIdOf(property, communityCode),
          dwellingId: await dwellingIdOf(property, dwellingCode),
          memberId: memberUuid(memberId),
          paidAt: between(paidFrom, paidBefore),
        });
        return page(property, caller, rows.FeePaymentTable, where, ownRecords(caller), args);
      },
    }),
  }));
}
