/**
 * Password hashes: argon2id (RFC 9106) in PHC strings, so that the cost can be raised later and old hashes still
 * verify. At most two are computed at a time: each takes 32 MiB, and the thread pool serves the rest of the house too.
 */
import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { sameBytes } from './secrets.ts';

const argon2Async = promisify(argon2);

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Memory in KiB. Above the 19 MiB and two passes that OWASP asks for; about 100 ms on the reference machine. */
const COST: Cost = { memory: 32_768, passes: 3, parallelism: 1 };
const TAG_BYTES = 32;
const SALT_BYTES = 16;
const AT_ONCE = 2;

const waiting: (() => void)[] = [];
const running = { count: 0 };

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running.count >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running.count += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running.count -= 1;
    else next();
  }
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  // NFKC, so that a password typed on another keyboard is the same password.
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  return oneOfFew(() =>
    argon2Async('argon2id', { message, nonce: salt, tagLength: TAG_BYTES, ...cost }),
  );
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive(password, salt, COST);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export async function passwordFits(password: string, hash: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(hash) ?? [];
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const found = await derive(password, Buffer.from(salt, 'base64'), cost);
  return sameBytes(found, Buffer.from(tag, 'base64'));
}

export function isOutdated(hash: string): boolean {
  return !hash.startsWith(
    `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$`,
  );
}

const decoy = { hash: undefined as Promise<string> | undefined };

/** Takes as long as a real check, for login names that nobody has. */
export async function pretendToCheck(password: string): Promise<false> {
  decoy.hash ??= hashPassword('nobody has this password');
  await passwordFits(password, await decoy.hash);
  return false;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
