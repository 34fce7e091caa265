/** The receipt of a payment, with what came of it. */
import { useParams } from 'react-router';
import { formatDateTime, formatMonth } from '../../../format/dates.ts';
import { formatDecimal, formatMoney } from '../../../format/numbers.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { feeKind } from '../../../i18n/domain-words.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { Card, Column, Columns, Facts, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { dwellingName } from './bill-operations.ts';
import css from './fees.module.css';

const isNothing = (amount: string): boolean => /^-?0(\.0+)?$/.test(amount);

const Receipt = graphql(`
  query Receipt($id: ID!) {
    feePayment(id: $id) {
      id
      receiptNo
      kind
      state
      gross
      discount
      paid
      paidAt
      dwelling {
        id
        building
        unit
        room
        community {
          code
          name
        }
      }
      lines {
        lineNo
        gross
        refunded
        bill {
          month
        }
      }
      transaction {
        effects {
          status
          items {
            kind
            amount
            currency
            offer {
              name {
                zh
                en
              }
            }
            coupon {
              id
              terms {
                name {
                  zh
                  en
                }
              }
            }
          }
        }
      }
    }
  }
`);

type Payment = NonNullable<ResultOf<typeof Receipt>['feePayment']>;

export function ReceiptPage() {
  const t = useMemberTexts();
  const { paymentId = '' } = useParams();
  const [filters] = useFilters(['new']);
  const query = useAsk(Receipt, { id: paymentId });
  return (
    <Page wide title={t('receipt')} back="/me/bills">
      <Asked query={query}>
        {({ feePayment }) =>
          feePayment === null ? (
            <NotFound home="/me/bills" />
          ) : (
            <>
              {filters.new === undefined ? null : <Done payment={feePayment} />}
              <Columns>
                <Details payment={feePayment} />
                <Column>
                  <Effects payment={feePayment} />
                  <div className="no-print">
                    <ButtonLink to="/me/bills" block>
                      {t('moreFees')}
                    </ButtonLink>
                  </div>
                  <div className="no-print">
                    <Button kind="plain" block onClick={() => window.print()}>
                      <Icon name="print" size={20} />
                      {t('print')}
                    </Button>
                  </div>
                </Column>
              </Columns>
            </>
          )
        }
      </Asked>
    </Page>
  );
}

function Done({ payment }: { readonly payment: Payment }) {
  const t = useMemberTexts();
  return (
    <div className={css.done} role="status">
      <span className={css.doneMark}>
        <Icon name="check" size={36} />
      </span>
      <h2>{t('paid')}</h2>
      <p className={css.amount}>{formatMoney(payment.paid)}</p>
    </div>
  );
}

function Effects({ payment }: { readonly payment: Payment }) {
  const t = useMemberTexts();
  const items = (payment.transaction?.effects.items ?? []).filter(
    ({ amount, coupon }) => coupon !== null || amount !== null,
  );
  const given = items.filter(({ kind }) => kind === 'POINTS_EARNED' || kind === 'COUPON_ISSUED');
  if (given.length === 0) return null;
  return (
    <Section title={t('cameOfIt')}>
      <Card>
        {given.map(({ kind, amount, offer, coupon }, index) => (
          <Row
            key={index}
            icon={kind === 'COUPON_ISSUED' ? 'ticket' : 'points'}
            title={
              coupon === null
                ? t('pointsCame', { count: formatDecimal(amount ?? '0') })
                : inLocale(coupon.terms.name)
            }
            hint={inLocale(offer?.name)}
            {...(coupon === null ? {} : { to: `/me/coupons/${coupon.id}` })}
          />
        ))}
      </Card>
    </Section>
  );
}

function Details({ payment }: { readonly payment: Payment }) {
  const t = useMemberTexts();
  const { kind, dwelling, lines, gross, discount, paid, paidAt, receiptNo, state } = payment;
  return (
    <Card padded>
      <h2>{`${feeKind(kind)} · ${dwellingName(dwelling)}`}</h2>
      <Facts
        facts={[
          ...lines.map(
            ({ bill, gross: amount }) =>
              [bill === null ? '—' : formatMonth(bill.month), formatMoney(amount)] as const,
          ),
          [t('total'), formatMoney(gross)],
          ...(isNothing(discount)
            ? []
            : [[`${t('couponsTake')} + ${t('pointsTake')}`, `−${formatMoney(discount)}`] as const]),
          [t('paidAmount'), <strong key="paid">{formatMoney(paid)}</strong>],
          [t('paidAt'), formatDateTime(paidAt)],
          [t('receipt'), receiptNo],
          [t('paymentState'), t(state)],
        ]}
      />
    </Card>
  );
}
