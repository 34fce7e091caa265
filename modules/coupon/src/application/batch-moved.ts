/** Says that a batch got on or changed its state: for desks that watch; no module acts on it. */
import type { NewEvent } from '@guildhall/shared/events/event';
import type { BatchRow } from '../storage/batches.ts';

export const COUPON_BATCH_MOVED = 'coupon.batch-moved';

export const batchMoved = (
  { id, state, made, size }: Pick<BatchRow, 'id' | 'state' | 'made' | 'size'>,
  now: Date,
): NewEvent => ({
  type: COUPON_BATCH_MOVED,
  occurredAt: now,
  payload: { batchId: id, state, made, size },
});
