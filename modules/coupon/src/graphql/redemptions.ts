/** Lists of redemptions: a counter's day, a member's past, what a company honours or pays for. */

import type { Types } from '@guildhall/shared/graphql/index';
import {
  argsOf,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { subsidiaryOf } from '@guildhall/shared/principal';
import type { ObjectRef } from '@pothos/core';
import { z } from 'zod';
import { readsEverything } from '../application/access.ts';
import {
  listRedemptions,
  type RedemptionFilter,
  type RedemptionRow,
} from '../storage/redemptions.ts';
import type { CouponContext } from './context.ts';
import type { B } from './offer-type.ts';

export type RedemptionRef = ObjectRef<Types<CouponContext>, RedemptionRow>;

const code = z.string().min(1).max(64);
const filterSchema = z.object({
  subsidiary: code.optional().describe('Honoured by this company.'),
  storeCode: code.optional().describe('At this store.'),
  memberId: idInput('mem').optional().describe('Of this member.'),
  couponId: idInput('cpn').optional().describe('Of this coupon.'),
  offerId: idInput('off').optional().describe('Of coupons of this offer.'),
  orderRef: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe("With the company's number of the order."),
  from: dateTimeInput().optional().describe('From this moment on.'),
  before: dateTimeInput().optional().describe('Before this moment.'),
  funded: z
    .boolean()
    .default(false)
    .describe('Of a company: those of coupons that it pays for, wherever they were honoured.'),
});

const READERS = ['member', 'system', 'clerk', 'operator', 'auditor'] as const;

export function addRedemptions(builder: B, kit: ModuleKit, Redemption: RedemptionRef): void {
  const db = () => kit.db.sql();
  builder.queryField('couponRedemption', (t) =>
    t.field({
      type: Redemption,
      nullable: true,
      description: 'A redemption; null when there is none that this caller may see.',
      access: [...READERS],
      args: argsOf(
        builder,
        'couponRedemption',
        z.object({ id: idInput('rdm').describe('The redemption.') }),
      ),
      resolve: async (_root, { id }, { caller, redemptions }) => {
        const row = await redemptions.load(id);
        return row !== null && mayRead(caller, row) ? row : null;
      },
    }),
  );
  builder.queryField('couponRedemptions', (t) =>
    t.field({
      type: connectionType(builder, 'CouponRedemption', Redemption, {
        description: 'Redemptions, the newest first.',
      }),
      description:
        'Redemptions, the newest first: members see their own, a company those that it honoured (or, with `funded`, those it pays for), operators and auditors all.',
      access: [...READERS],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'CouponRedemptionFilter', filterSchema),
          description: 'Which redemptions.',
        }),
      },
      resolve: (_root, args, { caller }) => {
        const filter = narrowed(caller, args.filter);
        return paginate(args, {
          load: async ({ limit, after }) =>
            filter === undefined
              ? []
              : listRedemptions(db(), filter, {
                  limit,
                  ...(after === undefined
                    ? {}
                    : { after: [new Date(String(after[0])), String(after[1])] as const }),
                }),
          keyOf: ({ madeAt, id }) => [madeAt.toISOString(), id],
        });
      },
    }),
  );
}

function mayRead(caller: Principal, row: RedemptionRow): boolean {
  if (readsEverything(caller)) return true;
  if (caller.kind === 'member') return caller.memberId === row.memberId;
  return subsidiaryOf(caller) === row.subsidiary;
}

/** Undefined: nothing is for this caller to see. */
function narrowed(
  caller: Principal,
  asked: z.output<typeof filterSchema> | null | undefined,
): RedemptionFilter | undefined {
  const { funded, ...filter } = asked ?? { funded: false };
  if (readsEverything(caller)) return filter;
  if (caller.kind === 'member') return { ...filter, memberId: caller.memberId };
  const own = subsidiaryOf(caller);
  if (own === undefined) return undefined;
  if (funded === true) return { ...filter, fundedBy: own };
  return filter.subsidiary === undefined || filter.subsidiary === own
    ? { ...filter, subsidiary: own }
    : undefined;
}
