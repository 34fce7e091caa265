/** Booking the workshop: car, work, dealership, time, and the coupon that is going to pay for it. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { formatTime, formatWeekday, shanghaiDay } from '../../../format/dates.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { serviceCategory } from '../../../i18n/domain-words.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { TicketParts } from '../coupons/coupon-parts.ts';
import { Card, Column, Columns, Page, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { Choices } from './choices.tsx';
import { ServiceCoupon, serviceTickets, useServiceCoupons } from './service-coupon.tsx';

const ServiceChoices = graphql(
  `
    query ServiceChoices {
      me {
        id
        vehicles {
          ... on MemberVehicles {
            items {
              id
              licencePlate
              model {
                name
              }
            }
          }
        }
        coupons(usable: true) {
          ...TicketParts
        }
      }
      dealerships {
        code
        name
        address
        phone
      }
    }
  `,
  [TicketParts],
);

const FreeSlots = graphql(`
  query FreeSlots($dealershipCode: String!, $from: DateTime!) {
    serviceSlots(
      first: 60
      filter: { dealershipCode: $dealershipCode, free: true, startsFrom: $from }
    ) {
      edges {
        node {
          id
          startsAt
          endsAt
          free
        }
      }
    }
  }
`);

const BookService = graphql(
  `
    mutation BookService($input: BookServiceInput!) {
      bookService(input: $input) {
        __typename
        ... on ServiceBooking {
          id
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

type Answer = ResultOf<typeof ServiceChoices>;
type Category = 'MAINTENANCE' | 'INSPECTION' | 'REPAIR' | 'TYRES' | 'BODYWORK' | 'CAR_WASH';
const CATEGORIES: readonly Category[] = [
  'MAINTENANCE',
  'INSPECTION',
  'REPAIR',
  'TYRES',
  'BODYWORK',
  'CAR_WASH',
];

export function ServicePage() {
  const t = useMemberTexts();
  const query = useAsk(ServiceChoices, {});
  return (
    <Page wide title={t('booking')} back="/me/life">
      <Asked query={query} skeleton={<SkeletonList rows={4} height={110} />}>
        {(answer) => {
          const part = answer.me?.vehicles;
          const cars = part !== null && part !== undefined && 'items' in part ? part.items : [];
          return cars === undefined || cars.length === 0 ? (
            <EmptyState icon="car" title={t('noCars')} hint={t('noCarsHint')} />
          ) : (
            <Booking answer={answer} cars={cars} />
          );
        }}
      </Asked>
    </Page>
  );
}

interface Slot {
  readonly id: string;
  readonly startsAt: string;
}

interface Car {
  readonly id: string;
  readonly licencePlate: string | null;
  readonly model: { readonly name: string } | null;
}

function Booking({ answer, cars }: { readonly answer: Answer; readonly cars: readonly Car[] }) {
  const t = useMemberTexts();
  const [filters, setFilters] = useFilters(['car', 'work', 'shop', 'coupon']);
  const [slot, setSlot] = useState<Slot>();
  const [openedAt] = useState(() => new Date().toISOString());
  const navigate = useNavigate();
  const { run, isRunning, refusal, failure } = useCommand(BookService);
  const car = filters.car ?? cars[0]?.id ?? '';
  const work = CATEGORIES.find((category) => category === filters.work) ?? 'MAINTENANCE';
  const shop = filters.shop ?? answer.dealerships[0]?.code ?? '';
  const tickets = serviceTickets(answer.me?.coupons);
  const visit = { memberId: answer.me?.id ?? '', car, shop, at: slot?.startsAt ?? openedAt };
  const { refused, isAsking, error } = useServiceCoupons(visit, tickets);
  const coupon = tickets.find(({ id }) => id === filters.coupon && !refused.has(id))?.id;
  const book = async () => {
    if (slot === undefined) return;
    const outcome = await run({
      ...{ vehicleId: car, category: work, slotId: slot.id },
      ...(coupon === undefined ? {} : { coupon }),
    }).catch(() => undefined);
    if (outcome?.ok === true && outcome.value.__typename === 'ServiceBooking')
      await navigate(`/me/bookings/${outcome.value.id}?new=1`);
  };
  return (
    <Columns>
      <Column>
        <Section title={t('chooseCar')}>
          <Choices
            label={t('chooseCar')}
            wide
            value={car}
            options={cars.map(({ id, licencePlate, model }) => ({
              value: id,
              label: model?.name ?? '',
              hint: licencePlate ?? t('plateless'),
            }))}
            onChange={(value) => setFilters({ car: value })}
          />
        </Section>
        <Section title={t('chooseWork')}>
          <Choices
            label={t('chooseWork')}
            roomy
            value={work}
            options={CATEGORIES.map((value) => ({ value, label: serviceCategory(value) }))}
            onChange={(value) => setFilters({ work: value })}
          />
        </Section>
        <Section title={t('chooseShop')}>
          <Choices
            label={t('chooseShop')}
            wide
            value={shop}
            options={answer.dealerships.map(({ code, name, address }) => ({
              value: code,
              label: name,
              hint: address,
            }))}
            onChange={(value) => {
              setFilters({ shop: value });
              setSlot(undefined);
            }}
          />
        </Section>
      </Column>
      <Column>
        <Times
          shop={shop}
          phone={answer.dealerships.find(({ code }) => code === shop)?.phone ?? ''}
          value={slot?.id}
          onChange={setSlot}
        />
        <ServiceCoupon
          tickets={tickets}
          refused={refused}
          chosen={coupon}
          onChange={(id) => setFilters({ coupon: id })}
        />
        <Problem refusal={refusal} failure={failure ?? error} />
        <Button
          kind="primary"
          size="large"
          block
          busy={isRunning || isAsking}
          disabled={slot === undefined}
          onClick={() => void book()}
        >
          {t('book')}
        </Button>
      </Column>
    </Columns>
  );
}

function Times({
  shop,
  phone,
  value,
  onChange,
}: {
  readonly shop: string;
  readonly phone: string;
  readonly value: string | undefined;
  readonly onChange: (slot: Slot | undefined) => void;
}) {
  const t = useMemberTexts();
  // From the start of this hour: the same question for everybody who asks within it.
  const [from] = useState(() => `${new Date().toISOString().slice(0, 13)}:00:00.000Z`);
  const query = useAsk(FreeSlots, { dealershipCode: shop, from }, { enabled: shop !== '' });
  return (
    <Section title={t('chooseTime')}>
      <Asked query={query} skeleton={<SkeletonList rows={5} height={86} />}>
        {({ serviceSlots }) => {
          const slots = serviceSlots.edges.flatMap(({ node }) => (node === null ? [] : [node]));
          if (slots.length === 0)
            return (
              <Card>
                <EmptyState icon="clock" title={t('noSlots')} hint={t('noSlotsHint', { phone })} />
              </Card>
            );
          const days = Map.groupBy(slots, ({ startsAt }) => shanghaiDay(new Date(startsAt)));
          return [...days].slice(0, 7).map(([day, times]) => (
            <Choices
              key={day}
              label={formatWeekday(day)}
              showLabel
              value={value ?? ''}
              options={times.map(({ id, startsAt, free }) => ({
                value: id,
                label: formatTime(startsAt),
                hint: t('bays', { free }),
              }))}
              onChange={(slotId) => onChange(times.find(({ id }) => id === slotId))}
            />
          ));
        }}
      </Asked>
    </Section>
  );
}
