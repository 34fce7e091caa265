/**
 * A module's door over signed HTTP, for the deployment where each module is its own process: the client half looks
 * like the service itself, the server half is a router with the door, the inbox and nothing else.
 */
import { json, type Request, type Response, Router } from 'express';
import type { Clock } from './clock.ts';
import type { EventTransport } from './events/bus.ts';
import type { DomainEvent } from './events/event.ts';
import type { DeadLetter, Inbox } from './events/inbox.ts';
import { type InternalCall, signInternalCall, verifyInternalCall } from './internal-auth.ts';
import type { Door } from './module.ts';
import type { Principal } from './principal.ts';
import { decode, encode } from './wire-codec.ts';

export const INTERNAL_HEADER = 'x-guildhall-internal';

export interface RemoteModule {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
}

const CALL_TIMEOUT_MS = 30_000;

async function post(
  remote: RemoteModule,
  path: string,
  caller: Principal,
  body: unknown,
): Promise<unknown> {
  const call: InternalCall = { caller, requestId: 'internal', locale: 'zh-CN' };
  const response = await fetch(new URL(path, remote.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [INTERNAL_HEADER]: signInternalCall(remote.secret, remote.name, call, remote.clock.now()),
    },
    body: JSON.stringify(encode(body)),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${remote.name} answered ${response.status} to ${path}`);
  const answer = decode(await response.json());
  return typeof answer === 'object' && answer !== null && 'value' in answer
    ? answer.value
    : undefined;
}

/** A door whose commands are signed requests to the module's own process. */
export function remoteDoor<D extends object>(remote: RemoteModule): D {
  const call = (command: string) => (caller: Principal, input: unknown) =>
    post(remote, `/internal/doors/${command}`, caller, { input });
  return new Proxy({} as D, {
    get: (_, command) =>
      typeof command === 'string' && command !== 'then' ? call(command) : undefined,
  });
}

export interface RemoteInbox {
  deliver(events: readonly DomainEvent[]): Promise<void>;
  unhandled(events: readonly DomainEvent[]): Promise<readonly string[]>;
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  replay(eventId: string): Promise<boolean>;
}

export function remoteInbox(remote: RemoteModule): RemoteInbox {
  const caller: Principal = { kind: 'module', name: 'events' };
  return {
    deliver: async (events) => {
      for (const part of partsOf(events))
        await post(remote, '/internal/events', caller, { events: part });
    },
    unhandled: async (events) =>
      (await post(remote, '/internal/events/unhandled', caller, { events })) as string[],
    deadLetters: async (limit) =>
      (await post(remote, '/internal/dead-letters', caller, { limit })) as DeadLetter[],
    replay: async (eventId) =>
      (await post(remote, '/internal/dead-letters/replay', caller, { eventId })) as boolean,
  };
}

/** Half of what the other side takes, so that the envelope fits as well. */
const MAX_PART_CHARACTERS = 4_000_000;

/** Events in their order, in requests of a size that is taken. */
function partsOf(events: readonly DomainEvent[]): readonly (readonly DomainEvent[])[] {
  const parts: DomainEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const size = JSON.stringify(event).length;
    const part = size <= room ? parts.at(-1) : undefined;
    if (part === undefined) {
      parts.push([event]);
      room = MAX_PART_CHARACTERS - size;
    } else {
      part.push(event);
      room -= size;
    }
  }
  return parts;
}

export interface ServedModule {
  readonly name: string;
  readonly door: Door;
  readonly inbox: Inbox;
  readonly secret: string;
  readonly clock: Clock;
}

export function doorRouter(served: ServedModule): Router {
  const router = Router();
  router.use('/internal', json({ limit: '8mb' }));
  const route = (
    path: string,
    run: (call: InternalCall, body: Record<string, unknown>, request: Request) => Promise<unknown>,
  ) =>
    router.post(path, async (request: Request, response: Response) => {
      const token = request.header(INTERNAL_HEADER) ?? '';
      const call = verifyInternalCall(served.secret, served.name, token, served.clock.now());
      if (call === undefined) {
        response.status(401).json({ error: 'not signed by this installation' });
        return;
      }
      const body = decode(request.body) as Record<string, unknown>;
      response.json(encode({ value: await run(call, body, request) }));
    });
  route('/internal/doors/:command', async (call, { input }, request) => {
    const name = String(request.params.command);
    const command = Object.hasOwn(served.door, name) ? served.door[name] : undefined;
    if (command === undefined) throw new Error(`The door of ${served.name} has no command ${name}`);
    return command(call.caller, input as never);
  });
  route('/internal/events', async (_, { events }) => {
    await served.inbox.handleAll(events as DomainEvent[]);
  });
  route('/internal/events/unhandled', (_, { events }) =>
    served.inbox.unhandled(events as DomainEvent[]),
  );
  route('/internal/dead-letters', (_, { limit }) => served.inbox.deadLetters(Number(limit)));
  route('/internal/dead-letters/replay', (_, { eventId }) => served.inbox.replay(String(eventId)));
  return router;
}

export function transportOver(inboxes: ReadonlyMap<string, RemoteInbox>): EventTransport {
  const inboxOf = (consumer: string): RemoteInbox => {
    const inbox = inboxes.get(consumer);
    if (inbox === undefined)
      throw new Error(`No inbox of "${consumer}" can be reached from this process`);
    return inbox;
  };
  return {
    // Asynchronous, so that a consumer that cannot be reached is a failed delivery and not a failed call.
    reaches: (consumer) => inboxes.has(consumer),
    deliver: async (consumer, events) => inboxOf(consumer).deliver(events),
    unhandled: async (consumer, events) => inboxOf(consumer).unhandled(events),
  };
}

export function localInbox(inbox: () => Inbox): RemoteInbox {
  return {
    deliver: (events) => inbox().handleAll(events),
    unhandled: (events) => inbox().unhandled(events),
    deadLetters: (limit) => inbox().deadLetters(limit),
    replay: (eventId) => inbox().replay(eventId),
  };
}
