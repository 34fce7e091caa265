/** The day's bookings of the workshops: who comes when, with which car, for what and with which coupon; each step as it is done. */
import { useState } from 'react';
import {
  formatDateTime,
  formatTime,
  formatWeekday,
  shanghaiDay,
  startOfDay,
} from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import { useAsk, useGrowingList } from '../../graphql/queries.ts';
import { bookingState, serviceCategory } from '../../i18n/domain-words.ts';
import { inLocale } from '../../i18n/locale.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Booking, DayBookings, NextBooking } from './booking-operations.ts';
import { BookingSteps } from './booking-steps.tsx';
import { useBookingTexts } from './booking-texts.ts';
import { usePlaces } from './catalogue.ts';
import css from './records.module.css';
import { Listed, OfCompany, RecordCard, RecordCards, Records, type Tone } from './records.tsx';
import { spokenNo } from './redemption-words.ts';

const DAY_MS = 86_400_000;
const SHELVES = ['ALL', 'BOOKED', 'CHECKED_IN', 'DONE', 'NO_SHOW', 'CANCELLED'] as const;
type Shelf = (typeof SHELVES)[number];

const TONES: Readonly<Record<Booking['state'], Tone>> = {
  ...{ BOOKED: 'stands', CHECKED_IN: 'partly' },
  ...{ DONE: 'over', NO_SHOW: 'over', CANCELLED: 'over' },
};

export const BookingsPage = () => (
  <OfCompany company="auto">
    <Bookings />
  </OfCompany>
);

const shifted = (day: string, days: number): string =>
  shanghaiDay(new Date(startOfDay(day).getTime() + days * DAY_MS));

function Bookings() {
  const b = useBookingTexts();
  useLiveRefresh(['auto.']);
  const places = usePlaces('auto');
  const [filters, setFilters] = useFilters(['day', 'state', 'place']);
  const [now] = useState(() => shanghaiDay(new Date()));
  const day = /^\d{4}-\d{2}-\d{2}$/.test(filters.day ?? '') ? (filters.day ?? now) : now;
  const shelf: Shelf = SHELVES.find((each) => each === filters.state) ?? 'ALL';
  const toDay = (wanted: string) => setFilters({ day: wanted === now ? null : wanted });
  const where = {
    ...(shelf === 'ALL' ? {} : { state: shelf }),
    ...(filters.place === undefined ? {} : { dealershipCode: filters.place }),
  };
  const list = useGrowingList(
    DayBookings,
    {
      filter: {
        ...where,
        startsFrom: startOfDay(day).toISOString(),
        startsBefore: startOfDay(shifted(day, 1)).toISOString(),
      },
    },
    ({ serviceBookings }) => serviceBookings,
  );
  return (
    <Records title={b('bookings')}>
      <div className={css.days}>
        <Button aria-label={b('dayBefore')} onClick={() => toDay(shifted(day, -1))}>
          ‹
        </Button>
        <TextField
          label={b('day')}
          hideLabel
          type="date"
          value={day}
          onChange={(event) => toDay(event.target.value || now)}
        />
        <Button aria-label={b('dayAfter')} onClick={() => toDay(shifted(day, 1))}>
          ›
        </Button>
        <Button kind="plain" disabled={day === now} onClick={() => toDay(now)}>
          {b('backToToday')}
        </Button>
        <span className={css.place}>
          <SelectField
            label={b('place')}
            hideLabel
            value={filters.place ?? ''}
            options={[
              { value: '', label: b('everywhere') },
              ...places.map(({ code, name }) => ({ value: code, label: name })),
            ]}
            onChange={(event) => setFilters({ place: event.target.value })}
          />
        </span>
      </div>
      <div className={css.scroll}>
        <Segments
          label={b('which')}
          value={shelf}
          options={SHELVES.map((value) => ({
            value,
            label: value === 'ALL' ? b('ALL') : bookingState(value),
          }))}
          onChange={(value) => setFilters({ state: value === 'ALL' ? null : value })}
        />
      </div>
      <Listed
        list={list}
        rows={3}
        height={220}
        empty={<EmptyDay day={day} isNarrowed={shelf !== 'ALL'} where={where} onGo={toDay} />}
      >
        <RecordCards>
          {list.nodes.map((booking) => (
            <BookingCard key={booking.id} booking={booking} />
          ))}
        </RecordCards>
      </Listed>
    </Records>
  );
}

