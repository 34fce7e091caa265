/** Points as callers name them, in whole points or in minor units, made into minor units of their currency. */
import { parseAmount } from '@guildhall/shared/amounts';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { PointsToPay } from '../door.ts';
import { catalogueOf } from './catalogue.ts';

/** With the points, if there are any, in minor units. */
export type InMinorPoints<T> = Omit<T, 'points'> & {
  readonly points?: { readonly currency: string; readonly amountMinor: bigint };
};

/** Points of a currency that pays nowhere are read as whole ones: the quote says that they are not taken. */
export async function inMinorPoints<T extends { readonly points?: PointsToPay }>(
  kit: ModuleKit,
  { points, ...rest }: T,
): Promise<Outcome<InMinorPoints<T>>> {
  if (points === undefined) return accept(rest);
  const { currency, amount, amountMinor } = points;
  if ((amount === undefined) === (amountMinor === undefined))
    return refuse('VALIDATION', 'POINTS_AMOUNT_NOT_ONE', {}, ['points']);
  if (amountMinor !== undefined) return accept({ ...rest, points: { currency, amountMinor } });
  const scale = (await catalogueOf(kit).current()).tenders.get(currency)?.scale ?? 0;
  const minor = parseAmount(amount ?? '', scale);
  if (minor === undefined)
    return refuse('VALIDATION', 'POINTS_TOO_PRECISE', { scale: String(scale) }, [
      'points',
      'amount',
    ]);
  return accept({ ...rest, points: { currency, amountMinor: minor } });
}
