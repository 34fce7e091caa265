/**
 * One installation at a time. A folder is the lock, since making one either succeeds or does not; its holder keeps
 * touching it. It counts as abandoned when its holder and the npm its holder started are both gone. Runs on Node 20
 * without packages, like the installation itself.
 */
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

const HEARTBEAT_MS = 2_000;
const SILENT_HOLDER_MS = 30_000;
/** An npm that outlives its starter is believed for this long; after that its number may be another program's. */
const ORPHANED_NPM_MS = 15 * 60_000;
const RETRY_MS = 300;

/** Waits until the lock can be had; calls `onWait` once, with the holder's process id, when it must wait. */
export async function takeInstallLock(dir, onWait) {
  mkdirSync(dirname(dir), { recursive: true });
  const token = randomBytes(8).toString('hex');
  let waiting = false;
  while (!makeLock(dir, token)) {
    const owner = readOwner(dir);
    if (isAbandoned(dir, owner) && removeAbandoned(dir)) continue;
    if (!waiting) onWait(owner?.pid);
    waiting = true;
    await new Promise((settle) => setTimeout(settle, RETRY_MS));
  }
  const heartbeat = setInterval(() => touch(dir), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    /** An npm that outlives us (kill -9) goes on working: its number keeps the lock. */
    nameInstaller: (installer) => writeOwner(dir, { token, installer }),
    release: () => {
      clearInterval(heartbeat);
      if (readOwner(dir)?.token === token) rmSync(dir, { recursive: true, force: true });
    },
  };
}

function makeLock(dir, token) {
  try {
    mkdirSync(dir);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeOwner(dir, { token });
  return true;
}

/** Renamed into place, so that nobody reads half of it. */
function writeOwner(dir, owner) {
  const draft = join(dir, `owner-${process.pid}.json`);
  writeFileSync(draft, JSON.stringify({ ...owner, pid: process.pid, host: hostname() }));
  renameSync(draft, join(dir, 'owner.json'));
}

function readOwner(dir) {
  try {
    return JSON.parse(readFileSync(join(dir, 'owner.json'), 'utf8'));
  } catch {
    return undefined; // Being made, or just released.
  }
}

function touch(dir) {
  try {
    utimesSync(dir, new Date(), new Date());
  } catch {
    // Somebody removed it by hand: the installation goes on all the same.
  }
}

function isAbandoned(dir, owner) {
  let silentMs;
  try {
    silentMs = Date.now() - statSync(dir).mtimeMs;
  } catch {
    return false; // Released just now.
  }
  if (owner?.host !== hostname()) return silentMs > SILENT_HOLDER_MS;
  const holds = isAlive(owner.pid) && silentMs < SILENT_HOLDER_MS;
  const installs = isAlive(owner.installer) && silentMs < ORPHANED_NPM_MS;
  return !holds && !installs;
}

function isAlive(pid) {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Only one run at a time may remove an abandoned lock, and it looks again before it does: otherwise the slower of two
 * would remove what the faster has just taken.
 */
function removeAbandoned(dir) {
  const breaking = `${dir}.breaking`;
  try {
    mkdirSync(breaking);
  } catch {
    forgetInterrupted(breaking);
    return false;
  }
  try {
    const abandoned = isAbandoned(dir, readOwner(dir));
    if (abandoned) rmSync(dir, { recursive: true, force: true });
    return abandoned;
  } finally {
    rmSync(breaking, { recursive: true, force: true });
  }
}

/** Breaking takes milliseconds; a folder that stays is of a run that was killed in the middle of it. */
function forgetInterrupted(breaking) {
  const made = statSync(breaking, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - made > SILENT_HOLDER_MS) rmSync(breaking, { recursive: true, force: true });
}
