/** What is paid with coupons and points: the choice of points, how the price comes down, and the press that pays. */
import type { ReactNode } from 'react';
import { formatDecimal, formatMoney } from '../../../format/numbers.ts';
import type { mostPoints } from '../../../format/points-tender.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckRow } from '../../../ui/check-row.tsx';
import { Card, Facts, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { takenOff } from './coupon-choice.tsx';
import css from './fees.module.css';

export function PointsChoice({
  points,
  chosen,
  onChange,
}: {
  /** The most that can be paid with points; undefined when none fit. */
  readonly points: ReturnType<typeof mostPoints>;
  readonly chosen: boolean;
  readonly onChange: (chosen: boolean) => void;
}) {
  const t = useMemberTexts();
  return (
    <Section title={t('usePoints')}>
      <Card>
        <CheckRow
          checked={chosen}
          disabled={points === undefined}
          onChange={onChange}
          title={
            points === undefined
              ? t('noPointsFit')
              : t('pointsWorth', {
                  points: formatDecimal(points.amount),
                  amount: formatMoney(points.value),
                })
          }
        />
      </Card>
    </Section>
  );
}

export function PriceFacts({
  of,
  discount = '0',
  pointsPay,
  toPay,
}: {
  /** What is paid for, and its price before anything is taken off. */
  readonly of: readonly [label: string, price: string];
  readonly discount: string | undefined;
  readonly pointsPay: string;
  readonly toPay: string;
}) {
  const t = useMemberTexts();
  const [label, price] = of;
  return (
    <Card padded>
      <Facts
        facts={[
          [label, formatMoney(price)],
          [t('couponsTake'), takenOff(discount)],
          [t('pointsTake'), takenOff(pointsPay)],
          [t('toPay'), <strong key="pay">{formatMoney(toPay)}</strong>],
        ]}
      />
    </Card>
  );
}

export function PayBar({
  quote,
  isRunning,
  disabled,
  onPay,
  children,
}: {
  /** Nobody pays before the price is there. */
  readonly quote: { readonly isLoading: boolean; readonly isPlaceholderData: boolean };
  readonly isRunning: boolean;
  readonly disabled: boolean;
  readonly onPay: () => void;
  readonly children: ReactNode;
}) {
  const t = useMemberTexts();
  return (
    <div className={css.payBar}>
      <Button
        kind="primary"
        size="large"
        block
        busy={isRunning || quote.isLoading || quote.isPlaceholderData}
        disabled={disabled}
        onClick={onPay}
      >
        {children}
      </Button>
      <p className={css.small}>{t('demonstrationPayment')}</p>
    </div>
  );
}
