import { inflateRawSync } from 'node:zlib';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hearFact } from '../src/application/privacy-commands.ts';
import { createSubgraph } from '../src/subgraph.ts';
import { asking } from './support/ask.ts';
import {
  MODULE,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
} from './support/open-identity.ts';

let house: OpenIdentity;
beforeEach(async () => {
  house = await openIdentity();
});
afterEach(() => house.close());

const ANYBODY: Principal = { kind: 'anonymous' };
const PHONE = '13812340001';

async function code(phone = PHONE) {
  house.clock.advance(61_000);
  const asked = valueOrThrow(
    await house.service.requestLoginCode(ANYBODY, {
      idempotencyKey: house.key(),
      phone,
      locale: 'en',
    }),
  );
  return { challengeId: asked.challengeId, code: asked.code ?? '' };
}
async function signIn(phone = PHONE): Promise<Extract<Principal, { kind: 'member' }>> {
  const login = valueOrThrow(await house.service.loginWithCode(ANYBODY, await code(phone)));
  return { kind: 'member', memberId: login.memberId, sessionId: login.sessionId };
}
const erase = (caller: Principal, memberId: string) =>
  house.service.changeStatus(caller, {
    idempotencyKey: house.key(),
    memberId,
    to: 'ERASED',
    reason: 'ASKED_BY_MEMBER',
  });

describe('what is sensitive', () => {
  it('is taken from a member who signed in lately or proved it again, with a telephone of its own', async () => {
    const me = await signIn();
    house.clock.advance(11 * 60_000);
    expect(refusalCode(await erase(me, me.memberId))).toBe('STEP_UP_NEEDED');
    expect(
      refusalCode(await house.service.exportMemberArchive(me, { memberId: me.memberId })),
    ).toBe('STEP_UP_NEEDED');
    await signIn('13812340002');
    expect(refusalCode(await house.service.proveWithCode(me, await code('13812340002')))).toBe(
      'STEP_UP_OTHER_PHONE',
    );
    valueOrThrow(await house.service.proveWithCode(me, await code()));
    expect((await house.service.exportMemberArchive(me, { memberId: me.memberId })).ok).toBe(true);
    house.clock.advance(11 * 60_000);
    expect(refusalCode(await erase(me, me.memberId))).toBe('STEP_UP_NEEDED');
    valueOrThrow(await house.service.proveWithCode(me, await code()));
    expect(refusalCode(await erase(me, me.memberId))).toBe('accepted');
  });

  it('asks staff for the password again, and counts wrong ones', async () => {
    const password = 'kestrel-mulberry-47-lantern';
    const { personId } = valueOrThrow(
      await house.service.registerPerson(MODULE, { idempotencyKey: 'p', name: '林知夏' }),
    );
    const { accountId } = valueOrThrow(
      await house.service.registerAccount(MODULE, {
        idempotencyKey: 'a',
        personId,
        login: 'lin.zx',
        password,
        roles: ['operator'],
      }),
    );
    const lin: Principal = { kind: 'staff', personId, accountId, roles: ['operator'] };
    expect(refusalCode(await house.service.rotateKeys(lin, { keys: 'DATA' }))).toBe(
      'STEP_UP_NEEDED',
    );
    valueOrThrow(await house.service.loginStaff(ANYBODY, { login: 'lin.zx', password }));
    house.clock.advance(11 * 60_000);
    expect(refusalCode(await house.service.rotateKeys(lin, { keys: 'DATA' }))).toBe(
      'STEP_UP_NEEDED',
    );
    expect(refusalCode(await house.service.proveWithPassword(lin, { password: 'wrong' }))).toBe(
      'LOGIN_FAILED',
    );
    valueOrThrow(await house.service.proveWithPassword(lin, { password }));
    expect((await house.service.rotateKeys(lin, { keys: 'DATA' })).ok).toBe(true);
    for (let tries = 0; tries < 5; tries += 1)
      await house.service.proveWithPassword(lin, { password: 'wrong' });
    expect(refusalCode(await house.service.proveWithPassword(lin, { password }))).toBe('TRY_LATER');
  });
});

