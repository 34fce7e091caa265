/** Booking an errand: which goods, where to, when; paid with a coupon, with points, or in a demonstration payment. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { formatDay, formatTime, formatWeekday, shanghaiDay } from '../../../format/dates.ts';
import { difference, formatMoney } from '../../../format/numbers.ts';
import { mostPoints } from '../../../format/points-tender.ts';
import { useCommand } from '../../../graphql/commands.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { TextField } from '../../../ui/field.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { QuoteFees } from '../fees/bill-operations.ts';
import { CouponChoice } from '../fees/coupon-choice.tsx';
import { PayBar, PointsChoice, PriceFacts } from '../fees/price-parts.tsx';
import { Card, Column, Columns, Page, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { Choices } from './choices.tsx';
import {
  BookErrand,
  ErrandChoices,
  type Goods,
  goodsToBring,
  timesOf,
} from './errand-operations.ts';
import { useErrandTexts } from './errand-texts.ts';
import { goodsWords } from './errand-words.ts';

type Answer = ResultOf<typeof ErrandChoices>;
type Me = NonNullable<Answer['me']>;
type Time = ReturnType<typeof timesOf>[number];

export function ErrandBookingPage() {
  const e = useErrandTexts();
  const t = useMemberTexts();
  // From this minute: the same question while the page stays open.
  const [from] = useState(() => `${new Date().toISOString().slice(0, 16)}:00.000Z`);
  const query = useAsk(ErrandChoices, { from });
  return (
    <Page wide title={e('bookErrand')} back="/me/life">
      <Asked query={query} skeleton={<SkeletonList rows={4} height={120} />}>
        {(answer) => {
          const { me } = answer;
          if (me === null) return <EmptyState />;
          if (me.baskets !== null && 'reason' in me.baskets)
            return <EmptyState icon="lock" title={t('withheld')} hint={t('withheldHint')} />;
          const goods = goodsToBring(me);
          return goods.length === 0 ? (
            <Card>
              <EmptyState icon="parcel" title={e('noBaskets')} hint={e('noBasketsHint')} />
            </Card>
          ) : (
            <Booking answer={answer} me={me} goods={goods} />
          );
        }}
      </Asked>
    </Page>
  );
}

function useErrandBooking(answer: Answer, me: Me, times: readonly Time[]) {
  const [filters] = useFilters(['coupon']);
  const candidates = (me.coupons ?? []).filter(
    ({ usableNow, terms }) =>
      usableNow &&
      terms.honouredBy.includes('logistics') &&
      (terms.kinds.length === 0 || terms.kinds.includes('ERRAND_BOOKED')),
  );
  const [unwanted, setUnwanted] = useState<readonly string[]>(
    candidates.some(({ id }) => id === filters.coupon)
      ? candidates.filter(({ id }) => id !== filters.coupon).map(({ id }) => id)
      : [],
  );
  const [withPoints, setWithPoints] = useState(false);
  const [windowId, setWindowId] = useState<string>();
  const time = times.find(({ id }) => id === windowId) ?? times[0];
  const coupons = candidates.map(({ id }) => id).filter((id) => !unwanted.includes(id));
  const fee = time?.fee ?? '0.00';
  const quote = useAsk(
    QuoteFees,
    {
      input: {
        memberId: me.id,
        basket: {
          ...{ subsidiary: 'logistics', storeCode: time?.depotCode ?? null, kind: 'ERRAND_BOOKED' },
          lines: [
            { lineId: '1', itemCode: 'ERRAND', category: 'ERRAND', quantity: '1', amount: fee },
          ],
        },
        coupons,
      },
    },
    { enabled: time !== undefined, keepPrevious: true },
  );
  const quoted = quote.data?.validateBasket;
  const afterCoupons = quoted?.payable ?? fee;
  const points = mostPoints(me.pointBalances ?? [], answer.pointsTenders, afterCoupons);
  return {
    ...{ candidates, unwanted, setUnwanted, quote, quoted, points, fee },
    ...{ afterCoupons, setWindowId, isTimeChosen: windowId !== undefined && time?.id === windowId },
    ...{ windowId, withPoints: withPoints && points !== undefined, setWithPoints },
  };
}

function Booking({
  answer,
  me,
  goods,
}: {
  readonly answer: Answer;
  readonly me: Me;
  readonly goods: readonly Goods[];
}) {
  const e = useErrandTexts();
  const [filters, setFilters] = useFilters(['basket']);
  const times = timesOf(
    answer.errandWindows.edges.flatMap(({ node }) => (node === null ? [] : [node])),
  );
  const order = useErrandBooking(answer, me, times);
  const known = me.profile?.address;
  const [address, setAddress] = useState(
    known !== null && known !== undefined && 'value' in known ? (known.value ?? '') : '',
  );
  const navigate = useNavigate();
  const { run, isRunning, refusal, failure } = useCommand(BookErrand);
  const basketId = goods.find(({ id }) => id === filters.basket)?.id ?? goods[0]?.id ?? '';
  const { quoted, points, withPoints, windowId } = order;
  const pointsPay = withPoints && points !== undefined ? points.value : '0.00';
  const toPay = difference(order.afterCoupons, pointsPay);
  const book = async () => {
    if (windowId === undefined) return;
    const outcome = await run({
      ...{ windowId, basketId, destination: address.trim(), channel: 'APP' },
      coupons:
        quoted?.applicable.flatMap(({ coupon }) => (coupon === null ? [] : [coupon.id])) ?? [],
      ...(withPoints && points !== undefined
        ? { points: { currency: points.currency, amountMinor: points.amountMinor } }
        : {}),
    }).catch(() => undefined);
    if (outcome?.ok === true && outcome.value.__typename === 'Errand')
      await navigate(`/me/errands/${outcome.value.id}?new=1`, { replace: true });
  };
  return (
    <Columns>
      <Column>
        <Section title={e('whichGoods')}>
          <Choices
            label={e('whichGoods')}
            wide
            value={basketId}
            options={goods.map((basket) => ({
              value: basket.id,
              label: goodsWords(basket, e),
              hint: [formatDay(basket.boughtAt), basket.store?.name, formatMoney(basket.amount)]
                .filter(Boolean)
                .join(' · '),
            }))}
            onChange={(value) => setFilters({ basket: value })}
          />
        </Section>
        <Section title={e('whereTo')}>
          <Card padded>
            <TextField
              label={e('address')}
              hint={e('addressHint')}
              value={address}
              maxLength={300}
              autoComplete="street-address"
              {...(address.trim() === '' ? { fault: e('addressMissing') } : {})}
              onChange={(event) => setAddress(event.target.value)}
            />
          </Card>
        </Section>
        <Times times={times} value={windowId} onChange={order.setWindowId} />
      </Column>
      <Column>
        <CouponChoice
          candidates={order.candidates}
          quoted={quoted}
          unwanted={order.unwanted}
          onChange={order.setUnwanted}
        />
        <PointsChoice points={points} chosen={withPoints} onChange={order.setWithPoints} />
        <PriceFacts
          of={[e('feeOf'), order.fee]}
          discount={quoted?.discount}
          pointsPay={pointsPay}
          toPay={toPay}
        />
        <Problem refusal={refusal} failure={failure ?? order.quote.error ?? undefined} />
        <PayBar
          quote={order.quote}
          isRunning={isRunning}
          disabled={!order.isTimeChosen || address.trim() === ''}
          onPay={() => void book()}
        >
          {order.isTimeChosen ? e('book', { amount: formatMoney(toPay) }) : e('chooseTimeFirst')}
        </PayBar>
      </Column>
    </Columns>
  );
}

function Times({
  times,
  value,
  onChange,
}: {
  readonly times: readonly Time[];
  readonly value: string | undefined;
  readonly onChange: (windowId: string) => void;
}) {
  const e = useErrandTexts();
  const days = Map.groupBy(times, ({ startsAt }) => shanghaiDay(new Date(startsAt)));
  return (
    <Section title={e('whatTime')}>
      {times.length === 0 ? (
        <Card>
          <EmptyState icon="clock" title={e('noWindows')} hint={e('noWindowsHint')} />
        </Card>
      ) : (
        [...days].slice(0, 7).map(([day, windows]) => (
          <Choices
            key={day}
            label={formatWeekday(day)}
            showLabel
            roomy
            value={value ?? ''}
            options={windows.map(({ id, startsAt, endsAt, free }) => ({
              value: id,
              label: e('between', { from: formatTime(startsAt), to: formatTime(endsAt) }),
              hint: e('places', { free }),
            }))}
            onChange={onChange}
          />
        ))
      )}
    </Section>
  );
}
