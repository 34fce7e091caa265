/**
 * Cosignatures of witnesses (C2SP tlog-cosignature, cosignature/v1): a witness signs a checkpoint together with the moment at
 * which it saw it. The line is a signature line of the note: four bytes of key id, eight bytes of Unix time (big-endian),
 * and an Ed25519 signature over `cosignature/v1`, the time, and the checkpoint's text. Keys are of type 4.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

const COSIGNATURE = 4;
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');
const LINE = /^— (\S+) ([A-Za-z0-9+/=]+)$/;

export interface Witness {
  readonly name: string;
  readonly keyId: Buffer;
  /** Unix seconds at which it saw the checkpoint; undefined when the line is not its signature of the text. */
  verify(text: string, line: string): number | undefined;
}

/** `name+keyid+base64(4 || public key)`; undefined when malformed or when the key id does not fit. */
export function witnessOf(verifierKey: string): Witness | undefined {
  const [, name, id, encoded] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(verifierKey) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const publicKey = bytes.subarray(1);
  if (bytes[0] !== COSIGNATURE || publicKey.length !== 32) return undefined;
  const keyId = cosignatureKeyId(name, publicKey);
  if (keyId.toString('hex') !== id) return undefined;
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_DER, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return {
    name,
    keyId,
    verify: (text, line) => {
      const [, signer, blob] = LINE.exec(line) ?? [];
      if (signer !== name || blob === undefined) return undefined;
      const raw = Buffer.from(blob, 'base64');
      if (raw.length !== 76 || !raw.subarray(0, 4).equals(keyId)) return undefined;
      const seconds = Number(raw.readBigUInt64BE(4));
      return verify(null, Buffer.from(messageOf(text, seconds)), key, raw.subarray(12))
        ? seconds
        : undefined;
    },
  };
}

export interface WitnessSigner {
  readonly verifierKey: string;
  cosign(text: string, seconds: number): string;
}

/** A witness from 32 secret bytes. */
export function witnessSigner(name: string, seed: Uint8Array): WitnessSigner {
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_DER, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .subarray(PUBLIC_DER.length);
  const keyId = cosignatureKeyId(name, publicKey);
  const tagged = Buffer.concat([Buffer.of(COSIGNATURE), publicKey]).toString('base64');
  return {
    verifierKey: `${name}+${keyId.toString('hex')}+${tagged}`,
    cosign: (text, seconds) => {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(seconds));
      const signature = sign(null, Buffer.from(messageOf(text, seconds)), key);
      return `— ${name} ${Buffer.concat([keyId, time, signature]).toString('base64')}`;
    },
  };
}

function cosignatureKeyId(name: string, publicKey: Uint8Array): Buffer {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(COSIGNATURE))
    .update(publicKey)
    .digest()
    .subarray(0, 4);
}

const messageOf = (text: string, seconds: number): string =>
  `cosignature/v1\ntime ${seconds}\n${text}`;

/** A note's text (with its last line break) and its signature lines. */
export function splitNote(
  note: string,
): { readonly text: string; readonly lines: readonly string[] } | undefined {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  return {
    text: note.slice(0, split + 1),
    lines: note
      .slice(split + 2)
      .trimEnd()
      .split('\n'),
  };
}
