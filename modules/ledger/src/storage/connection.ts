/**
 * The ledger's own connections, as the module's role. Statements of one flight are sent without waiting for each other
 * (pipelined), so a batch costs two round trips. Values arrive as the domain has them: bigint, milliseconds, uuid text.
 */
import pg from 'pg';
import { NEVER } from '../domain/state.ts';

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** PostgreSQL prints `2026-01-02 03:04:05.678+00`; the session's zone is UTC. */
export function readMoment(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}

const types = {
  getTypeParser: (oid: number, format?: string): ((text: string) => unknown) => {
    if (oid === INT8) return BigInt;
    if (oid === TIMESTAMPTZ) return readMoment;
    return pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
  },
};

/** How a connection finds its rows: by key alone, or as the planner sees fit (reports over whole tables). */
export type Purpose = 'keyed' | 'report';

const KEYED = [
  // Batches differ in size only: one plan serves all, and none is made anew. Every statement finds rows by key, so a
  // plan made while a table was small must not scan it when it has grown.
  '-c plan_cache_mode=force_generic_plan',
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off',
];

/** Settings of the server for one connection. */
export type Settings = Readonly<Record<string, string>>;

function configOf(
  url: string,
  name: string,
  purpose: Purpose,
  settings: Settings = {},
): pg.ClientConfig {
  const own = Object.entries(settings).map(([setting, value]) => `-c ${setting}=${value}`);
  return {
    connectionString: url,
    application_name: name,
    pipeline: true,
    types: types as pg.CustomTypesConfig,
    options: [
      '-c timezone=UTC -c datestyle=ISO',
      ...(purpose === 'keyed' ? KEYED : []),
      ...own,
    ].join(' '),
  } as pg.ClientConfig;
}

export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface Rows<R> {
  readonly rows: readonly R[];
  readonly command: string;
  readonly rowCount: number | null;
}

/** What posting needs of a connection. */
export interface Connection {
  query<R = Record<string, unknown>>(statement: Statement): Promise<Rows<R>>;
}

export type Client = pg.Client & Connection;

export async function connect(url: string, name: string, settings?: Settings): Promise<Client> {
  const client = new pg.Client(configOf(url, name, 'keyed', settings)) as Client;
  // A connection that breaks while idle is noticed by the next statement; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

export function openPool(url: string, name: string, max: number, purpose: Purpose): pg.Pool {
  const pool = new pg.Pool({ ...configOf(url, name, purpose), max });
  // A connection that breaks between two statements of a transaction fails the next one. While it is taken out the pool
  // does not listen to it, and without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});
  return pool;
}

/** Waits for all statements of one flight, then throws the first failure: none is left unwatched. */
export async function flight<T extends readonly Promise<unknown>[]>(
  ...sent: T
): Promise<{ readonly [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(sent);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined)) as {
    readonly [K in keyof T]: Awaited<T[K]>;
  };
}

/** Statements sent within `send` leave in one packet where the socket can, instead of one or more each. */
export function together<T>(connection: Connection, send: () => T): T {
  const { stream } = (connection as Partial<SocketHolder>).connection ?? {};
  stream?.cork();
  try {
    return send();
  } finally {
    stream?.uncork();
  }
}

interface SocketHolder {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

export class CommitLost extends Error {
  override readonly name = 'CommitLost';
}

/** COMMIT of a transaction that failed answers ROLLBACK without an error. */
export async function commit(connection: Connection): Promise<void> {
  const { command } = await connection.query({ text: 'COMMIT' });
  if (command !== 'COMMIT') throw new CommitLost(`COMMIT answered ${command}`);
}

const isoOf = new Map<number, string>();

/** RFC 3339; null where there is no such moment. Batches repeat moments, so the texts are kept for a while. */
export function moment(ms: number): string | null {
  if (ms === NEVER) return null;
  let text = isoOf.get(ms);
  if (text === undefined) {
    if (isoOf.size > 4_096) isoOf.clear();
    text = new Date(ms).toISOString();
    isoOf.set(ms, text);
  }
  return text;
}
