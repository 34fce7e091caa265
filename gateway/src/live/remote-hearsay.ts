/**
 * Hearing what modules in other processes publish: each keeps one long answer open to the gateway, a line of JSON for
 * each delivery, signed like every internal call. A connection that breaks is made again; what was said meanwhile is
 * missed, as hearsay may be.
 */
import type { Clock } from '@guildhall/shared/clock';
import { INTERNAL_HEADER } from '@guildhall/shared/door-http';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { Hearsay } from '@guildhall/shared/events/hearsay';
import { signInternalCall, verifyInternalCall } from '@guildhall/shared/internal-auth';
import type { Logger } from '@guildhall/shared/log';
import { type RequestHandler, Router } from 'express';

const PATH = '/internal/hearsay';
const AGAIN_MS = 2_000;
const HEARTBEAT_MS = 20_000;

export interface HearsayDoorOptions {
  readonly module: string;
  readonly hearsay: Hearsay;
  readonly secret: string;
  readonly clock: Clock;
}

/** The module's side. `close` ends the answers that are open. */
export function hearsayDoor({ module, hearsay, secret, clock }: HearsayDoorOptions): {
  readonly router: Router;
  readonly close: () => void;
} {
  const open = new Set<() => void>();
  const handler: RequestHandler = (request, response) => {
    const token = request.header(INTERNAL_HEADER) ?? '';
    if (verifyInternalCall(secret, module, token, clock.now()) === undefined) {
      response.status(401).json({ error: 'not signed by this installation' });
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    response.flushHeaders();
    const stop = hearsay.listen((events) => response.write(`${JSON.stringify(events)}\n`));
    const heartbeat = setInterval(() => response.write('\n'), HEARTBEAT_MS);
    const end = (): void => {
      clearInterval(heartbeat);
      stop();
      open.delete(end);
      response.end();
    };
    open.add(end);
    response.on('close', end);
  };
  const router = Router();
  router.get(PATH, handler);
  return {
    router,
    close: () => {
      for (const end of open) end();
    },
  };
}

export interface RemoteHearsayOptions {
  readonly module: string;
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEvents: (events: readonly DomainEvent[]) => void;
}

/** The gateway's side; answers how to stop. */
export function hearRemote(options: RemoteHearsayOptions): () => void {
  const stopped = new AbortController();
  void keepListening(options, stopped.signal);
  return () => stopped.abort();
}

async function keepListening(options: RemoteHearsayOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await listenOnce(options, signal);
    } catch (error) {
      if (!signal.aborted)
        options.log.debug({ module: options.module, err: String(error) }, 'hears nothing');
    }
    await pause(AGAIN_MS, signal);
  }
}

async function listenOnce(
  { module, url, secret, clock, onEvents }: RemoteHearsayOptions,
  signal: AbortSignal,
): Promise<void> {
  const caller = { kind: 'module', name: 'gateway' } as const;
  const call = { caller, requestId: 'hearsay', locale: 'zh-CN' } as const;
  const response = await fetch(new URL(PATH, url), {
    headers: { [INTERNAL_HEADER]: signInternalCall(secret, module, call, clock.now()) },
    signal,
  });
  if (!response.ok || response.body === null)
    throw new Error(`${module} answered ${response.status}`);
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onEvents(JSON.parse(line) as DomainEvent[]);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
