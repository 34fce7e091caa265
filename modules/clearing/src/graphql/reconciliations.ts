/** Comparisons of a month with other books, what did not match, and a company's own file. */
import {
  argsOf,
  commandField,
  connectionType,
  enumType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { ClearingDoor } from '../service.ts';
import {
  type ItemOutcome,
  listReconciliations,
  type ReconciliationItem,
  type ReconciliationRow,
  reconciliationItems,
} from '../storage/reconciliations.ts';
import { type B, COMPANY_ACTORS, companyCode, monthInput, shown } from './context.ts';
import { AgainstEnum, ItemOutcomeEnum } from './enums.ts';

const itemConnections = new WeakMap<object, ReturnType<typeof makeItemConnection>>();

function itemConnection(builder: B): ReturnType<typeof makeItemConnection> {
  const known = itemConnections.get(builder) ?? makeItemConnection(builder);
  itemConnections.set(builder, known);
  return known;
}

function makeItemConnection(builder: B) {
  type Item = ReconciliationItem & { readonly no: number };
  const Item = builder.objectRef<Item>('ReconciliationItem').implement({
    description: 'Something that does not match.',
    fields: (t) => ({
      no: t.exposeInt('no', { description: 'Its number.' }),
      outcome: t.expose('outcome', {
        type: enumType(builder, ItemOutcomeEnum),
        description: 'How it differs.',
      }),
      reference: t.exposeString('reference', { description: 'Posting or use of a coupon.' }),
      ours: t.exposeString('ours', { nullable: true, description: 'What clearing has.' }),
      theirs: t.exposeString('theirs', { nullable: true, description: 'What the other side has.' }),
      note: t.exposeString('note', { description: 'What kind of thing it is.' }),
    }),
  });
  return connectionType(builder, 'ReconciliationItem', Item, {
    description: 'What does not match, by number.',
  });
}

export function reconciliationType(builder: B, kit: ModuleKit) {
  return builder.objectRef<ReconciliationRow>('Reconciliation').implement({
    description: 'A comparison of a month with other books.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `rec_…`.' }),
      month: t.exposeString('month', { description: 'Business month.' }),
      against: t.expose('against', {
        type: enumType(builder, AgainstEnum),
        description: 'Whose books.',
      }),
      company: t.exposeString('company', { nullable: true, description: 'Whose file it was.' }),
      fileName: t.exposeString('fileName', { nullable: true, description: 'Name of the file.' }),
      fileHash: t.exposeString('fileHash', { nullable: true, description: 'SHA-256 of the file.' }),
      matched: t.exposeInt('matched', { description: 'Equal on both sides.' }),
      missingHere: t.exposeInt('missingHere', { description: 'Only the other side has them.' }),
      missingThere: t.exposeInt('missingThere', { description: 'Only clearing has them.' }),
      different: t.exposeInt('different', { description: 'Amounts differ.' }),
      madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When it was compared.' }),
      items: t.field({
        type: itemConnection(builder),
        description: 'What does not match, by number.',
        args: itemArgs(builder),
        resolve: ({ id }, args) => itemsOf(kit, id, args),
      }),
    }),
  });
}

const itemFilter = z.object({ outcome: ItemOutcomeEnum.optional().describe('Only these.') });
const itemArgs = (builder: B) => ({
  ...pageArgs(builder),
  ...argsOf(builder, 'reconciliationItems', itemFilter),
});

const itemsOf = (
  kit: ModuleKit,
  id: string,
  args: Parameters<typeof paginate>[0] & { readonly outcome?: ItemOutcome | null | undefined },
) =>
  paginate(args, {
    load: ({ limit, after }) =>
      reconciliationItems(kit.db.sql(), id, {
        limit,
        afterNo: Number(after?.[0] ?? 0),
        outcome: args.outcome ?? undefined,
      }),
    keyOf: ({ no }) => [no],
  });

export function addReports(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const Reconciled = builder.objectRef<ReconciliationRow>('CompanyReconciliation').implement({
    description: "How a company's own books compare; the period lists its items.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `rec_…`.' }),
      matched: t.exposeInt('matched', { description: 'Equal on both sides.' }),
      missingHere: t.exposeInt('missingHere', { description: 'Only the company has them.' }),
      missingThere: t.exposeInt('missingThere', { description: 'Only clearing has them.' }),
      different: t.exposeInt('different', { description: 'Amounts differ.' }),
      items: t.field({
        type: itemConnection(builder),
        description: 'What does not match, by reference.',
        args: itemArgs(builder),
        resolve: ({ id }, args) => itemsOf(kit, id, args),
      }),
    }),
  });
  commandField(builder, 'reconcileWithCompany', {
    description:
      'Compares a month with what a company reports: CSV with `reference` (posting, or redemption/coupon) and `amount`; a reference that stands there several times is summed. Large files, and files in GBK, go to POST /clearing/statements/{month}/{company}/reported.',
    access: [...COMPANY_ACTORS],
    input: z.object({
      month: monthInput(),
      company: companyCode().describe('Whose books.'),
      fileName: z.string().min(1).max(200).describe('Name of the file.'),
      csv: z
        .string()
        .max(900_000)
        .describe('Its content, UTF-8; positive amounts are owed to the company.'),
    }),
    success: Reconciled,
    execute: (caller, input) =>
      shown(
        service.reconcileWithCompany(caller, input),
        async ({ reconciliationId }) =>
          (await listReconciliations(kit.db.sql(), { id: reconciliationId }))[0],
      ),
  });
}
