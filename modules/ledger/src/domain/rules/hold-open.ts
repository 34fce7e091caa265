/** A hold is captured or released once: after its last capture, its release or its timeout it is closed. */
import type { Refusal } from '@guildhall/shared/outcome';
import { holdClosed } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const holdOpen = ({ hold }: Facts): Refusal | undefined =>
  hold === undefined || hold.state === 'OPEN' ? undefined : holdClosed(hold.state);
