/**
 * Who is signed in on this device. The access token lives in this page's memory only. The refresh token lies in a cookie
 * that no script can read; the door at `/session` renews by it. Everything shown of the session (roles, subsidiary) is
 * for finding the way: the server decides anew on every request.
 */
import { useSyncExternalStore } from 'react';
import { Unreachable } from '../graphql/failures.ts';

export type StaffRole = 'operator' | 'auditor' | 'clerk' | 'risk_officer' | 'risk_approver';

export type Session =
  | { readonly kind: 'member'; readonly memberId: string }
  | {
      readonly kind: 'staff';
      readonly personId: string;
      readonly accountId: string;
      readonly login: string;
      readonly roles: readonly StaffRole[];
      readonly subsidiary: string | null;
    };

export interface Tokens {
  readonly accessToken: string;
  readonly accessExpiresAt: string;
  readonly refreshToken: string;
}

const KEY = 'guildhall.session';
const DOOR = '/session';
/** Forms of foreign pages cannot send it. */
const OURS = { 'x-requested-with': 'pages' };
const DEVICE_KEY = 'guildhall.device';
/** Renewed this long before it ends, so that no request starts with a token that dies on the way. */
const MARGIN_MS = 30_000;

const listeners = new Set<() => void>();
let session: Session | undefined = readKept();
let access: { readonly token: string; readonly endsAt: number } | undefined;
/** The refresh token of a sign-in until the cookie has taken its place: it works once, for that. */
let handover: string | undefined;

window.addEventListener('storage', ({ key }) => {
  if (key !== KEY) return;
  const before = session;
  session = readKept();
  if (JSON.stringify(before) === JSON.stringify(session)) return;
  access = undefined;
  handover = undefined;
  tell();
});

function readKept(): Session | undefined {
  const text = localStorage.getItem(KEY);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Session;
  } catch {
    return undefined;
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Once it is done a reload finds the session. When the line is down, the first renewal makes it good. */
export async function beginSession(begun: Session, tokens: Tokens): Promise<void> {
  session = begun;
  access = { token: tokens.accessToken, endsAt: Date.parse(tokens.accessExpiresAt) };
  handover = tokens.refreshToken;
  await underLock(renew).catch(() => undefined);
  localStorage.setItem(KEY, JSON.stringify(begun));
  tell();
}

/** Locally only; `signOut` also tells the server. */
export function forgetSession(): void {
  session = undefined;
  access = undefined;
  handover = undefined;
  localStorage.removeItem(KEY);
  tell();
}

export async function signOut(): Promise<void> {
  await underLock(async () => {
    if (handover !== undefined) await renew();
    forgetSession();
    await fetch(DOOR, { method: 'DELETE', headers: OURS });
  }).catch((error: unknown) => {
    forgetSession();
    console.warn('The server was not told of the sign-out', error);
  });
}

export function currentSession(): Session | undefined {
  return session;
}

export function useSession(): Session | undefined {
  return useSyncExternalStore(subscribe, currentSession, currentSession);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A token that is good for a while yet; undefined for a stranger. `notThis`: the server has turned that one away. */
export async function accessToken({
  notThis,
}: {
  readonly notThis?: string;
} = {}): Promise<string | undefined> {
  if (session === undefined) return undefined;
  const isGood = () =>
    access !== undefined && access.token !== notThis && access.endsAt - MARGIN_MS > Date.now();
  if (isGood()) return access?.token;
  return underLock(async () => (isGood() ? access?.token : renew()));
}

/** One tab at a time. */
function underLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(KEY, work) as Promise<T>;
}

async function renew(): Promise<string | undefined> {
  const of = session;
  const given = handover;
  if (of === undefined) return undefined;
  const response = await fetch(given === undefined ? `${DOOR}/renew` : DOOR, {
    method: 'POST',
    headers: { ...OURS, 'content-type': 'application/json' },
    body: given === undefined ? null : JSON.stringify({ refreshToken: given }),
  }).catch((error: unknown) => {
    throw new Unreachable(String(error));
  });
  if (session !== of) return access?.token; // Somebody else signed in meanwhile, or nobody is.
  if (response.status === 401) {
    forgetSession();
    return undefined;
  }
  if (!response.ok) throw new Unreachable(`HTTP ${response.status}`);
  const tokens = (await response.json()) as Pick<Tokens, 'accessToken' | 'accessExpiresAt'>;
  if (given === handover) handover = undefined;
  access = { token: tokens.accessToken, endsAt: Date.parse(tokens.accessExpiresAt) };
  return access.token;
}

/** A device that was here before is trusted more by the next sign-in. */
export const device = {
  token: (): string | undefined => localStorage.getItem(DEVICE_KEY) ?? undefined,
  remember: (token: string): void => localStorage.setItem(DEVICE_KEY, token),
};
