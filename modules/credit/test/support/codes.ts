/** Valid codes for firms that tests make up. */
import { organisationCheck, usccCheck } from '../../src/domain/codes/uscc.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The n-th made-up Unified Social Credit Code of a prefix such as `91310115`. */
export function usccOf(n: number, prefix = '91310115'): string {
  let rest = n;
  let serial = '';
  for (let i = 0; i < 6; i += 1) {
    serial = ALPHABET.charAt(rest % 31) + serial;
    rest = Math.floor(rest / 31);
  }
  const organisation = `MA${serial}`;
  const body = prefix + organisation + organisationCheck(organisation);
  return body + usccCheck(body);
}
