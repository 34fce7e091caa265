/**
 * Callers of the redeem bench, in a process of their own: tills in closed loops, each making whole sessions of three
 * GraphQL calls over a kept-alive connection of its own. They speak HTTP/1.1 by hand, since they take from the same two
 * cores as what is measured; every answer is read and checked. Told by messages what to do; answers the latencies of
 * whole sessions.
 */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

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

const VALIDATE = JSON.stringify(
  `query ($input: ValidateBasketInput!) { validateBasket(input: $input) { discount payable refused { code } } }`,
);
const RESERVE = JSON.stringify(
  `mutation ($input: ReserveCouponsInput!) { reserveCoupons(input: $input) { ... on CouponReservation { id payable } ... on Refusal { code } } }`,
);
const REDEEM = JSON.stringify(
  `mutation ($input: RedeemReservationInput!) { redeemReservation(input: $input) { ... on CouponRedemption { id } ... on Refusal { code } } }`,
);
const BASKET = {
  subsidiary: 'retail',
  storeCode: 'S01',
  kind: 'BASKET_BOUGHT',
  lines: [
    { lineId: '1', itemCode: 'rice', category: 'grain', quantity: '2', amount: '59.80' },
    { lineId: '2', itemCode: 'fish', category: 'fresh', quantity: '1', amount: '38.50' },
  ],
};

type Data = Record<string, Record<string, unknown>>;

/** One connection, one question at a time. */
class Till {
  readonly #socket: Socket;
  readonly #head: string;
  #told = '';
  #waiting: { resolve: (data: Data) => void; reject: (error: Error) => void } | undefined;

  constructor({ url, token }: Round) {
    const { hostname, port, host } = new URL(url);
    this.#head = `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: `;
    this.#socket = connect(Number(port), hostname).setNoDelay().setEncoding('utf8');
    this.#socket.on('data', (text: string) => this.#hear(text));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('The server hung up')));
  }

  post(query: string, input: object): Promise<Data> {
    const body = `{"query":${query},"variables":{"input":${JSON.stringify(input)}}}`;
    this.#socket.write(`${this.#head}${body.length}\r\n\r\n${body}`);
    const { promise, resolve, reject } = Promise.withResolvers<Data>();
    this.#waiting = { resolve, reject };
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** What is asked and answered here is ASCII, so characters are bytes. */
  #hear(text: string): void {
    this.#told += text;
    const start = this.#told.indexOf('\r\n\r\n') + 4;
    if (start < 4) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#told)?.[1] ?? Number.NaN);
    if (this.#told.length < start + length) return;
    const [told, waiting] = [this.#told, this.#waiting];
    this.#told = '';
    this.#waiting = undefined;
    const answer = JSON.parse(told.slice(start)) as { data?: Data; errors?: unknown };
    const fine = told.startsWith('HTTP/1.1 200 ') && told.length === start + length;
    if (!fine || answer.data == null || answer.errors !== undefined)
      waiting?.reject(new Error(told));
    else waiting?.resolve(answer.data);
  }
}

async function session(till: Till, [memberId, couponId]: readonly [string, string]): Promise<void> {
  const wish = { memberId, basket: BASKET, coupons: [couponId] };
  const quoted = await till.post(VALIDATE, wish);
  if (quoted.validateBasket?.discount !== '20.00') throw new Error(JSON.stringify(quoted));
  const reserved = await till.post(RESERVE, { ...wish, idempotencyKey: randomUUID() });
  const reservationId = reserved.reserveCoupons?.id;
  if (reservationId === undefined) throw new Error(JSON.stringify(reserved));
  const redeemed = await till.post(REDEEM, {
    idempotencyKey: randomUUID(),
    reservationId,
    orderRef: randomUUID(),
  });
  if (redeemed.redeemReservation?.id === undefined) throw new Error(JSON.stringify(redeemed));
}

async function run(round: Round): Promise<Made> {
  const tills = Array.from({ length: round.callers }, () => new Till(round));
  const latencies: number[] = [];
  let failed: string | undefined;
  const begin = performance.now();
  const end = begin + round.seconds * 1_000;
  await Promise.all(
    tills.map(async (till, caller) => {
      for (let turn = 0, at = performance.now(); at < end && failed === undefined; turn += 1) {
        const place = (caller + turn * round.callers) % round.customers.length;
        const customer = round.customers[place];
        if (customer === undefined) return;
        try {
          await session(till, customer);
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
  for (const till of tills) till.close();
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
