/** A coupon as a ticket: what it is worth at the left, what it is at the right. */
import { Link } from 'react-router';
import { formatDay } from '../../../format/dates.ts';
import { formatShortMoney } from '../../../format/numbers.ts';
import { couponState } from '../../../i18n/domain-words.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { Chip } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { endOf, placesOf, shelfOf, type Ticket, worthOf } from './coupon-parts.ts';
import css from './ticket.module.css';

export function TicketLink({ ticket }: { readonly ticket: Ticket }) {
  return (
    <Link to={`/me/coupons/${ticket.id}`} className={css.link}>
      <TicketFace ticket={ticket} />
    </Link>
  );
}

export function TicketFace({ ticket }: { readonly ticket: Ticket }) {
  const t = useMemberTexts();
  const { terms } = ticket;
  const worth = worthOf(ticket);
  const shelf = shelfOf(ticket);
  const end = endOf(ticket);
  const minimum = /^0(\.0+)?$/.test(terms.minimum)
    ? undefined
    : t('minimum', { amount: formatShortMoney(terms.minimum) });
  return (
    <div className={`${css.ticket} ${shelf === 'usable' ? '' : css.faded}`}>
      <div className={css.worth}>
        <span className={worth.big.length > 5 ? css.longWorth : css.bigWorth}>{worth.big}</span>
        {(worth.unit || minimum) === undefined ? null : (
          <span className={css.unit}>{worth.unit || minimum}</span>
        )}
      </div>
      <div className={css.about}>
        <span className={css.name}>{inLocale(terms.name)}</span>
        <span className={css.where}>
          {placesOf(ticket).join(' · ')}
          {ticket.instalmentNo === null ? '' : ` · ${t('instalment', { no: ticket.instalmentNo })}`}
          {ticket.usesTotal > 1
            ? ` · ${t('usesLeft', { left: ticket.usesLeft, total: ticket.usesTotal })}`
            : ''}
        </span>
        <span className={css.foot}>
          {shelf === 'past' ? (
            <Chip>{couponState(ticket.state)}</Chip>
          ) : shelf === 'later' ? (
            <Chip>{t('from', { date: formatDay(ticket.vestsAt ?? ticket.validFrom) })}</Chip>
          ) : (
            <Chip {...(end.isNear ? { kind: 'warn' as const } : {})}>{end.words}</Chip>
          )}
          {ticket.state === 'RESERVED' ? <Chip kind="good">{couponState('RESERVED')}</Chip> : null}
        </span>
      </div>
    </div>
  );
}
