/**
 * What makes the risk desk worth looking at: a circle of guarantees, a group of connected clients with open amounts of several
 * companies, a firm that looks like a blacklisted one come again, entries waiting for a second person, an appeal, a lifted
 * entry, deals that wait for a decision, outcomes, and watched firms.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Chance } from './chance.ts';
import { inventUscc } from './firms.ts';
import { type Seeding, type Subsidiary, systemOf } from './house.ts';

const DAY_MS = 86_400_000;
const SOURCE = '国家企业信用信息公示系统';

interface Told {
  readonly type: string;
  readonly value: unknown;
  readonly item?: string;
}
type FirmId = Parameters<Seeding['credit']['storeEvidence']>[1]['firmId'];
type EntryId = Parameters<Seeding['credit']['approveListing']>[1]['entryId'];

export async function seedRiskDesk(
  seeding: Seeding,
  chance: Chance,
  persons: ReadonlyMap<string, string>,
): Promise<void> {
  const desk = new Desk(seeding, chance, persons);
  await guaranteeRing(desk);
  await connectedGroup(desk);
  await phoenix(desk);
  await waitingEntries(desk);
}

const capital = (amount: string): Told => ({
  type: 'REGISTERED_CAPITAL',
  value: { amount, currency: 'CNY' },
});
const founded = (date: string): Told => ({ type: 'ESTABLISHED_ON', value: { date } });
const head = (text: string): Told => ({ type: 'LEGAL_REPRESENTATIVE', value: { text } });
const taxA: Told = { type: 'TAX_RATING', value: { text: 'A' } };
const quiet: Told = { type: 'NO_LITIGATION_FOUND', value: { flag: true } };

/** Three timber firms that guarantee one another's debts; one of them pays late. */
async function guaranteeRing(desk: Desk): Promise<void> {
  const codes = [desk.code('350500'), desk.code('350500'), desk.code('350500')];
  const names = ['泉州恒盛木业有限公司', '泉州联丰家具有限公司', '泉州瑞峰板材有限公司'];
  const firms: FirmId[] = [];
  for (const [i, uscc] of codes.entries()) {
    const next = (i + 1) % 3;
    firms.push(
      await desk.firm(uscc, names[i] ?? '', 'retail', [
        capital(['8000000', '5000000', '3000000'][i] ?? '1000000'),
        founded(`200${4 + i}-06-18`),
        taxA,
        quiet,
        {
          type: 'GUARANTEE_GIVEN',
          value: {
            amount: '2600000',
            currency: 'CNY',
            counterparty: names[next],
            counterpartyCode: codes[next],
          },
          item: `最高额保证合同 2025-0${i + 1}`,
        },
      ]),
    );
  }
  const [first, second, third] = firms as [FirmId, FirmId, FirmId];
  await desk.reserve(first, 'retail', '木材框架 2026-01', '180000', true);
  await desk.reserve(second, 'property', '样板房家具 2026-03', '120000', false);
  await desk.outcome(first, 'retail', 'MC-2025-118', 'PAID', '260000', 0);
  await desk.outcome(third, 'auto', 'QC-2025-031', 'PAID_LATE', '90000', 42);
  await desk.screen(third, 'retail', '150000', 60);
}

/** A holding, the two firms it controls, and what three companies of the group have open to them. */
async function connectedGroup(desk: Desk): Promise<void> {
  const holding = desk.code('350200');
  const parent = await desk.firm(holding, '厦门鹭海控股集团有限公司', 'logistics', [
    capital('50000000'),
    founded('2003-03-08'),
    taxA,
    quiet,
    head('苏鹭海'),
    {
      type: 'SHAREHOLDER',
      value: { name: '苏鹭海', naturalPerson: true, shareBps: 7_200 },
      item: '苏鹭海',
    },
  ]);
  const held = (name: string, shareBps: number): Told => ({
    type: 'SHAREHOLDER',
    value: { name, code: holding, shareBps },
    item: name,
  });
  const cold = await desk.firm(desk.code('350200'), '厦门鹭海冷链物流有限公司', 'logistics', [
    capital('20000000'),
    founded('2011-09-01'),
    taxA,
    quiet,
    held('厦门鹭海控股集团有限公司', 8_000),
  ]);
  const food = await desk.firm(desk.code('350200'), '厦门鹭海食品有限公司', 'retail', [
    capital('10000000'),
    founded('2014-05-20'),
    taxA,
    quiet,
    held('厦门鹭海控股集团有限公司', 5_100),
    head('苏鹭海'),
  ]);
  await desk.reserve(parent, 'property', '总部租约 2026', '900000', true);
  await desk.reserve(cold, 'logistics', '冷链运力 2026-Q1', '1500000', true);
  await desk.reserve(food, 'retail', '海产采购 2026-02', '850000', false);
  await desk.outcome(cold, 'logistics', 'LL-2025-77', 'DELIVERED', '640000', 0);
  await desk.outcome(food, 'retail', 'HC-2025-12', 'PAID', '410000', 1);
  await desk.screen(food, 'retail', '200000', 30);
  await desk.screen(cold, 'auto', '6500000', 90);
  await desk.watch(food, 'retail');
  await desk.watch(parent, 'property');
}

