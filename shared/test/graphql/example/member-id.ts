/** The ids of the example members: real TypeIDs, the same ones each time. */
import { fromUuid } from '../../../src/ids.ts';

export function memberId(number: number): string {
  return fromUuid('mem', `019a0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`);
}
