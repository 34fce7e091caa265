/**
 * Walks every field of the graph that holds personal data, for every kind of caller, under every word about sharing. A field
 * of Member that is neither in the table nor said to be harmless fails: nobody adds one and forgets who may see it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { isObjectType, Kind, parse, type TypeNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubgraph } from '../src/subgraph.ts';
import { asking } from './support/ask.ts';
import { OPERATOR, type OpenIdentity, openIdentity, system } from './support/open-identity.ts';

let house: OpenIdentity;
let ask: ReturnType<typeof asking>;
const ids = { member: '', stranger: '' };

const staff = (
  role: 'clerk' | 'operator' | 'auditor' | 'risk_officer' | 'risk_approver',
  subsidiary?: string,
): Principal => ({
  kind: 'staff',
  personId: 'per_00000000000000000000000009',
  accountId: 'acc_00000000000000000000000009',
  roles: [role],
  ...(subsidiary === undefined ? {} : { subsidiary }),
});
const member = (memberId: string): Principal => ({
  kind: 'member',
  memberId,
  sessionId: 'ses_00000000000000000000000001',
});

type Seen = 'WHOLE' | 'MASKED' | 'WITHHELD' | 'NOTHING';
/** What a caller sees of what the property company told: always the same, or as the member's word decides. */
type Sight = Seen | { readonly granted: Seen; readonly otherwise: Seen };
const BY_CONSENT: Sight = { granted: 'WHOLE', otherwise: 'WITHHELD' };
const MASKED_BY_CONSENT: Sight = { granted: 'MASKED', otherwise: 'WITHHELD' };

const CALLERS: readonly (readonly [string, () => Principal])[] = [
  ['anonymous', () => ({ kind: 'anonymous' })],
  ['the member itself', () => member(ids.member)],
  ['another member', () => member(ids.stranger)],
  ['the company that told it', () => system('property')],
  ['its clerk', () => staff('clerk', 'property')],
  ['another company', () => system('retail')],
  ['another company’s clerk', () => staff('clerk', 'auto')],
  ['an operator', () => staff('operator')],
  ['an auditor', () => staff('auditor')],
  ['a risk officer', () => staff('risk_officer')],
  ['a risk approver', () => staff('risk_approver')],
];

/** In the order of CALLERS. */
const OPEN_TO_OWNERS: readonly Sight[] = [
  'NOTHING',
  'WHOLE',
  'NOTHING',
  'WHOLE',
  'WHOLE',
  BY_CONSENT,
  BY_CONSENT,
  'WHOLE',
  'WHOLE',
  'NOTHING',
  'NOTHING',
];
const MASKED_FOR_MOST: readonly Sight[] = [
  'NOTHING',
  'WHOLE',
  'NOTHING',
  'WHOLE',
  'WHOLE',
  MASKED_BY_CONSENT,
  MASKED_BY_CONSENT,
  'MASKED',
  'MASKED',
  'NOTHING',
  'NOTHING',
];
const MASKED_FOR_ALL: readonly Sight[] = [
  'NOTHING',
  'MASKED',
  'NOTHING',
  'MASKED',
  'MASKED',
  MASKED_BY_CONSENT,
  MASKED_BY_CONSENT,
  'MASKED',
  'MASKED',
  'NOTHING',
  'NOTHING',
];
const DESK_AND_SELF: readonly Sight[] = [
  'NOTHING',
  'WHOLE',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'WHOLE',
  'WHOLE',
  'NOTHING',
  'NOTHING',
];
const DESK: readonly Sight[] = [
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'NOTHING',
  'WHOLE',
  'WHOLE',
  'NOTHING',
  'NOTHING',
];

const identities = (value: string, masked: RegExp) => ({
  selection: 'identities { __typename ... on MemberIdentity { value } }',
  whole: value,
  masked,
});

