/** A suspended or departed member neither earns nor burns. */
import { no, type Rule } from './subject.ts';

export const memberIsActive: Rule = ({ memberActive }) =>
  memberActive ? undefined : no('MEMBER_NOT_ACTIVE', {}, ['memberId']);
