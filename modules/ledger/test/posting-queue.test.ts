/** How waiting commands become batches: large under load, one wallet in one batch at a time, never more than may wait. */
import { BusyError } from '@guildhall/shared/outcome';
import { expect, it } from 'vitest';
import type { Job } from '../src/application/jobs.ts';
import { PostingQueue } from '../src/application/posting-queue.ts';

/** A lane that posts when it is told to, and keeps what it was given. */
class Lane {
  readonly batches: (readonly Job[])[] = [];
  #finish: (() => void) | undefined;

  post(jobs: readonly Job[]): Promise<void> {
    this.batches.push(jobs);
    return new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  async close(): Promise<void> {}

  async finish(): Promise<void> {
    this.#finish?.();
    await turn();
    await turn();
  }

  get last(): readonly string[] {
    return (this.batches.at(-1) ?? []).map(({ operation }) => operation);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const failed: unknown[] = [];
// The queue looks at the wallet alone; the name of the operation tells the jobs apart.
const job = (walletKey: string, name: string): Job =>
  ({ walletKey, operation: name, fail: (error: unknown) => failed.push(error) }) as unknown as Job;

function queueOver(lanes: readonly Lane[], maxWaiting = 1_000): PostingQueue {
  return new PostingQueue({ lanes, maxBatch: 100, maxWaiting });
}

it('one call goes at once; what comes meanwhile travels together', async () => {
  const lane = new Lane();
  const queue = queueOver([lane]);
  queue.submit(job('w0', 'first'));
  await turn();
  expect(lane.last).toEqual(['first']);
  for (let n = 1; n <= 30; n += 1) queue.submit(job(`w${n}`, `n${n}`));
  await turn();
  expect(lane.batches).toHaveLength(1);
  await lane.finish();
  expect(lane.last).toHaveLength(30);
});

it('a wallet that is being written waits, in its order, and holds up nobody else', async () => {
  const [a, b] = [new Lane(), new Lane()];
  const queue = queueOver([a, b]);
  queue.submit(job('hot', '1'));
  await turn();
  const [busy, idle] = a.batches.length === 1 ? [a, b] : [b, a];
  for (const name of ['2', '3']) queue.submit(job('hot', name));
  queue.submit(job('other', '4'));
  await turn();
  expect(idle.last).toEqual(['4']);
  await busy.finish();
  expect(busy.last).toEqual(['2', '3']);
});

it('idle lanes share a crowd between them', async () => {
  const lanes = [new Lane(), new Lane()];
  const queue = queueOver(lanes);
  for (let n = 0; n < 120; n += 1) queue.submit(job(`w${n}`, `n${n}`));
  await turn();
  expect(lanes.map(({ last }) => last.length)).toEqual([60, 60]);
});

it('more than may wait are told to come back, and nothing else is lost', async () => {
  const lane = new Lane();
  const queue = queueOver([lane], 5);
  queue.submit(job('w', 'first'));
  await turn();
  for (let n = 0; n < 8; n += 1) queue.submit(job(`w${n}`, `n${n}`));
  expect(failed).toHaveLength(3);
  expect(failed[0]).toBeInstanceOf(BusyError);
  await lane.finish();
  expect(lane.last).toHaveLength(5);
  const stopped = queue.stop();
  await lane.finish();
  await stopped;
  queue.submit(job('late', 'late'));
  expect(failed).toHaveLength(4);
});
