/** One redemption, line by line, and giving it back wholly or in part. */
import { useState } from 'react';
import { useParams } from 'react-router';
import { formatDateTime } from '../../format/dates.ts';
import { difference, formatMoney, toMinor } from '../../format/numbers.ts';
import { useCommand } from '../../graphql/commands.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { Problem } from '../../ui/problem.tsx';
import { Confirm } from '../../ui/sheet.tsx';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useLineNames, usePlaces } from './catalogue.ts';
import { OneRedemption, type Redemption, Reverse } from './operations.ts';
import { spokenNo, standingOf } from './redemption-words.ts';
import { useCounterTexts } from './texts.ts';
import css from './today.module.css';

export function RedemptionPage() {
  const t = useCounterTexts();
  const common = useCommonTexts();
  usePageTitle(t('redemption'));
  const { redemptionId = '' } = useParams();
  const query = useAsk(OneRedemption, { id: redemptionId });
  return (
    <div className={css.page}>
      <h1>{t('redemption')}</h1>
      <Asked query={query}>
        {({ couponRedemption }) =>
          couponRedemption === null ? (
            <EmptyState icon="search" title={t('noSuchRedemption')}>
              <ButtonLink to="/counter/today">{common('backToList')}</ButtonLink>
            </EmptyState>
          ) : (
            <Detail redemption={couponRedemption} />
          )
        }
      </Asked>
    </div>
  );
}

interface BasketLine {
  readonly lineId: string;
  /** CNY of the line that can still come back. */
  readonly left: string;
}

/** A line of the basket can be paid by several coupons: it comes back once. */
function basketLines({ lines }: Redemption): readonly BasketLine[] {
  const byLine = Map.groupBy(lines, ({ lineId }) => lineId);
  return [...byLine].map(([lineId, [first]]) => ({
    lineId,
    left: difference(first?.amount ?? '0', first?.returned ?? '0'),
  }));
}

function Detail({ redemption }: { readonly redemption: Redemption }) {
  const t = useCounterTexts();
  const { orderRef, occurredAt, storeCode, discount, reversed, member, lines } = redemption;
  const nameOf = useLineNames(redemption.subsidiary);
  const places = usePlaces(redemption.subsidiary);
  const place = places.find(({ code }) => code === storeCode)?.name ?? storeCode;
  const standing = standingOf(redemption);
  return (
    <>
      <div className={`${css.card} ${css.padded}`}>
        <div className={css.headline}>
          <strong>{orderRef}</strong>
          <span className={`${css.chip} ${css[standing.toLowerCase()]}`}>{t(standing)}</span>
        </div>
        <p className={css.summary}>
          {formatDateTime(occurredAt)}
          {place === null ? '' : ` · ${place}`}
          {member === null ? '' : ` · ${t('memberNo', { no: spokenNo(member.memberNo) })}`}
        </p>
        <p className={css.figures}>
          {t('discount')} <strong>{formatMoney(discount)}</strong>
          {toMinor(reversed) === 0n ? null : (
            <>
              {' · '}
              {t('reversed')} <strong>{formatMoney(reversed)}</strong>
            </>
          )}
        </p>
      </div>
      <div className={css.card}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              <th scope="col">{t('paidBy')}</th>
              <th scope="col" className={css.amount}>
                {t('price')}
              </th>
              <th scope="col" className={css.amount}>
                {t('discount')}
              </th>
              <th scope="col" className={css.amount}>
                {t('reversed')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.lineId} ${line.coupon?.id ?? 'points'}`}>
                <td>{nameOf(line.lineId)}</td>
                <td>{line.coupon === null ? t('pointsPaid') : inLocale(line.coupon.terms.name)}</td>
                <td className={css.amount}>{formatMoney(line.amount)}</td>
                <td className={css.amount}>{formatMoney(line.discount)}</td>
                <td className={css.amount}>{formatMoney(line.reversed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {standing === 'WHOLLY' ? null : <GiveBack redemption={redemption} nameOf={nameOf} />}
    </>
  );
}

function GiveBack({
  redemption,
  nameOf,
}: {
  readonly redemption: Redemption;
  readonly nameOf: (lineId: string) => string;
}) {
  const t = useCounterTexts();
  const [filters] = useFilters(['reverse']);
  const [asking, setAsking] = useState<'all' | 'part' | undefined>(
    filters.reverse === undefined ? undefined : 'all',
  );
  const [amounts, setAmounts] = useState<Readonly<Record<string, string>>>({});
  const { run, isRunning, refusal, failure } = useCommand(Reverse);
  const lines = basketLines(redemption).filter(({ left }) => toMinor(left) > 0n);
  const chosen = lines.flatMap(({ lineId, left }) => {
    const amount = amounts[lineId]?.trim() ?? '';
    const isRight = /^(0|[1-9]\d*)(\.\d{1,2})?$/.test(amount);
    return isRight && toMinor(amount) > 0n && toMinor(amount) <= toMinor(left)
      ? [{ lineId, amount }]
      : [];
  });
  const reverse = async () => {
    const outcome = await run({
      redemptionId: redemption.id,
      ...(asking === 'part' ? { lines: chosen } : {}),
    }).catch(() => undefined);
    if (outcome?.ok !== true || outcome.value.__typename !== 'CouponRedemptionReversed') return;
    setAsking(undefined);
    setAmounts({});
    toast(t('reverseDone', { amount: formatMoney(outcome.value.reversed) }));
  };
  return (
    <section className={`${css.card} ${css.padded} no-print`} aria-label={t('reverse')}>
      <h2>{t('reverse')}</h2>
      <p className={css.summary}>{t('reverseHint')}</p>
      <div className={css.giveBack}>
        {lines.map(({ lineId, left }) => (
          <div key={lineId} className={css.oneLine}>
            <TextField
              label={`${nameOf(lineId)} · ${t('comesBack')}`}
              inputMode="decimal"
              placeholder={left}
              fault={
                (amounts[lineId] ?? '').trim() === '' || chosen.some((one) => one.lineId === lineId)
                  ? undefined
                  : t('atMost', { amount: formatMoney(left) })
              }
              value={amounts[lineId] ?? ''}
              onChange={(event) => setAmounts({ ...amounts, [lineId]: event.target.value })}
            />
            <Button
              size="large"
              aria-label={`${t('wholeLine')} ${nameOf(lineId)}`}
              onClick={() => setAmounts({ ...amounts, [lineId]: left })}
            >
              {t('wholeLine')}
            </Button>
          </div>
        ))}
      </div>
      <div className={css.actions}>
        <Button size="large" disabled={chosen.length === 0} onClick={() => setAsking('part')}>
          {t('reversePartly')}
        </Button>
        <Button size="large" kind="danger" onClick={() => setAsking('all')}>
          {t('reverseWholly')}
        </Button>
      </div>
      <Confirm
        title={t('reverseSure')}
        hint={t('reverseHint')}
        action={t(asking === 'part' ? 'reversePartly' : 'reverseWholly')}
        open={asking !== undefined}
        busy={isRunning}
        onConfirm={() => void reverse()}
        onClose={() => setAsking(undefined)}
      >
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </section>
  );
}
