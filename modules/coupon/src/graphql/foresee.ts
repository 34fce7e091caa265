/** `foreseeCoupons`: which coupons could be used at a visit to come, asked before there is a bill. */
import { argsOf, dateTimeInput, idInput, namedInput } from '@guildhall/shared/graphql/index';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { ForeseenCoupon } from '../door.ts';
import type { CouponService } from '../service.ts';
import type { CouponRef } from './coupon-type.ts';
import type { B } from './offer-type.ts';
import type { CouponRefusedRef } from './quote-type.ts';

const code = z.string().min(1).max(64);

const input = namedInput(
  'ForeseeCouponsInput',
  z.object({
    memberId: idInput('mem').describe('The member.'),
    coupons: z
      .array(z.string().min(1).max(256))
      .max(50)
      .describe('Coupons: ids, codes, or the content of their QR codes.'),
    subsidiary: code.describe('Company that will be paid.'),
    storeCode: code.optional().describe('Its store.'),
    kind: code.describe('What kind of transaction the visit will become: SERVICE_DONE …'),
    asset: z
      .object({
        type: code.describe('`vehicle`, `dwelling`.'),
        key: z.string().min(1).max(128).describe('Id of the thing.'),
      })
      .optional()
      .describe('The thing served: coupons bound to a thing must match it.'),
    at: dateTimeInput().describe('When.'),
  }),
);

export function addForesee(
  builder: B,
  service: CouponService,
  Coupon: CouponRef,
  Refused: CouponRefusedRef,
): void {
  const Foreseen = builder.objectRef<ForeseenCoupon>('ForeseenCoupon').implement({
    description: 'A coupon as it is foreseen for a visit; good there and then if nothing refuses.',
    fields: (t) => ({
      named: t.string({ description: 'As the caller named it.', resolve: ({ coupon }) => coupon }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon, where it is one of the member.',
        resolve: async ({ couponId }, _args, { coupons }) =>
          couponId === undefined ? null : coupons.load(couponId),
      }),
      refused: t.field({
        type: Refused,
        nullable: true,
        description: 'Why it cannot be used there and then; null when it can.',
        resolve: ({ refusal, ...one }) => (refusal === undefined ? null : { ...one, refusal }),
      }),
    }),
  });
  builder.queryField('foreseeCoupons', (t) =>
    t.field({
      type: [Foreseen],
      description:
        'Whether coupons could be used at a visit to come, in the order asked. What needs the lines of a bill is not looked at, and nothing is promised.',
      access: ['member', 'system', 'clerk', 'operator', 'auditor'],
      args: argsOf(builder, 'foreseeCoupons', z.object({ input: input.describe('The visit.') })),
      resolve: async (_root, { input: told }, { caller }) => {
        const { memberId, coupons, at, subsidiary, storeCode, kind, asset } = told;
        const visit = {
          ...{ subsidiary, kind },
          ...(storeCode === undefined ? {} : { storeCode }),
          ...(asset === undefined ? {} : { asset }),
        };
        return [...valueOrThrow(await service.foresee(caller, { memberId, coupons, visit, at }))];
      },
    }),
  );
}
