/**
 * Asks subgraphs in their own processes: POST over kept-alive connections, with a short-lived signed token that carries
 * who is calling. `subgraphRouter` is the other end.
 */
import { Agent, request as sendRequest } from 'node:http';
import { Agent as SecureAgent, request as sendSecureRequest } from 'node:https';
import type { Clock } from '@guildhall/shared/clock';
import { INTERNAL_HEADER } from '@guildhall/shared/door-http';
import { signInternalCall } from '@guildhall/shared/internal-auth';
import type { RequestContext } from '@guildhall/shared/module';
import { z } from 'zod';
import {
  type SubgraphAnswer,
  type SubgraphRequest,
  SubgraphUnavailable,
  type Transport,
} from './transport.ts';

export const SUBGRAPH_PATH = '/internal/graphql';

export interface HttpTransportOptions {
  /** Base address of each subgraph's process. */
  readonly urls: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const RENEW_AFTER_MS = 10_000;
const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).exactOptional(),
        extensions: z.record(z.string(), z.unknown()).exactOptional(),
      }),
    )
    .optional(),
});

export class HttpTransport implements Transport {
  readonly #options: HttpTransportOptions;
  readonly #tokens = new WeakMap<RequestContext, Map<string, string>>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #secureAgent = new SecureAgent({ keepAlive: true, maxSockets: 256 });

  constructor(options: HttpTransportOptions) {
    this.#options = options;
  }

  async execute(request: SubgraphRequest): Promise<SubgraphAnswer> {
    const base = this.#options.urls[request.subgraph];
    if (base === undefined) throw new SubgraphUnavailable(request.subgraph, 'it has no address');
    const token = this.#tokenFor(request.subgraph, request.request);
    const { source: query, variables, operationName } = request;
    const answer = await this.#post(
      request.subgraph,
      new URL(SUBGRAPH_PATH, base),
      token,
      JSON.stringify({ query, variables, operationName }),
    );
    return answer as SubgraphAnswer;
  }

  /** One signature for each subgraph of an operation, renewed well before it runs out. */
  #tokenFor(subgraph: string, request: RequestContext): string {
    const tokens = this.#tokens.get(request) ?? new Map<string, string>();
    this.#tokens.set(request, tokens);
    const { secret, clock } = this.#options;
    const now = clock.now();
    const key = `${subgraph} ${Math.floor(now.getTime() / RENEW_AFTER_MS)}`;
    const { now: _now, ...call } = request;
    const token = tokens.get(key) ?? signInternalCall(secret, subgraph, call, now);
    tokens.set(key, token);
    return token;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }

  #post(
    subgraph: string,
    url: URL,
    token: string,
    body: string,
  ): Promise<z.output<typeof answerSchema>> {
    const isSecure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const fail = (reason: string, cause?: unknown): void =>
        reject(new SubgraphUnavailable(subgraph, reason, { cause }));
      const outgoing = (isSecure ? sendSecureRequest : sendRequest)(
        url,
        {
          method: 'POST',
          agent: isSecure ? this.#secureAgent : this.#agent,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            [INTERNAL_HEADER]: token,
          },
          signal: AbortSignal.timeout(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          let size = 0;
          incoming.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) incoming.destroy(new Error('its answer is too large'));
            else chunks.push(chunk);
          });
          incoming.on('error', (error) => fail(error.message, error));
          incoming.on('end', () => {
            if (incoming.statusCode !== 200) return fail(`it answered ${incoming.statusCode}`);
            const answer = readAnswer(Buffer.concat(chunks).toString('utf8'));
            return answer === undefined
              ? fail('its answer is not a GraphQL answer')
              : resolve(answer);
          });
        },
      );
      outgoing.on('error', (error) => fail(error.message, error));
      outgoing.end(body);
    });
  }
}

function readAnswer(text: string): z.output<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
