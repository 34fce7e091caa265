/**
 * Each module served on its own address behind the gateway alone: the same code as in one process, every door, event
 * and subgraph over signed HTTP. A parcel is sent; points come of it, posted by a ledger that is elsewhere.
 */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import {
  type RunningGuildhall,
  type RunningModule,
  startGuildhall,
  startModule,
} from '@guildhall/gateway';
import type { IdentityService } from '@guildhall/identity';
import type { LedgerDoor } from '@guildhall/ledger';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import { discoverModules } from '@guildhall/shared/modules';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createTestDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { earningOffer } from '../support/offers.ts';

const FOUNDER: Principal = { kind: 'module', name: 'test' };
const SECRET_OF_CLIENT = 'the secret of a client, long enough to be taken';

let database: TestDatabase;
let gateway: RunningGuildhall;
const modules: RunningModule[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const common = {
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock: systemClock,
    log: createLogger('silent'),
  };
  const names = discoverModules().map(({ name }) => name);
  const ports = await freePorts(names.length);
  const addresses = Object.fromEntries(
    names.map((name, index) => [name, `http://127.0.0.1:${ports[index]}`]),
  );
  for (const [index, module] of names.entries()) {
    const { [module]: _own, ...remote } = addresses;
    modules.push(await startModule({ ...common, module, port: ports[index] ?? 0, remote }));
  }
  gateway = await startGuildhall({ ...common, port: 0, local: [], remote: addresses });
});
afterAll(async () => {
  await gateway.stop();
  for (const module of modules) await module.stop();
  await database.drop();
});

it('tells a story as one process does', async () => {
  const { doors } = gateway.house;
  const ledger = doors.get<LedgerDoor>('ledger');
  const identity = doors.get<IdentityService>('identity');
  valueOrThrow(
    await ledger.defineCurrency(FOUNDER, {
      idempotencyKey: 'c',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: true,
      expiry: { kind: 'NEVER' },
    }),
  );
  await earningOffer(doors, { subsidiary: 'logistics', kind: 'PARCEL_SENT', pointsPerCny: '2' });
  const logistics: Principal = { kind: 'system', clientId: 'tms', subsidiary: 'logistics' };
  const { memberId } = valueOrThrow(
    await identity.enroll(logistics, {
      idempotencyKey: 'm',
      identities: [{ type: 'PHONE', value: '+8613800138009', verified: true }],
    }),
  );
  await identity.registerClient(FOUNDER, {
    idempotencyKey: 'tms',
    clientId: 'logistics-tms',
    clientSecret: SECRET_OF_CLIENT,
    subsidiary: 'logistics',
    name: 'TMS',
  });
  // The token endpoint is identity's: the gateway passes the request on.
  const { body: token } = await request(gateway.url)
    .post('/oauth2/token')
    .auth('logistics-tms', SECRET_OF_CLIENT)
    .type('form')
    .send({ grant_type: 'client_credentials' })
    .expect(200);
  const party = { name: '林芳', phone: '+8613800138009', address: '厦门市湖里区安岭路 1 号' };
  const { body } = await request(gateway.url)
    .post('/graphql')
    .set('authorization', `Bearer ${token.access_token}`)
    .send({
      query: `mutation ($input: SendParcelInput!) { sendParcel(input: $input) {
        ... on Parcel { paid senderMember { id points { available } } }
        ... on Refusal { refusal: code message } } }`,
      variables: {
        input: {
          idempotencyKey: 'p',
          depotCode: 'XM-D1',
          service: 'STANDARD',
          channel: 'STORE',
          weightGrams: 900,
          sender: party,
          recipient: party,
          fromDistrict: '厦门市湖里区',
          toDistrict: '福州市鼓楼区',
          senderId: memberId,
        },
      },
    });
  expect(body.errors).toBeUndefined();
  const { paid, senderMember } = body.data.sendParcel;
  expect(senderMember).toEqual({ id: memberId, points: { available: String(2 * Number(paid)) } });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
