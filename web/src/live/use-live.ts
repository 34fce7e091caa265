/**
 * What is shown changes when the world does: one stream of notices per page, shared by whoever listens. A notice says
 * what changed and never how, so everything on screen that it may touch is asked again. Notices are hearsay: pages that
 * wait for something also ask by themselves every few seconds.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { accessToken } from '../session/session.ts';

export interface Notice {
  /** `module.noun-verbed`. */
  readonly type: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** `undefined`: more changed than is worth telling. */
type Hearer = (notice: Notice | undefined) => void;

const AGAIN_MS = 3_000;
const LONGEST_MS = 60_000;
const hearers = new Set<Hearer>();
const watchers = new Set<() => void>();
let connected = false;
let stop: AbortController | undefined;

function setConnected(now: boolean): void {
  if (connected === now) return;
  connected = now;
  for (const watcher of watchers) watcher();
}

function hear(hearer: Hearer): () => void {
  hearers.add(hearer);
  if (stop === undefined) {
    stop = new AbortController();
    void keepListening(stop.signal);
  }
  return () => {
    hearers.delete(hearer);
    if (hearers.size > 0) return;
    stop?.abort();
    stop = undefined;
  };
}

async function keepListening(signal: AbortSignal): Promise<void> {
  let wait = AGAIN_MS;
  while (!signal.aborted) {
    try {
      const heard = await listenOnce(signal);
      wait = heard ? AGAIN_MS : Math.min(LONGEST_MS, wait * 2);
    } catch {
      wait = Math.min(LONGEST_MS, wait * 2);
    }
    setConnected(false);
    if (signal.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Answers whether the stream was opened at all. */
async function listenOnce(signal: AbortSignal): Promise<boolean> {
  const token = await accessToken();
  if (token === undefined) return false;
  const response = await fetch('/live', { headers: { authorization: `Bearer ${token}` }, signal });
  if (!response.ok || response.body === null) return false;
  setConnected(true);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    const messages = `${rest}${value}`.split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) read(message);
  }
}

function read(message: string): void {
  const lines = message.split('\n');
  if (!lines.includes('event: changed')) return;
  const data = lines.find((line) => line.startsWith('data: '))?.slice(6) ?? '{}';
  const { many, notices } = JSON.parse(data) as { many: boolean; notices: readonly Notice[] };
  for (const hearer of hearers) {
    if (many) hearer(undefined);
    else for (const notice of notices) hearer(notice);
  }
}

/** Hears notices whose type begins with one of `types`, such as `coupon.` or `credit.listing-stepped`. */
export function useLive(types: readonly string[], onNotice: Hearer): void {
  const wanted = types.join(' ');
  useEffect(
    () =>
      hear((notice) => {
        if (notice === undefined || wanted.split(' ').some((type) => notice.type.startsWith(type)))
          onNotice(notice);
      }),
    [wanted],
  );
}

const PAUSE_MS = 400;

/** Asks everything that is on screen again when something of these types changes; at most twice a second. */
export function useLiveRefresh(types: readonly string[]): void {
  const client = useQueryClient();
  const state: { timer?: ReturnType<typeof setTimeout> | undefined } = {};
  useLive(types, () => {
    state.timer ??= setTimeout(() => {
      state.timer = undefined;
      void client.invalidateQueries();
    }, PAUSE_MS);
  });
}

/** Whether notices come in at the moment. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connected,
  );
}
