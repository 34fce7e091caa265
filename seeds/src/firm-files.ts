/**
 * What makes a few counterparties worth opening: statements of two years, companies that contradict each other, a fact that
 * is disputed, an entry on a court's list, a former name, a branch, a look-alike, a sole trader, evidence.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Chance } from './chance.ts';
import { inventUscc } from './firms.ts';
import { type Seeding, systemOf } from './house.ts';

const DAY_MS = 86_400_000;
const CITY = '350200';

type FirmId = Parameters<Seeding['credit']['storeEvidence']>[1]['firmId'];

export async function seedFirmFiles(seeding: Seeding, chance: Chance): Promise<void> {
  const firmId = await mainFirm(seeding, chance);
  await statements(seeding, firmId);
  await contradiction(seeding, firmId);
  await neighbours(seeding, chance, firmId);
}

const NAME = '厦门鹭明供应链管理有限公司';

async function register(
  { credit }: Seeding,
  system: Principal,
  uscc: string,
  name: string,
  more: object = {},
): Promise<FirmId> {
  const wish = { idempotencyKey: `file-${uscc}`, uscc, name, ...more };
  return valueOrThrow(await credit.registerFirm(system, wish)).firmId;
}

async function mainFirm(seeding: Seeding, chance: Chance): Promise<FirmId> {
  const { credit, now } = seeding;
  const auto = systemOf('auto');
  const firmId = await register(seeding, auto, inventUscc(chance, CITY), NAME, {
    otherNames: [
      { kind: 'FORMER', name: '厦门鹭明贸易有限公司', validTo: '2021-06-01' },
      { kind: 'SHORT', name: '鹭明供应链' },
      { kind: 'ENGLISH', name: 'Xiamen Luming Supply Chain Co., Ltd.' },
    ],
  });
  const { evidenceId } = valueOrThrow(
    await credit.storeEvidence(auto, {
      idempotencyKey: 'file-visit',
      firmId,
      name: '实地走访记录.txt',
      bytes: new TextEncoder().encode('2026 年走访：仓库两处，员工约 130 人，账册齐全。\n'),
    }),
  );
  const told = teller(now, '国家企业信用信息公示系统');
  const { factIds } = valueOrThrow(
    await credit.recordSurvey(auto, {
      idempotencyKey: 'file-survey-auto',
      firmId,
      surveyedOn: dayOf(now, 40),
      surveyor: '调查员甲',
      facts: [
        told('REGISTERED_NAME', { text: NAME }, 40),
        told('FIRM_STATUS', { text: 'IN_BUSINESS' }, 120),
        told('ESTABLISHED_ON', { date: '2014-03-18' }, 40),
        told('REGISTERED_CAPITAL', { amount: '20000000', currency: 'CNY' }, 40),
        told('LEGAL_REPRESENTATIVE', { text: '欧阳明远' }, 40),
        told('OFFICER', { name: '周海燕', role: '财务负责人' }, 40, '财务负责人'),
        told('SHAREHOLDER', { name: '鹭明控股有限公司', shareBps: 7_000 }, 40, '1'),
        { ...told('STAFF', { number: 130 }, 40), evidenceIds: [evidenceId] },
        told('TAX_RATING', { text: 'A' }, 200),
        told('PAYMENT_DAYS_BEYOND_TERMS', { number: 6 }, 40),
        told('LEGAL_CASE', lawsuit('DEFENDANT', 'LOST'), 400, '(2025)闽0206民初331号'),
        told('LEGAL_CASE', lawsuit('PLAINTIFF', 'WON'), 300, '(2025)闽0203民初872号'),
        told(
          'DISHONEST_DEBTOR',
          { court: '厦门市湖里区人民法院', publishedOn: '2023-05-10' },
          900,
          '(2023)闽0206执77号',
        ),
      ],
    }),
  );
  const disputed = factIds[10];
  if (disputed !== undefined)
    valueOrThrow(
      await credit.disputeFact(auto, {
        idempotencyKey: 'file-dispute',
        factId: disputed,
        grounds: '二审已改判，请更正。',
      }),
    );
  return firmId;
}

const lawsuit = (role: string, outcome: string) => ({
  role,
  cause: '买卖合同纠纷',
  court: '厦门市湖里区人民法院',
  stage: 'CLOSED',
  outcome,
  amount: '680000',
  currency: 'CNY',
});

const dayOf = (now: Date, daysAgo: number): string =>
  new Date(now.getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10);

const teller =
  (now: Date, source: string) =>
  (type: string, value: unknown, daysAgo: number, item?: string) => ({
    type,
    value,
    source,
    observedAt: new Date(now.getTime() - daysAgo * DAY_MS),
    ...(item === undefined ? {} : { item }),
  });

/** In 万元, with captions as printed; the later year does not balance by a hair, and revenue has doubled. */
async function statements({ credit, now }: Seeding, firmId: FirmId): Promise<void> {
  const years: readonly (readonly [number, string])[] = [
    [2024, '1200 5600 3900 2050 3550 2050 9800 8300 160 640 480 520'],
    [2025, '1900 7900 5200 3300 4750 3120 21000 18300 230 1180 890 -310'],
  ];
  const captions =
    '货币资金 资产总计 流动资产合计 流动负债合计 负债合计 所有者权益合计 营业收入 营业成本 利息费用 利润总额 净利润 经营活动产生的现金流量净额'.split(
      ' ',
    );
  for (const [year, amounts] of years) {
    valueOrThrow(
      await credit.recordStatement(systemOf('logistics'), {
        idempotencyKey: `file-statement-${year}`,
        firmId,
        period: String(year),
        currency: 'CNY',
        unit: 10_000,
        audited: year === 2024,
        lines: amounts.split(' ').map((amount, i) => ({ caption: captions[i] ?? '', amount })),
        observedAt: new Date(Math.min(Date.UTC(year, 11, 31), now.getTime() - DAY_MS)),
        surveyedOn: dayOf(now, 30),
        source: '企业提供的财务报表',
        evidenceIds: [],
      }),
    );
  }
}

/** The supermarkets heard something else, and later. */
async function contradiction({ credit, now }: Seeding, firmId: FirmId): Promise<void> {
  const told = teller(now, '供应商自报');
  valueOrThrow(
    await credit.recordSurvey(systemOf('retail'), {
      idempotencyKey: 'file-survey-retail',
      firmId,
      surveyedOn: dayOf(now, 12),
      facts: [
        told('REGISTERED_CAPITAL', { amount: '50000000', currency: 'CNY' }, 12),
        told('STAFF', { number: 210 }, 12),
        told('PAYMENT_DAYS_BEYOND_TERMS', { number: 41 }, 12),
      ],
    }),
  );
}

/** Its branch, a firm of nearly the same name, and a sole trader. */
async function neighbours(seeding: Seeding, chance: Chance, parentId: FirmId): Promise<void> {
  const property = systemOf('property');
  await register(seeding, property, inventUscc(chance, '350500'), `${NAME}泉州分公司`, {
    parentId,
  });
  await register(seeding, property, inventUscc(chance, CITY), '厦门市鹭明供应链管理有限责任公司');
  await register(seeding, property, inventUscc(chance, CITY, '92'), '湖里区林阿姨建材经营部');
}
