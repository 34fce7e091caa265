/** The basket: a field that finds items while typing, and the lines with large buttons. */
import { type FormEvent, useDeferredValue, useId, useState } from 'react';
import { formatMoney } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { Item } from './catalogue.ts';
import { useCounterTexts } from './texts.ts';
import css from './till.module.css';
import type { useBasket } from './use-basket.ts';

const SHOWN = 6;
const AMOUNT = /^(0|[1-9]\d{0,8})(\.\d{1,2})?$/;

function matching(items: readonly Item[], typed: string): readonly Item[] {
  const words = typed.trim().toLowerCase();
  if (words === '') return [];
  return items
    .filter(({ code, name, barcode }) =>
      [code.toLowerCase(), name.toLowerCase(), barcode ?? ''].some((text) => text.includes(words)),
    )
    .slice(0, SHOWN);
}

export function BasketPanel({
  items,
  basket,
  isLocked,
}: {
  readonly items: readonly Item[];
  readonly basket: ReturnType<typeof useBasket>;
  /** While coupons are held for exactly this basket. */
  readonly isLocked: boolean;
}) {
  const t = useCounterTexts();
  const priced = items.some(({ price }) => price !== null);
  return (
    <section className={css.panel} aria-label={t('basket')}>
      <h2>{t('basket')}</h2>
      {isLocked ? null : priced ? (
        <ItemSearch items={items} onAdd={basket.add} />
      ) : (
        <TypedAmount items={items} onAdd={basket.add} />
      )}
      {basket.lines.length === 0 ? (
        <EmptyState title={t('emptyBasket')} />
      ) : (
        <ul className={css.lines}>
          {basket.lines.map(({ lineId, item, quantity, price, amount }) => (
            <li key={lineId} className={css.line}>
              <span className={css.lineName}>
                {item.name}
                <small>{formatMoney(price)}</small>
              </span>
              {isLocked ? (
                <span className={css.count}>×{quantity}</span>
              ) : (
                <span className={css.stepper}>
                  <button
                    type="button"
                    aria-label={t(quantity === 1 ? 'remove' : 'fewer', { name: item.name })}
                    onClick={() => basket.setQuantity(lineId, quantity - 1)}
                  >
                    <Icon name={quantity === 1 ? 'close' : 'minus'} size={20} />
                  </button>
                  <span className={css.count}>{quantity}</span>
                  <button
                    type="button"
                    aria-label={t('oneMore', { name: item.name })}
                    onClick={() => basket.setQuantity(lineId, quantity + 1)}
                  >
                    <Icon name="plus" size={20} />
                  </button>
                </span>
              )}
              <span className={css.lineAmount}>{formatMoney(amount)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A combobox: arrows choose, Enter adds, Escape empties. */
function ItemSearch({
  items,
  onAdd,
}: {
  readonly items: readonly Item[];
  readonly onAdd: (item: Item, price: string) => void;
}) {
  const t = useCounterTexts();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = matching(items, useDeferredValue(typed));
  const add = (item: Item | undefined) => {
    if (item === undefined || item.price === null) return;
    onAdd(item, item.price);
    setTyped('');
    setChosen(0);
  };
  return (
    <div className={css.search}>
      <TextField
        label={t('addItem')}
        hint={t('addItemHint')}
        value={typed}
        data-shortcut="F4"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(found.length > 0 ? { 'aria-activedescendant': `${listId}-${chosen}` } : {})}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setChosen(Math.min(chosen + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setChosen(Math.max(chosen - 1, 0));
          else if (event.key === 'Enter') add(matching(items, typed)[chosen]);
          else if (event.key === 'Escape') setTyped('');
          else return;
          event.preventDefault();
        }}
      />
      <div id={listId} role="listbox" aria-label={t('addItem')} className={css.found}>
        {found.map((item, index) => (
          <div
            key={item.code}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={css.option}
            onPointerDown={(event) => {
              event.preventDefault();
              add(item);
            }}
          >
            <span>
              {item.name} <small>{item.note}</small>
            </span>
            <span>{formatMoney(item.price ?? '0')}</span>
          </div>
        ))}
        {typed.trim() !== '' && found.length === 0 ? (
          <div className={css.option} role="option" aria-selected={false} tabIndex={-1}>
            {t('noSuchItem')}
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Where there is no price list the clerk types what is charged. */
function TypedAmount({
  items,
  onAdd,
}: {
  readonly items: readonly Item[];
  readonly onAdd: (item: Item, price: string) => void;
}) {
  const t = useCounterTexts();
  const [amount, setAmount] = useState('');
  const [item] = items;
  const isRight = AMOUNT.test(amount.trim());
  return (
    <form
      className={css.typed}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (item === undefined || !isRight) return;
        onAdd(item, amount.trim());
        setAmount('');
      }}
    >
      <TextField
        label={`${item?.name ?? ''} · ${t('amount')}`}
        inputMode="decimal"
        data-shortcut="F4"
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
      />
      <Button type="submit" disabled={!isRight}>
        {t('add')}
      </Button>
    </form>
  );
}
