/** What the member has at the group's companies: cars, dwellings, parcels, bookings. */
import type { ReactNode } from 'react';
import { formatDateTime, formatTime, formatWeekday } from '../../../format/dates.ts';
import { formatDecimal, formatMoney, sumOf } from '../../../format/numbers.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { itemsOf } from '../../../graphql/withheld.ts';
import { bookingState, parcelState, serviceCategory } from '../../../i18n/domain-words.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import type { IconName } from '../../../ui/icons.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { Card, Chip, Column, Columns, Row, Section, TabPage } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { useErrandTexts } from './errand-texts.ts';

const MyLife = graphql(`
  query MyLife {
    me {
      id
      vehicles {
        ... on MemberVehicles {
          items {
            id
            licencePlate
            colour
            odometerKm
            model {
              name
            }
          }
        }
      }
      dwellings {
        ... on MemberHomes {
          items {
            role
            paysFees
            dwelling {
              id
              code
              building
              unit
              room
              community {
                name
              }
            }
          }
        }
      }
      openFeeBills {
        ... on MemberFeeBills {
          items {
            id
            outstanding
          }
        }
      }
      parcels(last: 10) {
        ... on MemberParcels {
          items {
            id
            waybillNo
            state
            stateAt
            fromDistrict
            toDistrict
            senderMember {
              id
            }
          }
        }
      }
      errands(last: 5) {
        ... on MemberErrands {
          items {
            id
            state
            window {
              startsAt
              endsAt
            }
            basket {
              store {
                name
              }
            }
          }
        }
      }
      serviceBookings {
        ... on MemberServiceBookings {
          items {
            id
            bookingNo
            state
            category
            startsAt
            dealership {
              name
            }
          }
        }
      }
    }
  }
`);

type Me = NonNullable<ResultOf<typeof MyLife>['me']>;

export function LifePage() {
  const t = useMemberTexts();
  const query = useAsk(MyLife, {});
  return (
    <TabPage title={t('life')}>
      <Asked query={query} skeleton={<SkeletonList rows={4} height={120} />}>
        {({ me }) =>
          me === null ? (
            <EmptyState />
          ) : (
            <Columns>
              <Column>
                <Homes me={me} />
                <Cars me={me} />
                <Bookings me={me} />
              </Column>
              <Column>
                <Parcels me={me} />
                <Errands me={me} />
              </Column>
            </Columns>
          )
        }
      </Asked>
    </TabPage>
  );
}

function Things<Item>({
  items,
  icon,
  none,
  noneHint,
  children,
}: {
  readonly items: readonly Item[] | undefined;
  readonly icon: IconName;
  readonly none: string;
  readonly noneHint: string;
  readonly children: (item: Item) => ReactNode;
}) {
  const t = useMemberTexts();
  return (
    <Card>
      {items === undefined ? (
        <EmptyState icon="lock" title={t('withheld')} hint={t('withheldHint')} />
      ) : items.length === 0 ? (
        <Row icon={icon} title={none} hint={noneHint} />
      ) : (
        items.map(children)
      )}
    </Card>
  );
}

