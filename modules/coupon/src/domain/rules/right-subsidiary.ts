/** Only the companies that honour it. */
import { no, type Rule } from './subject.ts';

export const rightSubsidiary: Rule = ({ template, counter }) =>
  template.honouredBy.includes(counter.subsidiary)
    ? undefined
    : no('COUPON_WRONG_SUBSIDIARY', { honouredBy: template.honouredBy }, ['basket', 'subsidiary']);
