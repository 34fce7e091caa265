/**
 * Callers of the ledger bench at the gateway, in a process of their own: tills in closed loops, one transfer a request
 * over kept-alive connections. Told by a message what to do; answers rate and latencies.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface GatewayRound {
  readonly url: string;
  readonly token: string;
  readonly callers: number;
  readonly seconds: number;
  readonly members: readonly string[];
}

export interface GatewayMade {
  readonly perSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: string | undefined;
}

const REFUSED = '... on Refusal { code }';
const EARN = `mutation Earn($input: EarnPointsInput!) { earnPoints(input: $input) { ... on PointsEarned { postingId balance { available } } ${REFUSED} } }`;
const BURN = `mutation Burn($input: BurnPointsInput!) { burnPoints(input: $input) { ... on PointsBurned { postingId balance { available } } ${REFUSED} } }`;
const FUNDING = {
  shares: [
    { subsidiary: 'retail', parts: 7_000 },
    { subsidiary: 'auto', parts: 3_000 },
  ],
  pricePerPoint: '0.01',
  priceCurrency: 'CNY',
};

type Answer = Record<string, { postingId?: string; code?: string }>;

function post(
  agent: Agent,
  { url, token }: GatewayRound,
  query: string,
  input: object,
): Promise<Answer> {
  const body = Buffer.from(JSON.stringify({ query, variables: { input } }));
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/graphql`,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          authorization: `Bearer ${token}`,
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const told = JSON.parse(text) as { data?: Answer | null; errors?: unknown };
          if (told.data == null || told.errors !== undefined) reject(new Error(text));
          else resolve(told.data);
        });
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function transfer(agent: Agent, round: GatewayRound): Promise<void> {
  const key = randomUUID();
  const common = {
    idempotencyKey: key,
    memberId: round.members[Math.floor(Math.random() * round.members.length)],
    subsidiary: 'retail',
    reason: { type: 'transaction', id: key },
  };
  const earn = Math.random() < 0.7;
  const answer = earn
    ? await post(agent, round, EARN, { ...common, amount: '100', funding: FUNDING })
    : await post(agent, round, BURN, { ...common, amount: '5' });
  const outcome = answer.earnPoints ?? answer.burnPoints;
  if (outcome?.postingId === undefined && outcome?.code !== 'INSUFFICIENT_POINTS')
    throw new Error(JSON.stringify(answer));
}

async function run(round: GatewayRound): Promise<GatewayMade> {
  const agent = new Agent({ keepAlive: true, maxSockets: round.callers });
  const latencies: number[] = [];
  let failed: string | undefined;
  const begin = performance.now();
  const end = begin + round.seconds * 1_000;
  await Promise.all(
    Array.from({ length: round.callers }, async () => {
      for (let at = performance.now(); at < end && failed === undefined; ) {
        await transfer(agent, round).catch((error: unknown) => {
          failed ??= String(error);
        });
        const done = performance.now();
        latencies.push(done - at);
        at = done;
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { perSec: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}

process.on('message', (round: GatewayRound) => {
  run(round).then(
    (made) => process.send?.(made),
    (error: unknown) => process.send?.({ perSec: 0, p50Ms: 0, p99Ms: 0, failed: String(error) }),
  );
});
