/** Batches of codes: ordered, watched while they are made, imported into, paused, resumed, closed; codes page by page. */
import {
  argsOf,
  commandField,
  connectionType,
  dateInput,
  dateTimeInput,
  defineEnum,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { claimCoupon } from '../application/claim-coupon.ts';
import {
  type CodesImported,
  importCodes,
  MAX_IMPORTED_AT_ONCE,
} from '../application/import-codes.ts';
import {
  type BatchChanged,
  createBatch,
  MAX_BATCH,
  moveBatch,
} from '../application/manage-batches.ts';
import { showCouponCode } from '../domain/coupons/coupon-code.ts';
import {
  type BatchRow,
  batchesById,
  type CodeRow,
  codesOfBatch,
  listBatches,
} from '../storage/batches.ts';
import { couponsById } from '../storage/coupons.ts';
import type { CouponRef } from './coupon-type.ts';
import type { B, CouponTermsRef, OfferRef } from './offer-type.ts';

export const BatchStateEnum = defineEnum('CouponBatchState', 'Where a batch is in its life.', {
  PENDING: 'Ordered; nothing is made yet.',
  GENERATING: 'Its codes are being made.',
  READY: 'All codes are there and can be used.',
  PAUSED: 'Stopped for now: no code is made or can be used.',
  CLOSED: 'Over for good: no code can be used any more.',
});
const BatchOriginEnum = defineEnum('CouponBatchOrigin', 'Where the codes of a batch come from.', {
  GENERATED: 'Made here: unguessable, with a check character.',
  IMPORTED: 'Made by the issuer and brought here.',
});

type BatchRef = ReturnType<typeof batchType>;

export function addBatches(
  builder: B,
  kit: ModuleKit,
  Offer: OfferRef,
  Terms: CouponTermsRef,
  Coupon: CouponRef,
): void {
  const Batch = batchType(builder, Offer, Terms);
  addBatchQueries(builder, kit, Batch);
  addBatchCommands(builder, kit, Batch);
  addClaim(builder, kit, Coupon);
}

function batchType(builder: B, Offer: OfferRef, Terms: CouponTermsRef) {
  return builder.objectRef<BatchRow>('CouponBatch').implement({
    description: 'Codes of one coupon, made in bulk or brought by the issuer.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `bat_…`.' }),
      code: t.exposeString('code', { description: 'What people call it.' }),
      offer: t.field({
        type: Offer,
        nullable: true,
        description: 'The offer.',
        resolve: ({ offerId }, _args, { offers }) => offers.load(offerId),
      }),
      terms: t.field({
        type: Terms,
        nullable: true,
        description: 'What its coupons give, where and on what.',
        resolve: async ({ offerId, offerVersion: version, benefitNo }, _args, { versions }) => {
          const benefit = (await versions.load({ offerId, version }))?.definition.benefits[
            benefitNo
          ];
          return benefit?.kind === 'COUPON' ? benefit.coupon : null;
        },
      }),
      origin: t.field({
        type: enumType(builder, BatchOriginEnum),
        description: 'Where its codes come from.',
        resolve: ({ origin }) => origin,
      }),
      state: t.field({
        type: enumType(builder, BatchStateEnum),
        description: 'Where it is in its life.',
        resolve: ({ state }) => state,
      }),
      size: t.exposeInt('size', { description: 'How many codes it has when it is ready.' }),
      made: t.exposeInt('made', { description: 'How many are made.' }),
      progressBps: t.int({
        description: 'The share that is made, in basis points; 10000 is all.',
        resolve: ({ size, made }) => (size === 0 ? 10_000 : Math.floor((made / size) * 10_000)),
      }),
      claimed: t.int({
        description: 'Codes that a member has taken.',
        resolve: async ({ id }, _args, { batchNumbers }) =>
          (await batchNumbers.load(id))?.claimed ?? 0,
      }),
      used: t.int({
        description: 'Codes that were used at least once.',
        resolve: async ({ id }, _args, { batchNumbers }) =>
          (await batchNumbers.load(id))?.used ?? 0,
      }),
      validFrom: t.field({
        type: 'DateTime',
        description: 'Its codes are good from then on.',
        resolve: (row) => row.validFrom,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Their last moment.',
        resolve: (row) => row.expiresAt,
      }),
      createdAt: t.field({
        type: 'DateTime',
        description: 'When it was ordered.',
        resolve: (row) => row.createdAt,
      }),
      readyAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When all codes were there.',
        resolve: (row) => row.readyAt,
      }),
      secondsLeft: t.int({
        nullable: true,
        description:
          'About how long the making will go on, in seconds; null when nothing is being made.',
        resolve: ({ state, startedAt, made, size }, _args, { now }) => {
          if (state !== 'GENERATING' || startedAt === null || made === 0) return null;
          const seconds = Math.max(1, now.getTime() - startedAt.getTime()) / 1_000;
          return Math.ceil(((size - made) * seconds) / made);
        },
      }),
      exportPath: t.string({
        description: 'Where its codes can be fetched as CSV, with the same bearer token.',
        resolve: ({ id }) => `/coupon-batches/${id}/codes.csv`,
      }),
    }),
  });
}

