/** Only for the kinds of transaction it names, if it names any. */
import { no, type Rule } from './subject.ts';

export const rightKind: Rule = ({ template, counter }) =>
  template.kinds.length === 0 || template.kinds.includes(counter.kind)
    ? undefined
    : no('COUPON_WRONG_KIND', { kinds: template.kinds }, ['basket', 'kind']);
