/** Paying one group of bills: which bills, with which coupons, with how many points. The server quotes every change. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { formatDay, formatMonth } from '../../../format/dates.ts';
import { difference, formatMoney, sumOf } from '../../../format/numbers.ts';
import { mostPoints, type Tender } from '../../../format/points-tender.ts';
import { useCommand } from '../../../graphql/commands.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { feeKind } from '../../../i18n/domain-words.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { CheckRow } from '../../../ui/check-row.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { Card, Column, Columns, Page, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import {
  type BillGroup,
  dwellingName,
  groupsOf,
  MyBills,
  PayFees,
  QuoteFees,
} from './bill-operations.ts';
import { CouponChoice, toggled } from './coupon-choice.tsx';
import { PayBar, PointsChoice, PriceFacts } from './price-parts.tsx';

type Me = NonNullable<ResultOf<typeof MyBills>['me']>;

export function PayPage() {
  const t = useMemberTexts();
  const [{ group: wanted = '', coupon }] = useFilters(['group', 'coupon']);
  const query = useAsk(MyBills, {});
  return (
    <Page wide title={t('payFees')} back="/me/bills">
      <Asked query={query} skeleton={<SkeletonList rows={3} height={140} />}>
        {({ me, pointsTenders }) => {
          const part = me?.openFeeBills;
          const bills = part !== null && part !== undefined && 'items' in part ? part.items : [];
          const group = groupsOf(bills ?? []).find(({ key }) => key === wanted);
          return me === null || group === undefined ? (
            <EmptyState icon="check" title={t('noBills')} hint={t('noBillsHint')} />
          ) : (
            <Payment me={me} group={group} tenders={pointsTenders} preferred={coupon} />
          );
        }}
      </Asked>
    </Page>
  );
}

interface PaymentProps {
  readonly me: Me;
  readonly group: BillGroup;
  readonly tenders: readonly Tender[];
  /** The coupon that the member came from. */
  readonly preferred: string | undefined;
}

function usePayment({ me, group, tenders, preferred }: PaymentProps) {
  const [left, setLeft] = useState<readonly string[]>([]);
  const candidates = (me.coupons ?? []).filter(
    ({ usableNow, terms }) => usableNow && terms.honouredBy.includes('property'),
  );
  const [unwanted, setUnwanted] = useState<readonly string[]>(
    preferred === undefined
      ? []
      : candidates.filter(({ id }) => id !== preferred).map(({ id }) => id),
  );
  const [withPoints, setWithPoints] = useState(false);
  const bills = group.bills.filter(({ id }) => !left.includes(id));
  const coupons = candidates.map(({ id }) => id).filter((id) => !unwanted.includes(id));
  const total = sumOf(bills.map(({ outstanding }) => outstanding));
  const basket = {
    subsidiary: 'property',
    storeCode: group.dwelling?.community?.code ?? null,
    kind: group.kind === 'PROPERTY_FEE' ? 'FEE_PAID' : 'PARKING_FEE_PAID',
    lines: bills.map(({ outstanding }, index) => ({
      lineId: String(index + 1),
      itemCode: group.kind.replace('_', '-'),
      category: group.kind,
      quantity: '1',
      amount: outstanding,
    })),
    ...(group.dwelling === null ? {} : { asset: { type: 'dwelling', key: group.dwelling.id } }),
  };
  const quote = useAsk(
    QuoteFees,
    { input: { memberId: me.id, basket, coupons } },
    { enabled: bills.length > 0, keepPrevious: true },
  );
  const quoted = quote.data?.validateBasket;
  const afterCoupons = quoted?.payable ?? total;
  const points = mostPoints(me.pointBalances ?? [], tenders, afterCoupons);
  return {
    ...{ bills, left, setLeft, coupons, unwanted, setUnwanted, total, quote, quoted, points },
    ...{ candidates, withPoints: withPoints && points !== undefined, setWithPoints, afterCoupons },
  };
}

function Payment(props: PaymentProps) {
  const t = useMemberTexts();
  const { group } = props;
  const payment = usePayment(props);
  const navigate = useNavigate();
  const { run, isRunning, refusal, failure } = useCommand(PayFees);
  const { bills, quoted, points, withPoints } = payment;
  const applied = quoted?.applicable.flatMap(({ coupon }) => (coupon === null ? [] : [coupon.id]));
  const pointsPay = withPoints && points !== undefined ? points.value : '0.00';
  const toPay = difference(payment.afterCoupons, pointsPay);
  const pay = async () => {
    const outcome = await run({
      bills: bills.map(({ id }) => ({ billId: id })),
      channel: 'APP',
      coupons: applied ?? [],
      ...(withPoints && points !== undefined
        ? { points: { currency: points.currency, amountMinor: points.amountMinor } }
        : {}),
    }).catch(() => undefined);
    if (outcome?.ok === true && outcome.value.__typename === 'FeePayment')
      await navigate(`/me/receipts/${outcome.value.id}?new=1`, { replace: true });
  };
  return (
    <Columns>
      <Column>
        <Section title={`${feeKind(group.kind)} · ${dwellingName(group.dwelling)}`}>
          <Card>
            {group.bills.map(({ id, month, dueOn, outstanding, overdue }) => (
              <CheckRow
                key={id}
                checked={!payment.left.includes(id)}
                onChange={(checked) => payment.setLeft(toggled(payment.left, id, !checked))}
                title={formatMonth(month)}
                hint={t(overdue ? 'overdueSince' : 'dueOn', { date: formatDay(dueOn) })}
                side={formatMoney(outstanding)}
              />
            ))}
          </Card>
        </Section>
        <CouponChoice
          candidates={payment.candidates}
          quoted={quoted}
          unwanted={payment.unwanted}
          onChange={payment.setUnwanted}
        />
        <PointsChoice points={points} chosen={withPoints} onChange={payment.setWithPoints} />
      </Column>
      <Column>
        <PriceFacts
          of={[t('total'), payment.total]}
          discount={quoted?.discount}
          pointsPay={pointsPay}
          toPay={toPay}
        />
        <Problem refusal={refusal} failure={failure ?? payment.quote.error ?? undefined} />
        <PayBar
          quote={payment.quote}
          isRunning={isRunning}
          disabled={bills.length === 0}
          onPay={() => void pay()}
        >
          {t('pay', { amount: formatMoney(toPay) })}
        </PayBar>
      </Column>
    </Columns>
  );
}
