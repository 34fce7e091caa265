/** Enums of the journal's part of the graph. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const EffectsStatus = defineEnum(
  'EffectsStatus',
  'Whether everything that comes of a transaction has been decided and made.',
  {
    PENDING: 'Not decided yet; ask again in a moment.',
    COMPLETE: 'The list of effects is complete.',
  },
);

export const TransactionChannel = defineEnum(
  'TransactionChannel',
  'Where the transaction was made.',
  {
    STORE: 'At a counter.',
    APP: "In the subsidiary's app.",
    WEB: 'On a web page.',
    PHONE: 'By telephone.',
    IMPORT: 'Taken over from records of the past.',
  },
);

export const EffectKind = defineEnum('EffectKind', 'What came of a transaction.', {
  POINTS_EARNED: 'Points were given.',
  POINTS_REVERSED: 'Points given earlier were taken back.',
  POINTS_REDEEMED: 'Points paid a part of it.',
  POINTS_RESTORED: 'Points that paid were given back.',
  COUPON_ISSUED: 'A coupon was given.',
  COUPON_REVOKED: 'A coupon given earlier was taken back.',
  COUPON_REDEEMED: 'A coupon paid a part of it.',
  COUPON_RESTORED: 'A coupon that paid was given back.',
  DEBT: 'Something was to be taken back that is used up: the member owes it.',
});
