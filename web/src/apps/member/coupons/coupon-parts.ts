/** What a ticket shows of a coupon, and the words for it. */

import { daysUntil, formatDate, formatDay } from '../../../format/dates.ts';
import { formatShortMoney } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { subsidiaryName } from '../../../i18n/domain-words.ts';
import { currentLocale, inLocale } from '../../../i18n/locale.ts';
import { sayMember } from '../texts.ts';

export const TicketParts = graphql(`
  fragment TicketParts on Coupon {
    id
    code
    state
    usableNow
    validFrom
    vestsAt
    expiresAt
    usesLeft
    usesTotal
    valueLeft
    instalmentNo
    notYet {
      code
      message
    }
    terms {
      kind
      name {
        zh
        en
      }
      amount
      shareBps
      ceiling
      minimum
      honouredBy
      kinds
      brands {
        code
        name {
          zh
          en
        }
      }
    }
  }
`);

export type Ticket = ResultOf<typeof TicketParts>;

/** "8" for 20% off in Chinese, where a discount is what is left in tenths; "20%" in English. */
function percentOff(shareBps: number): string {
  if (currentLocale() === 'en') return `${shareBps / 100}%`;
  const left = 10_000 - shareBps;
  return left % 1_000 === 0 ? String(left / 1_000) : String(left / 100);
}

/** The big word of the ticket. */
export function worthOf({ terms, valueLeft }: Ticket): {
  readonly big: string;
  readonly unit: string;
} {
  const { kind, amount, shareBps, ceiling } = terms;
  if (kind === 'STORED_VALUE')
    return { big: formatShortMoney(valueLeft ?? amount ?? '0'), unit: sayMember('valueLeft') };
  if (amount !== null) return { big: formatShortMoney(amount), unit: '' };
  if (kind === 'PERCENT_OFF' && shareBps !== null) {
    const text = sayMember('off', { percent: percentOff(shareBps) });
    return { big: text, unit: '' };
  }
  if (kind === 'FEE_WAIVER' && shareBps !== null && shareBps < 10_000)
    return { big: sayMember('waived', { percent: `${shareBps / 100}%` }), unit: '' };
  if (kind === 'GIFT') return { big: sayMember('gift'), unit: '' };
  if (kind === 'ERRAND') return { big: sayMember('free'), unit: sayMember('errand') };
  return {
    big: sayMember('free'),
    unit: ceiling === null ? '' : sayMember('ceiling', { amount: formatShortMoney(ceiling) }),
  };
}

/** Where it can be used: companies of the group and outside brands, by their names. */
export const placesOf = ({ terms }: Ticket): readonly string[] =>
  terms.honouredBy.map((code) => {
    const brand = terms.brands.find((one) => one.code === code);
    return brand === undefined ? subsidiaryName(code) : inLocale(brand.name);
  });

const isEnded = ({ state }: Ticket): boolean =>
  ['REDEEMED', 'EXPIRED', 'REVOKED', 'RELINQUISHED'].includes(state);

/** When it ends, in the words that fit how near that is. */
export function endOf(ticket: Ticket): { readonly words: string; readonly isNear: boolean } {
  const { expiresAt } = ticket;
  const days = daysUntil(expiresAt);
  if (isEnded(ticket)) {
    const date = formatDate(expiresAt);
    return {
      words: sayMember(ticket.state === 'EXPIRED' ? 'expiredOn' : 'expiresOn', { date }),
      isNear: false,
    };
  }
  if (days <= 0) return { words: sayMember('expiresToday'), isNear: true };
  if (days === 1) return { words: sayMember('expiresTomorrow'), isNear: true };
  if (days <= 14) return { words: sayMember('expiresIn', { days }), isNear: days <= 7 };
  return { words: sayMember('expiresOn', { date: formatDay(expiresAt) }), isNear: false };
}

export type Shelf = 'usable' | 'later' | 'past';

export function shelfOf(ticket: Ticket): Shelf {
  if (isEnded(ticket)) return 'past';
  const startsLater =
    ticket.state === 'LOCKED' || Date.parse(ticket.vestsAt ?? ticket.validFrom) > Date.now();
  return startsLater ? 'later' : 'usable';
}
