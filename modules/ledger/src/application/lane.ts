/**
 * Posts one batch after another: single statements over the pipeline that it shares with other lanes, transactions of
 * several over a connection of its own.
 *
 * A batch that fails as a whole is tried again; when it keeps failing, its commands are tried one by one, so that only
 * the culprit fails. A connection lost in the middle leaves the outcome unknown: the batch is sent again on a new one,
 * and the idempotency keys tell what had been committed.
 */
import { sqlState } from '@guildhall/shared/database/database';
import { type Client, connect } from '../storage/connection.ts';
import type { Job } from './jobs.ts';
import type { Pipeline } from './pipeline.ts';
import type { BatchOutcome, Connections } from './post-batch.ts';

export interface LaneOptions {
  readonly url: string;
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly run: (
    connections: Connections,
    jobs: readonly Job[],
    how: { readonly careful: boolean; readonly askKeys: boolean },
  ) => Promise<BatchOutcome>;
  readonly published: (outcome: BatchOutcome) => void;
}

const MAX_ATTEMPTS = 6;
const UNIQUE_VIOLATION = '23505';
/** A caller who repeats one key repeats others: so many batches look keys up before they decide. */
const ASK_KEYS = 64;
/** How long a lost connection is sought before callers get a fault. */
const RECONNECT_MS = 20_000;

export class Lane {
  readonly #options: LaneOptions;
  /** Its own, for transactions. */
  #client: Client | undefined;
  #askKeys = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#client?.end(), this.#options.pipeline.close()]);
  }

  /** Every job gets its answer or its fault; this itself never fails. */
  async post(jobs: readonly Job[]): Promise<void> {
    try {
      const outcome = await this.#attempt(jobs);
      this.#options.published(outcome);
      outcome.results.forEach((result, index) => {
        jobs[index]?.done(result);
      });
    } catch (error) {
      const [only] = jobs;
      if (jobs.length === 1 && only !== undefined) only.fail(error);
      else if (isConnectionLoss(error)) for (const job of jobs) job.fail(error);
      else for (const job of jobs) await this.post([job]);
    }
  }

  async #attempt(jobs: readonly Job[]): Promise<BatchOutcome> {
    const deadline = performance.now() + RECONNECT_MS;
    for (let attempt = 1; ; attempt += 1) {
      let shared: Client | undefined;
      try {
        shared = await this.#options.pipeline.client();
        const connections = { shared, own: () => this.#own() };
        const outcome = await this.#options.run(connections, jobs, {
          careful: attempt > 1,
          askKeys: this.#askKeys > 0,
        });
        this.#askKeys = outcome.known > 0 ? ASK_KEYS : Math.max(0, this.#askKeys - 1);
        return outcome;
      } catch (error) {
        const lost = isConnectionLoss(error);
        if (sqlState(error) === UNIQUE_VIOLATION) this.#askKeys = ASK_KEYS;
        await this.#recover(lost, shared);
        if (
          lost ? performance.now() > deadline : attempt >= MAX_ATTEMPTS || !isWorthRepeating(error)
        )
          throw error;
        await new Promise((resolve) => setTimeout(resolve, lost ? 100 : 2 ** attempt));
      }
    }
  }

  async #own(): Promise<Client> {
    this.#client ??= await connect(this.#options.url, this.#options.name);
    return this.#client;
  }

  async #recover(lost: boolean, shared: Client | undefined): Promise<void> {
    // Whichever was lost. A broken socket may never answer the farewell; nobody waits for it.
    if (lost && shared !== undefined)
      void Promise.allSettled([this.#options.pipeline.drop(shared)]);
    const client = this.#client;
    if (client === undefined) return;
    if (!lost) {
      const undone = await client.query({ text: 'ROLLBACK' }).then(
        () => true,
        () => false,
      );
      if (undone) return;
    }
    this.#client = undefined;
    void Promise.allSettled([client.end()]);
  }
}

const REPEATABLE = new Set(['40001', '40P01', '23505', '55P03']);

/** Lost a race: serialization, deadlock, or a key that another process claimed in the same moment. */
export function isWorthRepeating(error: unknown): boolean {
  return (
    REPEATABLE.has(sqlState(error) ?? '') || (error instanceof Error && error.name === 'CommitLost')
  );
}

const LOST_MESSAGES =
  /terminated|closed|ended|ECONN|EPIPE|not queryable|starting up|shutting down|recovery mode|timeout|socket/i;

export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined && /^[0-9A-Z]{5}$/.test(state) && !/^E[A-Z]{4}$/.test(state)) {
    return state.startsWith('08') || state.startsWith('57P');
  }
  // Socket errors carry a code that is no SQLSTATE; the driver's own are plain errors.
  return (
    error instanceof Error &&
    error.name === 'Error' &&
    (LOST_MESSAGES.test(error.message) || 'code' in error)
  );
}