describe('a consent that a subsidiary recorded', () => {
  const SHARING = {
    purpose: 'CROSS_SUBSIDIARY_SHARING' as const,
    wordingVersion: 'v1',
    granted: true,
  };
  it('shows what it rests on, can be contested, and then only the member itself can agree again', async () => {
    const me = await signIn();
    const enrolled = await house.service.enroll(system('retail'), {
      idempotencyKey: house.key(),
      identities: [{ type: 'PHONE', value: PHONE, verified: true }],
      profile: { name: '陈静' },
    });
    expect(valueOrThrow(enrolled).memberId).toBe(me.memberId);
    const say = (caller: Principal, evidence?: string) =>
      house.service.setConsent(caller, {
        idempotencyKey: house.key(),
        memberId: me.memberId,
        ...SHARING,
        evidence,
      });
    valueOrThrow(await say(system('retail'), 'FORM-2026-118'));
    const mine = async () =>
      (await house.service.readConsents(me, { memberIds: [me.memberId] }))[0];
    expect(await mine()).toMatchObject([
      { state: 'GRANTED', saidThrough: 'retail', confirmed: false, evidence: 'FORM-2026-118' },
    ]);
    const shown = () =>
      house.service.mayShare(system('auto'), { memberIds: [me.memberId], subsidiary: 'retail' });
    expect(await shown()).toEqual(['ALLOWED']);

    const contest = () =>
      house.service.contestConsent(me, {
        idempotencyKey: house.key(),
        purpose: 'CROSS_SUBSIDIARY_SHARING',
      });
    house.clock.advance(1_000);
    valueOrThrow(await contest());
    expect(await shown()).toEqual(['CONSENT_MISSING']);
    house.clock.advance(1_000);
    expect(refusalCode(await say(system('retail')))).toBe('CONSENT_CONTESTED');
    // Told with an enrolment it is kept in the history, and not believed either.
    await house.service.enroll(system('retail'), {
      idempotencyKey: house.key(),
      identities: [{ type: 'PHONE', value: PHONE }],
      consents: [SHARING],
    });
    expect(await shown()).toEqual(['CONSENT_MISSING']);
    expect(refusalCode(await contest())).toBe('CONSENT_NOT_CONTESTABLE');
    house.clock.advance(1_000);
    valueOrThrow(await say(me));
    expect(await shown()).toEqual(['ALLOWED']);
    expect((await mine())?.[0]).toMatchObject({ confirmed: true, evidence: null });
  });
});

describe('the archive of a member', () => {
  it('holds everything, names what did not answer, and is itself a look', async () => {
    const me = await signIn();
    await house.service.enroll(system('retail'), {
      idempotencyKey: house.key(),
      identities: [{ type: 'PHONE', value: PHONE, verified: true }],
      profile: { name: '陈静', address: '文三路90号' },
    });
    const { archive, missing } = valueOrThrow(await house.service.exportMemberArchive(me, me));
    const files = unzip(archive);
    expect([...files.keys()]).toEqual(['manifest.json', 'identity.json']);
    expect(missing).toContain('ledger');
    expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({
      for: 'the member itself',
      modulesThatDidNotAnswer: missing,
    });
    const own = JSON.parse(files.get('identity.json') ?? '');
    expect(own.profile.name).toMatchObject({ value: '陈静', source: 'retail' });
    expect(own.identities[0]).toMatchObject({ type: 'PHONE', shown: `+86${PHONE}` });
    expect(own.timeline.map(({ kind }: { kind: string }) => kind)).toContain('SIGNED_IN');
    valueOrThrow(await house.service.exportMemberArchive(MODULE, me));
    const looks = await house.service.readAccessLog(me, { memberId: me.memberId, limit: 20 });
    expect(looks).toContainEqual(
      expect.objectContaining({ factsOf: 'everything', answer: 'ALLOWED' }),
    );
    const other = await signIn('13812340002');
    expect(refusalCode(await house.service.exportMemberArchive(other, me))).toBe(
      'MEMBER_NOT_FOUND',
    );
    expect(refusalCode(await house.service.exportMemberArchive(system('retail'), me))).toBe(
      'CALLER_MAY_NOT',
    );
  });
});