const filterSchema = z.object({
  offerId: idInput('off').optional().describe('Only of this offer.'),
  states: z.array(BatchStateEnum).min(1).max(5).optional().describe('Only in these states.'),
});

function addBatchQueries(builder: B, kit: ModuleKit, Batch: BatchRef): void {
  const Code = builder.objectRef<CodeRow>('CouponBatchCode').implement({
    description: 'One code of a batch.',
    fields: (t) => ({
      couponId: t.exposeID('couponId', { description: 'TypeID, `cpn_…`.' }),
      code: t.string({
        description: 'As printed and read aloud.',
        resolve: ({ code }) => showCouponCode(code),
      }),
      claimed: t.exposeBoolean('claimed', { description: 'Whether a member has taken it.' }),
      used: t.exposeBoolean('used', { description: 'Whether it was used at least once.' }),
    }),
  });
  const batchArgs = (field: string) =>
    argsOf(builder, field, z.object({ id: idInput('bat').describe('The batch.') }));
  builder.queryFields((t) => ({
    couponBatch: t.field({
      type: Batch,
      nullable: true,
      description: 'One batch; null when there is none. Ask again to follow its progress.',
      access: ['operator', 'auditor'],
      args: batchArgs('couponBatch'),
      resolve: async (_root, { id }) => (await batchesById(kit.db.sql(), [id]))[0] ?? null,
    }),
    couponBatches: t.field({
      type: connectionType(builder, 'CouponBatch', Batch, {
        description: 'Batches, the newest first.',
      }),
      description: 'Batches of codes, the newest first.',
      access: ['operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'CouponBatchFilter', filterSchema),
          description: 'Which batches.',
        }),
      },
      resolve: (_root, args) =>
        paginate(args, {
          load: ({ limit, after }) =>
            listBatches(kit.db.sql(), args.filter ?? {}, {
              limit,
              ...(after === undefined
                ? {}
                : { after: [new Date(String(after[0])), String(after[1])] as const }),
            }),
          keyOf: ({ createdAt, id }) => [createdAt.toISOString(), id],
        }),
    }),
    couponBatchCodes: t.field({
      type: connectionType(builder, 'CouponBatchCode', Code, {
        description: 'Codes of a batch, in the order in which they were made.',
      }),
      description: 'The codes of a batch, page by page; `exportPath` of the batch has them all.',
      access: ['operator'],
      args: { ...pageArgs(builder), ...batchArgs('couponBatchCodes') },
      resolve: (_root, { id, ...args }) =>
        paginate(args, {
          load: ({ limit, after }) =>
            codesOfBatch(
              kit.db.sql(),
              id,
              after === undefined ? undefined : String(after[0]),
              limit,
            ),
          keyOf: ({ couponId }) => [couponId],
        }),
    }),
  }));
}

