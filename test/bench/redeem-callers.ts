/**
 * Callers of the redeem bench, in a process of their own: tills in closed loops, each making whole sessions of three
 * GraphQL calls over kept-alive connections. Told by messages what to do; answers the latencies of whole sessions.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface Round {
  readonly url: string;
  readonly token: string;
  readonly callers: number;
  readonly seconds: number;
  /** Member and coupon of each till's customers. */
  readonly customers: readonly (readonly [memberId: string, couponId: string])[];
}

export interface Made {
  readonly sessions: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: string | undefined;
}

const VALIDATE = `query ($input: ValidateBasketInput!) { validateBasket(input: $input) { discount payable refused { code } } }`;
const RESERVE = `mutation ($input: ReserveCouponsInput!) { reserveCoupons(input: $input) { ... on CouponReservation { id payable } ... on Refusal { code } } }`;
const REDEEM = `mutation ($input: RedeemReservationInput!) { redeemReservation(input: $input) { ... on CouponRedemption { id } ... on Refusal { code } } }`;
const BASKET = {
  subsidiary: 'retail',
  storeCode: 'S01',
  kind: 'BASKET_BOUGHT',
  lines: [
    { lineId: '1', itemCode: 'rice', category: 'grain', quantity: '2', amount: '59.80' },
    { lineId: '2', itemCode: 'fish', category: 'fresh', quantity: '1', amount: '38.50' },
  ],
};

function post(
  agent: Agent,
  { url, token }: Round,
  query: string,
  input: object,
): Promise<Record<string, Record<string, unknown>>> {
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
          const told = JSON.parse(text) as {
            data?: Record<string, Record<string, unknown>>;
            errors?: unknown;
          };
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

async function session(
  agent: Agent,
  round: Round,
  [memberId, couponId]: readonly [string, string],
): Promise<void> {
  const wish = { memberId, basket: BASKET, coupons: [couponId] };
  const quoted = await post(agent, round, VALIDATE, wish);
  if (quoted.validateBasket?.discount !== '20.00') throw new Error(JSON.stringify(quoted));
  const reserved = await post(agent, round, RESERVE, { ...wish, idempotencyKey: randomUUID() });
  const reservationId = reserved.reserveCoupons?.id;
  if (reservationId === undefined) throw new Error(JSON.stringify(reserved));
  const redeemed = await post(agent, round, REDEEM, {
    idempotencyKey: randomUUID(),
    reservationId,
    orderRef: randomUUID(),
  });
  if (redeemed.redeemReservation?.id === undefined) throw new Error(JSON.stringify(redeemed));
}

async function run(round: Round): Promise<Made> {
  const agent = new Agent({ keepAlive: true, maxSockets: round.callers });
  const latencies: number[] = [];
  let failed: string | undefined;
  const begin = performance.now();
  const end = begin + round.seconds * 1_000;
  await Promise.all(
    Array.from({ length: round.callers }, async (_, caller) => {
      for (let turn = 0, at = performance.now(); at < end && failed === undefined; turn += 1) {
        const place = (caller + turn * round.callers) % round.customers.length;
        const customer = round.customers[place];
        if (customer === undefined) return;
        try {
          await session(agent, round, customer);
        } catch (error) {
          failed ??= String(error);
        }
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
  return { sessions: latencies.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}

process.on('message', (round: Round) => {
  run(round).then(
    (made) => process.send?.(made),
    (error: unknown) =>
      process.send?.({ sessions: 0, seconds: 1, p50Ms: 0, p99Ms: 0, failed: String(error) }),
  );
});
