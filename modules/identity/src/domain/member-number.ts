/**
 * Member numbers: ten digits that people read aloud. Nine come from a counter, spread so that neighbours in time are
 * not neighbours in number; the tenth is Damm's check digit, so one misheard digit or one swap is always noticed.
 */
import { dammDigit } from './identifiers/check-characters.ts';

const FIRST = 100_000_000n;
const SPAN = 900_000_000n;
/** Coprime to SPAN, so that different counts give different numbers. */
const STEP = 618_033_989n;

/** `count` from 1 to 900,000,000; throws beyond. */
export function memberNumber(count: bigint): string {
  if (count < 1n || count > SPAN) throw new RangeError(`Member number ${count} is out of range`);
  const digits = String(FIRST + ((count * STEP) % SPAN));
  return digits + dammDigit(digits);
}

/** Spaces and hyphens are forgiven; undefined when it is not ten digits or the check digit is wrong. */
export function readMemberNumber(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^[1-9]\d{9}$/.test(digits) && dammDigit(digits) === '0' ? digits : undefined;
}
