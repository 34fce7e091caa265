/**
 * What a member's phone shows as a QR code: which coupon or member, when it was made, and a signature (Ed25519) that
 * anybody can check with the public key, without asking us. It is good for a minute, so a photograph of it is worth
 * nothing soon after. Checking it proves that it is ours and fresh; whether the coupon can be used is asked online.
 *
 * `GHQ1.<subject>.<signature>` in base64url. Subject: key id (4 bytes), kind (1 byte: 67 coupon, 77 member), UUID
 * (16 bytes), seconds since 1970 (4 bytes, unsigned, big-endian). The signature is over `GHQ1.<subject>`.
 */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { fromUuid, toUuid } from '@guildhall/shared/ids';

export const QR_PREFIX = 'GHQ1.';
export const QR_SECONDS = 60;
/** Clocks of counters may be behind ours by this much. */
const AHEAD_SECONDS = 10;

export interface QrKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Shown {
  readonly text: string;
  readonly validUntil: Date;
}

export type QrSubject =
  | { readonly kind: 'COUPON'; readonly id: string }
  | { readonly kind: 'MEMBER'; readonly id: string };

export type QrRead =
  | { readonly ok: true; readonly subject: QrSubject; readonly madeAt: Date }
  | { readonly ok: false; readonly fault: 'QR_NOT_OURS' | 'QR_EXPIRED' };

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const keys = new Map<string, QrKey>();

/** The installation's key pair; every process derives the same one. */
export function qrKey(secret: string): QrKey {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const seed = createHmac('sha256', secret).update('coupon-qr').digest();
  const der = Buffer.concat([PKCS8_ED25519, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const made = { keyId: keyIdOf(publicKey), privateKey, publicKey };
  keys.set(secret, made);
  return made;
}

/** The public key as 32 bytes in base64url. */
export function rawPublicKey(publicKey: KeyObject): string {
  return publicKey.export({ format: 'jwk' }).x ?? '';
}

function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256').update(rawPublicKey(publicKey)).digest('hex').slice(0, 8);
}

export function showQr(key: QrKey, subject: QrSubject, now: Date): Shown {
  const bytes = Buffer.alloc(25);
  bytes.write(key.keyId, 0, 'hex');
  bytes.writeUInt8(subject.kind === 'COUPON' ? 67 : 77, 4);
  const uuid = toUuid(subject.kind === 'COUPON' ? 'cpn' : 'mem', subject.id);
  bytes.write(uuid.replaceAll('-', ''), 5, 'hex');
  const seconds = Math.floor(now.getTime() / 1_000);
  bytes.writeUInt32BE(seconds, 21);
  const signed = QR_PREFIX + bytes.toString('base64url');
  const signature = sign(null, Buffer.from(signed), key.privateKey).toString('base64url');
  return {
    text: `${signed}.${signature}`,
    validUntil: new Date((seconds + QR_SECONDS) * 1_000),
  };
}

/** Needs nothing but the public key and a clock: what a counter without a connection can do. */
export function readQr(publicKey: KeyObject, text: string, now: Date): QrRead {
  const notOurs = { ok: false, fault: 'QR_NOT_OURS' } as const;
  const match = /^(GHQ1\.([\w-]{34}))\.([\w-]{86})$/.exec(text.trim());
  if (match === null) return notOurs;
  const [, signed = '', subject = '', signature = ''] = match;
  const bytes = Buffer.from(subject, 'base64url');
  const ours =
    bytes.length === 25 &&
    bytes.subarray(0, 4).toString('hex') === keyIdOf(publicKey) &&
    verify(null, Buffer.from(signed), publicKey, Buffer.from(signature, 'base64url'));
  if (!ours) return notOurs;
  const madeAt = new Date(bytes.readUInt32BE(21) * 1_000);
  const age = (now.getTime() - madeAt.getTime()) / 1_000;
  if (age > QR_SECONDS || age < -AHEAD_SECONDS) return { ok: false, fault: 'QR_EXPIRED' };
  const hex = bytes.subarray(5, 21).toString('hex');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const kind = bytes.readUInt8(4);
  if (kind === 67)
    return { ok: true, subject: { kind: 'COUPON', id: fromUuid('cpn', uuid) }, madeAt };
  if (kind === 77)
    return { ok: true, subject: { kind: 'MEMBER', id: fromUuid('mem', uuid) }, madeAt };
  return notOurs;
}