/** Blacklisted for default after two companies had dealt with it; the same people are back under a new name. */
async function phoenix(desk: Desk): Promise<void> {
  const old = await desk.firm(desk.code('350600'), '漳州鼎源建材有限公司', 'property', [
    capital('3000000'),
    founded('2008-04-12'),
    head('许国鼎'),
    { type: 'PHONE', value: { text: '0596-2026118' } },
    {
      type: 'DEFAULT',
      value: { amount: '1280000', currency: 'CNY', status: 'OPEN', since: '2025-12-01' },
      item: '石材供应合同 2025-44',
    },
  ]);
  await desk.screen(old, 'auto', '20000', 0);
  const entryId = await desk.blacklist(old, 'DEFAULT', '石材预付款未发货，催告无果。', true);
  await desk.firm(desk.code('350600'), '漳州鼎源新型建材有限公司', 'auto', [
    capital('1000000'),
    founded('2025-12-20'),
    head('许国鼎'),
    { type: 'PHONE', value: { text: '0596-2026118' } },
  ]);
  await desk.appeal(entryId, '货物已于一月补发，附签收单待核。');
}

/** Waiting for a second person: a proposal, a removal one person asked for, an override, a grade, a limit. */
async function waitingEntries(desk: Desk): Promise<void> {
  const supplier = await desk.firm(desk.code('440300'), '深圳汇联电子科技股份有限公司', 'auto', [
    capital('30000000'),
    founded('2009-10-10'),
    taxA,
    quiet,
  ]);
  await desk.propose(supplier, 'WHITELIST', 'STRATEGIC_PARTNER', '五年无逾期的核心供应商');
  const strained = await desk.firm(desk.code('330200'), '宁波顺发包装材料有限公司', 'retail', [
    capital('5000000'),
    founded('2012-07-07'),
    { type: 'PAYMENT_DAYS_BEYOND_TERMS', value: { number: 46 } },
  ]);
  const watched = await desk.propose(strained, 'WATCHLIST', 'LATE_PAYMENT', '近两季平均逾期 46 天');
  await desk.approve(watched);
  await desk.screen(strained, 'retail', '60000', 30);
  await desk.screen(strained, 'logistics', '1500000', 45);
  const seafood = await desk.firm(desk.code('370200'), '青岛永顺海产有限公司', 'retail', [
    capital('6000000'),
    founded('2010-02-02'),
    quiet,
  ]);
  // Held before the firm was barred: to be given back, unless the override that is asked for is granted.
  await desk.reserve(seafood, 'retail', '冷冻海产-2026-0719', '180000', false);
  const entryId = await desk.blacklist(seafood, 'QUALITY', '冷冻海产抽检两次不合格。', true);
  await desk.askOverride(entryId, 'retail', '在途两柜须收尾');
  await desk.askGrade(supplier, 'AAA', '上市公司母公司出具安慰函');
}

class Desk {
  readonly #seeding: Seeding;
  readonly #chance: Chance;
  readonly #officer: Principal;
  readonly #approver: Principal;

  constructor(seeding: Seeding, chance: Chance, persons: ReadonlyMap<string, string>) {
    this.#seeding = seeding;
    this.#chance = chance;
    this.#officer = staffOf(persons, 'risk-officer', 'risk_officer');
    this.#approver = staffOf(persons, 'risk-approver', 'risk_approver');
  }

