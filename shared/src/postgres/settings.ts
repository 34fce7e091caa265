/**
 * Settings of the built-in server. `serve` keeps every promise of durability; `test` gives them up, for throwaway
 * data only. An operator's own settings go into `local.conf` in the data folder and win over these.
 */
import { totalmem } from 'node:os';

export type Purpose = 'serve' | 'test';

const MIB = 1024 * 1024;

/** What the machine, or the container we are in, lets us have. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function megabytes(wanted: number, shareOfMemory: number): string {
  const ceiling = Math.floor((availableMemory() * shareOfMemory) / MIB);
  return `${Math.max(64, Math.min(wanted, ceiling))}MB`;
}

const ALWAYS = {
  listen_addresses: '127.0.0.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  log_line_prefix: '%m [%p] %q%a %u@%d ',
  log_min_messages: 'warning',
  shared_preload_libraries: 'pg_stat_statements',
  // Queries are short and many: compiling them costs more than it saves.
  jit: 'off',
  random_page_cost: '1.1',
  work_mem: '16MB',
} as const;

function serveSettings(): Record<string, string> {
  return {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '300',
    // Taken from the system as it is touched.
    shared_buffers: megabytes(2_048, 0.15),
    effective_cache_size: megabytes(4096, 0.5),
    maintenance_work_mem: megabytes(256, 0.1),
    max_wal_size: '4GB',
    min_wal_size: '512MB',
    // After a checkpoint the first change of a page goes to the log as a whole page. To compress it (pglz is all that this
    // build has) takes the processor ten times as long as to write it (ADR 42).
    wal_compression: 'off',
    // A new segment of the log is not filled with zeros first: that stopped everybody for 20 to 100 ms, once in every
    // 16 MB until checkpoints have left enough old segments to be used again. What is flushed is as durable.
    wal_init_zero: 'off',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    // Hot rows are updated thousands of times a second: vacuum often and fast.
    autovacuum_naptime: '15s',
    autovacuum_vacuum_cost_limit: '2000',
    autovacuum_vacuum_scale_factor: '0.05',
    track_io_timing: 'on',
    // A transaction that nobody works on any more must not hold its locks for ever.
    idle_in_transaction_session_timeout: '5min',
    log_lock_waits: 'on',
    log_checkpoints: 'off',
  };
}

function testSettings(): Record<string, string> {
  return {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    // Two workers, each with the whole product and its pools.
    max_connections: '400',
    shared_buffers: megabytes(256, 0.125),
    max_wal_size: '2GB',
    checkpoint_timeout: '60min',
    io_method: 'sync',
    // In the data folder, so that a killed run leaves nothing behind elsewhere.
    dynamic_shared_memory_type: 'mmap',
    autovacuum_naptime: '60s',
    idle_in_transaction_session_timeout: '5min',
  };
}

/** The text of `guildhall.conf`, written anew at every start. */
export function settingsFile(purpose: Purpose): string {
  const settings: Record<string, string> = {
    ...ALWAYS,
    ...(purpose === 'serve' ? serveSettings() : testSettings()),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  return `# Written at every start; put your own settings into local.conf.\n${lines.join('\n')}\n`;
}
