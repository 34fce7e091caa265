/** Enums of the credit part of the graph. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const FirmCodeKind = defineEnum('FirmCodeKind', 'What kind of code identifies a firm.', {
  USCC: 'Unified Social Credit Code of mainland China, both check characters verified.',
  LEI: 'Legal Entity Identifier (ISO 17442), check digits verified.',
  LOCAL: 'A registration number of some other registry, written REGISTRY:NUMBER.',
});

export const FirmNameKind = defineEnum(
  'FirmNameKind',
  'What kind of name a firm goes or went by.',
  {
    REGISTERED: 'The name in the register.',
    FORMER: 'A name it was registered under earlier.',
    SHORT: 'A short or everyday name.',
    ENGLISH: 'A name in Latin script.',
  },
);

export const CreditFacet = defineEnum(
  'CreditFacet',
  'The four sides from which a firm is surveyed.',
  {
    BASIC: '基本信息: registration, capital, status, officers, shareholders.',
    CREDIT: '资信: ratings, bank lines, payment record, defaults, guarantees.',
    OPERATIONS: '经营: financial statements, tax, penalties, licences, staff.',
    LITIGATION: '涉诉: cases, enforcement, dishonest-debtor entries, restriction orders.',
  },
);

export const CreditList = defineEnum('CreditList', 'Lists a firm may be on.', {
  WHITELIST: '白名单: higher limit, and no review by score alone.',
  WATCHLIST: '关注名单: every deal goes to a person.',
  BLACKLIST: '黑名单: no deals.',
});

export const ListingStateEnum = defineEnum('ListingState', 'Where a list entry is in its life.', {
  PROPOSED: 'One person proposed it; it binds nobody.',
  UNDER_REVIEW: 'Another person is looking at it; it binds nobody.',
  ACTIVE: 'Approved by another person; binding.',
  REJECTED: 'Turned down.',
  APPEALED: 'Under appeal; still binding.',
  UPHELD: 'Appealed and upheld by two people; binding.',
  REMOVED: 'Taken off by two people.',
  EXPIRED: 'Its time ran out.',
});

export const ListingDecision = defineEnum(
  'ListingDecision',
  'What two people may decide about a binding entry.',
  {
    UPHOLD: 'It stays; for an entry under appeal.',
    RENEW: 'It stays and is looked at again later; for an entry whose review comes due.',
    REMOVE: 'It goes.',
  },
);

export const ScreeningAnswerEnum = defineEnum('ScreeningAnswer', 'The answer before a deal.', {
  PROCEED: 'Go ahead, on the required terms.',
  REVIEW: 'A person decides.',
  REJECT: 'No deal.',
});

export const CooperationKind = defineEnum('CooperationKind', 'What kind of deal is asked about.', {
  CONTRACT: 'A contract of any kind.',
  CREDIT_SALE: 'Selling now, being paid later.',
  PREPAID_PURCHASE: 'Paying now, receiving later.',
  FRAMEWORK: 'A framework agreement.',
  LEASE: 'Letting or hiring.',
  AGENCY: 'Acting through the firm.',
});

export const CooperationResultEnum = defineEnum('CooperationResult', 'How a cooperation ended.', {
  DELIVERED: 'Delivered as agreed.',
  PAID: 'Paid as agreed.',
  PAID_LATE: 'Paid, after its time.',
  DISPUTED: 'In dispute.',
  DEFAULTED: 'Not delivered or not paid.',
});

export const RequiredTermCode = defineEnum('RequiredTermCode', 'A term the deal must carry.', {
  PREPAYMENT: 'A share of the price is paid first: see bps.',
  PAYMENT_DAYS_AT_MOST: 'Credit for at most so many days: see days.',
  GUARANTEE: 'A guarantee by somebody good for it.',
});

export const ReservationStateEnum = defineEnum(
  'ReservationState',
  'State of a reservation of exposure.',
  {
    RESERVED: 'Held for a deal that is not binding yet.',
    USED: 'The deal is binding; the amount is out.',
    RELEASED: 'Given back.',
    EXPIRED: 'Given back because its time passed.',
  },
);

export const DisputeResolution = defineEnum(
  'DisputeResolution',
  'How a dispute about a fact was answered.',
  {
    UPHELD: 'The fact stands.',
    RETRACTED: 'The fact was taken back.',
  },
);

export const NameBandEnum = defineEnum('NameBand', 'What comparing two names says.', {
  SAME: 'The same name as far as names can tell: same trade name, same industry, places that agree.',
  REVIEW: 'Alike: a person decides.',
  DIFFERENT: 'Different names.',
});
