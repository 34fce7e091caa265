/** Goods in one line, as a receipt would be remembered: 苹果、牛奶 等 5 件. */
import { inList } from '../../../format/lists.ts';
import type { Goods } from './errand-operations.ts';
import type { useErrandTexts } from './errand-texts.ts';

const NAMED = 3;

export function goodsWords({ lines }: Goods, e: ReturnType<typeof useErrandTexts>): string {
  const names = lines.flatMap(({ product }) => (product === null ? [] : [product.name]));
  const named = inList(names.slice(0, NAMED));
  const rest = names.length - NAMED;
  return rest > 0 ? `${named}${e('more', { count: rest })}` : named;
}
