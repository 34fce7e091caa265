/**
 * The whole platform on a database of its own, for stories: real tokens from the real endpoints, requests over HTTP
 * through the gateway.
 */
import { randomUUID } from 'node:crypto';
import { type RunningGuildhall, startGuildhall } from '@guildhall/gateway';
import type { IdentityService } from '@guildhall/identity';
import type { Clock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { migrateAll } from '@guildhall/shared/database/migrate';
import { createLogger } from '@guildhall/shared/log';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal, StaffClass } from '@guildhall/shared/principal';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '@guildhall/shared/testing/test-database';
import request from 'supertest';
import { composeSubgraphs } from '../../gateway/src/composition/compose-subgraphs.ts';
import { moduleSubgraphs } from '../../gateway/src/composition/module-schemas.ts';

const FOUNDER: Principal = { kind: 'module', name: 'test' };
/** Of everybody that `staff` registers. */
export const STAFF_PASSWORD = 'a long sentence nobody would guess 42';

/** Stories are told faster than people talk; the limits have tests of their own. */
const NO_HURRY = {
  perAddress: 10_000_000,
  anonymous: 10_000_000,
  perPerson: 10_000_000,
  perSystem: 10_000_000,
};

export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** Somebody with a token, or nobody in particular. */
export interface Caller {
  readonly token: string | undefined;
  /** Data of an operation that must succeed; `T` is what the story asked for. */
  ask<T>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** The whole answer, errors and all. */
  answer(document: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>;
  /** The same, reading another language; English is what all others read. */
  reading(language: 'zh-CN' | 'en'): Caller;
}

export interface TestGuildhall {
  readonly running: RunningGuildhall;
  readonly url: string;
  /** The administrator's address of the database. */
  readonly databaseUrl: string;
  readonly anonymous: Caller;
  /** Whoever holds this access token. */
  as(token: string): Caller;
  /** A subsidiary's system, by OAuth2 client credentials. */
  system(subsidiary: string): Promise<Caller>;
  /** A person of the staff, by password. The same name is the same person. */
  staff(name: string, roles: readonly StaffClass[], subsidiary?: string): Promise<Caller>;
  /** A member (or a new one), by a one-time code. */
  member(phone: string): Promise<Caller>;
  stop(): Promise<void>;
}

export interface TestGuildhallOptions {
  readonly clock?: Clock;
  /** A folder with further modules, such as a subsidiary that joins. */
  readonly alsoModulesOf?: string;
}

export async function startTestGuildhall({
  clock,
  alsoModulesOf,
}: TestGuildhallOptions = {}): Promise<TestGuildhall> {
  const database = await (alsoModulesOf === undefined
    ? createTestDatabase()
    : createEmptyDatabase());
  const joined = alsoModulesOf === undefined ? {} : await join(database, alsoModulesOf);
  const running = await startGuildhall({
    ...joined,
    ...(clock === undefined ? {} : { clock }),
    databaseUrl: database.url,
    secret: database.secret,
    port: 0,
    config: readConfig({ NODE_ENV: 'test' }),
    log: createLogger(process.env.LOG_LEVEL ?? 'silent'),
    rates: NO_HURRY,
    strictDoors: true,
  });
  const as = (token: string | undefined): Caller => callerOf(running.url, token);
  const people = new Map<string, string>();
  const identity = running.house.doors.get<IdentityService>('identity');
  return {
    running,
    url: running.url,
    databaseUrl: database.url,
    anonymous: as(undefined),
    as,
    system: async (subsidiary) => {
      const clientId = `${subsidiary}-system`;
      const clientSecret = `${subsidiary} secret of its system, long enough`;
      await identity.registerClient(FOUNDER, {
        idempotencyKey: clientId,
        clientId,
        clientSecret,
        subsidiary,
        name: clientId,
      });
      const { body } = await request(running.url)
        .post('/oauth2/token')
        .auth(clientId, clientSecret)
        .type('form')
        .send({ grant_type: 'client_credentials' })
        .expect(200);
      return as(body.access_token as string);
    },
    staff: async (name, roles, subsidiary) => {
      const personId =
        people.get(name) ??
        valueOrThrow(await identity.registerPerson(FOUNDER, { idempotencyKey: name, name }))
          .personId;
      people.set(name, personId);
      const login = `${name}-${roles.join('-')}`.replaceAll('_', '-').toLowerCase();
      valueOrThrow(
        await identity.registerAccount(FOUNDER, {
          idempotencyKey: login,
          personId,
          login,
          password: STAFF_PASSWORD,
          roles,
          ...(subsidiary === undefined ? {} : { subsidiary }),
        }),
      );
      const { loginStaff } = await as(undefined).ask<{ loginStaff: { tokens: Tokens } }>(
        `mutation ($input: LoginStaffInput!) {
          loginStaff(input: $input) { ... on StaffLogin { tokens { accessToken } } ... on Refusal { code message } }
        }`,
        { input: { idempotencyKey: randomUUID(), login, password: STAFF_PASSWORD } },
      );
      return as(loginStaff.tokens.accessToken);
    },
    member: async (phone) => {
      const { requestLoginCode } = await as(undefined).ask<{
        requestLoginCode: { challengeId: string; code: string };
      }>(
        `mutation ($input: RequestLoginCodeInput!) {
          requestLoginCode(input: $input) { ... on LoginChallenge { challengeId code } ... on Refusal { refusal: code message } }
        }`,
        { input: { idempotencyKey: randomUUID(), phone } },
      );
      const { challengeId, code } = requestLoginCode;
      const { loginWithCode } = await as(undefined).ask<{ loginWithCode: { tokens: Tokens } }>(
        `mutation ($input: LoginWithCodeInput!) {
          loginWithCode(input: $input) { ... on MemberLogin { tokens { accessToken } } ... on Refusal { code message } }
        }`,
        { input: { idempotencyKey: randomUUID(), challengeId, code } },
      );
      return as(loginWithCode.tokens.accessToken);
    },
    stop: async () => {
      await running.stop();
      await database.drop();
    },
  };
}

/** What joining takes: the house's own migrations and the newcomer's, and the graph composed anew. */
async function join({ url, database, secret }: TestDatabase, folder: string) {
  const roots = [PROJECT_ROOT, folder];
  await migrateAll({ adminUrl: url, database, secret, roots });
  const { supergraphSdl } = await composeSubgraphs(await moduleSubgraphs(roots));
  return { roots, supergraphSdl };
}

interface Tokens {
  readonly accessToken: string;
}

function callerOf(url: string, token: string | undefined, language = 'en'): Caller {
  const answer: Caller['answer'] = async (document, variables = {}) => {
    const sent = request(url).post('/graphql').set('accept-language', language);
    if (token !== undefined) sent.set('authorization', `Bearer ${token}`);
    const { body } = await sent.send({ query: document, variables });
    return body as GraphqlAnswer;
  };
  return {
    token,
    answer,
    reading: (other) => callerOf(url, token, other),
    ask: async <T>(document: string, variables?: Readonly<Record<string, unknown>>) => {
      const { data, errors } = await answer(document, variables);
      if (errors !== undefined || data == null)
        throw new Error(`The operation failed: ${JSON.stringify(errors ?? data)}`);
      return data as T;
    },
  };
}
