/** The couriers' list: what is to be fetched and brought, and each step as it is done. Logistics only. */
import { formatDateTime, formatTime, formatWeekday } from '../../format/dates.ts';
import { inList } from '../../format/lists.ts';
import { formatDecimal, formatMoney, toMinor } from '../../format/numbers.ts';
import { useGrowingList } from '../../graphql/queries.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Place, usePlaces } from './catalogue.ts';
import {
  CallErrandOff,
  CollectErrand,
  CompleteErrand,
  type Errand,
  Errands,
  RefundErrand,
} from './errand-operations.ts';
import { useErrandTexts } from './errand-texts.ts';
import css from './records.module.css';
import {
  Listed,
  OfCompany,
  RecordCard,
  RecordCards,
  Records,
  StepButton,
  type Tone,
} from './records.tsx';

const SHELVES = ['ALL', 'BOOKED', 'COLLECTED', 'DONE', 'CANCELLED', 'REFUNDED'] as const;
type Shelf = (typeof SHELVES)[number];
type Words = ReturnType<typeof useErrandTexts>;

export const ErrandsPage = () => (
  <OfCompany company="logistics">
    <ErrandList />
  </OfCompany>
);

function ErrandList() {
  const e = useErrandTexts();
  useLiveRefresh(['logistics.']);
  const stores = usePlaces('retail');
  const [filters, setFilters] = useFilters(['state']);
  const shelf: Shelf = SHELVES.find((each) => each === filters.state) ?? 'BOOKED';
  const list = useGrowingList(
    Errands,
    { filter: shelf === 'ALL' ? {} : { state: shelf } },
    ({ errands }) => errands,
  );
  return (
    <Records
      title={e('errands')}
      actions={<ButtonLink to="/counter/errand-times">{e('windows')}</ButtonLink>}
    >
      <div className={css.scroll}>
        <Segments
          label={e('which')}
          value={shelf}
          options={SHELVES.map((value) => ({ value, label: e(value) }))}
          onChange={(value) => setFilters({ state: value === 'BOOKED' ? null : value })}
        />
      </div>
      <Listed
        list={list}
        rows={3}
        height={168}
        empty={<EmptyState icon="bag" title={e('none')} hint={e('noneHint')} />}
      >
        <RecordCards>
          {list.nodes.map((errand) => (
            <ErrandCard key={errand.id} errand={errand} stores={stores} />
          ))}
        </RecordCards>
      </Listed>
    </Records>
  );
}

function whenOf({ window }: Errand, e: Words): string {
  return window === null
    ? '—'
    : e('span', {
        day: formatWeekday(window.startsAt),
        from: formatTime(window.startsAt),
        to: formatTime(window.endsAt),
      });
}

function goodsOf({ basket }: Errand): string {
  return inList(
    (basket?.lines ?? []).map(
      ({ product, quantity }) => `${product?.name ?? '—'} × ${formatDecimal(quantity)}`,
    ),
  );
}

const TONES: Readonly<Record<Errand['state'], Tone>> = {
  ...{ BOOKED: 'stands', COLLECTED: 'partly' },
  ...{ DONE: 'over', CANCELLED: 'over', REFUNDED: 'over' },
};

function ErrandCard({
  errand,
  stores,
}: {
  readonly errand: Errand;
  readonly stores: readonly Place[];
}) {
  const e = useErrandTexts();
  const { errandNo, state, stateAt, basket, destination, fee, discount, window, pickupPlace } =
    errand;
  const store = stores.find(({ code }) => code === pickupPlace)?.name ?? pickupPlace;
  const facts: readonly (readonly [string, string])[] = [
    [
      e('fetchAt'),
      basket === null ? store : `${store} · ${e('receipt', { no: basket.receiptNo })}`,
    ],
    // What was bought is the shop's to show: couriers see it only where the member shares it.
    ...(basket === null ? [] : [[e('goods'), goodsOf(errand)] as const]),
    [e('bringTo'), destination ?? '—'],
    [
      e('fee'),
      toMinor(discount) === 0n
        ? formatMoney(fee)
        : e('feePaid', { fee: formatMoney(fee), discount: formatMoney(discount) }),
    ],
  ];
  return (
    <RecordCard
      title={whenOf(errand, e)}
      state={e(state)}
      tone={TONES[state]}
      number={errandNo}
      facts={facts}
      note={`${e('since', { state: e(state), time: formatDateTime(stateAt) })}${
        window === null ? '' : ` · ${window.depotCode}`
      }`}
    >
      {NEXT[state].map((step) => (
        <Step key={step} step={step} errand={errand} />
      ))}
    </RecordCard>
  );
}

type StepName = 'collect' | 'complete' | 'cancel' | 'refund';
const NEXT: Readonly<Record<Errand['state'], readonly StepName[]>> = {
  BOOKED: ['collect', 'cancel'],
  COLLECTED: ['complete', 'refund'],
  DONE: ['refund'],
  CANCELLED: [],
  REFUNDED: [],
};
const ORDERS = {
  collect: { order: CollectErrand, said: 'collected', isForward: true },
  complete: { order: CompleteErrand, said: 'completed', isForward: true },
  cancel: { order: CallErrandOff, said: 'calledOff', isForward: false },
  refund: { order: RefundErrand, said: 'refunded', isForward: false },
} as const;

function Step({ step, errand }: { readonly step: StepName; readonly errand: Errand }) {
  const e = useErrandTexts();
  const { order, said, isForward } = ORDERS[step];
  const no = errand.errandNo;
  return (
    <StepButton<object, { input: { errandId: string; idempotencyKey: string } }>
      order={order}
      wish={{ errandId: errand.id }}
      label={e(step)}
      of={no}
      sure={e(`${step}Sure`, { no })}
      hint={e(`${step}Hint`)}
      said={e(said, { no })}
      isForward={isForward}
    >
      <p>{[goodsOf(errand), errand.destination].filter(Boolean).join(' → ')}</p>
    </StepButton>
  );
}