interface Field {
  readonly name: string;
  readonly selection: string;
  /** What shows that the value was seen. */
  readonly whole: string;
  readonly masked?: RegExp;
  readonly sights: readonly Sight[];
}
const FIELDS: readonly Field[] = [
  ...(['name', 'birthday', 'gender', 'address'] as const).map((field, at) => ({
    name: `profile.${field}`,
    selection: `profile { ${field} { __typename ... on MemberProfileFact { value } } }`,
    whole: ['欧阳静怡', '1949-12-31', 'FEMALE', '文三路90号'][at] ?? '',
    sights: OPEN_TO_OWNERS,
  })),
  {
    name: 'sourceRecords',
    selection: 'sourceRecords { __typename ... on MemberSourceRecord { name address } }',
    whole: '欧阳静怡',
    sights: OPEN_TO_OWNERS,
  },
  {
    name: 'identities: telephone',
    ...identities('+8613812345678', /\+86138\*+5678/),
    sights: MASKED_FOR_MOST,
  },
  {
    name: 'identities: e-mail',
    ...identities('jingyi@example.com', /j\*+@example\.com/),
    sights: MASKED_FOR_MOST,
  },
  {
    name: 'identities: identity card',
    ...identities('110105194912310021', /\*+\d{3}[\dX]/),
    sights: MASKED_FOR_ALL,
  },
  {
    name: 'relations',
    selection: 'relations { __typename ... on MemberRelation { thingKey } }',
    whole: 'dwl_secret',
    sights: OPEN_TO_OWNERS,
  },
  {
    name: 'consentHistory',
    selection: 'consentHistory { wordingVersion }',
    whole: 'w-42',
    sights: DESK_AND_SELF,
  },
  {
    name: 'accessLog',
    selection: 'accessLog { edges { node { factsOf } } }',
    whole: 'property',
    sights: DESK_AND_SELF,
  },
  {
    name: 'timeline',
    selection: 'timeline { edges { node { kind } } }',
    whole: 'TOLD',
    sights: DESK_AND_SELF,
  },
  {
    name: 'homeHousehold',
    selection: 'homeHousehold { id }',
    whole: 'hsh_',
    sights: DESK_AND_SELF,
  },
  { name: 'lastSeenAt', selection: 'lastSeenAt', whole: '2026-', sights: DESK_AND_SELF },
  { name: 'dataQuality', selection: 'dataQuality { subsidiary }', whole: 'property', sights: DESK },
  { name: 'merges', selection: 'merges { reason }', whole: 'SAME_PERSON', sights: DESK },
];
/** Says nothing about the person, or only what the caller itself did. */
const HARMLESS = [
  'id',
  'memberNo',
  'status',
  'survivor',
  'enrolledAt',
  'enrolledBy',
  'consents',
  'sessions',
];

type Word = 'nothing' | 'granted' | 'denied' | 'revoked';
const WORDS: readonly Word[] = ['nothing', 'granted', 'denied', 'revoked'];

beforeAll(async () => {
  house = await openIdentity();
  ask = asking(createSubgraph(house.service, house.kit), () => house.clock.now());
  const { idCard, other } = { idCard: '11010519491231002X', other: '13812345679' };
  const told = await house.service.enroll(system('property'), {
    idempotencyKey: 'told',
    identities: [
      { type: 'PHONE', value: '13812345678' },
      { type: 'EMAIL', value: 'jingyi@example.com' },
      { type: 'ID_CARD', value: idCard },
    ],
    profile: { name: '欧阳静怡', birthday: '1990-05-06', gender: 'FEMALE', address: '文三路90号' },
  });
  ids.member = valueOrThrow(told).memberId;
  ids.stranger = valueOrThrow(
    await house.service.enroll(system('retail'), {
      idempotencyKey: 'stranger',
      identities: [{ type: 'PHONE', value: other }],
    }),
  ).memberId;
  const twin = valueOrThrow(
    await house.service.enroll(system('property'), {
      idempotencyKey: 'twin',
      identities: [{ type: 'PHONE', value: '13812345670' }],
    }),
  ).memberId;
  valueOrThrow(
    await house.service.mergeMembers(OPERATOR, {
      idempotencyKey: 'm',
      fromMemberId: twin,
      toMemberId: ids.member,
      reason: 'SAME_PERSON_CONFIRMED',
    }),
  );
  valueOrThrow(
    await house.service.joinHousehold(OPERATOR, {
      idempotencyKey: 'h',
      memberId: ids.member,
      relation: 'HEAD',
    }),
  );
  valueOrThrow(
    await house.service.setRelation(system('property'), {
      idempotencyKey: 'r',
      memberId: ids.member,
      thingKind: 'DWELLING',
      thingKey: 'dwl_secret',
      role: 'OWNER',
      active: true,
    }),
  );
  valueOrThrow(
    await house.service.setConsent(OPERATOR, {
      idempotencyKey: 'w',
      memberId: ids.member,
      purpose: 'SERVICE',
      granted: true,
      wordingVersion: 'w-42',
    }),
  );
  await house.service.mayShare(system('retail'), {
    memberIds: [ids.member],
    subsidiary: 'property',
  });
});
afterAll(() => house.close());

