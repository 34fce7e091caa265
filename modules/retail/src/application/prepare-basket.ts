/**
 * Checks a wished basket against catalogue, store and member before anything is written, for one basket or thousands:
 * every table and every other module is asked once for all of them. Holds no locks; what can race (the receipt number)
 * is held by the database when the basket is stored.
 */
import type { IdentityDoor } from '@guildhall/identity';
import { businessDay } from '@guildhall/shared/business-time';
import { newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { ONE_UNIT, parseQuantity, priceOf } from '../domain/quantities.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { BasketLineInput, RecordBasket } from '../door.ts';
import { MEMBER } from '../ids.ts';
import type { NewBasket, NewLine } from '../storage/basket-store.ts';
import { type ProductRow, ProductTable, type StoreRow, StoreTable } from '../storage/tables.ts';
import { type Kit, SELF } from './caller.ts';

export type BasketWish = Omit<RecordBasket, 'idempotencyKey' | 'coupons' | 'points'>;

export interface PreparedBasket extends NewBasket {
  readonly storeKind: string;
}

interface Facts {
  readonly stores: ReadonlyMap<string, StoreRow>;
  readonly products: ReadonlyMap<string, ProductRow>;
  /** Member as named by the caller to the survivor's UUID. */
  readonly members: ReadonlyMap<string, string>;
}

/**
 * One outcome for each wish, in order. Refusals, first wins: STORE_UNKNOWN, BASKET_IN_FUTURE, STORE_CLOSED,
 * RETAIL_MEMBER_UNKNOWN, then line by line PRODUCT_UNKNOWN, PRODUCT_NOT_ON_SALE, QUANTITY_NOT_WHOLE.
 */
export async function prepareBaskets(
  kit: Kit,
  wishes: readonly BasketWish[],
  now: Date,
): Promise<readonly Outcome<PreparedBasket>[]> {
  const facts = await gather(kit, wishes);
  return wishes.map((wish) => prepare(wish, facts, now));
}

async function gather(kit: Kit, wishes: readonly BasketWish[]): Promise<Facts> {
  const db = kit.db.read();
  const storeCodes = [...new Set(wishes.map(({ storeCode }) => storeCode))];
  const productCodes = [
    ...new Set(wishes.flatMap(({ lines }) => lines.map(({ productCode }) => productCode))),
  ];
  const memberIds = [...new Set(wishes.flatMap(({ memberId }) => memberId ?? []))];
  const [stores, products, states] = await Promise.all([
    db.find(StoreTable, { code: { $in: storeCodes } }),
    kit.db.read().find(ProductTable, { code: { $in: productCodes } }),
    memberIds.length === 0
      ? []
      : kit.doors.get<IdentityDoor>('identity').memberStates(SELF, { memberIds }),
  ]);
  const members = new Map<string, string>();
  for (const [index, state] of states.entries()) {
    const named = memberIds[index];
    const known = state !== null && state.status !== 'TERMINATED' && state.status !== 'ERASED';
    if (named !== undefined && known) members.set(named, toUuid(MEMBER, state.survivorId));
  }
  return {
    stores: new Map(stores.map((store) => [store.code, store])),
    products: new Map(products.map((product) => [product.code, product])),
    members,
  };
}

function prepare(wish: BasketWish, facts: Facts, now: Date): Outcome<PreparedBasket> {
  const boughtAt = wish.boughtAt ?? now;
  const store = facts.stores.get(wish.storeCode);
  if (store === undefined)
    return notFound('STORE_UNKNOWN', { storeCode: wish.storeCode }, ['storeCode']);
  if (boughtAt > now) return refuseRule('BASKET_IN_FUTURE', {}, ['boughtAt']);
  if (!isOpen(store, boughtAt))
    return refuseRule('STORE_CLOSED', { storeCode: store.code }, ['storeCode']);
  const memberId = wish.memberId === undefined ? null : facts.members.get(wish.memberId);
  if (memberId === undefined) return notFound('RETAIL_MEMBER_UNKNOWN', {}, ['memberId']);
  const lines: NewLine[] = [];
  for (const [index, line] of wish.lines.entries()) {
    const priced = priceLine(line, index, facts.products);
    if (!priced.ok) return priced;
    lines.push(priced.value);
  }
  return accept({
    id: newUuid(now),
    transactionId: newUuid(now),
    memberId,
    receiptNo: wish.receiptNo,
    storeCode: store.code,
    storeKind: store.kind,
    channel: wish.channel,
    boughtAt,
    amountMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    discountMinor: 0n,
    reservationIds: [],
    lines,
  });
}

function isOpen(store: StoreRow, at: Date): boolean {
  const day = businessDay(at);
  return (
    store.openedOn <= day &&
    (store.closedOn === null || store.closedOn === undefined || day < store.closedOn)
  );
}

function priceLine(
  line: BasketLineInput,
  index: number,
  products: ReadonlyMap<string, ProductRow>,
): Outcome<NewLine> {
  const path = ['lines', String(index)];
  const { productCode } = line;
  const product = products.get(productCode);
  if (product === undefined)
    return notFound('PRODUCT_UNKNOWN', { productCode }, [...path, 'productCode']);
  if (!product.onSale)
    return refuseRule('PRODUCT_NOT_ON_SALE', { productCode }, [...path, 'productCode']);
  const quantityMilli = parseQuantity(line.quantity) ?? 0n;
  if (quantityMilli <= 0n || (product.unit === 'PIECE' && quantityMilli % ONE_UNIT !== 0n)) {
    return refuseRule('QUANTITY_NOT_WHOLE', { productCode }, [...path, 'quantity']);
  }
  return accept({
    lineNo: index + 1,
    productCode,
    category: product.category,
    quantityMilli,
    amountMinor: line.amountMinor ?? priceOf(quantityMilli, product.priceMinor),
    discountMinor: 0n,
  });
}
