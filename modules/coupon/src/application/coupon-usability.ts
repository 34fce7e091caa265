/** What can be said of a coupon without a basket: whether it can be used now and, if not, the first reason. */
import type { Refusal } from '@guildhall/shared/outcome';
import { RULES_WITHOUT_BASKET } from '../domain/rules/index.ts';
import type { WalletSubject } from '../domain/rules/subject.ts';

/** Undefined: it can be used now, on a basket that its terms allow. */
export function whyNotNow(subject: WalletSubject): Refusal | undefined {
  for (const rule of RULES_WITHOUT_BASKET) {
    const refusal = rule(subject);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
