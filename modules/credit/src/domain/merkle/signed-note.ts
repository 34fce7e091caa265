/**
 * Signed notes and checkpoints of C2SP (signed-note, tlog-checkpoint): the text, an empty line, and one line for each
 * signature: an em dash, the signer's name, and base64 of four bytes of key id followed by the signature. Keys are
 * Ed25519 (type 1). A verifier accepts a note that a key it trusts has signed, and ignores all other lines.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

const ED25519 = 1;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/=]+)$/;
/** DER around the raw 32 bytes of an Ed25519 key (RFC 8410). */
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');

export interface NoteSigner {
  readonly name: string;
  readonly keyId: Buffer;
  /** `name+keyid+base64(type || public key)`: what verifiers are given. */
  readonly verifierKey: string;
  sign(text: string): string;
}

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Buffer;
  verify(text: string, signature: Uint8Array): boolean;
}

export function keyIdOf(name: string, publicKey: Uint8Array): Buffer {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(ED25519))
    .update(publicKey)
    .digest()
    .subarray(0, 4);
}

/** A signer from 32 secret bytes; the same bytes give the same key. */
export function noteSigner(name: string, seed: Uint8Array): NoteSigner {
  if (/[\s+]/.test(name) || name === '')
    throw new Error('The name of a signer has no space and no plus');
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_DER, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = rawPublicKey(createPublicKey(key));
  const keyId = keyIdOf(name, publicKey);
  return {
    name,
    keyId,
    verifierKey: `${name}+${keyId.toString('hex')}+${Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64')}`,
    sign: (text) => {
      const signature = sign(null, Buffer.from(text), key);
      return `— ${name} ${Buffer.concat([keyId, signature]).toString('base64')}`;
    },
  };
}

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length);
}

/** Reads a verifier key; undefined when it is malformed or its key id does not fit. */
export function noteVerifier(verifierKey: string): NoteVerifier | undefined {
  const [, name, id, encoded] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(verifierKey) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return undefined;
  const [type, ...bytes] = Buffer.from(encoded, 'base64');
  const publicKey = Buffer.from(bytes);
  if (type !== ED25519 || publicKey.length !== 32) return undefined;
  const keyId = keyIdOf(name, publicKey);
  if (keyId.toString('hex') !== id) return undefined;
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_DER, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return {
    name,
    keyId,
    verify: (text, signature) => verify(null, Buffer.from(text), key, signature),
  };
}

/** `text` ends with a line break; so does the note. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  return `${text}\n${signers.map((signer) => signer.sign(text)).join('\n')}\n`;
}

/** The text of a note that the verifier's key has signed; undefined when it has not. */
export function openNote(note: string, verifier: NoteVerifier): string | undefined {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, split + 1);
  for (const line of note
    .slice(split + 2)
    .trimEnd()
    .split('\n')) {
    const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
    if (name !== verifier.name || encoded === undefined) continue;
    const bytes = Buffer.from(encoded, 'base64');
    if (!bytes.subarray(0, 4).equals(verifier.keyId)) continue;
    if (verifier.verify(text, bytes.subarray(4))) return text;
  }
  return undefined;
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, digits, encoded, ...rest] = text.split('\n');
  if (origin === undefined || origin === '' || digits === undefined || encoded === undefined)
    return undefined;
  if (!/^(0|[1-9]\d*)$/.test(digits) || rest.at(-1) !== '') return undefined;
  const root = Buffer.from(encoded, 'base64');
  if (root.length !== 32 || root.toString('base64') !== encoded) return undefined;
  return { origin, size: Number(digits), root };
}
