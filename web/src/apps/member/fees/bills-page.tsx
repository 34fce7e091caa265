/** Open bills, by dwelling and kind, and what was paid. */
import { formatDateTime, formatDay, formatMonth } from '../../../format/dates.ts';
import { formatMoney, sumOf } from '../../../format/numbers.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { feeKind } from '../../../i18n/domain-words.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { Card, Chip, Columns, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { type BillGroup, dwellingName, groupsOf, MyBills } from './bill-operations.ts';
import css from './fees.module.css';

const MyReceipts = graphql(`
  query MyReceipts {
    feePayments(first: 10) {
      edges {
        node {
          id
          receiptNo
          kind
          paid
          paidAt
          state
        }
      }
    }
  }
`);

export function BillsPage() {
  const t = useMemberTexts();
  const [{ coupon }] = useFilters(['coupon']);
  const query = useAsk(MyBills, {});
  return (
    <Page wide title={t('payFees')} back="/me/life">
      <Columns>
        <Asked query={query} skeleton={<SkeletonList rows={2} height={180} />}>
          {({ me }) => {
            const part = me?.openFeeBills;
            if (part !== null && part !== undefined && 'reason' in part)
              return <EmptyState icon="lock" title={t('withheld')} hint={t('withheldHint')} />;
            const groups = groupsOf(part?.items ?? []);
            return groups.length === 0 ? (
              <Card>
                <EmptyState icon="check" title={t('noBills')} hint={t('noBillsHint')} />
              </Card>
            ) : (
              groups.map((group) => <GroupCard key={group.key} group={group} coupon={coupon} />)
            );
          }}
        </Asked>
        <Receipts />
      </Columns>
    </Page>
  );
}

function GroupCard({
  group,
  coupon,
}: {
  readonly group: BillGroup;
  readonly coupon: string | undefined;
}) {
  const t = useMemberTexts();
  const { key, kind, dwelling, bills } = group;
  const [, only = kind] = key.split('.');
  const search = new URLSearchParams({ group: `${dwelling?.id ?? ''}.${only}` });
  if (coupon !== undefined) search.set('coupon', coupon);
  return (
    <Section title={feeKind(kind)}>
      <Card>
        {bills.map(({ id, month, dueOn, overdue, outstanding, parkingSpace }) => (
          <Row
            key={id}
            title={`${formatMonth(month)}${parkingSpace === null ? '' : ` · ${parkingSpace.code}`}`}
            hint={t(overdue ? 'overdueSince' : 'dueOn', { date: formatDay(dueOn) })}
            side={formatMoney(outstanding)}
          />
        ))}
        <div className={css.groupFoot}>
          <span className={css.place}>{dwellingName(dwelling)}</span>
          <ButtonLink kind="primary" to={`/me/bills/pay?${search}`}>
            {t('pay', { amount: formatMoney(sumOf(bills.map(({ outstanding }) => outstanding))) })}
          </ButtonLink>
        </div>
      </Card>
    </Section>
  );
}

function Receipts() {
  const t = useMemberTexts();
  const query = useAsk(MyReceipts, {});
  return (
    <Section title={t('receipts')}>
      <Asked query={query} skeleton={<SkeletonList rows={2} height={64} />}>
        {({ feePayments }) => {
          const receipts = feePayments.edges.flatMap(({ node }) => (node === null ? [] : [node]));
          return (
            <Card>
              {receipts.length === 0 ? (
                <Row icon="bill" title={t('noReceipts')} />
              ) : (
                receipts.map(({ id, kind, paid, paidAt, state }) => (
                  <Row
                    key={id}
                    title={feeKind(kind)}
                    hint={formatDateTime(paidAt)}
                    side={
                      <>
                        {formatMoney(paid)}
                        {state === 'SETTLED' ? null : (
                          <small>
                            <Chip kind="warn">{t(state)}</Chip>
                          </small>
                        )}
                      </>
                    }
                    to={`/me/receipts/${id}`}
                  />
                ))
              )}
            </Card>
          );
        }}
      </Asked>
    </Section>
  );
}
