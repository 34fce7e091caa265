/** The till: customer, basket, coupons, in the order in which they come to the counter. */
import { useEffect } from 'react';
import { transactionKind } from '../../i18n/domain-words.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { useSession } from '../../session/session.ts';
import { SelectField } from '../../ui/field.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { BasketPanel } from './basket-panel.tsx';
import { KINDS, useCatalogue, usePlaces } from './catalogue.ts';
import { CheckoutPanel } from './checkout-panel.tsx';
import { CustomerPanel } from './customer-panel.tsx';
import { useCounterTexts } from './texts.ts';
import css from './till.module.css';
import { useBasket } from './use-basket.ts';
import { useCheckout } from './use-checkout.ts';
import { useCustomer } from './use-customer.ts';

/** F2 and F4 go to a field, F8 and Escape press the button that carries them: no mouse is needed. */
function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]') !== null) return;
      const field = document.querySelector<HTMLElement>(`[data-shortcut="${event.key}"]`);
      const button = document.querySelector<HTMLButtonElement>(
        `[data-shortcut-click~="${event.key}"]:not([disabled])`,
      );
      if (field === null && button === null) return;
      // Escape in a field that has something in it only empties it.
      if (event.key === 'Escape' && event.target instanceof HTMLInputElement && event.target.value)
        return;
      event.preventDefault();
      field?.focus();
      button?.click();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** The field that found the customer is gone with its focus: the hand goes on at the basket. */
function useGoOnToBasket(customerId: string | undefined): void {
  useEffect(() => {
    if (customerId !== undefined && document.activeElement === document.body)
      document.querySelector<HTMLElement>('[data-shortcut="F4"]')?.focus();
  }, [customerId]);
}

export function TillPage() {
  const t = useCounterTexts();
  usePageTitle(t('till'));
  useShortcuts();
  const session = useSession();
  const subsidiary = session?.kind === 'staff' ? (session.subsidiary ?? 'retail') : 'retail';
  const kinds = KINDS[subsidiary] ?? ['BASKET_BOUGHT'];
  const [filters, setFilters] = useFilters(['kind', 'store']);
  const kind = kinds.find((each) => each === filters.kind) ?? kinds[0] ?? 'BASKET_BOUGHT';
  const places = usePlaces(subsidiary);
  const store = filters.store ?? places[0]?.code;
  const items = useCatalogue(subsidiary, kind);
  const at = useCustomer();
  const basket = useBasket();
  const checkout = useCheckout({
    ...{ customer: at.customer, tenders: at.tenders, subsidiary, kind, storeCode: store },
    ...{ lines: basket.lines, total: basket.total },
  });
  const isLocked = checkout.held !== undefined || checkout.done !== undefined;
  useGoOnToBasket(at.customer?.id);
  const next = () => {
    checkout.begin();
    basket.clear();
    at.leave();
  };
  return (
    <>
      <h1 className="visually-hidden">{t('till')}</h1>
      <div className={css.till}>
        <div className={css.side}>
          <CustomerPanel at={at} isLocked={isLocked} onNext={next} />
          <div className={css.settings}>
            {kinds.length > 1 ? (
              <SelectField
                label={t('kind')}
                value={kind}
                disabled={isLocked}
                options={kinds.map((value) => ({ value, label: transactionKind(value) }))}
                onChange={(event) => {
                  basket.clear();
                  setFilters({ kind: event.target.value });
                }}
              />
            ) : null}
            {places.length === 0 ? null : (
              <SelectField
                label={t('store')}
                value={store}
                disabled={isLocked}
                options={places.map(({ code, name }) => ({ value: code, label: name }))}
                onChange={(event) => setFilters({ store: event.target.value })}
              />
            )}
          </div>
        </div>
        <BasketPanel items={items} basket={basket} isLocked={isLocked} />
        <CheckoutPanel
          checkout={checkout}
          customer={at.customer}
          total={basket.total}
          onNext={next}
        />
      </div>
    </>
  );
}