function addBatchCommands(builder: B, kit: ModuleKit, Batch: BatchRef): void {
  const shown = async (changed: Outcome<BatchChanged>): Promise<Outcome<BatchRow>> => {
    if (!changed.ok) return changed;
    const [row] = await batchesById(kit.db.sql(), [changed.value.batchId]);
    if (row === undefined) throw new Error('A batch cannot vanish');
    return accept(row);
  };
  commandField(builder, 'createCouponBatch', {
    description:
      'Orders codes of a published offer. They are made in the background; ask `couponBatch` for progress.',
    access: ['operator'],
    input: z.object({
      code: z
        .string()
        .regex(/^[A-Z0-9][A-Z0-9-]{1,63}$/)
        .describe('Capitals, digits and dashes; unique.'),
      offerId: idInput('off').describe('The offer.'),
      benefitNo: z
        .int()
        .min(0)
        .max(9)
        .optional()
        .describe('Which of its benefits, from 0; its first coupon when left out.'),
      origin: BatchOriginEnum.default('GENERATED').describe('Where the codes come from.'),
      size: z.int().min(0).max(MAX_BATCH).default(0).describe('Of GENERATED: how many.'),
      validFrom: dateTimeInput()
        .optional()
        .describe('Good from then on; as the coupon says when left out.'),
      validUntil: dateInput()
        .optional()
        .describe('Good until the end of this day; as the coupon says when left out.'),
    }),
    success: Batch,
    execute: async (caller, input) => shown(await createBatch(kit, caller, input)),
  });
  const moves = [
    ['pauseCouponBatch', 'PAUSE', 'Stops a batch for now: no code is made or can be used.'],
    ['resumeCouponBatch', 'RESUME', 'Lets a paused batch go on where it stopped.'],
    ['closeCouponBatch', 'CLOSE', 'Ends a batch for good; none of its codes can be used any more.'],
  ] as const;
  for (const [name, move, description] of moves) {
    commandField(builder, name, {
      description,
      access: ['operator'],
      input: z.object({ batchId: idInput('bat').describe('The batch.') }),
      success: Batch,
      execute: async (caller, input) => shown(await moveBatch(kit, caller, move, input)),
    });
  }
  const Imported = builder.objectRef<CodesImported>('CouponCodesImported').implement({
    description: 'What became of codes that were brought.',
    fields: (t) => ({
      imported: t.exposeInt('imported', { description: 'Codes taken over.' }),
      known: t.stringList({
        description: 'Codes that some coupon has already: left out.',
        resolve: ({ known }) => [...known],
      }),
      malformed: t.stringList({
        description: 'Codes that are not 4 to 64 printable characters without blanks: left out.',
        resolve: ({ malformed }) => [...malformed],
      }),
    }),
  });
  commandField(builder, 'importCouponCodes', {
    description: 'Takes codes of an issuer outside into a batch of origin IMPORTED, each once.',
    access: ['operator'],
    input: z.object({
      batchId: idInput('bat').describe('The batch.'),
      codes: z
        .array(z.string().min(1).max(128))
        .min(1)
        .max(MAX_IMPORTED_AT_ONCE)
        .describe('Codes as the issuer prints them.'),
    }),
    success: Imported,
    execute: (caller, input) => importCodes(kit, caller, input),
  });
}

function addClaim(builder: B, kit: ModuleKit, Coupon: CouponRef): void {
  commandField(builder, 'claimCoupon', {
    description: "Takes a code that nobody has yet into the member's wallet.",
    access: ['member'],
    input: z.object({
      code: z.string().min(4).max(128).describe('As printed or read aloud.'),
    }),
    success: Coupon,
    execute: async (caller, { idempotencyKey, code }) => {
      if (caller.kind !== 'member') throw new Error('Only members claim');
      const claimed = await claimCoupon(kit, caller, {
        idempotencyKey,
        code,
        memberId: caller.memberId,
      });
      if (!claimed.ok) return claimed;
      const [row] = await couponsById(kit.db.sql(), [claimed.value.couponId]);
      if (row === undefined) throw new Error('A coupon cannot vanish');
      return accept(row);
    },
  });
}