  code(division: string): string {
    return inventUscc(this.#chance, division);
  }

  async firm(
    uscc: string,
    name: string,
    knownTo: Subsidiary,
    facts: readonly Told[],
  ): Promise<FirmId> {
    const { credit, now } = this.#seeding;
    const system = systemOf(knownTo);
    const { firmId } = valueOrThrow(
      await credit.registerFirm(system, { idempotencyKey: `desk-${uscc}`, uscc, name }),
    );
    const observedAt = new Date(now.getTime() - 9 * DAY_MS);
    valueOrThrow(
      await credit.recordSurvey(system, {
        idempotencyKey: `desk-survey-${uscc}`,
        firmId,
        surveyedOn: observedAt.toISOString().slice(0, 10),
        facts: [
          { type: 'REGISTERED_NAME', value: { text: name } },
          { type: 'FIRM_STATUS', value: { text: 'IN_BUSINESS' } },
          ...facts,
        ].map((fact) => ({ ...fact, observedAt, source: SOURCE })),
      }),
    );
    return firmId;
  }

  async reserve(
    firmId: FirmId,
    by: Subsidiary,
    reference: string,
    yuan: string,
    used: boolean,
  ): Promise<void> {
    const { credit, now } = this.#seeding;
    const { reservationId } = valueOrThrow(
      await credit.reserveExposure(systemOf(by), {
        idempotencyKey: `desk-${reference}`,
        firmId,
        reference,
        amountMinor: BigInt(yuan) * 100n,
        currency: 'CNY',
        expiresAt: new Date(now.getTime() + 60 * DAY_MS),
      }),
    );
    if (used)
      valueOrThrow(
        await credit.useExposure(systemOf(by), {
          idempotencyKey: `desk-use-${reference}`,
          reservationId,
        }),
      );
  }

  async outcome(
    firmId: FirmId,
    by: Subsidiary,
    externalId: string,
    result: 'DELIVERED' | 'PAID' | 'PAID_LATE',
    yuan: string,
    daysLate: number,
  ): Promise<void> {
    const { credit, now } = this.#seeding;
    valueOrThrow(
      await credit.recordOutcome(systemOf(by), {
        idempotencyKey: `desk-${externalId}`,
        firmId,
        externalId,
        result,
        amountMinor: BigInt(yuan) * 100n,
        currency: 'CNY',
        daysLate,
        occurredOn: new Date(now.getTime() - 40 * DAY_MS).toISOString().slice(0, 10),
      }),
    );
  }

  async screen(firmId: FirmId, by: Subsidiary, yuan: string, paymentDays: number): Promise<void> {
    valueOrThrow(
      await this.#seeding.credit.screenFirm(systemOf(by), {
        idempotencyKey: `desk-${firmId}-${yuan}`,
        firmId,
        kind: 'CREDIT_SALE',
        amountMinor: BigInt(yuan) * 100n,
        currency: 'CNY',
        paymentDays,
        prepaymentBps: 0,
      }),
    );
  }

  async watch(firmId: FirmId, by: Subsidiary): Promise<void> {
    valueOrThrow(
      await this.#seeding.credit.watchFirm(systemOf(by), {
        idempotencyKey: `desk-watch-${firmId}`,
        firmId,
        kinds: [],
      }),
    );
  }

  async propose(
    firmId: FirmId,
    list: 'WHITELIST' | 'WATCHLIST' | 'BLACKLIST',
    reasonCode: string,
    note: string,
  ): Promise<EntryId> {
    const { credit } = this.#seeding;
    const { evidenceId } = valueOrThrow(
      await credit.storeEvidence(this.#officer, {
        idempotencyKey: `desk-evidence-${firmId}`,
        firmId,
        name: '情况说明.txt',
        bytes: new TextEncoder().encode(`${note}\n`),
      }),
    );
    const proposed = await credit.proposeListing(this.#officer, {
      idempotencyKey: `desk-${list}-${firmId}`,
      firmId,
      list,
      scope: [],
      reasonCode,
      note,
      evidenceIds: [evidenceId],
      overridable: true,
    });
    return valueOrThrow(proposed).entryId;
  }

  async approve(entryId: EntryId): Promise<void> {
    const input = { idempotencyKey: `desk-approve-${entryId}`, entryId };
    valueOrThrow(await this.#seeding.credit.approveListing(this.#approver, input));
  }

  async blacklist(
    firmId: FirmId,
    reasonCode: string,
    note: string,
    approved: boolean,
  ): Promise<EntryId> {
    const entryId = await this.propose(firmId, 'BLACKLIST', reasonCode, note);
    if (approved) await this.approve(entryId);
    return entryId;
  }

  async appeal(entryId: EntryId, grounds: string): Promise<void> {
    const input = { idempotencyKey: `desk-appeal-${entryId}`, entryId, grounds, evidenceIds: [] };
    valueOrThrow(await this.#seeding.credit.appealListing(systemOf('property'), input));
  }

  async askOverride(entryId: EntryId, subsidiary: Subsidiary, reason: string): Promise<void> {
    const { credit, now } = this.#seeding;
    const until = new Date(now.getTime() + 14 * DAY_MS);
    const input = {
      idempotencyKey: `desk-override-${entryId}`,
      entryId,
      subsidiary,
      reason,
      until,
    };
    valueOrThrow(await credit.askListOverride(this.#officer, input));
  }

  async askGrade(firmId: FirmId, grade: 'AAA', reason: string): Promise<void> {
    const { credit, now } = this.#seeding;
    const expiresAt = new Date(now.getTime() + 90 * DAY_MS);
    const input = { idempotencyKey: `desk-grade-${firmId}`, firmId, grade, reason, expiresAt };
    valueOrThrow(await credit.askGradeOverride(this.#officer, input));
  }
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
