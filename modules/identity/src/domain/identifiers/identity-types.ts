/**
 * The types of identity: normal form, how many a member may have, whether one person alone can hold a value, how far
 * it proves who somebody is, and how it is shown to those who may not see it whole.
 */
import type { IdentityRef, IdentityType } from '../../door.ts';
import {
  normalCustomerNumber,
  normalEmail,
  normalIdCard,
  normalPhone,
  normalWechatOpenId,
  normalWechatUnionId,
  plain,
} from './personal.ts';
import { normalDwelling, normalPlate, normalVin } from './things.ts';

export interface IdentityRule {
  /** Undefined when the text is no such identifier. */
  readonly normal: (raw: string) => string | undefined;
  /** Identities of this type a member may hold at once (customer numbers: in one subsidiary). */
  readonly limit: number;
  /** False for things, which several people share. */
  readonly ofOnePerson: boolean;
  /** The lower, the more it counts when identities point to different members. */
  readonly priority: number;
  /**
   * `ALWAYS` identifies by itself, `VERIFIED` only when both sides have verified it, `NEVER` (things) only says where
   * to look.
   */
  readonly identifies: 'ALWAYS' | 'VERIFIED' | 'NEVER';
  readonly mask: (value: string) => string;
}

/** First and last characters, the rest hidden; short values are hidden whole. */
function masked(first: number, last: number): (value: string) => string {
  return (value) => {
    const letters = [...value];
    if (letters.length <= first + last) return '*'.repeat(letters.length);
    const hidden = '*'.repeat(letters.length - first - last);
    return (
      letters.slice(0, first).join('') + hidden + letters.slice(letters.length - last).join('')
    );
  };
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  return `${masked(1, 0)(value.slice(0, at))}${value.slice(at)}`;
}

export const IDENTITY_RULES: Readonly<Record<IdentityType, IdentityRule>> = {
  CUSTOMER_NUMBER: {
    normal: normalCustomerNumber,
    limit: 10,
    ofOnePerson: true,
    priority: 1,
    identifies: 'ALWAYS',
    mask: masked(0, 3),
  },
  ID_CARD: {
    normal: normalIdCard,
    limit: 1,
    ofOnePerson: true,
    priority: 2,
    identifies: 'ALWAYS',
    mask: masked(0, 4),
  },
  WECHAT_UNIONID: {
    normal: normalWechatUnionId,
    limit: 3,
    ofOnePerson: true,
    priority: 3,
    identifies: 'ALWAYS',
    mask: masked(0, 4),
  },
  WECHAT_OPENID: {
    normal: normalWechatOpenId,
    limit: 10,
    ofOnePerson: true,
    priority: 4,
    identifies: 'ALWAYS',
    mask: masked(0, 4),
  },
  PHONE: {
    normal: normalPhone,
    limit: 5,
    ofOnePerson: true,
    priority: 5,
    identifies: 'VERIFIED',
    mask: (value) =>
      masked(value.startsWith('+86') ? 6 : 4, value.startsWith('+86') ? 4 : 2)(value),
  },
  EMAIL: {
    normal: normalEmail,
    limit: 5,
    ofOnePerson: true,
    priority: 6,
    identifies: 'VERIFIED',
    mask: maskEmail,
  },
  VIN: {
    normal: normalVin,
    limit: 20,
    ofOnePerson: false,
    priority: 7,
    identifies: 'NEVER',
    mask: masked(3, 4),
  },
  LICENCE_PLATE: {
    normal: normalPlate,
    limit: 20,
    ofOnePerson: false,
    priority: 8,
    identifies: 'NEVER',
    mask: masked(2, 2),
  },
  DWELLING: {
    normal: normalDwelling,
    limit: 20,
    ofOnePerson: false,
    priority: 9,
    identifies: 'NEVER',
    mask: masked(0, 0),
  },
};

/** Texts that systems send when they have nothing: never an identity of anybody. */
const BLOCKED = new Set([
  'NULL',
  'NONE',
  'NIL',
  'N/A',
  'NA',
  'NAN',
  'UNDEFINED',
  'UNKNOWN',
  'ANONYMOUS',
  'TEST',
  'GUEST',
  'DEFAULT',
  'ADMIN',
  '-',
  '无',
  '未知',
  '匿名',
  '散客',
]);

/** Nothing in disguise: `null`, `000000`, `+8613800000000`, `test@test.com`. */
export function isBlocked(type: IdentityType, raw: string): boolean {
  const text = plain(raw).toUpperCase();
  if (text === '' || BLOCKED.has(text)) return true;
  const significant = text.replace(/[^0-9A-Z\p{Script=Han}]/gu, '');
  switch (type) {
    case 'PHONE':
      // 138 0000 0000 is a filler; 138 8888 8888 is somebody's expensive number.
      return /^(?:86)?(?:(\d)\1*|1\d\d0{8}|12345678901?)$/.test(significant);
    case 'EMAIL':
      return /^(TEST|NO-?REPLY|ANONYMOUS|NULL|NONE|NOMAIL)@/.test(text);
    case 'WECHAT_OPENID':
      return /^(.)\1*$/u.test(text.split(':')[1] ?? text);
    case 'CUSTOMER_NUMBER':
    case 'DWELLING':
      return /^0*$/.test(significant);
    default:
      return /^(.)\1*$/u.test(significant);
  }
}

export interface NormalIdentity {
  readonly type: IdentityType;
  readonly value: string;
  /** The subsidiary of a customer number, otherwise empty. */
  readonly scope: string;
}

export type IdentityFault =
  | 'IDENTITY_BLOCKED'
  | 'IDENTITY_MALFORMED'
  | 'IDENTITY_WITHOUT_SOURCE'
  | 'IDENTITY_WITHOUT_APP';

/** `ownSource` stands in for a customer number's missing source. */
export function normalIdentity(
  ref: IdentityRef,
  ownSource: string | undefined,
): NormalIdentity | IdentityFault {
  if (isBlocked(ref.type, ref.value)) return 'IDENTITY_BLOCKED';
  const value = IDENTITY_RULES[ref.type].normal(ref.value);
  if (value === undefined) {
    const bare = ref.type === 'WECHAT_OPENID' && normalWechatUnionId(ref.value) !== undefined;
    return bare ? 'IDENTITY_WITHOUT_APP' : 'IDENTITY_MALFORMED';
  }
  if (isBlocked(ref.type, value)) return 'IDENTITY_BLOCKED';
  if (ref.type !== 'CUSTOMER_NUMBER') return { type: ref.type, value, scope: '' };
  const scope = ref.source ?? ownSource;
  return scope === undefined || scope === ''
    ? 'IDENTITY_WITHOUT_SOURCE'
    : { type: ref.type, value, scope };
}
