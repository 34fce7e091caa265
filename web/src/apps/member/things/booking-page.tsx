/** One booking in the workshop: while it is only booked its coupon can be changed, and it can be called off. */
import { useState } from 'react';
import { useParams } from 'react-router';
import { formatDateTime, formatTime, formatWeekday } from '../../../format/dates.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { bookingState, serviceCategory } from '../../../i18n/domain-words.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Confirm, Sheet } from '../../../ui/sheet.tsx';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { type Ticket, TicketParts } from '../coupons/coupon-parts.ts';
import fees from '../fees/fees.module.css';
import { Card, Chip, Facts, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { useBookingTexts } from './booking-texts.ts';
import { CouponRows, serviceTickets, useServiceCoupons } from './service-coupon.tsx';

const MyBooking = graphql(
  `
  query MyBooking($id: ID!) {
    me {
      id
      coupons(usable: true) {
        ...TicketParts
      }
    }
    serviceBooking(id: $id) {
      id
      bookingNo
      state
      category
      startsAt
      bookedAt
      coupon {
        id
        terms {
          name {
            zh
            en
          }
        }
        notYet {
          message
        }
      }
      dealership {
        code
        name
        address
        phone
      }
      vehicle {
        id
        licencePlate
        model {
          name
        }
      }
    }
  }
`,
  [TicketParts],
);

type Answer = ResultOf<typeof MyBooking>;
type Booking = NonNullable<Answer['serviceBooking']>;

/** Every change is told as it is made; a notice that is missed costs so long. */
const AGAIN_MS = 15_000;

const CancelServiceBooking = graphql(
  `
    mutation CancelServiceBooking($input: CancelServiceBookingInput!) {
      cancelServiceBooking(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

const PlanServiceCoupon = graphql(
  `
    mutation PlanServiceCoupon($input: PlanServiceCouponInput!) {
      planServiceCoupon(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export function BookingPage() {
  const t = useMemberTexts();
  const { bookingId = '' } = useParams();
  const [filters] = useFilters(['new']);
  const query = useAsk(MyBooking, { id: bookingId }, { refetchInterval: AGAIN_MS });
  useLiveRefresh(['auto.', 'coupon.']);
  const [isAsking, setIsAsking] = useState(false);
  const { run, isRunning, refusal, failure } = useCommand(CancelServiceBooking);
  const cancel = async () => {
    const outcome = await run({ bookingId }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setIsAsking(false);
    toast(t('bookingCancelled'));
  };
  return (
    <Page title={t('booking')} back="/me/life">
      <Asked query={query}>
        {({ serviceBooking: booking, me }) => {
          if (booking === null) return <NotFound home="/me/life" />;
          const time = `${formatWeekday(booking.startsAt)} ${formatTime(booking.startsAt)}`;
          return (
            <>
              {filters.new === undefined || booking.state !== 'BOOKED' ? null : (
                <div className={fees.done} role="status">
                  <span className={fees.doneMark}>
                    <Icon name="check" size={36} />
                  </span>
                  <h2>{t('booked')}</h2>
                </div>
              )}
              <Card padded>
                <h2>{time}</h2>
                <span>
                  <Chip {...(booking.state === 'BOOKED' ? { kind: 'good' as const } : {})}>
                    {bookingState(booking.state)}
                  </Chip>
                </span>
                <Facts
                  facts={[
                    [t('chooseWork'), serviceCategory(booking.category)],
                    [
                      t('vehicle'),
                      `${booking.vehicle?.model?.name ?? ''} ${booking.vehicle?.licencePlate ?? ''}`,
                    ],
                    [
                      t('chooseShop'),
                      [booking.dealership?.name, booking.dealership?.address]
                        .filter(Boolean)
                        .join(' · '),
                    ],
                    [t('serviceDesk'), booking.dealership?.phone ?? ''],
                    [t('number'), booking.bookingNo],
                    [t('bookedAt'), formatDateTime(booking.bookedAt)],
                  ]}
                />
              </Card>
              <BookedCoupon booking={booking} me={me} />
              {booking.state === 'BOOKED' ? (
                <Button kind="plain" onClick={() => setIsAsking(true)}>
                  {t('cancelBooking')}
                </Button>
              ) : null}
              <Confirm
                title={t('cancelBookingSure', { time })}
                action={t('cancelBooking')}
                open={isAsking}
                busy={isRunning}
                onConfirm={() => void cancel()}
                onClose={() => setIsAsking(false)}
              >
                <Problem refusal={refusal} failure={failure} />
              </Confirm>
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

/**
 * The coupon that pays when the work is closed; while it stands, why it would not do now. Until the slot begins another
 * one can be chosen, or none.
 */
function BookedCoupon({ booking, me }: { readonly booking: Booking; readonly me: Answer['me'] }) {
  const b = useBookingTexts();
  const t = useMemberTexts();
  const { coupon, state } = booking;
  const [isChoosing, setIsChoosing] = useState(false);
  const tickets = serviceTickets(me?.coupons);
  const mayChoose =
    state === 'BOOKED' &&
    Date.parse(booking.startsAt) > Date.now() &&
    (coupon !== null || tickets.length > 0);
  if (coupon === null && !mayChoose) return null;
  const isOpen = state === 'BOOKED' || state === 'CHECKED_IN';
  const hint = isOpen
    ? (coupon?.notYet?.message ?? t('bookedCouponHint'))
    : state === 'DONE'
      ? undefined
      : t('bookedCouponFree');
  return (
    <Section title={t('bookedCoupon')}>
      <Card>
        {coupon === null ? (
          <Row icon="ticket" title={b('noCouponPlanned')} hint={b('noCouponPlannedHint')} />
        ) : (
          <Row
            icon="ticket"
            title={inLocale(coupon.terms.name)}
            {...(hint === undefined ? {} : { hint })}
            to={`/me/coupons/${coupon.id}`}
          />
        )}
      </Card>
      {mayChoose ? (
        <Button onClick={() => setIsChoosing(true)}>
          {b(coupon === null ? 'chooseCoupon' : 'changeCoupon')}
        </Button>
      ) : null}
      <Sheet title={t('withCoupon')} open={isChoosing} onClose={() => setIsChoosing(false)}>
        <PlanCoupon
          booking={booking}
          memberId={me?.id ?? ''}
          tickets={tickets}
          onDone={() => setIsChoosing(false)}
        />
      </Sheet>
    </Section>
  );
}

function PlanCoupon({
  booking,
  memberId,
  tickets,
  onDone,
}: {
  readonly booking: Booking;
  readonly memberId: string;
  readonly tickets: readonly Ticket[];
  readonly onDone: () => void;
}) {
  const b = useBookingTexts();
  const common = useCommonTexts();
  const { id: bookingId, startsAt: at, vehicle, dealership } = booking;
  const planned = booking.coupon?.id;
  const [chosen, setChosen] = useState(planned);
  const { run, isRunning, refusal, failure } = useCommand(PlanServiceCoupon);
  const visit = { memberId, car: vehicle?.id ?? '', shop: dealership?.code ?? '', at };
  const { refused, isAsking, error } = useServiceCoupons(visit, tickets);
  const save = async () => {
    const coupon = chosen === undefined ? {} : { coupon: chosen };
    const outcome = await run({ bookingId, ...coupon }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(b(chosen === undefined ? 'couponLetGo' : 'couponPlanned'));
    onDone();
  };
  return (
    <>
      <CouponRows tickets={tickets} refused={refused} chosen={chosen} onChange={setChosen} />
      <Problem refusal={refusal} failure={failure ?? error} />
      <Button
        kind="primary"
        size="large"
        block
        busy={isRunning || isAsking}
        disabled={chosen === planned}
        onClick={() => void save()}
      >
        {chosen === undefined && planned !== undefined ? b('payWithout') : common('save')}
      </Button>
    </>
  );
}
