/**
 * A holding with all that hangs on it: ten firms that it controls, their officers, minority holders and guarantees.
 * More than two hundred related parties, so that the graph can be looked at as large as it gets.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { inventUscc } from './firms.ts';
import { forEach, type Seeding, SUBSIDIARIES, systemOf } from './house.ts';
import { inventPeople } from './people.ts';

const DAY_MS = 86_400_000;
const NAME = '福建海丝港投控股集团有限公司';
const BRANCHES = [
  '港口装卸',
  '远洋船务',
  '保税仓储',
  '汽车零部件',
  '冷链食品',
  '集装箱运输',
  '建材贸易',
  '新能源',
  '物业管理',
  '供应链管理',
];
/** Small firms whose debts each of the ten guarantees. */
const GUARANTEED = ['翔鹭', '筼筜', '鹭江', '五缘', '莲前', '白城'];
const ROLES = [
  '董事长',
  '总经理',
  '董事',
  '监事',
  '财务负责人',
  '副总经理',
  '独立董事',
  '董事会秘书',
];
const OFFICERS_EACH = 14;

interface Told {
  readonly type: string;
  readonly value: unknown;
  readonly item?: string;
}

export async function seedHolding(seeding: Seeding, chance: Chance): Promise<void> {
  const people = inventPeople(chance, BRANCHES.length * OFFICERS_EACH + 24).map(({ name }) => name);
  const next = (): string => people.pop() ?? '林海';
  const holdingCode = inventUscc(chance, '350200');
  const firms = BRANCHES.map((trade, index) => ({
    name: `厦门海丝${trade}有限公司`,
    uscc: inventUscc(chance, index % 3 === 0 ? '350100' : '350200'),
    shareBps: chance.between(40, 100) * 100,
    officers: Array.from({ length: OFFICERS_EACH }, (_, at) => ({
      name: next(),
      role: ROLES[at] ?? '董事',
    })),
  }));
  const chairman = next();
  await tell(seeding, holdingCode, NAME, [
    { type: 'REGISTERED_CAPITAL', value: { amount: '500000000', currency: 'CNY' } },
    { type: 'ESTABLISHED_ON', value: { date: '1998-05-18' } },
    { type: 'LEGAL_REPRESENTATIVE', value: { text: chairman } },
    holder(chairman, 3_400),
    holder(next(), 1_800),
    ...ROLES.map((role) => officer(next(), role)),
    ...firms.slice(0, 5).map(({ name, uscc }) => guarantee(name, uscc)),
  ]);
  await forEach(firms, ({ name, uscc, shareBps, officers }, index) => {
    const minority = `厦门${['海沧', '集美', '同安', '翔安'][index % 4] ?? '湖里'}产业投资${index + 1}号合伙企业`;
    const debtor = firms[(index + 3) % firms.length];
    return tell(seeding, uscc, name, [
      {
        type: 'REGISTERED_CAPITAL',
        value: { amount: `${(index + 2) * 5}000000`, currency: 'CNY' },
      },
      { type: 'ESTABLISHED_ON', value: { date: `20${String(index + 4).padStart(2, '0')}-03-12` } },
      {
        type: 'SHAREHOLDER',
        value: { name: NAME, code: holdingCode, shareBps },
        item: NAME,
      },
      ...(shareBps < 10_000
        ? [
            {
              type: 'SHAREHOLDER',
              value: { name: minority, shareBps: Math.min(2_000, 10_000 - shareBps) },
              item: minority,
            },
          ]
        : []),
      ...officers.map(({ name: who, role }) => officer(who, role)),
      ...(index % 4 === 0 && debtor !== undefined ? [guarantee(debtor.name, debtor.uscc)] : []),
      ...GUARANTEED.map((trade) => guarantee(`厦门${trade}${BRANCHES[index] ?? ''}服务有限公司`)),
    ]);
  });
}

const holder = (name: string, shareBps: number): Told => ({
  type: 'SHAREHOLDER',
  value: { name, naturalPerson: true, shareBps },
  item: name,
});
const officer = (name: string, role: string): Told => ({
  type: 'OFFICER',
  value: { name, role },
  item: `${role} ${name}`,
});
const guarantee = (counterparty: string, counterpartyCode?: string): Told => ({
  type: 'GUARANTEE_GIVEN',
  value: {
    amount: '3000000',
    currency: 'CNY',
    counterparty,
    ...(counterpartyCode === undefined ? {} : { counterpartyCode }),
  },
  item: `保证合同 ${counterparty}`,
});

async function tell(
  { credit, now }: Seeding,
  uscc: string,
  name: string,
  facts: readonly Told[],
): Promise<void> {
  const system = systemOf(SUBSIDIARIES[name.length % SUBSIDIARIES.length] ?? 'logistics');
  const { firmId } = valueOrThrow(
    await credit.registerFirm(system, { idempotencyKey: `holding-${uscc}`, uscc, name }),
  );
  const observedAt = new Date(now.getTime() - 21 * DAY_MS);
  valueOrThrow(
    await credit.recordSurvey(system, {
      idempotencyKey: `holding-survey-${uscc}`,
      firmId,
      surveyedOn: observedAt.toISOString().slice(0, 10),
      facts: [
        { type: 'REGISTERED_NAME', value: { text: name } },
        { type: 'FIRM_STATUS', value: { text: 'IN_BUSINESS' } },
        ...facts,
      ].map((fact) => ({ ...fact, observedAt, source: '国家企业信用信息公示系统' })),
    }),
  );
}
