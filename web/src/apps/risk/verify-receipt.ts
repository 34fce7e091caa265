/**
 * Checks a receipt of the shared log in the reader's own browser: nothing is asked of the server. The commitment and
 * the leaf are hashed after RFC 6962, the promise and the checkpoint are signed notes (C2SP, Ed25519), the path from the
 * leaf must lead to the root that the checkpoint signs. The key must come from somewhere the reader trusts.
 */
export interface Receipt {
  readonly origin: string;
  readonly kind: string;
  readonly at: string;
  readonly payload: string;
  readonly salt: string;
  readonly promise: string;
  readonly inclusion?: {
    readonly index: number;
    readonly size: number;
    readonly proof: readonly string[];
    readonly checkpoint: string;
  };
}

export type Verdict =
  | 'INCLUDED'
  | 'PROMISED'
  | 'MALFORMED'
  | 'KEY_MALFORMED'
  | 'PROMISE_FORGED'
  | 'CHECKPOINT_FORGED'
  | 'CHECKPOINT_MISMATCH'
  | 'NOT_INCLUDED';

type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
const fromBase64 = (text: string): Bytes =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const toBase64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));
const same = (a: Bytes, b: Bytes): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

function concat(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(...parts: readonly Bytes[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

interface Verifier {
  readonly name: string;
  readonly keyId: Bytes;
  readonly key: CryptoKey;
}

async function verifierOf(text: string): Promise<Verifier | undefined> {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return undefined;
  const typed = fromBase64(encoded);
  if (typed[0] !== 1 || typed.length !== 33) return undefined;
  const keyId = (await sha256(utf8(`${name}\n`), typed)).slice(0, 4);
  const hex = Array.from(keyId, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== id) return undefined;
  const key = await crypto.subtle.importKey('raw', typed.slice(1), { name: 'Ed25519' }, false, [
    'verify',
  ]);
  return { name, keyId, key };
}

/** The signed text, when this key has signed it. */
async function openNote(note: string, verifier: Verifier): Promise<string | undefined> {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, split + 1);
  for (const line of note
    .slice(split + 2)
    .trimEnd()
    .split('\n')) {
    const [, name, encoded] = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    if (name !== verifier.name || encoded === undefined) continue;
    const bytes = fromBase64(encoded);
    if (!same(bytes.slice(0, 4), verifier.keyId)) continue;
    const algorithm = { name: 'Ed25519' };
    if (await crypto.subtle.verify(algorithm, verifier.key, bytes.slice(4), utf8(text)))
      return text;
  }
  return undefined;
}

const hashNode = (left: Bytes, right: Bytes): Promise<Bytes> =>
  sha256(new Uint8Array([1]), left, right);
const half = (value: number): number => Math.floor(value / 2);

/** RFC 9162, 2.1.3.2. */
async function leadsTo(
  root: Bytes,
  leaf: Bytes,
  { index, size, proof }: NonNullable<Receipt['inclusion']>,
): Promise<boolean> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return false;
  if (index < 0 || index >= size) return false;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const text of proof) {
    const sibling = fromBase64(text);
    if (sibling.length !== 32 || sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await hashNode(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else hash = await hashNode(hash, sibling);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(hash, root);
}

export async function verifyReceipt(text: string, verifierKey: string): Promise<Verdict> {
  try {
    return await verify(JSON.parse(text) as Receipt, verifierKey.trim());
  } catch {
    // Whatever a stranger puts in: not JSON, not base64, fields missing.
    return 'MALFORMED';
  }
}

async function verify(receipt: Receipt, verifierKey: string): Promise<Verdict> {
  const verifier = await verifierOf(verifierKey);
  if (verifier === undefined) return 'KEY_MALFORMED';
  const commitment = await sha256(fromBase64(receipt.salt), utf8(receipt.payload));
  const data = `${receipt.kind}\n${receipt.at}\n${toBase64(commitment)}\n`;
  if ((await openNote(receipt.promise, verifier)) !== `${receipt.origin}/promise\n${data}`)
    return 'PROMISE_FORGED';
  const { inclusion } = receipt;
  if (inclusion === undefined) return 'PROMISED';
  const signed = await openNote(inclusion.checkpoint, verifier);
  const [origin, size, root] = signed?.split('\n') ?? [];
  if (origin === undefined || size === undefined || root === undefined) return 'CHECKPOINT_FORGED';
  if (origin !== receipt.origin || Number(size) !== inclusion.size) return 'CHECKPOINT_MISMATCH';
  const leaf = await sha256(new Uint8Array([0]), utf8(data));
  return (await leadsTo(fromBase64(root), leaf, inclusion)) ? 'INCLUDED' : 'NOT_INCLUDED';
}
