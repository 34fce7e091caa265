/**
 * What waits to be posted. A batch forms while the ones before are written, so there is no timer: at low load a batch is
 * one command and fast, at high load it is hundreds. Several lanes post at once, never the same wallet: commands on a
 * wallet that is being written wait for the next batch, in their order.
 */
import { type Job, LedgerBusy } from './jobs.ts';
import type { Lane } from './lane.ts';

export interface QueueOptions {
  readonly lanes: readonly Pick<Lane, 'post' | 'close'>[];
  readonly maxBatch: number;
  /** Commands that may wait before callers are told to come back. */
  readonly maxWaiting: number;
}

/** When every lane is idle the commands are shared out among them, down to so many each. */
const WORTH_SHARING = 24;

export class PostingQueue {
  readonly #options: QueueOptions;
  readonly #idle: Pick<Lane, 'post' | 'close'>[];
  readonly #busyWallets = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #waiting: Job[] = [];
  #scheduled = false;
  #stopped = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#idle = [...options.lanes];
  }

  submit(job: Job): void {
    if (this.#stopped || this.#waiting.length >= this.#options.maxWaiting) {
      job.fail(new LedgerBusy());
      return;
    }
    this.#waiting.push(job);
    if (this.#scheduled || this.#idle.length === 0) return;
    this.#scheduled = true;
    // Everybody who calls in this turn of the event loop travels together.
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  /** Finishes what is waiting, then closes. */
  async stop(): Promise<void> {
    this.#stopped = true;
    while (this.#waiting.length > 0 || this.#running.size > 0) {
      await Promise.all(this.#running);
      await new Promise(setImmediate);
    }
    await Promise.all(this.#options.lanes.map((lane) => lane.close()));
  }

  #send(): void {
    const { lanes, maxBatch } = this.#options;
    const share =
      this.#idle.length === lanes.length
        ? Math.ceil(this.#waiting.length / lanes.length)
        : maxBatch;
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const jobs = this.#take(Math.min(maxBatch, Math.max(WORTH_SHARING, share)));
      const lane = jobs.length === 0 ? undefined : this.#idle.pop();
      if (lane === undefined) return;
      const run = this.#post(lane, jobs).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  /** Up to so many commands, none on a wallet that is being written; what is passed over keeps its place. */
  #take(most: number): readonly Job[] {
    const jobs: Job[] = [];
    const left: Job[] = [];
    const passedOver = new Set<string>();
    for (const job of this.#waiting) {
      const { walletKey } = job;
      if (jobs.length < most && !this.#busyWallets.has(walletKey) && !passedOver.has(walletKey)) {
        jobs.push(job);
      } else {
        left.push(job);
        passedOver.add(walletKey);
      }
    }
    this.#waiting = left;
    for (const { walletKey } of jobs) this.#busyWallets.add(walletKey);
    return jobs;
  }

  async #post(lane: Pick<Lane, 'post' | 'close'>, jobs: readonly Job[]): Promise<void> {
    await lane.post(jobs);
    for (const { walletKey } of jobs) this.#busyWallets.delete(walletKey);
    this.#idle.push(lane);
    // Who was just answered and calls again at once travels with what is waiting.
    setImmediate(() => this.#send());
  }
}
