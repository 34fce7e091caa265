/**
 * `GET /live`: notices for a page that is open, as server-sent events. Read with fetch and an Authorization header, so
 * that no cookie and no address carries a token. Notices of a quarter of a second travel together; a stream ends when
 * its token no longer proves anything, and the page comes back with the next one.
 */
import type { Clock } from '@guildhall/shared/clock';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { contextOf } from '@guildhall/shared/http-context';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { sendProblem } from '@guildhall/shared/problem';
import { Router as ExpressRouter, type Request, type Response } from 'express';
import type { VerifyAccessToken } from '../http/authenticate.ts';
import { mayHear, type Notice, noticeOf } from './notices.ts';

export interface LiveOptions {
  readonly verifyAccessToken: VerifyAccessToken;
  readonly clock: Clock;
  /** How often a stream shows that it lives and its token is looked at again. */
  readonly heartbeatMs?: number;
}

const TOGETHER_MS = 250;
const HEARTBEAT_MS = 20_000;
/** More at once than anybody reads: the page is told to look at everything again. */
const MAX_NOTICES = 50;
const STREAMS_PER_CALLER = 24;
const STREAMS = 10_000;

export class LiveDoor {
  readonly router: ExpressRouter;
  readonly #options: LiveOptions;
  readonly #streams = new Set<LiveStream>();
  #closed = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.router = ExpressRouter();
    this.router.get('/live', (request, response) => this.#open(request, response));
  }

  hear(events: readonly DomainEvent[]): void {
    for (const stream of this.#streams) stream.hear(events);
  }

  /** Ends every stream: they would otherwise keep a draining server waiting. */
  close(): void {
    this.#closed = true;
    for (const stream of this.#streams) stream.end();
  }

  #open(request: Request, response: Response): void {
    const { caller } = contextOf(request);
    if (caller.kind !== 'member' && caller.kind !== 'staff') {
      sendProblem(response, {
        status: 401,
        code: 'SIGN_IN_FIRST',
        detail: 'Notices are for people who are signed in',
      });
      return;
    }
    const own = [...this.#streams].filter(({ client }) => client === clientOf(caller)).length;
    if (this.#closed || own >= STREAMS_PER_CALLER || this.#streams.size >= STREAMS) {
      response.setHeader('Retry-After', '30');
      sendProblem(response, {
        status: 503,
        code: 'TOO_MANY_STREAMS',
        detail: 'Too many pages listen at once: try again in 30 s',
      });
      return;
    }
    const token = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
    const stream = new LiveStream(caller, token, response, this.#options);
    this.#streams.add(stream);
    response.on('close', () => {
      this.#streams.delete(stream);
      stream.end();
    });
  }
}

class LiveStream {
  readonly client: string;
  readonly #caller: Principal;
  readonly #response: Response;
  readonly #heartbeat: NodeJS.Timeout;
  #waiting = new Map<string, Notice>();
  #timer: NodeJS.Timeout | undefined;

  constructor(caller: Principal, token: string, response: Response, options: LiveOptions) {
    this.client = clientOf(caller);
    this.#caller = caller;
    this.#response = response;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 3000\n\nevent: ready\ndata: {}\n\n');
    this.#heartbeat = setInterval(() => {
      options
        .verifyAccessToken(token, options.clock.now())
        .then((principal) => (principal === null ? this.end() : response.write(': here\n\n')))
        // Identity cannot be asked: whoever cannot be proved is not told anything.
        .catch(() => this.end());
    }, options.heartbeatMs ?? HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  hear(events: readonly DomainEvent[]): void {
    for (const event of events) {
      if (!mayHear(this.#caller, event)) continue;
      if (this.#waiting.size <= MAX_NOTICES) this.#waiting.set(event.id, noticeOf(event));
      this.#timer ??= setTimeout(() => this.#send(), TOGETHER_MS);
    }
  }

  #send(): void {
    const notices = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#timer = undefined;
    const body =
      notices.length > MAX_NOTICES ? { many: true, notices: [] } : { many: false, notices };
    this.#response.write(`event: changed\ndata: ${JSON.stringify(body)}\n\n`);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#timer);
    this.#response.end();
  }
}
