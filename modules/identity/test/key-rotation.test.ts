import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing } from '../src/protection/key-ring.ts';
import { SealBroken, sealText, unsealText } from '../src/protection/sealing.ts';
import {
  MODULE,
  NOON,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
} from './support/open-identity.ts';

let house: OpenIdentity;
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

const enroll = (value: string, name: string) =>
  house.service.enroll(system('retail'), {
    idempotencyKey: house.key(),
    identities: [{ type: 'PHONE', value }],
    profile: { name },
  });
const nameOf = async (memberId: string, service = house.service) => {
  const [facts] = await service.readFacts(OPERATOR, { memberIds: [memberId] });
  const name = facts?.profile.name;
  return name !== undefined && 'value' in name ? name.value : undefined;
};

describe('a sealed value', () => {
  const key = Buffer.alloc(32, 7);
  it('opens only with its key, in its place, unchanged', () => {
    const sealed = sealText(key, 'here', '秘密');
    expect(unsealText(key, 'here', sealed)).toBe('秘密');
    expect(sealText(key, 'here', '秘密').equals(sealed)).toBe(false);
    const broken = Buffer.from(sealed);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    expect(() => unsealText(key, 'here', broken)).toThrow(SealBroken);
    expect(() => unsealText(key, 'there', sealed)).toThrow(SealBroken);
    expect(() => unsealText(Buffer.alloc(32, 8), 'here', sealed)).toThrow(SealBroken);
    expect(() => unsealText(key, 'here', sealed.subarray(0, 20))).toThrow(SealBroken);
  });
});

describe('rotation of data keys', () => {
  it('wraps every key again and changes no value; processes that missed it learn', async () => {
    const elsewhere = await house.another();
    const { memberId } = valueOrThrow(await enroll('13912345601', '轮换'));
    const { personId } = valueOrThrow(
      await house.service.registerPerson(MODULE, { idempotencyKey: house.key(), name: '员工' }),
    );
    const values = async () => {
      const { rows } =
        await sql`SELECT sealed FROM identity UNION ALL SELECT sealed FROM source_record`.execute(
          house.kit.db.sql(),
        );
      return JSON.stringify(rows);
    };
    const before = await values();
    const rotated = valueOrThrow(await house.service.rotateKeys(MODULE, { keys: 'DATA' }));
    expect(rotated.rewrapped).toBe(2);
    expect(await values()).toBe(before);
    const { rows } =
      await sql`SELECT DISTINCT master_key FROM member UNION SELECT DISTINCT master_key FROM person`.execute(
        house.kit.db.sql(),
      );
    expect(rows).toHaveLength(1);
    expect(await nameOf(memberId)).toBe('轮换');
    expect(await nameOf(memberId, elsewhere)).toBe('轮换');
    const account = {
      idempotencyKey: house.key(),
      personId,
      login: 'rotated',
      password: 'teapot-orbit-lantern',
      roles: ['auditor'],
    } as const;
    expect(refusalCode(await elsewhere.registerAccount(MODULE, account))).toBe('accepted');
    expect(refusalCode(await house.service.rotateKeys(system('retail'), { keys: 'DATA' }))).toBe(
      'CALLER_MAY_NOT',
    );
  });

  it('happens by itself once a year, and finishes what was interrupted', async () => {
    const { memberId } = valueOrThrow(await enroll('13912345602', '年度'));
    house.clock.advance(366 * 86_400_000);
    await house.service.keepHouse(MODULE, {});
    const { rows } = await sql<{ key: number; newest: number }>`
      SELECT max(m.master_key) AS key, (SELECT max(id) FROM master_key) AS newest FROM member m`.execute(
      house.kit.db.sql(),
    );
    expect(rows[0]?.key).toBe(rows[0]?.newest);
    expect(await nameOf(memberId)).toBe('年度');
  });

  it('keeps finding identities, because search digests have a key of their own', async () => {
    const { memberId } = valueOrThrow(await enroll('13912345603', '查找'));
    await house.service.rotateKeys(MODULE, { keys: 'DATA' });
    expect(
      await house.service.resolveMembers(MODULE, {
        identities: [{ type: 'PHONE', value: '13912345603' }],
      }),
    ).toEqual([memberId]);
  });
});

describe('another secret', () => {
  it('opens nothing, and says so at start', async () => {
    await expect(KeyRing.open(house.kit.db, 'x'.repeat(40), NOON)).rejects.toThrow(SealBroken);
  });
});

describe('suspected signing keys', () => {
  it('are replaced at once, and tokens they signed die', async () => {
    const client = {
      idempotencyKey: house.key(),
      clientId: 'suspect',
      subsidiary: 'auto',
      name: 'x',
    };
    const { clientSecret } = valueOrThrow(await house.service.registerClient(MODULE, client));
    const token = async () =>
      valueOrThrow(
        await house.service.issueClientToken(MODULE, {
          clientId: 'suspect',
          clientSecret: clientSecret ?? '',
        }),
      ).accessToken;
    const before = await token();
    expect(await house.service.verifyAccessToken(MODULE, { token: before })).not.toBeNull();
    valueOrThrow(await house.service.rotateKeys(MODULE, { keys: 'SIGNING' }));
    expect(await house.service.verifyAccessToken(MODULE, { token: before })).toBeNull();
    expect(await house.service.verifyAccessToken(MODULE, { token: await token() })).not.toBeNull();
  });
});
