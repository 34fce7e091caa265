/** Who may log in to the demonstration: a system for each company, and one person for each role. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { StaffClass } from '@guildhall/shared/principal';
import { CLIENTS, FOUNDER, forEach, type Seeding, SUBSIDIARIES, type Subsidiary } from './house.ts';

/** For a demonstration on a machine of one's own; a production database is never seeded. */
export const PASSWORD = 'ludao-demonstration-2026';
export const clientSecretOf = (subsidiary: Subsidiary): string =>
  `ludao-${CLIENTS[subsidiary]}-demonstration-secret`;

export interface StaffMember {
  readonly name: string;
  readonly login: string;
  readonly role: StaffClass;
  readonly subsidiary?: Subsidiary;
}

export const STAFF: readonly StaffMember[] = [
  { name: '陈思敏', login: 'operator', role: 'operator' },
  { name: '杨晓东', login: 'operator-2', role: 'operator' },
  { name: '林国栋', login: 'risk-officer', role: 'risk_officer' },
  { name: '黄雅婷', login: 'risk-approver', role: 'risk_approver' },
  { name: '蔡明哲', login: 'risk-approver-2', role: 'risk_approver' },
  { name: '郑文斌', login: 'auditor', role: 'auditor' },
  { name: '吴海峰', login: 'clerk-auto', role: 'clerk', subsidiary: 'auto' },
  { name: '许丽华', login: 'clerk-property', role: 'clerk', subsidiary: 'property' },
  { name: '洪美玲', login: 'clerk-retail', role: 'clerk', subsidiary: 'retail' },
  { name: '叶俊杰', login: 'clerk-logistics', role: 'clerk', subsidiary: 'logistics' },
];

/** Answers each person's id by login, for those who act in the seeds. */
export async function seedCallers({ identity }: Seeding): Promise<ReadonlyMap<string, string>> {
  await forEach(SUBSIDIARIES, async (subsidiary) => {
    valueOrThrow(
      await identity.registerClient(FOUNDER, {
        idempotencyKey: CLIENTS[subsidiary],
        clientId: CLIENTS[subsidiary],
        clientSecret: clientSecretOf(subsidiary),
        subsidiary,
        name: CLIENTS[subsidiary],
      }),
    );
  });
  const persons = new Map<string, string>();
  await forEach(STAFF, async ({ name, login, role, subsidiary }) => {
    const { personId } = valueOrThrow(
      await identity.registerPerson(FOUNDER, { idempotencyKey: login, name }),
    );
    persons.set(login, personId);
    valueOrThrow(
      await identity.registerAccount(FOUNDER, {
        idempotencyKey: login,
        personId,
        login,
        password: PASSWORD,
        roles: [role],
        ...(subsidiary === undefined ? {} : { subsidiary }),
      }),
    );
  });
  return persons;
}
