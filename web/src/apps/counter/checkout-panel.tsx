/** Coupons with what each takes off or why it cannot, the sum, and the two steps of taking payment. */
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { difference, formatDecimal, formatMoney, toMinor } from '../../format/numbers.ts';
import { inLocale } from '../../i18n/locale.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { CheckRow } from '../../ui/check-row.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import type { Customer } from './operations.ts';
import { useCounterTexts } from './texts.ts';
import css from './till.module.css';
import type { Held, useCheckout } from './use-checkout.ts';

type Checkout = ReturnType<typeof useCheckout>;

export function CheckoutPanel({
  checkout,
  customer,
  total,
  onNext,
}: {
  readonly checkout: Checkout;
  readonly customer: Customer | undefined;
  readonly total: string;
  readonly onNext: () => void;
}) {
  const t = useCounterTexts();
  const next = useNextWhenQuoted(checkout);
  if (checkout.done !== undefined) return <DonePanel checkout={checkout} onNext={onNext} />;
  if (checkout.held !== undefined) return <HeldPanel checkout={checkout} held={checkout.held} />;
  const { quoted, paying } = checkout;
  const value = paying?.value ?? '0.00';
  const after = quoted?.payable ?? total;
  return (
    <section className={css.panel} aria-label={t('coupons')}>
      {customer === undefined ? null : <Coupons checkout={checkout} customer={customer} />}
      <Sums
        isPending={checkout.isQuoting}
        sums={[
          [t('total'), formatMoney(total)],
          [t('couponsTake'), takenOff(t, quoted?.discount ?? '0')],
          [t('pointsTake'), takenOff(t, value)],
        ]}
        last={[t('toPay'), formatMoney(difference(after, value))]}
      />
      <Problem refusal={checkout.refusal} failure={checkout.failure} />
      <Button
        kind="primary"
        size="large"
        block
        busy={checkout.isBusy || next.isWaiting}
        disabled={!checkout.canReserve && !checkout.isQuoting}
        data-shortcut-click="F8"
        onClick={next.go}
      >
        {t('reserve')}
      </Button>
      <p className={css.hint}>{t('reserveHint')}</p>
    </section>
  );
}

/** A quick hand presses before the price is there: it is kept, and done when it is. */
function useNextWhenQuoted(checkout: Checkout) {
  const [isWaiting, setWaiting] = useState(false);
  const { isQuoting, canReserve } = checkout;
  useEffect(() => {
    if (!isWaiting || isQuoting) return;
    setWaiting(false);
    if (canReserve) void checkout.reserve();
  }, [isWaiting, isQuoting, canReserve]);
  return {
    isWaiting,
    go: () => (isQuoting ? setWaiting(true) : void checkout.reserve()),
  };
}

/** Nothing is not “minus nothing”. */
const takenOff = (t: ReturnType<typeof useCounterTexts>, amount: string): string =>
  toMinor(amount) === 0n ? '—' : t('takesOff', { amount: formatMoney(amount) });

