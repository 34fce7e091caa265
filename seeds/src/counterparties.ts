/** The group's counterparties: firms with surveys in four facets, a few of them in trouble, some on a list. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Chance } from './chance.ts';
import { inventFirms } from './firms.ts';
import { forEach, type Seeding, SUBSIDIARIES, systemOf } from './house.ts';
import { inventPeople } from './people.ts';

const DAY_MS = 86_400_000;

export async function seedCounterparties(
  seeding: Seeding,
  chance: Chance,
  persons: ReadonlyMap<string, string>,
  count: number,
): Promise<void> {
  const { credit, now } = seeding;
  const heads = inventPeople(chance, count);
  const firms = inventFirms(chance, count).map((firm, index) => ({
    ...firm,
    head: heads[index]?.name ?? '',
    health: chance.weighted([
      ['GOOD', 6],
      ['STRAINED', 3],
      ['DEFAULTED', 1],
    ] as const),
    knownTo: chance.pick(SUBSIDIARIES),
    capital: chance.pick(['1000000', '5000000', '10000000', '50000000']),
    revenue: String(chance.between(800, 90_000) * 10_000),
    daysAgo: chance.between(3, 200),
    founded: `${chance.between(1995, 2021)}-0${chance.between(1, 9)}-1${chance.between(0, 9)}`,
  }));
  await forEach(
    firms,
    async ({ uscc, name, head, health, knownTo, capital, revenue, daysAgo, founded }) => {
      const system = systemOf(knownTo);
      const { firmId } = valueOrThrow(
        await credit.registerFirm(system, { idempotencyKey: uscc, uscc, name }),
      );
      const observedAt = new Date(now.getTime() - daysAgo * DAY_MS);
      const source = '国家企业信用信息公示系统';
      const told = (type: string, value: unknown, item?: string) => ({
        type,
        value,
        observedAt,
        source,
        ...(item === undefined ? {} : { item }),
      });
      valueOrThrow(
        await credit.recordSurvey(system, {
          idempotencyKey: `survey-${uscc}`,
          firmId,
          surveyedOn: observedAt.toISOString().slice(0, 10),
          facts: [
            told('REGISTERED_NAME', { text: name }),
            told('FIRM_STATUS', { text: 'IN_BUSINESS' }),
            told('ESTABLISHED_ON', { date: founded }),
            told('REGISTERED_CAPITAL', { amount: capital, currency: 'CNY' }),
            told('LEGAL_REPRESENTATIVE', { text: head }),
            told('ANNUAL_REVENUE', { amount: revenue, currency: 'CNY' }),
            told('PAYMENT_DAYS_BEYOND_TERMS', {
              number: health === 'GOOD' ? 2 : health === 'STRAINED' ? 38 : 120,
            }),
            ...(health === 'GOOD'
              ? [told('NO_LITIGATION_FOUND', { flag: true })]
              : [lawsuit(told, health)]),
            ...(health === 'DEFAULTED'
              ? [
                  told(
                    'DEFAULT',
                    { amount: '860000', currency: 'CNY', status: 'OPEN' },
                    '2026-交付违约',
                  ),
                ]
              : []),
          ],
        }),
      );
      if (health === 'DEFAULTED') await blacklist(seeding, persons, firmId, uscc);
    },
  );
}

function lawsuit<F>(told: (type: string, value: unknown, item: string) => F, health: string): F {
  const value = {
    role: 'DEFENDANT',
    cause: '买卖合同纠纷',
    court: '厦门市湖里区人民法院',
    stage: health === 'DEFAULTED' ? 'CLOSED' : 'FIRST_INSTANCE',
    outcome: health === 'DEFAULTED' ? 'LOST' : 'PENDING',
    amount: '320000',
    currency: 'CNY',
  };
  return told('LEGAL_CASE', value, '(2026)闽0206民初1024号');
}

/** Proposed by one person with evidence, approved by another: there is no other way, for seeds neither. */
async function blacklist(
  { credit }: Seeding,
  persons: ReadonlyMap<string, string>,
  firmId: Parameters<Seeding['credit']['storeEvidence']>[1]['firmId'],
  uscc: string,
): Promise<void> {
  const officer = staffOf(persons, 'risk-officer', 'risk_officer');
  const approver = staffOf(persons, 'risk-approver', 'risk_approver');
  const { evidenceId } = valueOrThrow(
    await credit.storeEvidence(officer, {
      idempotencyKey: `evidence-${uscc}`,
      firmId,
      name: '违约催告函.txt',
      bytes: new TextEncoder().encode('货款 860,000.00 元逾期未付，催告三次无果。\n'),
    }),
  );
  const { entryId } = valueOrThrow(
    await credit.proposeListing(officer, {
      idempotencyKey: `blacklist-${uscc}`,
      firmId,
      list: 'BLACKLIST',
      scope: [],
      reasonCode: 'DEFAULT',
      evidenceIds: [evidenceId],
      overridable: true,
    }),
  );
  valueOrThrow(
    await credit.approveListing(approver, { idempotencyKey: `approve-${uscc}`, entryId }),
  );
}

function staffOf(
  persons: ReadonlyMap<string, string>,
  login: string,
  role: 'risk_officer' | 'risk_approver',
): Principal {
  const personId = persons.get(login);
  if (personId === undefined) throw new Error(`Nobody is called ${login}`);
  return { kind: 'staff', personId, accountId: `seeds-${login}`, roles: [role] };
}
