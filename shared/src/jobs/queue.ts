/**
 * Background jobs: BullMQ on PostgreSQL by default, on Redis when a REDIS_URL is given; the same code either way.
 */
import { createPostgresBackend, type JobsOptions, type Processor, Queue, Worker } from 'bullmq';
import { JOBS } from '../database/migrate.ts';
import { moduleDatabaseUrl } from '../database/roles.ts';

export interface JobsOptionsSource {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly redisUrl?: string | undefined;
  readonly retries?: Retries | undefined;
}

/** Attempts in all, the wait doubling from `delayMs`; eight from half a second last about a minute. */
export interface Retries {
  readonly attempts: number;
  readonly delayMs: number;
}

export interface JobQueue<Data> {
  addAll(
    jobs: readonly { readonly name: string; readonly data: Data; readonly options?: JobsOptions }[],
  ): Promise<void>;
  work(
    process: (
      data: Data,
      attempt: { readonly number: number; readonly last: boolean },
    ) => Promise<void>,
    concurrency: number,
  ): void;
  close(): Promise<void>;
}

function jobDefaults({ attempts, delayMs }: Retries = { attempts: 8, delayMs: 500 }): JobsOptions {
  return {
    attempts,
    backoff: { type: 'exponential', delay: delayMs },
    removeOnComplete: true,
    removeOnFail: { count: 1_000 },
  };
}

export function openQueue<Data>(
  name: string,
  source: JobsOptionsSource,
  onError: (error: Error) => void,
): JobQueue<Data> {
  const { queue, newWorker } = backendOf<Data>(name, source);
  queue.on('error', onError);
  const workers: Worker<Data>[] = [];
  return {
    addAll: async (jobs) => {
      if (jobs.length === 0) return;
      const bulk = jobs.map((job) => ({ name: job.name, data: job.data, opts: job.options ?? {} }));
      await queue.addBulk(bulk as Parameters<typeof queue.addBulk>[0]);
    },
    work: (process, concurrency) => {
      const worker = newWorker(async (job) => {
        const number = job.attemptsMade + 1;
        await process(job.data, { number, last: number >= (job.opts.attempts ?? 1) });
      }, concurrency);
      worker.on('error', onError);
      workers.push(worker);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await queue.close();
    },
  };
}

interface Backend<Data> {
  readonly queue: Queue<Data>;
  newWorker(processor: Processor<Data>, concurrency: number): Worker<Data>;
}

function backendOf<Data>(
  name: string,
  { databaseUrl, secret, redisUrl, retries }: JobsOptionsSource,
): Backend<Data> {
  const defaultJobOptions = jobDefaults(retries);
  if (redisUrl !== undefined) {
    const connection = { url: redisUrl, maxRetriesPerRequest: null };
    return {
      queue: new Queue<Data>(name, { connection, defaultJobOptions }),
      newWorker: (processor, concurrency) =>
        new Worker<Data>(name, processor, { connection, concurrency }),
    };
  }
  const connectionString = moduleDatabaseUrl(databaseUrl, secret, JOBS);
  const connection = { connectionString, schema: JOBS, max: 3 };
  return {
    queue: new Queue(
      name,
      { connection, defaultJobOptions },
      createPostgresBackend,
    ) as unknown as Queue<Data>,
    newWorker: (processor, concurrency) =>
      new Worker(
        name,
        processor,
        { connection, concurrency },
        createPostgresBackend,
      ) as unknown as Worker<Data>,
  };
}
