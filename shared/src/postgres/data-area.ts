/**
 * Where a copy of the project keeps its database: one area per copy, never shared by two.
 *
 * An ordinary user's area is `.guildhall/` in the project. PostgreSQL refuses to run as root, and the account it runs
 * under instead cannot enter a project below /root, so root's area is `/var/lib/guildhall/<name>-<hash of the
 * project's path>/`. Everything that belongs to one cluster lies beside its data folder and carries its name.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LauncherError } from './launcher-error.ts';

/** Areas of root, and the copies of the server's programs that its account can reach. */
export const ROOT_AREAS = '/var/lib/guildhall';

/** The unprivileged account PostgreSQL runs under when root starts us. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface ClusterPaths {
  readonly data: string;
  /** Held by the launcher for as long as it lives. */
  readonly lock: string;
  /** Who holds the lock: process id and address, for messages. */
  readonly holder: string;
  readonly password: string;
  readonly port: string;
  readonly log: string;
  readonly socketDir: string;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** GUILDHALL_STATE_DIR names another place; one place still serves one copy. */
export function dataArea(projectDir: string): string {
  const elsewhere = process.env.GUILDHALL_STATE_DIR;
  if (elsewhere !== undefined && elsewhere !== '') return resolve(elsewhere);
  const project = realpathSync(projectDir);
  if (!isRoot()) return join(project, '.guildhall');
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 12);
  const name = basename(project).replaceAll(/[^A-Za-z0-9._-]/g, '') || 'root';
  return join(ROOT_AREAS, `${name}-${hash}`);
}

export function clusterPaths(dataDir: string): ClusterPaths {
  return {
    data: dataDir,
    lock: `${dataDir}.lock`,
    holder: `${dataDir}.holder.json`,
    password: `${dataDir}.password`,
    port: `${dataDir}.port`,
    log: `${dataDir}.log`,
    socketDir: `${dataDir}.run`,
  };
}

/** `postgres` where there is such a user, else `nobody`; undefined when we are not root and need no other account. */
export function serverAccount(passwd = '/etc/passwd'): ServerAccount | undefined {
  if (!isRoot()) return undefined;
  const users = new Map(
    readFileSync(passwd, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { name, uid: Number(uid), gid: Number(gid) }]),
  );
  const found = users.get('postgres') ?? users.get('nobody');
  if (found === undefined || !(found.uid > 0)) {
    throw new LauncherError(
      'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody".',
      'Start as an ordinary user, or make one: useradd --system postgres',
    );
  }
  return found;
}

/** Folders that the server's account must walk through, whatever the umask is; their contents keep their own modes. */
export function makePassable(dir: string): void {
  const missing: string[] = [];
  for (let path = dir; !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, isRoot() ? 0o711 : 0o700);
  }
}

/** Reads a secret, or makes it once: whoever comes second reads what the first wrote. Never readable by others. */
export function readOrMakeSecret(path: string): string {
  if (!existsSync(path)) {
    makePassable(dirname(path));
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${randomBytes(36).toString('base64url')}\n`, { mode: 0o600 });
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(path, 'utf8').trim();
}

/** The installation's secret in development: beside the data folder, so that it lives and dies with the data. */
export function developmentSecret(projectDir: string): string {
  return readOrMakeSecret(join(dataArea(projectDir), 'secret'));
}
