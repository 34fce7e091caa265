/** The ids of the examples: real TypeIDs, the same ones each time. */
import { fromUuid } from '../../../src/ids.ts';

export function exampleId(prefix: string, number: number): string {
  return fromUuid(prefix, `019a0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`);
}

export function memberId(number: number): string {
  return exampleId('mem', number);
}
