/** The couriers' list: what is to be fetched and brought, and each step as it is done. Logistics only. */
import { useState } from 'react';
import { formatDateTime, formatTime, formatWeekday } from '../../format/dates.ts';
import { inList } from '../../format/lists.ts';
import { formatDecimal, formatMoney, toMinor } from '../../format/numbers.ts';
import { useCommand } from '../../graphql/commands.ts';
import { useGrowingList } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { useSession } from '../../session/session.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { Problem } from '../../ui/problem.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Confirm } from '../../ui/sheet.tsx';
import { EmptyState, FailureState, NoPermission, SkeletonList } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
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
import css from './errands.module.css';
import today from './today.module.css';

const SHELVES = ['ALL', 'BOOKED', 'COLLECTED', 'DONE', 'CANCELLED', 'REFUNDED'] as const;
type Shelf = (typeof SHELVES)[number];
type Words = ReturnType<typeof useErrandTexts>;

export function ErrandsPage() {
  const session = useSession();
  return session?.kind === 'staff' && session.subsidiary === 'logistics' ? (
    <ErrandList />
  ) : (
    <NoPermission />
  );
}

function ErrandList() {
  const e = useErrandTexts();
  const common = useCommonTexts();
  usePageTitle(e('errands'));
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
    <div className={today.page}>
      <div className={css.head}>
        <h1>{e('errands')}</h1>
        <ButtonLink to="/counter/errand-times">{e('windows')}</ButtonLink>
      </div>
      <div className={css.scroll}>
        <Segments
          label={e('which')}
          value={shelf}
          options={SHELVES.map((value) => ({ value, label: e(value) }))}
          onChange={(value) => setFilters({ state: value === 'BOOKED' ? null : value })}
        />
      </div>
      {list.isPending ? <SkeletonList rows={3} height={168} /> : null}
      {list.isError ? <FailureState failure={list.error} retry={list.refetch} /> : null}
      {list.isSuccess && list.nodes.length === 0 ? (
        <div className={today.card}>
          <EmptyState icon="bag" title={e('none')} hint={e('noneHint')} />
        </div>
      ) : null}
      <ul className={css.list}>
        {list.nodes.map((errand) => (
          <ErrandCard key={errand.id} errand={errand} stores={stores} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <div className={today.more}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {common('more')}
          </Button>
        </div>
      ) : null}
    </div>
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

const TONES = { BOOKED: 'stands', COLLECTED: 'partly', DONE: '', CANCELLED: '', REFUNDED: '' };

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
    <li className={`${today.card} ${today.padded}`}>
      <div className={css.cardHead}>
        <h2>{whenOf(errand, e)}</h2>
        <span className={`${today.chip} ${TONES[state] === '' ? '' : today[TONES[state]]}`}>
          {e(state)}
        </span>
        <span className={css.number}>{errandNo}</span>
      </div>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={css.cardFoot}>
        <small>
          {e('since', { state: e(state), time: formatDateTime(stateAt) })}
          {window === null ? '' : ` · ${window.depotCode}`}
        </small>
        <Steps errand={errand} />
      </div>
    </li>
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
const IS_FORWARD: Readonly<Record<StepName, boolean>> = {
  ...{ collect: true, complete: true },
  ...{ cancel: false, refund: false },
};

/** No step can be taken back, so each is asked about once. */
function Steps({ errand }: { readonly errand: Errand }) {
  const e = useErrandTexts();
  const [asking, setAsking] = useState<StepName>();
  const orders = {
    collect: useCommand(CollectErrand),
    complete: useCommand(CompleteErrand),
    cancel: useCommand(CallErrandOff),
    refund: useCommand(RefundErrand),
  };
  const said = {
    collect: 'collected',
    complete: 'completed',
    cancel: 'calledOff',
    refund: 'refunded',
  } as const;
  const { run, isRunning, refusal, failure } = orders[asking ?? 'collect'];
  const no = errand.errandNo;
  const go = async (step: StepName) => {
    const outcome = await run({ errandId: errand.id }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setAsking(undefined);
    toast(e(said[step], { no }));
  };
  return (
    <span className={css.steps}>
      {NEXT[errand.state].map((step) => (
        <Button
          key={step}
          kind={IS_FORWARD[step] ? 'primary' : 'normal'}
          aria-label={`${e(step)} ${no}`}
          onClick={() => {
            orders[step].reset();
            setAsking(step);
          }}
        >
          {e(step)}
        </Button>
      ))}
      {asking === undefined ? null : (
        <Confirm
          title={e(`${asking}Sure`, { no })}
          hint={e(`${asking}Hint`)}
          action={e(asking)}
          kind={IS_FORWARD[asking] ? 'primary' : 'danger'}
          open
          busy={isRunning}
          onConfirm={() => void go(asking)}
          onClose={() => setAsking(undefined)}
        >
          <p>{[goodsOf(errand), errand.destination].filter(Boolean).join(' → ')}</p>
          <Problem refusal={refusal} failure={failure} />
        </Confirm>
      )}
    </span>
  );
}
