/**
 * An answer can be made again out of the tables: whatever was said, taken back, listed, reserved or related since, the facts
 * gathered under the snapshot of then are the facts of then, byte for byte. And four eyes hold on every path through the door.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SurveyedFact } from '../src/application/record-survey.ts';
import { BINDING_STATES, type ListingState } from '../src/domain/lists/listing-states.ts';
import type { EvidenceId, FirmId, ListEntryId, ScreeningId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

const auto = system('auto');
const logistics = system('logistics');
const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');
let desk: Desk;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `r-${keys}`;
};

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const says = (type: string, value: unknown, item?: string): SurveyedFact => ({
  type,
  value,
  item,
  observedAt: new Date(desk.clock.now().getTime() - 1_000),
  source: '走访',
});

async function firm(n: number, facts: readonly SurveyedFact[]): Promise<FirmId> {
  const { firmId } = valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: key(),
      uscc: usccOf(n),
      name: `南京重演${n}有限公司`,
    }),
  );
  valueOrThrow(await survey(firmId, facts));
  return firmId;
}
const survey = (firmId: FirmId, facts: readonly SurveyedFact[], caller = auto) =>
  desk.service.recordSurvey(caller, {
    idempotencyKey: key(),
    firmId,
    surveyedOn: '2026-03-02',
    facts,
  });

async function evidence(firmId: FirmId): Promise<EvidenceId> {
  const stored = await desk.service.storeEvidence(officer, {
    idempotencyKey: key(),
    firmId,
    name: 'e.txt',
    bytes: Buffer.from(key()),
  });
  return valueOrThrow(stored).evidenceId;
}

async function propose(firmId: FirmId, by: Principal = officer): Promise<ListEntryId> {
  const proposed = await desk.service.proposeListing(by, {
    idempotencyKey: key(),
    firmId,
    list: 'BLACKLIST',
    scope: [],
    reasonCode: 'FRAUD',
    evidenceIds: [await evidence(firmId)],
    overridable: true,
  });
  return valueOrThrow(proposed).entryId;
}

const screen = async (firmId: FirmId): Promise<ScreeningId> =>
  valueOrThrow(
    await desk.service.screenFirm(logistics, {
      idempotencyKey: key(),
      firmId,
      kind: 'CONTRACT',
      amountMinor: 50_000_00n,
      currency: 'CNY',
      paymentDays: 30,
      prepaymentBps: 0,
    }),
  ).screeningId;

async function sameAsGiven(id: ScreeningId): Promise<void> {
  const { replayScreening } = await desk.ask<{
    replayScreening: {
      given: string;
      rederived: string;
      identical: boolean;
      rederivedIdentical: boolean;
    };
  }>(
    logistics,
    'query($id: ID!) { replayScreening(id: $id) { given replayed rederived identical rederivedIdentical } }',
    { id },
  );
  expect(replayScreening.rederived).toBe(replayScreening.given);
  expect(replayScreening).toMatchObject({ identical: true, rederivedIdentical: true });
}

test('decided, everything changes, decided again from the tables: the same bytes', async () => {
  const firmId = await firm(5_001, [
    says('REGISTERED_CAPITAL', { amount: '8000000', currency: 'CNY' }),
    says('TAX_RATING', { text: 'B' }),
    says('LEGAL_REPRESENTATIVE', { text: '顾重演' }),
    says('PENALTY', { amount: '1000', currency: 'CNY' }, '罚1'),
  ]);
  const related = await firm(5_002, [
    says('LEGAL_REPRESENTATIVE', { text: '顾重演' }),
    says('REGISTERED_CAPITAL', { amount: '3000000', currency: 'CNY' }),
  ]);
  const reserve = (id: FirmId, yuan: bigint) =>
    desk.service.reserveExposure(auto, {
      idempotencyKey: key(),
      firmId: id,
      reference: key(),
      amountMinor: yuan * 100n,
      currency: 'CNY',
      expiresAt: new Date(desk.clock.now().getTime() + 9e9),
    });
  valueOrThrow(await reserve(firmId, 1_000n));
  const given: ScreeningId[] = [await screen(firmId)];
  const facts = await desk.service.facts(officer, { firmId, knownAt: desk.clock.now() });
  const idOf = (type: string) =>
    fromUuid('fct', facts.find((fact) => fact.type === type)?.id ?? '');
  let entryId: ListEntryId | undefined;
  const changes: (() => Promise<unknown>)[] = [
    () => survey(firmId, [says('TAX_RATING', { text: 'D' })], system('retail')),
    () =>
      desk.service.chooseFact(officer, {
        idempotencyKey: key(),
        factId: idOf('TAX_RATING'),
        reason: '以税务局为准',
      }),
    () =>
      desk.service.disputeFact(auto, {
        idempotencyKey: key(),
        factId: idOf('PENALTY'),
        grounds: '已撤销',
      }),
    () =>
      desk.service.retractFact(auto, {
        idempotencyKey: key(),
        factId: idOf('PENALTY'),
        reason: '错',
      }),
    () => reserve(related, 2_000n),
    async () => {
      entryId = await propose(firmId);
    },
    () =>
      desk.service.approveListing(approver, {
        idempotencyKey: key(),
        entryId: entryId as ListEntryId,
      }),
    async () => {
      const asked = await desk.service.askListOverride(officer, {
        idempotencyKey: key(),
        entryId: entryId as ListEntryId,
        subsidiary: 'logistics',
        reason: '收尾',
        until: new Date(desk.clock.now().getTime() + 86_400_000),
      });
      const { overrideId } = valueOrThrow(asked);
      return desk.service.decideListOverride(approver, {
        idempotencyKey: key(),
        overrideId,
        grant: true,
      });
    },
    async () => {
      const asked = await desk.service.askLimit(officer, {
        idempotencyKey: key(),
        firmId,
        limitMinor: 5_00n,
        reason: '压缩',
      });
      return desk.service.decideLimit(approver, {
        idempotencyKey: key(),
        settingId: valueOrThrow(asked).settingId,
        grant: true,
      });
    },
    () =>
      desk.service.recordOutcome(auto, {
        idempotencyKey: key(),
        firmId,
        externalId: key(),
        result: 'DEFAULTED',
        amountMinor: 100n,
        currency: 'CNY',
        daysLate: 90,
        occurredOn: '2026-03-01',
      }),
    async () => {
      const other = await propose(related);
      return desk.service.approveListing(approver, { idempotencyKey: key(), entryId: other });
    },
  ];
  for (const change of changes) {
    await change();
    // Without a tick between them: only the snapshots tell the moments apart.
    given.push(await screen(firmId));
  }
  desk.clock.advance(40 * 86_400_000);
  for (const id of given) await sameAsGiven(id);
  const screenings = await desk.service.screenings(logistics, { ids: given });
  expect(
    new Set(screenings.map(({ decision }) => JSON.stringify(decision.reasons))).size,
  ).toBeGreaterThan(4);
});

test('what another was still writing, under an earlier time, stays unseen for ever', async () => {
  const firmId = await firm(5_010, [
    says('REGISTERED_CAPITAL', { amount: '8000000', currency: 'CNY' }),
  ]);
  const slow = new pg.Client({ connectionString: desk.database.url });
  await slow.connect();
  try {
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO credit.fact (id, firm_id, subsidiary, type, item, value, observed_at, recorded_at, source, confidence, digest)
       SELECT gen_random_uuid(), f.id, 'retail', 'LICENCE_REVOKED', '', '{"flag": true}', $2, $2, 'x', 99, '\\x01'
       FROM credit.firm AS f WHERE f.code = $1`,
      [usccOf(5_010), new Date(START.getTime() - 5_000)],
    );
    const id = await screen(firmId);
    await slow.query('COMMIT');
    await sameAsGiven(id);
    const { decision } =
      (await desk.service.screenings(logistics, { ids: [await screen(firmId)] }))[0] ?? {};
    expect(decision?.answer).toBe('REJECT');
  } finally {
    await slow.end();
  }
});

test('no path of commands, by whatever accounts, leads to ACTIVE, or out of force, with fewer than two people', async () => {
  const people = ['ann', 'bob'];
  const act = fc.record({
    who: fc.constantFrom(...people),
    account: fc.constantFrom('1', '2', '3'),
    what: fc.constantFrom('START', 'APPROVE', 'REJECT', 'APPEAL', 'UPHOLD', 'RENEW', 'REMOVE'),
  });
  let n = 5_100;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...people),
      fc.array(act, { minLength: 4, maxLength: 10 }),
      async (proposer, acts) => {
        n += 1;
        const firmId = await firm(n, [says('TAX_RATING', { text: 'A' })]);
        const entryId = await propose(firmId, person(proposer, 'risk_officer', `${proposer}-0`));
        let state: ListingState = 'PROPOSED';
        for (const { who, account, what } of acts) {
          const caller = person(who, 'risk_approver', `${who}-${account}`);
          const input = { idempotencyKey: key(), entryId };
          if (what === 'START') await desk.service.startListingReview(caller, input);
          else if (what === 'APPROVE') await desk.service.approveListing(caller, input);
          else if (what === 'REJECT') await desk.service.rejectListing(caller, input);
          else if (what === 'APPEAL')
            await desk.service.appealListing(caller, {
              ...input,
              grounds: '异议',
              evidenceIds: [],
            });
          else await desk.service.decideListing(caller, { ...input, decision: what });
        }
        const steps = await desk.service.listSteps(officer, { entryIds: [entryId] });
        for (const step of steps) {
          if (step.to === 'ACTIVE' && step.from !== 'ACTIVE')
            expect(step.person).not.toBe(proposer);
          if (
            step.from !== undefined &&
            BINDING_STATES.includes(step.from) &&
            step.act !== 'APPEAL'
          ) {
            expect(step.askedBy).toBeDefined();
            expect(step.askedBy).not.toBe(step.person);
          }
          expect(step.from ?? 'PROPOSED').toBe(state);
          state = step.to;
        }
      },
    ),
    { numRuns: Number(process.env.CREDIT_MODEL_RUNS ?? 12) },
  );
});