/** By the central directory, as unzip programs do. */
function unzip(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, names] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28)];
    const offset = archive.readUInt32LE(at + 42);
    const name = archive.subarray(at + 46, at + 46 + names).toString('utf8');
    const from =
      offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
    files.set(name, inflateRawSync(archive.subarray(from, from + packed)).toString('utf8'));
    at += 46 + names;
  }
  return files;
}

describe('relations to things', () => {
  it('follow what the subsidiaries say, and are shared by consent only', async () => {
    const me = await signIn();
    const tenant = await signIn('13812340002');
    const hear = (payload: object) =>
      house.kit.db.transaction((tx) =>
        hearFact({ tx, now: house.clock.now(), publish: async () => undefined }, payload),
      );
    const flat = { subsidiary: 'property', fact: 'dwelling', key: 'dwl_1', active: true };
    await hear({ ...flat, memberId: me.memberId, attributes: { role: 'OWNER', paysFees: true } });
    await hear({
      ...flat,
      memberId: tenant.memberId,
      attributes: { role: 'TENANT', paysFees: false },
    });
    valueOrThrow(
      await house.service.setRelation(system('auto'), {
        idempotencyKey: house.key(),
        memberId: me.memberId,
        thingKind: 'VEHICLE',
        thingKey: 'veh_1',
        role: 'DRIVER',
        active: true,
      }),
    );
    const mine = await house.service.readRelations(me, me);
    expect(
      mine.map((one) => ('role' in one ? `${one.subsidiary} ${one.role}` : 'hidden')).sort(),
    ).toEqual(['auto DRIVER', 'property OWNER', 'property PAYER']);
    // The tenant pays from now on.
    await hear({ ...flat, memberId: me.memberId, attributes: { role: 'OWNER', paysFees: false } });
    const ended = (await house.service.readRelations(me, me)).filter(
      (one) => 'until' in one && one.until !== null,
    );
    expect(ended).toMatchObject([{ role: 'PAYER' }]);
    expect(await house.service.readRelations(system('auto'), me)).toMatchObject([
      { role: 'DRIVER' },
      { withheld: 'CONSENT_MISSING' },
    ]);
    const [first] = (await house.service.readRelations(OPERATOR, me)).filter(
      (one) => 'role' in one && one.role === 'OWNER',
    );
    expect(first).toMatchObject({ others: [{ memberId: tenant.memberId, role: 'TENANT' }] });
    const foreign = {
      idempotencyKey: house.key(),
      memberId: me.memberId,
      subsidiary: 'property',
      thingKind: 'DWELLING' as const,
      thingKey: 'x',
      role: 'OWNER' as const,
      active: true,
    };
    expect(refusalCode(await house.service.setRelation(system('auto'), foreign))).toBe(
      'CALLER_MAY_NOT',
    );
  });
});

describe('trust in a source', () => {
  it('changes what survives, at once and for everybody it told about', async () => {
    const ask = asking(createSubgraph(house.service, house.kit), () => house.clock.now());
    const me = await signIn();
    const tell = (source: string, address: string) =>
      house.service.enroll(system(source), {
        idempotencyKey: house.key(),
        identities: [{ type: 'PHONE', value: PHONE, verified: true }],
        profile: { address },
      });
    await tell('property', '文三路90号');
    house.clock.advance(1_000);
    await tell('logistics', '古墩路7号');
    const address = async () =>
      (await house.service.readFacts(me, { memberIds: [me.memberId] }))[0]?.profile.address;
    expect(await address()).toMatchObject({ value: '古墩路7号' });
    const set = await ask(
      OPERATOR,
      `mutation { setSourceTrust(input: { idempotencyKey: "t", source: "property", field: address, trust: 10 }) { ... on SourceTrustSet { rederived } ... on Refusal { code } } }`,
    );
    expect(set.data.setSourceTrust).toEqual({ rederived: 1 });
    expect(await address()).toMatchObject({
      value: '文三路90号',
      conflicts: [{ value: '古墩路7号', source: 'logistics' }],
    });
    expect(
      (await ask(OPERATOR, '{ sourceTrust { source field trust } }')).data.sourceTrust,
    ).toEqual([{ source: 'property', field: 'address', trust: 10 }]);
  });
});
