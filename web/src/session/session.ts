/**
 * Who is signed in on this device. The access token lives in memory only; the refresh token, which works once, is
 * renewed by one tab at a time. Everything shown of the session (roles, subsidiary) is for finding the way: the server
 * decides anew on every request.
 */
import { useSyncExternalStore } from 'react';

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

interface Kept {
  readonly session: Session;
  readonly refreshToken: string;
}

const KEY = 'guildhall.session';
const DEVICE_KEY = 'guildhall.device';
/** Renewed this long before it ends, so that no request starts with a token that dies on the way. */
const MARGIN_MS = 30_000;

const listeners = new Set<() => void>();
let kept: Kept | undefined = readKept();
let access: { readonly token: string; readonly endsAt: number } | undefined;

window.addEventListener('storage', ({ key }) => {
  if (key !== KEY) return;
  const before = kept?.session;
  kept = readKept();
  if (JSON.stringify(before) !== JSON.stringify(kept?.session)) access = undefined;
  tell();
});

function readKept(): Kept | undefined {
  const text = localStorage.getItem(KEY);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return undefined;
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}

function remember(session: Session, tokens: Tokens): void {
  kept = { session, refreshToken: tokens.refreshToken };
  access = { token: tokens.accessToken, endsAt: Date.parse(tokens.accessExpiresAt) };
  localStorage.setItem(KEY, JSON.stringify(kept));
}

export function beginSession(session: Session, tokens: Tokens): void {
  remember(session, tokens);
  tell();
}

/** Locally only; `signOut` also tells the server. */
export function forgetSession(): void {
  kept = undefined;
  access = undefined;
  localStorage.removeItem(KEY);
  tell();
}

export async function signOut(): Promise<void> {
  const refreshToken = kept?.refreshToken;
  forgetSession();
  if (refreshToken === undefined) return;
  await send('mutation ($input: LogoutInput!) { logout(input: $input) { __typename } }', {
    refreshToken,
  }).catch((error: unknown) => console.warn('The server was not told of the sign-out', error));
}

export function currentSession(): Session | undefined {
  return kept?.session;
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
  if (kept === undefined) return undefined;
  const isGood = () =>
    access !== undefined && access.token !== notThis && access.endsAt - MARGIN_MS > Date.now();
  if (isGood()) return access?.token;
  return navigator.locks.request('guildhall.session', async () => {
    if (isGood()) return access?.token;
    return renew();
  });
}

async function renew(): Promise<string | undefined> {
  // Another tab may have used the token that this one remembers.
  kept = readKept();
  if (kept === undefined) return undefined;
  const { session, refreshToken } = kept;
  const answer = await send(
    `mutation ($input: RefreshSessionInput!) {
      refreshSession(input: $input) {
        __typename
        ... on SessionTokens { accessToken accessExpiresAt refreshToken }
      }
    }`,
    { refreshToken },
    // The same token asks under the same key: a lost answer is forgiven once.
    await fingerprint(refreshToken),
  );
  const tokens = (answer as { data?: { refreshSession?: Tokens & { __typename: string } } }).data
    ?.refreshSession;
  if (tokens?.__typename !== 'SessionTokens') {
    forgetSession();
    return undefined;
  }
  remember(session, tokens);
  return tokens.accessToken;
}

async function fingerprint(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash).slice(0, 16), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

async function send(
  query: string,
  wish: Readonly<Record<string, unknown>>,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<unknown> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { ...wish, idempotencyKey } } }),
  });
  return response.json();
}

/** A device that was here before is trusted more by the next sign-in. */
export const device = {
  token: (): string | undefined => localStorage.getItem(DEVICE_KEY) ?? undefined,
  remember: (token: string): void => localStorage.setItem(DEVICE_KEY, token),
};
