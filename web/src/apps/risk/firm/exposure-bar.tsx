/**
 * What is open against the limit, as one bar; and beside it, where the firm has connected clients, the one limit they share,
 * and which of both says what is available.
 */
import { Link } from 'react-router';
import css from '../../../desk/desk.module.css';
import { Panel } from '../../../desk/page.tsx';
import { difference, formatShortMoney, perMille, sumOf } from '../../../format/numbers.ts';
import type { FirmView } from '../firm-page.tsx';
import { useRiskTexts } from '../risk-texts.ts';
import own from './firm-orders.module.css';
import { useOrderTexts } from './order-texts.ts';

interface Part {
  readonly label: string;
  readonly amount: string;
  readonly colour: string;
}

export function ExposureBar({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  const o = useOrderTexts();
  const { limit, used, reserved, available, blocked, shared } = firm.exposure;
  // What neither the firm has open nor anybody may still use is what its connected clients took of the shared limit.
  const others =
    blocked || shared?.binding !== true
      ? '0'
      : difference(limit, sumOf([used, reserved, available]));
  const taken: readonly Part[] = [
    { label: t('used'), amount: used, colour: 'var(--accent)' },
    { label: t('reserved'), amount: reserved, colour: 'var(--warning)' },
    ...(isMore(others)
      ? [{ label: o('takenByConnected'), amount: others, colour: 'var(--text-3)' }]
      : []),
  ];
  const free: Part = { label: t('available'), amount: available, colour: 'var(--line-strong)' };
  return (
    <Panel title={t('exposure')} hint={t('exposureHint')}>
      <Meter taken={taken} free={free} limit={limit} />
      {shared === null ? null : (
        <div className={own.shared}>
          <p>
            <strong>{o('sharedLimit')}</strong>{' '}
            <span className={css.quiet}>
              {o('sharedHint', {
                firms: shared.firms,
                limit: formatShortMoney(shared.limit),
                available: formatShortMoney(shared.available),
              })}{' '}
              {blocked ? null : o(shared.binding ? 'whichBinds' : 'whichBindsOwn')}
            </span>{' '}
            <Link to={`/risk/firms/${firm.id}?tab=deals`}>{o('toGroup')}</Link>
          </p>
          <div className={css.meter} aria-hidden="true">
            <span
              style={{
                width: `${perMille(difference(shared.limit, shared.available), shared.limit) / 10}%`,
                background: 'var(--text-3)',
              }}
            />
          </div>
        </div>
      )}
    </Panel>
  );
}

const isMore = (amount: string): boolean => !amount.startsWith('-') && !/^0(\.0+)?$/.test(amount);

function Meter({
  taken,
  free,
  limit,
}: {
  readonly taken: readonly Part[];
  readonly free: Part;
  readonly limit: string;
}) {
  const all = [...taken, free];
  const words = all.map(({ label, amount }) => `${label} ${formatShortMoney(amount)}`).join('，');
  return (
    <>
      <div className={css.meter} role="img" aria-label={words}>
        {taken.map(({ label, amount, colour }) => (
          <span
            key={label}
            style={{ width: `${perMille(amount, limit) / 10}%`, background: colour }}
          />
        ))}
      </div>
      <p className={css.legend}>
        {all.map(({ label, amount, colour }) => (
          <span key={label}>
            <i style={{ background: colour }} />
            {label} <span className={css.amount}>{formatShortMoney(amount)}</span>
          </span>
        ))}
      </p>
    </>
  );
}