/** A day without any leads on to the next that has some. */
function EmptyDay({
  day,
  isNarrowed,
  where,
  onGo,
}: {
  readonly day: string;
  readonly isNarrowed: boolean;
  readonly where: { readonly dealershipCode?: string };
  readonly onGo: (day: string) => void;
}) {
  const b = useBookingTexts();
  const query = useAsk(NextBooking, {
    filter: { ...where, startsFrom: startOfDay(shifted(day, 1)).toISOString() },
  });
  const next = query.data?.serviceBookings.edges[0]?.node?.startsAt;
  return (
    <EmptyState
      icon="clock"
      title={b(isNarrowed ? 'noneOfState' : 'none', { day: formatWeekday(day) })}
      hint={b('noneHint')}
    >
      {/* Its place is kept while it is looked for. */}
      {query.isPending ? <Button busy>{b('toNext', { day: '…' })}</Button> : null}
      {next === undefined ? null : (
        <Button onClick={() => onGo(shanghaiDay(new Date(next)))}>
          {b('toNext', { day: formatWeekday(next) })}
        </Button>
      )}
    </EmptyState>
  );
}

function BookingCard({ booking }: { readonly booking: Booking }) {
  const b = useBookingTexts();
  const { bookingNo, state, startsAt, slot, category, dealership, bookedAt, closedAt } = booking;
  return (
    <RecordCard
      title={
        slot === null
          ? formatTime(startsAt)
          : b('span', { from: formatTime(startsAt), to: formatTime(slot.endsAt) })
      }
      state={bookingState(state)}
      tone={TONES[state]}
      number={bookingNo}
      facts={[
        [b('who'), <Who key="who" booking={booking} />],
        [b('car'), carOf(booking)],
        [b('work'), serviceCategory(category)],
        [b('coupon'), couponOf(booking, b)],
        ...billOf(booking, b),
        [b('place'), dealership?.name ?? '—'],
      ]}
      note={
        closedAt === null
          ? b('bookedAt', { time: formatDateTime(bookedAt) })
          : b('closedAt', { state: bookingState(state), time: formatDateTime(closedAt) })
      }
    >
      <BookingSteps booking={booking} />
    </RecordCard>
  );
}

type Words = ReturnType<typeof useBookingTexts>;

function Who({ booking: { member, vehicle } }: { readonly booking: Booking }) {
  const b = useBookingTexts();
  const name = member?.profile?.name;
  const told = name !== null && name !== undefined && 'value' in name ? name.value : undefined;
  const others =
    member === null ? b('notMember') : b('memberNo', { no: spokenNo(member.memberNo) });
  const walkIn = vehicle?.customer?.name ?? undefined;
  return <>{[told ?? walkIn, others].filter(Boolean).join(' · ')}</>;
}

export function carOf({ vehicle }: Booking): string {
  return [vehicle?.licencePlate, vehicle?.model?.name].filter(Boolean).join(' · ') || '—';
}

function couponOf({ coupon, state }: Booking, b: Words): string {
  if (coupon === null) return b('noCoupon');
  const name = inLocale(coupon.terms.name);
  if (state !== 'BOOKED' && state !== 'CHECKED_IN') return name;
  return coupon.notYet === null
    ? b('couponUsed', { coupon: name })
    : b('couponNotNow', { coupon: name, why: coupon.notYet.message });
}

function billOf({ state, workOrder }: Booking, b: Words): readonly (readonly [string, string])[] {
  if (workOrder === null || workOrder.lines.length === 0) return [];
  const { gross, paid, discount } = workOrder;
  return [
    [
      b('bill'),
      state === 'DONE'
        ? b('billPaid', { paid: formatMoney(paid), discount: formatMoney(discount) })
        : b('billSoFar', { gross: formatMoney(gross) }),
    ],
  ];
}
