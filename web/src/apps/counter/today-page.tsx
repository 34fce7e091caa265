/** What was redeemed on a day: found by order number, summed, exported, printed. */
import { useState } from 'react';
import { Link } from 'react-router';
import { formatTime, shanghaiDay, startOfDay } from '../../format/dates.ts';
import { downloadSheet } from '../../format/excel.ts';
import { formatMoney, sumOf, toMinor } from '../../format/numbers.ts';
import { useGrowingList } from '../../graphql/queries.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Redemption, Redemptions } from './operations.ts';
import { Listed, Records } from './records.tsx';
import { couponsOf, spokenNo, standingOf } from './redemption-words.ts';
import { useCounterTexts } from './texts.ts';
import css from './today.module.css';

const DAY_MS = 86_400_000;

export function TodayPage() {
  const t = useCounterTexts();
  const session = useSession();
  const [filters, setFilters] = useFilters(['day', 'order']);
  const [today] = useState(() => shanghaiDay(new Date()));
  const day = filters.day ?? today;
  const start = startOfDay(day);
  const subsidiary = session?.kind === 'staff' ? session.subsidiary : null;
  const list = useGrowingList(
    Redemptions,
    {
      filter: {
        ...(subsidiary === null ? {} : { subsidiary }),
        ...(filters.order === undefined
          ? {
              from: start.toISOString(),
              before: new Date(start.getTime() + DAY_MS).toISOString(),
            }
          : { orderRef: filters.order }),
      },
    },
    ({ couponRedemptions }) => couponRedemptions,
  );
  return (
    <Records title={t('todayList')}>
      <div className={`${css.filters} no-print`}>
        <TextField
          label={t('day')}
          type="date"
          max={today}
          value={day}
          onChange={(event) =>
            setFilters({ day: event.target.value === today ? null : event.target.value })
          }
        />
        <TextField
          label={t('searchOrder')}
          type="search"
          value={filters.order ?? ''}
          onChange={(event) => setFilters({ order: event.target.value.trim() })}
        />
        <Button
          disabled={list.nodes.length === 0}
          onClick={() => void exportDay(list.nodes, day, t)}
        >
          {t('export')}
        </Button>
        <Button disabled={list.nodes.length === 0} onClick={() => window.print()}>
          {t('print')}
        </Button>
      </div>
      <Listed
        list={list}
        rows={5}
        height={56}
        empty={<EmptyState icon="list" title={t('noRedemptions')} />}
      >
        <p className={css.summary}>
          {t('count', { count: list.nodes.length })} ·{' '}
          {t('sum', { amount: formatMoney(sumOf(list.nodes.map(({ discount }) => discount))) })}
        </p>
        <RedemptionTable redemptions={list.nodes} />
      </Listed>
    </Records>
  );
}

function RedemptionTable({ redemptions }: { readonly redemptions: readonly Redemption[] }) {
  const t = useCounterTexts();
  return (
    <div className={css.card}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('order')}</th>
            <th scope="col">{t('coupons')}</th>
            <th scope="col" className={css.amount}>
              {t('discount')}
            </th>
            <th scope="col" className={css.amount}>
              {t('reversed')}
            </th>
            <th scope="col">{t('state')}</th>
          </tr>
        </thead>
        <tbody>
          {redemptions.map((redemption) => {
            const { id, occurredAt, orderRef, discount, reversed, member } = redemption;
            const standing = standingOf(redemption);
            return (
              <tr key={id}>
                <td>{formatTime(occurredAt)}</td>
                <td>
                  <Link to={`/counter/redemptions/${id}`}>{orderRef}</Link>
                  <small>{member === null ? null : spokenNo(member.memberNo)}</small>
                </td>
                <td>{couponsOf(redemption)}</td>
                <td className={css.amount}>{formatMoney(discount)}</td>
                <td className={css.amount}>
                  {toMinor(reversed) === 0n ? '—' : formatMoney(reversed)}
                </td>
                <td>
                  <span className={`${css.chip} ${css[standing.toLowerCase()]}`}>
                    {t(standing)}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

async function exportDay(
  redemptions: readonly Redemption[],
  day: string,
  t: ReturnType<typeof useCounterTexts>,
): Promise<void> {
  await downloadSheet(`redemptions-${day}`, {
    columns: [
      t('time'),
      t('order'),
      t('customer'),
      t('coupons'),
      t('discount'),
      t('reversed'),
      t('state'),
    ],
    rows: redemptions.map((redemption) => [
      formatTime(redemption.occurredAt),
      redemption.orderRef,
      redemption.member?.memberNo ?? '',
      couponsOf(redemption),
      redemption.discount,
      redemption.reversed,
      t(standingOf(redemption)),
    ]),
  });
}
