/** The group's members: each known to one subsidiary first, most of them willing to share. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { forEach, type Seeding, SUBSIDIARIES, systemOf } from './house.ts';
import { inventPeople, type Person } from './people.ts';

export interface SeededMember {
  readonly memberId: string;
  readonly person: Person;
  readonly address: string;
}

const ROADS = [
  '环岛路',
  '莲前西路',
  '厦禾路',
  '湖滨南路',
  '嘉禾路',
  '吕岭路',
  '仙岳路',
  '集美大道',
];

/** In the same order on every machine; the first one consents to everything and is the newcomer's example. */
export async function seedMembers(
  seeding: Seeding,
  chance: Chance,
  count: number,
): Promise<SeededMember[]> {
  const people = inventPeople(chance, count).map((person, index) => ({
    person,
    address: `厦门市${chance.pick(['思明区', '湖里区', '集美区', '海沧区'])}${chance.pick(ROADS)} ${chance.between(1, 999)} 号`,
    knownTo: chance.pick(SUBSIDIARIES),
    shares: index === 0 || chance.percent(75),
    marketing: index === 0 || chance.percent(60),
  }));
  const seeded = new Array<SeededMember>(count);
  await forEach(people, async ({ person, address, knownTo, shares, marketing }, index) => {
    const { name, birthday, gender, phone, email } = person;
    const consent = (
      purpose: 'CROSS_SUBSIDIARY_SHARING' | 'MARKETING' | 'PROFILING',
      granted: boolean,
    ) => ({
      purpose,
      granted,
      wordingVersion: '2026-01',
    });
    const { memberId } = valueOrThrow(
      await seeding.identity.enroll(systemOf(knownTo), {
        idempotencyKey: `member-${index}`,
        identities: [
          { type: 'PHONE', value: phone, verified: true },
          ...(email === undefined ? [] : [{ type: 'EMAIL' as const, value: email }]),
        ],
        profile: { name, birthday, gender, address },
        consents: [
          consent('CROSS_SUBSIDIARY_SHARING', shares),
          consent('MARKETING', marketing),
          consent('PROFILING', marketing),
        ],
      }),
    );
    seeded[index] = { memberId, person, address };
  });
  return seeded;
}
