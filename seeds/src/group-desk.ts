/**
 * What the group's desk has to look at: points spent at another company than they were earned at, last month and this
 * one, so that there is something to clear; and people whom two companies know so differently that somebody must say
 * whether they are one.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { forEach, type Seeding, SUBSIDIARIES, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';

const DAY_MS = 86_400_000;
/** Enough for a queue, few enough to be worked through in a demonstration. */
const DOUBTFUL = 5;

export async function seedGroupDesk(
  seeding: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
): Promise<void> {
  await spendElsewhere(seeding, chance, members);
  await tellDifferently(seeding, chance, members.slice(1, DOUBTFUL + 1));
}

/** The twentieth of the month before, at noon in Shanghai: its books can be closed. */
function lastMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 20, 4));
}

async function spendElsewhere(
  { ledger, now }: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
): Promise<void> {
  const uses = members.flatMap(({ memberId }) =>
    [lastMonth(now), new Date(now.getTime() - chance.between(1, 48) * (DAY_MS / 24))].map(
      (occurredAt) => ({
        memberId,
        occurredAt,
        subsidiary: chance.pick(SUBSIDIARIES),
        amountMinor: BigInt(chance.between(2, 12) * 10),
      }),
    ),
  );
  await forEach(uses, async ({ memberId, occurredAt, subsidiary, amountMinor }, index) => {
    // A member with fewer points than that keeps them: a refusal is no failure here.
    await ledger.postBurn(systemOf(subsidiary), {
      idempotencyKey: `spend-elsewhere-${index}`,
      memberId,
      currency: 'POINT',
      amountMinor,
      subsidiary,
      occurredAt,
      reason: { type: 'order', id: `seed-${index}` },
    });
  });
}

/** Another company knows the same telephone under another name, or the same person under another telephone. */
async function tellDifferently(
  { identity }: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
): Promise<void> {
  await forEach(members, async ({ person, address }, index) => {
    const { name, birthday, gender, phone } = person;
    const sharesPhone = index % 2 === 0;
    valueOrThrow(
      await identity.enroll(systemOf('logistics'), {
        idempotencyKey: `told-differently-${index}`,
        identities: [
          { type: 'CUSTOMER_NUMBER', value: `LD${8_800_000 + index}`, source: 'logistics' },
          {
            type: 'PHONE',
            value: sharesPhone ? phone : `+86186${chance.between(10_000_000, 99_999_999)}`,
          },
        ],
        profile: sharesPhone
          ? { name: `${name.slice(0, 1)}建国`, gender: 'MALE' }
          : { name, birthday, gender, address },
      }),
    );
  });
}