async function say(word: Word): Promise<void> {
  if (word === 'nothing') return;
  for (const granted of word === 'granted' ? [true] : word === 'denied' ? [false] : [true, false]) {
    house.clock.advance(1_000);
    valueOrThrow(
      await house.service.setConsent(OPERATOR, {
        idempotencyKey: house.key(),
        memberId: ids.member,
        purpose: 'CROSS_SUBSIDIARY_SHARING',
        subsidiary: 'property',
        granted,
        wordingVersion: '1',
      }),
    );
  }
}

async function seen(field: Field, caller: Principal): Promise<Seen> {
  // The entity is resolved as the router resolves it, whatever root field led there.
  const answer = await ask(
    caller,
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Member { ${field.selection} } } }`,
    { of: [{ __typename: 'Member', id: ids.member }] },
  );
  const text = JSON.stringify(answer.data);
  if (text.includes(field.whole)) return 'WHOLE';
  if (field.masked?.test(text)) return 'MASKED';
  return text.includes('"Withheld"') ? 'WITHHELD' : 'NOTHING';
}

describe.each(WORDS)('personal data, when the word on sharing is: %s', (word) => {
  beforeAll(() => say(word));
  it.each(FIELDS.map((field) => [field.name, field] as const))('%s', async (_name, field) => {
    const answers = [];
    for (const [who, callerOf] of CALLERS) answers.push([who, await seen(field, callerOf())]);
    const expected = CALLERS.map(([who], at) => {
      const sight = field.sights[at] ?? 'NOTHING';
      const decided =
        typeof sight === 'string' ? sight : word === 'granted' ? sight.granted : sight.otherwise;
      return [who, decided];
    });
    expect(answers).toEqual(expected);
  });
});

describe('the table', () => {
  it('names every field of Member that identity answers', () => {
    const type = createSubgraph(house.service, house.kit).schema.getType('Member');
    const fields = isObjectType(type) ? Object.keys(type.getFields()) : [];
    const walked = new Set(FIELDS.map(({ selection }) => /^\w+/.exec(selection)?.[0]));
    expect(fields.filter((name) => !walked.has(name) && !HARMLESS.includes(name))).toEqual([]);
  });

  it('is not needed for what subsidiaries add to Member: it is withheld by type', () => {
    const graph = parse(readFileSync(join(PROJECT_ROOT, 'gateway/supergraph.graphql'), 'utf8'));
    const named = (node: TypeNode): string =>
      node.kind === Kind.NAMED_TYPE ? node.name.value : named(node.type);
    const unions = new Map(
      graph.definitions.flatMap((definition) =>
        definition.kind === Kind.UNION_TYPE_DEFINITION
          ? [
              [
                definition.name.value,
                (definition.types ?? []).map(({ name }) => name.value),
              ] as const,
            ]
          : [],
      ),
    );
    const subsidiaries = ['AUTO', 'PROPERTY', 'RETAIL', 'LOGISTICS'];
    const Member = graph.definitions.find(
      (definition) =>
        definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Member',
    );
    if (Member?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error('There is no Member');
    const open = (Member.fields ?? []).filter((field) => {
      const graphs = (field.directives ?? []).flatMap(({ name, arguments: given = [] }) =>
        name.value === 'join__field'
          ? given.flatMap(({ name: key, value }) =>
              key.value === 'graph' && value.kind === Kind.ENUM ? [value.value] : [],
            )
          : [],
      );
      const theirs =
        graphs.some((one) => subsidiaries.includes(one)) && !graphs.includes('IDENTITY');
      return theirs && !(unions.get(named(field.type)) ?? []).includes('Withheld');
    });
    expect(open.map(({ name }) => name.value)).toEqual([]);
  });
});
