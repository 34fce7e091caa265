/**
 * Callers of the screening bench at the gateway, in a process of their own. Open loop: requests leave by the clock, whether
 * or not earlier ones have come back, and their time counts from when they were due. Closed loop: so many callers, each
 * asks again when it was answered.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { fromUuid } from '../../shared/src/ids.ts';

export interface ScreenRound {
  readonly url: string;
  readonly token: string;
  readonly firms: number;
  readonly seconds: number;
  /** Requests a second (open loop), or callers (closed loop). */
  readonly rate?: number;
  readonly callers?: number;
}

export interface ScreenMade {
  readonly perSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly failed: string | undefined;
}

const SCREEN = `mutation Screen($input: ScreenFirmInput!) { screenFirm(input: $input) { __typename ... on ScreenedFirm {
  screening { id answer availableLimit reasons { code decisive detail } requiredTerms { code bps days } facts { type observedAt } } }
  ... on Refusal { code } } }`;

interface Told {
  readonly data?: {
    readonly screenFirm?: { readonly screening?: { readonly answer: string } };
  } | null;
}

function screen(agent: Agent, { url, token, firms }: ScreenRound): Promise<string> {
  const n = 1 + Math.floor(Math.random() * firms);
  const input = {
    idempotencyKey: randomUUID(),
    firmId: fromUuid('frm', `0190a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`),
    kind: 'CREDIT_SALE',
    amount: String(1_000 + (n % 50) * 1_000),
    paymentDays: 30,
  };
  const body = Buffer.from(JSON.stringify({ query: SCREEN, variables: { input } }));
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    authorization: `Bearer ${token}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const told = (JSON.parse(text) as Told).data?.screenFirm?.screening?.answer;
        if (told === undefined) reject(new Error(text.slice(0, 400)));
        else resolve(told);
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function run(round: ScreenRound): Promise<ScreenMade> {
  const agent = new Agent({ keepAlive: true, maxSockets: round.callers ?? 256 });
  const latencies: number[] = [];
  const answers: Record<string, number> = {};
  let failed: string | undefined;
  const ask = async (due: number): Promise<void> => {
    try {
      const answer = await screen(agent, round);
      answers[answer] = (answers[answer] ?? 0) + 1;
      latencies.push(performance.now() - due);
    } catch (error) {
      failed ??= String(error);
    }
  };
  const begin = performance.now();
  await (round.rate === undefined
    ? closedLoop(round, ask, () => failed === undefined)
    : openLoop(round.rate, round.seconds, ask));
  const seconds = (performance.now() - begin) / 1_000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { perSec: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), answers, failed };
}

async function closedLoop(
  { callers = 16, seconds }: ScreenRound,
  ask: (due: number) => Promise<void>,
  going: () => boolean,
): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end && going()) await ask(performance.now());
    }),
  );
}

async function openLoop(
  rate: number,
  seconds: number,
  ask: (due: number) => Promise<void>,
): Promise<void> {
  const begin = performance.now();
  const all: Promise<void>[] = [];
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = begin + (n * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0.5) await new Promise((resolve) => setTimeout(resolve, wait));
    all.push(ask(due));
  }
  await Promise.all(all);
}

process.on('message', (round: ScreenRound) => {
  run(round).then(
    (made) => process.send?.(made),
    (error: unknown) =>
      process.send?.({ perSec: 0, p50Ms: 0, p99Ms: 0, answers: {}, failed: String(error) }),
  );
});
