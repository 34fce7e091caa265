/**
 * The pages, built when they are missing or older than what they are made of: `ensurePages` for `npm start` and for
 * tests that open a browser, `npm run build:pages` by hand. What was built carries the fingerprint of its sources, so
 * that a checkout, a copy or a clock cannot fool it. Built beside and then moved into place: a server that runs never
 * sees half of it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { takeInstallLock } from './install-lock.mjs';

export const PAGES = join(PROJECT_ROOT, 'web', 'dist');
const WEB = join(PROJECT_ROOT, 'web');
const STAMP = '.sources';
const SOURCES = ['index.html', 'package.json', 'tsconfig.json', 'vite.config.ts', 'public', 'src'];
const COMPRESSIBLE = /\.(?:js|css|html|svg|json|webmanifest|txt|map|wasm)$/;
/** Below this a compressed copy saves nothing that anybody notices. */
const SMALLEST = 1_024;
const LAST_WORDS = 30;
/** How long parts of earlier builds are kept, ms. */
const KEPT_MS = 86_400_000;

/** True when the pages are there. False, with a line that says why, when they could not be built: the API serves on. */
export async function ensurePages(say: (line: string) => void): Promise<boolean> {
  if (isCurrent()) return true;
  if (!existsSync(join(WEB, 'src'))) return existsSync(join(PAGES, 'index.html'));
  const lock = await takeInstallLock(join(PROJECT_ROOT, '.guildhall', 'pages.lock'), () =>
    say('the pages are being built by another process; waiting for it'),
  );
  try {
    if (isCurrent()) return true; // Another process did it while we waited.
    say('building the pages');
    await build();
    return true;
  } catch (error) {
    say(`the pages could not be built: ${error instanceof Error ? error.message : String(error)}`);
    return existsSync(join(PAGES, 'index.html'));
  } finally {
    lock.release();
  }
}

function isCurrent(): boolean {
  const stamp = join(PAGES, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

/** What the pages are made of: their sources, and the packages in their versions. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(PROJECT_ROOT, 'package.json')));
  for (const file of sourceFiles()) {
    hash.update(`\0${relative(WEB, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function sourceFiles(): readonly string[] {
  return SOURCES.flatMap((name) => {
    const path = join(WEB, name);
    if (!existsSync(path)) return [];
    if (name.includes('.')) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('generated'))
      .map((entry) => join(entry.parentPath, entry.name));
  }).sort();
}

async function build(): Promise<void> {
  const made = `${PAGES}-${process.pid}`;
  // Taken before: what changes while it builds makes it old.
  const sources = fingerprint();
  try {
    await runVite(made);
    await compressAll(made);
    writeFileSync(join(made, STAMP), sources);
    keepAssetsOfOpenPages(made);
    const before = `${made}-before`;
    if (existsSync(PAGES)) renameSync(PAGES, before);
    renameSync(made, PAGES);
    rmSync(before, { recursive: true, force: true });
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** A page that is open goes on loading parts of the build it came from: they stay for a day. */
function keepAssetsOfOpenPages(made: string): void {
  const before = join(PAGES, 'assets');
  if (!existsSync(before)) return;
  for (const name of readdirSync(before)) {
    const [from, to] = [join(before, name), join(made, 'assets', name)];
    const isYoung = Date.now() - statSync(from).mtimeMs < KEPT_MS;
    if (isYoung && !existsSync(to)) cpSync(from, to, { preserveTimestamps: true });
  }
}

async function runVite(outDir: string): Promise<void> {
  const vite = join(PROJECT_ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [
      vite,
      'build',
      WEB,
      '--config',
      join(WEB, 'vite.config.ts'),
      '--outDir',
      outDir,
      '--logLevel',
      'warn',
    ],
    // A test's NODE_ENV would make vite build the pages for development.
    {
      cwd: PROJECT_ROOT,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines: string[] = [];
  const keep = (text: string): void => {
    lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    lines.splice(0, Math.max(0, lines.length - LAST_WORDS));
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const code = await new Promise<number | string>((settle) => {
    child.on('error', (error) => settle(error.message));
    child.on('exit', (status, signal) => settle(status ?? signal ?? 'unknown'));
  });
  if (code !== 0) throw new Error(`vite ended with ${code}\n${lines.join('\n')}`);
}

async function compressAll(dir: string): Promise<void> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.map(compress));
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < SMALLEST) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--help'))
    process.stdout.write(
      'Usage: npm run build:pages\n\nBuilds the pages into web/dist when they are missing or older than their sources.\n',
    );
  else if (!(await ensurePages((line) => process.stderr.write(`${line}\n`)))) process.exitCode = 1;
}