function Homes({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const bills = itemsOf(me.openFeeBills) ?? [];
  return (
    <Section title={t('myHomes')} more={{ to: '/me/bills', label: t('bills') }}>
      <Things
        items={itemsOf(me.dwellings)}
        icon="building"
        none={t('noHomes')}
        noneHint={t('noHomesHint')}
      >
        {({ role, paysFees, dwelling }) => (
          <Row
            key={dwelling.id}
            icon="building"
            title={`${dwelling.community?.name ?? ''} ${dwelling.building}-${dwelling.unit}-${dwelling.room ?? ''}`}
            hint={[t(role), ...(paysFees ? [t('paysFees')] : [])].join(' · ')}
          />
        )}
      </Things>
      {bills.length === 0 ? null : (
        <Card>
          <Row
            icon="bill"
            title={t('dueBills', { count: bills.length })}
            hint={t('inTotal', {
              amount: formatMoney(sumOf(bills.map(({ outstanding }) => outstanding))),
            })}
            to="/me/bills"
          />
        </Card>
      )}
    </Section>
  );
}

function Cars({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const cars = itemsOf(me.vehicles);
  return (
    <Section title={t('myCars')}>
      <Things items={cars} icon="car" none={t('noCars')} noneHint={t('noCarsHint')}>
        {({ id, licencePlate, colour, odometerKm, model }) => (
          <Row
            key={id}
            icon="car"
            title={model?.name ?? ''}
            hint={[
              licencePlate ?? t('plateless'),
              colour,
              t('odometer', { km: formatDecimal(String(odometerKm)) }),
            ].join(' · ')}
            to={`/me/cars/${id}`}
          />
        )}
      </Things>
      {cars === undefined || cars.length === 0 ? null : (
        <ButtonLink to="/me/service" block>
          {t('bookService')}
        </ButtonLink>
      )}
    </Section>
  );
}

function Bookings({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const bookings = itemsOf(me.serviceBookings) ?? [];
  if (bookings.length === 0) return null;
  return (
    <Section title={t('recentBookings')}>
      <Card>
        {bookings.map(({ id, state, category, startsAt, dealership }) => (
          <Row
            key={id}
            icon="wrench"
            title={`${serviceCategory(category)} · ${formatWeekday(startsAt)} ${formatTime(startsAt)}`}
            hint={dealership?.name}
            side={
              <Chip {...(state === 'BOOKED' ? { kind: 'good' as const } : {})}>
                {bookingState(state)}
              </Chip>
            }
            to={`/me/bookings/${id}`}
          />
        ))}
      </Card>
    </Section>
  );
}

function Errands({ me }: { readonly me: Me }) {
  const e = useErrandTexts();
  return (
    <div id="errands">
      <Section title={e('errands')}>
        <Things
          items={itemsOf(me.errands)}
          icon="bag"
          none={e('noErrands')}
          noneHint={e('noErrandsHint')}
        >
          {({ id, state, window, basket }) => (
            <Row
              key={id}
              icon="bag"
              title={
                window === null
                  ? e('errand')
                  : `${formatWeekday(window.startsAt)} ${e('between', { from: formatTime(window.startsAt), to: formatTime(window.endsAt) })}`
              }
              hint={basket?.store?.name}
              side={
                <Chip
                  {...(state === 'BOOKED' || state === 'COLLECTED'
                    ? { kind: 'good' as const }
                    : {})}
                >
                  {e(`state${state}`)}
                </Chip>
              }
              to={`/me/errands/${id}`}
            />
          )}
        </Things>
        <ButtonLink to="/me/errands/new" block>
          {e('bookErrand')}
        </ButtonLink>
      </Section>
    </div>
  );
}

function Parcels({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  return (
    <div id="parcels">
      <Section title={t('parcels')}>
        <Things
          items={itemsOf(me.parcels)}
          icon="parcel"
          none={t('noParcels')}
          noneHint={t('noParcelsHint')}
        >
          {({ id, waybillNo, state, stateAt, fromDistrict, toDistrict, senderMember }) => (
            <Row
              key={id}
              icon="parcel"
              title={t(senderMember?.id === me.id ? 'sentTo' : 'sentFrom', {
                place: senderMember?.id === me.id ? toDistrict : fromDistrict,
              })}
              hint={
                <>
                  {waybillNo}
                  <br />
                  {formatDateTime(stateAt)}
                </>
              }
              side={
                <Chip {...(state === 'DELIVERED' ? {} : { kind: 'good' as const })}>
                  {parcelState(state)}
                </Chip>
              }
              to={`/me/parcels/${waybillNo}`}
            />
          )}
        </Things>
      </Section>
    </div>
  );
}
