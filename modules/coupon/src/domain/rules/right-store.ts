/** Only the stores it names, if it names any. */
import { no, type Rule } from './subject.ts';

export const rightStore: Rule = ({ template, counter }) =>
  template.stores.length === 0 || template.stores.includes(counter.storeCode ?? '')
    ? undefined
    : no('COUPON_WRONG_STORE', { stores: template.stores }, ['basket', 'storeCode']);
