/** The legal ways of a batch: PENDING → GENERATING → READY ⇄ PAUSED → CLOSED; a pause may also interrupt the making. */
import type { BatchState } from './coupon.ts';

export type BatchMove = 'PAUSE' | 'RESUME' | 'CLOSE';

const FROM: Readonly<Record<BatchMove, readonly BatchState[]>> = {
  PAUSE: ['PENDING', 'GENERATING', 'READY'],
  RESUME: ['PAUSED'],
  CLOSE: ['PENDING', 'GENERATING', 'READY', 'PAUSED'],
};

export const mayMoveBatch = (state: BatchState, move: BatchMove): boolean =>
  FROM[move].includes(state);

/** Where a move leads; what was not all made is gone on with. */
export function movedBatch(
  { size, made }: { readonly size: number; readonly made: number },
  move: BatchMove,
): BatchState {
  if (move === 'PAUSE') return 'PAUSED';
  if (move === 'CLOSE') return 'CLOSED';
  return made < size ? 'GENERATING' : 'READY';
}
