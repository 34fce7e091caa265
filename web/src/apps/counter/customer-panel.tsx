/** The customer: found by a scan, a code or a number. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { formatDecimal } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { EmptyState, SkeletonList } from '../../ui/states.tsx';
import type { Customer } from './operations.ts';
import { spokenNo } from './redemption-words.ts';
import { ScanSheet } from './scan-sheet.tsx';
import { useCounterTexts } from './texts.ts';
import css from './till.module.css';
import type { useCustomer } from './use-customer.ts';

export function CustomerPanel({
  at,
  isLocked,
  onNext,
}: {
  readonly at: ReturnType<typeof useCustomer>;
  readonly isLocked: boolean;
  readonly onNext: () => void;
}) {
  const t = useCounterTexts();
  return (
    <section className={css.panel} aria-label={t('customer')}>
      {at.customer === undefined ? <Scan at={at} /> : null}
      {at.isLoading ? <SkeletonList rows={1} height={88} /> : null}
      {at.customer === undefined ? (
        at.isLoading ? null : (
          <EmptyState icon="scan" title={t('noCustomer')} hint={t('noCustomerHint')} />
        )
      ) : (
        <Who customer={at.customer} isLocked={isLocked} onNext={onNext} />
      )}
    </section>
  );
}

/** Scanners type what they read and press Enter. */
function Scan({ at }: { readonly at: ReturnType<typeof useCustomer> }) {
  const t = useCounterTexts();
  const [typed, setTyped] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const [isScanning, setIsScanning] = useState(false);
  const find = async (text: string) => {
    if (text.trim() !== '' && (await at.find(text))) setTyped('');
  };
  const read = (text: string) => {
    setIsScanning(false);
    setTyped(text);
    void find(text);
  };
  return (
    <form
      ref={form}
      className={css.scan}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void find(typed);
      }}
    >
      <TextField
        label={t('scan')}
        hint={t('scanHint')}
        fault={at.fault}
        value={typed}
        data-shortcut="F2"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <div className={css.ways}>
        <Button type="submit" kind="primary" size="large" busy={at.isSearching}>
          {t('find')}
        </Button>
        <Button size="large" onClick={() => setIsScanning(true)}>
          <Icon name="scan" size={22} />
          {t('scanWithCamera')}
        </Button>
      </div>
      <ScanSheet open={isScanning} onRead={read} onClose={() => setIsScanning(false)} />
      <Problem refusal={undefined} failure={at.failure} />
    </form>
  );
}

function Who({
  customer,
  isLocked,
  onNext,
}: {
  readonly customer: Customer;
  readonly isLocked: boolean;
  readonly onNext: () => void;
}) {
  const t = useCounterTexts();
  const fact = customer.profile?.name;
  const name = fact !== null && fact !== undefined && 'value' in fact ? fact.value : undefined;
  const points = (customer.pointBalances ?? []).find(({ currency }) => currency.spendable);
  return (
    <div className={css.who}>
      <div>
        <h2 className={css.name}>
          {name ?? t('customer')}{' '}
          <span className={css.tier}>{customer.tiers?.[0]?.tier?.name}</span>
        </h2>
        <p className={css.hint}>
          {t('memberNo', { no: spokenNo(customer.memberNo) })} ·{' '}
          {t('pointsAvailable', { count: formatDecimal(points?.available ?? '0') })}
        </p>
        {customer.status === 'ACTIVE' ? null : <p className={css.bad}>{t('suspended')}</p>}
      </div>
      {isLocked ? null : (
        <Button onClick={onNext} data-shortcut-click="Escape">
          {t('nextCustomer')}
        </Button>
      )}
    </div>
  );
}
