/** One errand: how far it is, what the courier asks for, what it cost; it can be called off until the goods are fetched. */
import { useState } from 'react';
import { useParams } from 'react-router';
import { formatDateTime, formatTime, formatWeekday } from '../../../format/dates.ts';
import { formatDecimal, formatMoney } from '../../../format/numbers.ts';
import { useCommand } from '../../../graphql/commands.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Confirm } from '../../../ui/sheet.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { takenOff } from '../fees/coupon-choice.tsx';
import fees from '../fees/fees.module.css';
import { Card, Chip, Column, Columns, Facts, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { CancelErrand, MyErrand } from './errand-operations.ts';
import { useErrandTexts } from './errand-texts.ts';
import css from './things.module.css';

type Errand = NonNullable<ResultOf<typeof MyErrand>['errand']>;

/** Every step is told as it is taken; a notice that is missed costs so long. */
const AGAIN_MS = 15_000;
const isOver = (state: Errand['state']): boolean => state !== 'BOOKED' && state !== 'COLLECTED';

export function ErrandPage() {
  const e = useErrandTexts();
  const common = useCommonTexts();
  const { errandId = '' } = useParams();
  const [filters] = useFilters(['new']);
  const query = useAsk(MyErrand, { id: errandId }, { refetchInterval: AGAIN_MS });
  useLiveRefresh(['logistics.', 'coupon.']);
  return (
    <Page wide title={e('errand')} back="/me/life#errands">
      <Asked query={query} skeleton={<SkeletonList rows={3} height={180} />}>
        {({ errand }) =>
          errand === null ? (
            <EmptyState icon="parcel" title={e('noSuchErrand')}>
              <ButtonLink to="/me/life#errands">{common('backToList')}</ButtonLink>
            </EmptyState>
          ) : (
            <>
              {filters.new === undefined || errand.state !== 'BOOKED' ? null : (
                <div className={fees.done} role="status">
                  <span className={fees.doneMark}>
                    <Icon name="check" size={36} />
                  </span>
                  <h2>{e('booked')}</h2>
                </div>
              )}
              <Columns>
                <Column>
                  <Progress errand={errand} />
                  <Coupons errand={errand} />
                </Column>
                <Column>
                  <Details errand={errand} />
                  {errand.state === 'BOOKED' ? <CallOff errand={errand} /> : null}
                </Column>
              </Columns>
            </>
          )
        }
      </Asked>
    </Page>
  );
}

function timeOf({ window }: Errand, e: ReturnType<typeof useErrandTexts>): string {
  if (window === null) return '—';
  const span = e('between', { from: formatTime(window.startsAt), to: formatTime(window.endsAt) });
  return `${formatWeekday(window.startsAt)} ${span}`;
}

function Progress({ errand }: { readonly errand: Errand }) {
  const e = useErrandTexts();
  const { state, stateAt, bookedAt, errandNo } = errand;
  // Newest first; when a step before the last one was taken is not told.
  const steps: readonly (readonly [Errand['state'], string | undefined])[] =
    state === 'BOOKED'
      ? [['BOOKED', bookedAt]]
      : state === 'DONE'
        ? [
            ['DONE', stateAt],
            ['COLLECTED', undefined],
            ['BOOKED', bookedAt],
          ]
        : [
            [state, stateAt],
            ['BOOKED', bookedAt],
          ];
  return (
    <Card padded>
      <div className={css.headline}>
        <h2 className={css.big}>{timeOf(errand, e)}</h2>
        <Chip
          {...(state === 'REFUNDED'
            ? { kind: 'warn' as const }
            : state === 'CANCELLED'
              ? {}
              : { kind: 'good' as const })}
        >
          {e(`state${state}`)}
        </Chip>
      </div>
      {isOver(state) ? null : (
        <p className={css.spoken}>
          <span>{e('readToCourier')}</span>
          <strong>{errandNo}</strong>
        </p>
      )}
      <ol className={css.way}>
        {steps.map(([step, at]) => (
          <li key={step}>
            <strong>{e(`step${step}`)}</strong>
            {at === undefined ? null : <small>{formatDateTime(at)}</small>}
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** The coupon that paid, or that came back. */
function Coupons({ errand }: { readonly errand: Errand }) {
  const e = useErrandTexts();
  const items = errand.transaction?.effects.items ?? [];
  const used = items.flatMap(({ kind, coupon }) =>
    kind === 'COUPON_REDEEMED' && coupon !== null ? [coupon] : [],
  );
  if (used.length === 0) return null;
  const isBack = errand.state === 'CANCELLED' || errand.state === 'REFUNDED';
  return (
    <Section title={e('couponUsed')}>
      <Card>
        {used.map(({ id, terms }) => (
          <Row
            key={id}
            icon="ticket"
            title={inLocale(terms.name)}
            {...(isBack ? { hint: e('couponBack') } : {})}
            to={`/me/coupons/${id}`}
          />
        ))}
      </Card>
    </Section>
  );
}

function Details({ errand }: { readonly errand: Errand }) {
  const e = useErrandTexts();
  const t = useMemberTexts();
  const { basket, destination, errandNo, fee, discount, paid, state } = errand;
  return (
    <Card padded>
      {basket === null ? null : (
        <Facts
          facts={[
            ...basket.lines.map(
              ({ product, quantity }) =>
                [product?.name ?? '—', `× ${formatDecimal(quantity)}`] as const,
            ),
            [e('fromStore'), basket.store?.name ?? '—'],
          ]}
        />
      )}
      <Facts
        facts={[
          [e('address'), destination ?? '—'],
          [e('feeOf'), formatMoney(fee)],
          [e('paidWith'), takenOff(discount)],
          [t('paidAmount'), <strong key="paid">{formatMoney(paid)}</strong>],
          ...(isOver(state) ? [[e('errandNo'), errandNo] as const] : []),
        ]}
      />
    </Card>
  );
}

function CallOff({ errand }: { readonly errand: Errand }) {
  const e = useErrandTexts();
  const [isAsking, setIsAsking] = useState(false);
  const { run, isRunning, refusal, failure, reset } = useCommand(CancelErrand);
  const cancel = async () => {
    const outcome = await run({ errandId: errand.id }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setIsAsking(false);
    toast(e('cancelled'));
  };
  return (
    <>
      <Button
        kind="plain"
        onClick={() => {
          reset();
          setIsAsking(true);
        }}
      >
        {e('cancel')}
      </Button>
      <Confirm
        title={e('cancelSure', { time: timeOf(errand, e) })}
        hint={e('cancelHint')}
        action={e('cancel')}
        open={isAsking}
        busy={isRunning}
        onConfirm={() => void cancel()}
        onClose={() => setIsAsking(false)}
      >
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </>
  );
}