function Sums({
  sums,
  last,
  isPending = false,
}: {
  /** What coupons take is still being asked: the sums stand dimmed until they are right. */
  readonly isPending?: boolean;
  readonly sums: readonly (readonly [string, string])[];
  readonly last: readonly [string, string];
}) {
  return (
    <dl className={css.sums} aria-busy={isPending}>
      {sums.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div className={css.toPay}>
        <dt>{last[0]}</dt>
        <dd>{last[1]}</dd>
      </div>
    </dl>
  );
}

function Coupons({
  checkout,
  customer,
}: {
  readonly checkout: Checkout;
  readonly customer: Customer;
}) {
  const t = useCounterTexts();
  const { quoted, unwanted, setUnwanted, points } = checkout;
  const coupons = customer.coupons ?? [];
  return (
    <>
      <h2>{t('coupons')}</h2>
      <div className={css.choices}>
        {coupons.length === 0 ? <p className={css.hint}>{t('noCoupons')}</p> : null}
        {coupons.map(({ id, terms, usesLeft, usesTotal }) => {
          const applied = quoted?.applicable.find(({ coupon }) => coupon?.id === id);
          const refused = quoted?.refused.find(
            ({ coupon, named }) => coupon?.id === id || named === id,
          );
          const isWanted = !unwanted.includes(id);
          return (
            <CheckRow
              key={id}
              checked={isWanted && refused === undefined}
              disabled={isWanted && refused !== undefined}
              onChange={(checked) =>
                setUnwanted(checked ? unwanted.filter((each) => each !== id) : [...unwanted, id])
              }
              title={`${inLocale(terms.name)}${usesTotal > 1 ? ` (${usesLeft}/${usesTotal})` : ''}`}
              hint={refused?.message}
              side={
                applied === undefined
                  ? undefined
                  : t('takesOff', { amount: formatMoney(applied.discount) })
              }
            />
          );
        })}
        <CheckRow
          checked={checkout.withPoints}
          disabled={points === undefined}
          onChange={checkout.setWithPoints}
          title={
            points === undefined
              ? t('noPoints')
              : t('usePoints', {
                  points: formatDecimal(points.amount),
                  amount: formatMoney(points.value),
                })
          }
        />
      </div>
    </>
  );
}

function useSecondsLeft(until: string): number {
  const left = () => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 1_000);
    return () => clearInterval(timer);
  });
  return seconds;
}

function HeldPanel({ checkout, held }: { readonly checkout: Checkout; readonly held: Held }) {
  const t = useCounterTexts();
  const seconds = useSecondsLeft(held.expiresAt);
  return (
    <section className={css.panel} aria-label={t('reserve')}>
      <p className={css.takeMoney}>{t('takeMoney', { amount: formatMoney(held.payable) })}</p>
      <p className={seconds === 0 ? css.bad : css.hint}>
        {seconds === 0 ? t('heldOver') : t('heldUntil', { seconds })}
      </p>
      <Sums
        sums={[
          [t('couponsTake'), takenOff(t, held.discount)],
          [t('pointsTake'), takenOff(t, held.pointsValue)],
        ]}
        last={[t('toPay'), formatMoney(held.payable)]}
      />
      <TextField
        label={t('orderRef')}
        value={checkout.orderRef}
        onChange={(event) => checkout.setOrderRef(event.target.value)}
      />
      <Problem refusal={checkout.refusal} failure={checkout.failure} />
      <Button
        kind="primary"
        size="large"
        block
        autoFocus
        busy={checkout.isBusy}
        disabled={seconds === 0 || checkout.orderRef.trim() === ''}
        data-shortcut-click="F8"
        onClick={() => void checkout.redeem()}
      >
        {t('redeem')}
      </Button>
      <Button size="large" block disabled={checkout.isBusy} onClick={() => void checkout.release()}>
        {t('release')}
      </Button>
    </section>
  );
}

function DonePanel({
  checkout,
  onNext,
}: {
  readonly checkout: Checkout;
  readonly onNext: () => void;
}) {
  const t = useCounterTexts();
  const { done } = checkout;
  if (done === undefined) return null;
  const to = `/counter/redemptions/${done.redemptionId}`;
  return (
    <section className={css.panel} aria-label={t('redeemed')}>
      <div className={css.done} role="status">
        <span className={css.doneMark}>
          <Icon name="check" size={40} />
        </span>
        <h2>{t('redeemed')}</h2>
        <p>
          {t('redeemedHint', {
            discount: formatMoney(done.discount),
            paid: formatMoney(done.paid),
          })}
        </p>
        <Link to={to}>{t('details')}</Link>
      </div>
      <Button
        kind="primary"
        size="large"
        block
        autoFocus
        data-shortcut-click="F8 Escape"
        onClick={onNext}
      >
        {t('nextCustomer')}
      </Button>
      <ButtonLink size="large" block to={`${to}?reverse=1`}>
        {t('undoIt')}
      </ButtonLink>
    </section>
  );
}
