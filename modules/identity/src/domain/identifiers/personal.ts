/** Normal forms of identifiers that belong to a person: phone, e-mail, identity card, WeChat, customer number. */
import { isDate } from '@guildhall/shared/business-time';
import { readPhone } from '@guildhall/shared/phone';
import { idCardCheckCharacter } from './check-characters.ts';

/** Full-width forms to ASCII, surrounding space gone. */
export function plain(raw: string): string {
  return raw.normalize('NFKC').trim();
}

/** E.164; see `shared/phone.ts`. */
export const normalPhone = (raw: string): string | undefined => readPhone(raw);

/** Lower case throughout: no provider in use tells mailboxes apart by case. Plus-tags and dots are kept as given. */
export function normalEmail(raw: string): string | undefined {
  const text = plain(raw).toLowerCase();
  if (text.length > 254) return undefined;
  const [, local, domain] = /^([a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@([a-z0-9.-]+)$/.exec(text) ?? [];
  if (local === undefined || domain === undefined) return undefined;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined;
  const labels = domain.split('.');
  const isLabel = (label: string): boolean => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
  return labels.length >= 2 && labels.every(isLabel) && /[a-z]/.test(labels.at(-1) ?? '')
    ? text
    : undefined;
}

/** GB 11643-1999, 18 characters; 15-digit cards of the first generation are lifted to 18 (born in 19xx). */
export function normalIdCard(raw: string): string | undefined {
  const text = plain(raw).replace(/\s/g, '').toUpperCase();
  const first17 = /^\d{15}$/.test(text)
    ? `${text.slice(0, 6)}19${text.slice(6)}`
    : /^\d{17}[\dX]$/.test(text)
      ? text.slice(0, 17)
      : undefined;
  if (first17 === undefined) return undefined;
  const check = idCardCheckCharacter(first17);
  if (check === undefined || (text.length === 18 && check !== text[17])) return undefined;
  const province = Number(first17.slice(0, 2));
  const known =
    (province >= 11 && province <= 15) ||
    (province >= 21 && province <= 23) ||
    (province >= 31 && province <= 37) ||
    (province >= 41 && province <= 46) ||
    (province >= 50 && province <= 54) ||
    (province >= 61 && province <= 65) ||
    [71, 81, 82, 83].includes(province);
  return known && isDate(idCardBirthday(first17)) ? first17 + check : undefined;
}

/** `YYYY-MM-DD`. */
export function idCardBirthday(card: string): string {
  return `${card.slice(6, 10)}-${card.slice(10, 12)}-${card.slice(12, 14)}`;
}

export function idCardGender(card: string): 'MALE' | 'FEMALE' {
  return Number(card[16]) % 2 === 1 ? 'MALE' : 'FEMALE';
}

/** 28 characters, letter case kept: WeChat's ids tell cases apart. */
export function normalWechatUnionId(raw: string): string | undefined {
  const text = plain(raw);
  return /^[A-Za-z0-9_-]{20,40}$/.test(text) ? text : undefined;
}

/** Mini-programmes and official accounts are `wx` and 16 hexadecimal digits. */
const WECHAT_APP = /^wx[0-9a-f]{16}$/;

/** `<app id>:<openid>`, the app id in lower case, the openid's case kept. An openid without its app means nothing. */
export function normalWechatOpenId(raw: string): string | undefined {
  const [app = '', openid = '', ...rest] = plain(raw).split(/\s*[:/]\s*/);
  const known = WECHAT_APP.test(app.toLowerCase()) && /^[A-Za-z0-9_-]{20,40}$/.test(openid);
  return known && rest.length === 0 ? `${app.toLowerCase()}:${openid}` : undefined;
}

/** A subsidiary's own number, kept as it writes it but for case, width and outer space. */
export function normalCustomerNumber(raw: string): string | undefined {
  const text = plain(raw).toUpperCase();
  return /^[\p{L}\p{N}][\p{L}\p{N}._:/#-]{0,63}$/u.test(text) ? text : undefined;
}
