/** One booking in the workshop; it can be called off while it is only booked. */
import { useState } from 'react';
import { useParams } from 'react-router';
import { formatDateTime, formatTime, formatWeekday } from '../../../format/dates.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { bookingState, serviceCategory } from '../../../i18n/domain-words.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Confirm } from '../../../ui/sheet.tsx';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import fees from '../fees/fees.module.css';
import { Card, Chip, Facts, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';

const MyBooking = graphql(`
  query MyBooking($id: ID!) {
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
        name
        address
        phone
      }
      vehicle {
        licencePlate
        model {
          name
        }
      }
    }
  }
`);

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

export function BookingPage() {
  const t = useMemberTexts();
  const { bookingId = '' } = useParams();
  const [filters] = useFilters(['new']);
  const query = useAsk(MyBooking, { id: bookingId });
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
        {({ serviceBooking: booking }) => {
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
              <BookedCoupon booking={booking} />
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

/** The coupon that pays when the work is closed; while it stands, why it would not do now. */
function BookedCoupon({
  booking: { coupon, state },
}: {
  readonly booking: NonNullable<ResultOf<typeof MyBooking>['serviceBooking']>;
}) {
  const t = useMemberTexts();
  if (coupon === null) return null;
  const isOpen = state === 'BOOKED' || state === 'CHECKED_IN';
  const hint = isOpen
    ? (coupon.notYet?.message ?? t('bookedCouponHint'))
    : state === 'DONE'
      ? undefined
      : t('bookedCouponFree');
  return (
    <Section title={t('bookedCoupon')}>
      <Card>
        <Row
          icon="ticket"
          title={inLocale(coupon.terms.name)}
          {...(hint === undefined ? {} : { hint })}
          to={`/me/coupons/${coupon.id}`}
        />
      </Card>
    </Section>
  );
}
