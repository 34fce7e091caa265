/**
 * Makes a database cluster: whole or not at all, since it is made under another name and renamed.
 *
 * Order is by code point (the built-in locale, the same on every machine and for ever), while letters are known by
 * Unicode: `lc_ctype` must be a UTF-8 one as well, or pg_trgm takes Han characters for punctuation and finds nothing.
 */
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ServerPrograms } from './binaries.ts';
import { type ClusterPaths, readOrMakeSecret, type ServerAccount } from './data-area.ts';
import { LauncherError } from './launcher-error.ts';
import { type Purpose, settingsFile } from './settings.ts';

export const SUPERUSER = 'postgres';

/** Names of the Unicode ctype on glibc and macOS; the first that the system knows is taken. */
const UTF8_CTYPES = ['C.UTF-8', 'C.utf8', 'en_US.UTF-8'];

export interface ClusterOptions {
  readonly paths: ClusterPaths;
  readonly programs: ServerPrograms;
  readonly account: ServerAccount | undefined;
  readonly purpose: Purpose;
}

/** The environment of the server's programs: nothing of the user's (PGPORT, LC_ALL …) may change what they do. */
export const SERVER_ENV = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export async function ensureCluster(options: ClusterOptions): Promise<{ created: boolean }> {
  const { paths, programs } = options;
  removeHalfMade(paths);
  const versionFile = join(paths.data, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim();
    if (version === String(programs.majorVersion)) return { created: false };
    throw new LauncherError(
      `The data in ${paths.data} belong to PostgreSQL ${version}; this is PostgreSQL ${programs.majorVersion}.`,
      'Dump them with the old version and restore them into a new folder, or move the folder away to start afresh.',
    );
  }
  if (existsSync(paths.data) && readdirSync(paths.data).length > 0) {
    throw new LauncherError(
      `${paths.data} is neither empty nor a PostgreSQL data folder.`,
      'Move it away; it is not touched.',
    );
  }
  await createCluster(options);
  return { created: true };
}

function draftPrefix(paths: ClusterPaths): string {
  return `${basename(paths.data)}.new-`;
}

function removeHalfMade(paths: ClusterPaths): void {
  const parent = dirname(paths.data);
  for (const entry of readdirSync(parent)) {
    if (!entry.startsWith(draftPrefix(paths))) continue;
    // An initdb whose launcher was killed may still be writing to it.
    rmSync(join(parent, entry), { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function createCluster({ paths, programs, account, purpose }: ClusterOptions): Promise<void> {
  const parent = dirname(paths.data);
  const draft = join(parent, `${draftPrefix(paths)}${process.pid}`);
  const passwordCopy = join(parent, `${draftPrefix(paths)}password-${process.pid}`);
  writeFileSync(passwordCopy, readOrMakeSecret(paths.password), { mode: 0o600 });
  if (account !== undefined) chownSync(passwordCopy, account.uid, account.gid);
  try {
    await initialize(programs, account, draft, passwordCopy, purpose);
    appendFileSync(
      join(draft, 'postgresql.conf'),
      "\ninclude_if_exists = 'guildhall.conf'\ninclude_if_exists = 'local.conf'\n",
    );
    if (existsSync(paths.data)) rmSync(paths.data, { recursive: true });
    renameSync(draft, paths.data);
    if (purpose === 'serve') syncFolder(parent);
  } finally {
    rmSync(passwordCopy, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

async function initialize(
  programs: ServerPrograms,
  account: ServerAccount | undefined,
  draft: string,
  passwordFile: string,
  purpose: Purpose,
): Promise<void> {
  const failures: string[] = [];
  for (const ctype of UTF8_CTYPES) {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    chmodSync(draft, 0o700);
    if (account !== undefined) chownSync(draft, account.uid, account.gid);
    const failure = await run(programs.initdb, account, [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      `--lc-ctype=${ctype}`,
      '--data-checksums',
      ...(purpose === 'test' ? ['--no-sync'] : []),
    ]);
    if (failure === undefined) return;
    failures.push(failure);
    if (!failure.includes('locale')) break;
  }
  throw couldNotMake(failures.at(-1)?.trim() ?? '');
}

function couldNotMake(reason: string): LauncherError {
  return new LauncherError(
    `PostgreSQL could not make its data folder: ${reason}`,
    reason.includes('user does not exist')
      ? 'The user this runs as has a number but no name: give it a line in /etc/passwd, run as another user, or set DATABASE_URL.'
      : 'Is the disk full, or the folder not writable? DATABASE_URL can point to another server.',
  );
}

function run(
  program: string,
  account: ServerAccount | undefined,
  args: string[],
): Promise<string | undefined> {
  return new Promise((settle) => {
    const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
    execFile(program, args, { ...identity, env: SERVER_ENV, cwd: '/' }, (error, _stdout, stderr) =>
      settle(error === null ? undefined : stderr || error.message),
    );
  });
}

function syncFolder(dir: string): void {
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Everything the next start of the server reads: settings and the folder of its socket. */
export function prepareStart({ paths, account, purpose }: ClusterOptions): void {
  writeFileSync(join(paths.data, 'guildhall.conf'), settingsFile(purpose));
  mkdirSync(paths.socketDir, { recursive: true });
  chmodSync(paths.socketDir, 0o700);
  if (account === undefined) return;
  chownSync(paths.socketDir, account.uid, account.gid);
  for (const file of ['guildhall.conf', 'postgresql.conf']) {
    chownSync(join(paths.data, file), account.uid, account.gid);
    chmodSync(join(paths.data, file), 0o600);
  }
}
