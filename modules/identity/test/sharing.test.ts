import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SharingAnswer } from '../src/index.ts';
import { OPERATOR, type OpenIdentity, openIdentity, system } from './support/open-identity.ts';

let house: OpenIdentity;
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

const staff = (roles: string, subsidiary?: string): Principal =>
  ({
    kind: 'staff',
    personId: 'per_x',
    accountId: 'acc_x',
    roles: [roles],
    ...(subsidiary ? { subsidiary } : {}),
  }) as Principal;

type Word =
  | 'nothing'
  | 'group: yes'
  | 'group: no'
  | 'property: yes'
  | 'property: no'
  | 'group: yes, property: no'
  | 'group: no, property: yes'
  | 'other: yes';
const WORDS: Readonly<Record<Word, readonly [string | undefined, boolean][]>> = {
  nothing: [],
  'group: yes': [[undefined, true]],
  'group: no': [[undefined, false]],
  'property: yes': [['property', true]],
  'property: no': [['property', false]],
  'group: yes, property: no': [
    [undefined, true],
    ['property', false],
  ],
  'group: no, property: yes': [
    [undefined, false],
    ['property', true],
  ],
  'other: yes': [['auto', true]],
};
const REACHES: ReadonlySet<Word> = new Set([
  'group: yes',
  'property: yes',
  'group: no, property: yes',
]);

const used = { count: 0 };
async function memberWho(word: Word): Promise<string> {
  used.count += 1;
  const { memberId } = valueOrThrow(
    await house.service.enroll(system('property'), {
      idempotencyKey: house.key(),
      identities: [{ type: 'PHONE', value: `138${String(20_000_000 + used.count)}` }],
    }),
  );
  for (const [subsidiary, granted] of WORDS[word]) {
    valueOrThrow(
      await house.service.setConsent(OPERATOR, {
        idempotencyKey: house.key(),
        memberId,
        purpose: 'CROSS_SUBSIDIARY_SHARING',
        subsidiary,
        granted,
        wordingVersion: '1',
      }),
    );
  }
  return memberId;
}

/** What each caller is answered about the property company's facts: always the same, or as consent decides. */
const CALLERS: readonly (readonly [string, Principal, SharingAnswer | 'BY_CONSENT'])[] = [
  ['anonymous', { kind: 'anonymous' }, 'NOT_ALLOWED'],
  ['the property company', system('property'), 'ALLOWED'],
  ['its clerk', staff('clerk', 'property'), 'ALLOWED'],
  ['its own module', { kind: 'module', name: 'property' }, 'ALLOWED'],
  ['another company', system('retail'), 'BY_CONSENT'],
  ['another clerk', staff('clerk', 'auto'), 'BY_CONSENT'],
  ['a rule of the house', { kind: 'module', name: 'coupon' }, 'BY_CONSENT'],
  ['an operator', staff('operator'), 'ALLOWED'],
  ['an auditor', staff('auditor'), 'ALLOWED'],
  ['a risk officer', staff('risk_officer'), 'NOT_ALLOWED'],
  ['a risk approver', staff('risk_approver'), 'NOT_ALLOWED'],
];

describe('who may see the property company’s facts', () => {
  for (const word of Object.keys(WORDS) as Word[]) {
    it(`when the member said ${word}`, async () => {
      const memberId = await memberWho(word);
      const self: Principal = { kind: 'member', memberId, sessionId: 'ses_x' };
      const other: Principal = {
        kind: 'member',
        memberId: await memberWho('nothing'),
        sessionId: 'ses_x',
      };
      const callers = [
        ...CALLERS,
        ['the member itself', self, 'ALLOWED'],
        ['another member', other, 'NOT_ALLOWED'],
      ] as typeof CALLERS;
      for (const [name, caller, rule] of callers) {
        const [answer] = await house.service.mayShare(caller, {
          memberIds: [memberId],
          subsidiary: 'property',
        });
        const expected =
          rule === 'BY_CONSENT' ? (REACHES.has(word) ? 'ALLOWED' : 'CONSENT_MISSING') : rule;
        expect(answer, name).toBe(expected);
      }
    });
  }

  it('is asked for many members at once, answered in order, and each refusal is recorded', async () => {
    const [yes, no] = [await memberWho('group: yes'), await memberWho('nothing')];
    const memberIds = [no, yes, 'mem_01h2xcejqtf2nbrexx3vqjhp41', 'nonsense', no];
    const answers = await house.service.mayShare(system('retail'), {
      memberIds,
      subsidiary: 'property',
    });
    expect(answers).toEqual([
      'CONSENT_MISSING',
      'ALLOWED',
      'NOT_ALLOWED',
      'NOT_ALLOWED',
      'CONSENT_MISSING',
    ]);
    const log = async (memberId: string) =>
      (await house.service.readAccessLog(OPERATOR, { memberId, limit: 10 })).map(
        ({ answer, viewerSubsidiary }) => [viewerSubsidiary, answer],
      );
    expect(await log(no)).toEqual([['retail', 'CONSENT_MISSING']]);
    expect(await log(yes)).toEqual([['retail', 'ALLOWED']]);
  });

  it('keeps the log from being rewritten', async () => {
    await expect(
      sql`UPDATE access_log SET answer = 'ALLOWED'`.execute(house.kit.db.sql()),
    ).rejects.toThrow('permission denied');
    await expect(
      sql`UPDATE consent_event SET state = 'GRANTED'`.execute(house.kit.db.sql()),
    ).rejects.toThrow('permission denied');
  });

  it('follows the newest word, not the last one recorded', async () => {
    const memberId = await memberWho('nothing');
    const say = (granted: boolean, hoursAgo: number) =>
      house.service.setConsent(OPERATOR, {
        idempotencyKey: house.key(),
        memberId,
        purpose: 'CROSS_SUBSIDIARY_SHARING',
        granted,
        wordingVersion: '1',
        saidAt: new Date(house.clock.now().getTime() - hoursAgo * 3_600_000),
      });
    valueOrThrow(await say(false, 1));
    valueOrThrow(await say(true, 5));
    expect(
      await house.service.mayShare(system('retail'), {
        memberIds: [memberId],
        subsidiary: 'property',
      }),
    ).toEqual(['CONSENT_MISSING']);
  });
});
