/** The shared log: proofs and receipts hold, and no row changes without the audit naming it. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitmentOf, type Receipt, verifyReceipt } from '../src/domain/merkle/receipt.ts';
import {
  checkpointText,
  noteSigner,
  noteVerifier,
  openNote,
  readCheckpoint,
  signNote,
} from '../src/domain/merkle/signed-note.ts';
import {
  computeOver,
  coverOf,
  nodeKey,
  nodesCompletedBy,
  nodesWantedBy,
} from '../src/domain/merkle/stored-tree.ts';
import {
  consistencyProof,
  hashLeaf,
  inclusionProof,
  rootOfLeaves,
  subtreeOf,
  verifyConsistency,
} from '../src/domain/merkle/tree.ts';
import type { FirmId, ScreeningId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { describeData, readData } from './support/data.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

/** Published with the sample log. */
const SAMPLE_KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';

describeData('the sample log of C2SP', 'tlog/c2sp_sample_log.json', () => {
  const files = JSON.parse(readData('tlog/c2sp_sample_log.json')) as Record<
    string,
    { text?: string; base64?: string }
  >;
  const leaves =
    'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'
      .split(' ')
      .map((text) => hashLeaf(Buffer.from(text)));

  test('every checkpoint opens with its key and holds the root of its leaves', () => {
    const verifier = noteVerifier(SAMPLE_KEY);
    if (verifier === undefined) throw new Error('the key of the sample log is malformed');
    for (let size = 1; size <= 15; size += 1) {
      const text = openNote(files[`testdata/log/checkpoint.${size}`]?.text ?? '', verifier);
      expect(text, `checkpoint ${size}`).toBeDefined();
      expect(readCheckpoint(text ?? '')).toMatchObject({
        size,
        root: rootOfLeaves(leaves.slice(0, size)),
      });
    }
  });

  test('its tiles are our leaf hashes', () => {
    expect(Buffer.from(files['testdata/log/tile/0/000.p/15']?.base64 ?? '', 'base64')).toEqual(
      Buffer.concat(leaves),
    );
  });
});

describe('signed notes', () => {
  const signer = noteSigner('example.com/log', Buffer.alloc(32, 7));
  const text = checkpointText({ origin: 'example.com/log', size: 3, root: Buffer.alloc(32, 1) });

  test('open with the right key only, unchanged only', () => {
    const note = signNote(text, [noteSigner('other', Buffer.alloc(32, 8)), signer]);
    const verifier = noteVerifier(signer.verifierKey);
    if (verifier === undefined) throw new Error('malformed');
    expect(openNote(note, verifier)).toBe(text);
    expect(openNote(note.replace('\n3\n', '\n4\n'), verifier)).toBeUndefined();
    const stranger = noteVerifier(noteSigner('example.com/log', Buffer.alloc(32, 9)).verifierKey);
    expect(stranger && openNote(note, stranger)).toBeUndefined();
  });

  test.each(['', 'x', 'a+00000000+AQ==', signer.verifierKey.replace('+', '+0')])(
    'the key %s is malformed',
    (key) => {
      expect(noteVerifier(key)).toBeUndefined();
    },
  );
});

describe('a tree in stored nodes', () => {
  test('gives the same roots and proofs as all its leaves, however it grew', async () => {
    const leaves = Array.from({ length: 70 }, (_, i) => hashLeaf(Buffer.from(String(i))));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
        (steps) => {
          const stored = new Map<string, Buffer>();
          let size = 0;
          for (const step of steps) {
            const next = leaves.slice(size, size + step);
            if (next.length === 0) break;
            const left = new Map(
              coverOf(0, size).map((node) => [
                nodeKey(node),
                stored.get(nodeKey(node)) ?? Buffer.alloc(32),
              ]),
            );
            for (const node of nodesCompletedBy(size, next, left))
              stored.set(nodeKey(node), node.hash);
            size += next.length;
          }
          const over = <T>(compute: Parameters<typeof computeOver<T>>[1]): T => {
            for (const node of nodesWantedBy(compute)) expect(stored.has(nodeKey(node))).toBe(true);
            return computeOver(stored, compute);
          };
          const whole = subtreeOf(leaves);
          expect(over((subtree) => subtree(0, size))).toEqual(rootOfLeaves(leaves.slice(0, size)));
          for (const index of [0, size - 1, size >> 1]) {
            expect(over((subtree) => inclusionProof(subtree, index, size))).toEqual(
              inclusionProof(whole, index, size),
            );
          }
          expect(over((subtree) => consistencyProof(subtree, 1, size))).toEqual(
            consistencyProof(whole, 1, size),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the log of the house', () => {
  let desk: Desk;
  let firmId: FirmId;
  let admin: pg.Client;
  const retail = system('retail');
  const officer = person('li-wei', 'risk_officer');
  const approver = person('chen-fang', 'risk_approver');

  beforeAll(async () => {
    desk = await openDesk();
    firmId = valueOrThrow(
      await desk.service.registerFirm(retail, {
        idempotencyKey: 'f',
        uscc: usccOf(77),
        name: '绍兴试验纺织有限公司',
      }),
    ).firmId;
    admin = new pg.Client({
      connectionString: desk.database.url,
      options: '-c search_path=credit,public',
    });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await desk.close();
  });

  const screen = async (key: string): Promise<ScreeningId> =>
    valueOrThrow(
      await desk.service.screenFirm(retail, {
        idempotencyKey: key,
        firmId,
        kind: 'CONTRACT',
        amountMinor: 100_00n,
        currency: 'CNY',
        paymentDays: 0,
        prepaymentBps: 0,
      }),
    ).screeningId;

  const receiptOf = async (id: ScreeningId): Promise<Receipt> => {
    const { screeningReceipt } = await desk.ask<{ screeningReceipt: string }>(
      retail,
      'query($id: ID!) { screeningReceipt(id: $id) }',
      { id },
    );
    return JSON.parse(screeningReceipt) as Receipt;
  };

  test('a receipt promises at once, proves after the merge, and verifies offline', async () => {
    const first = await screen('one');
    const { verifierKey } = await desk.service.logState();
    const promised = await receiptOf(first);
    expect(promised.inclusion).toBeUndefined();
    expect(verifyReceipt(promised, verifierKey)).toBe('PROMISED');
    expect(await desk.service.sequenceLog()).toBe(1);
    for (let n = 0; n < 12; n += 1) await screen(`more-${n}`);
    expect(await desk.service.sequenceLog()).toBe(12);
    const receipt = await receiptOf(first);
    expect(receipt.inclusion).toMatchObject({ index: 0, size: 13 });
    expect(verifyReceipt(receipt, verifierKey)).toBe('INCLUDED');
    const { inclusion } = receipt;
    if (inclusion === undefined) throw new Error('not included');
    const forgeries: [Partial<Receipt>, string][] = [
      [{ payload: receipt.payload.replace('REVIEW', 'PROCEED') }, 'PROMISE_FORGED'],
      [{ promise: promised.promise.replace('guildhall', 'guildhell') }, 'PROMISE_FORGED'],
      [
        {
          inclusion: { ...inclusion, checkpoint: inclusion.checkpoint.replace('\n13\n', '\n14\n') },
        },
        'CHECKPOINT_FORGED',
      ],
      [{ inclusion: { ...inclusion, size: 12 } }, 'CHECKPOINT_MISMATCH'],
      [{ inclusion: { ...inclusion, index: 1 } }, 'NOT_INCLUDED'],
    ];
    for (const [change, verdict] of forgeries)
      expect(verifyReceipt({ ...receipt, ...change }, verifierKey)).toBe(verdict);
    const other = noteSigner('guildhall.credit/log', Buffer.alloc(32, 3)).verifierKey;
    expect(verifyReceipt(receipt, other)).toBe('PROMISE_FORGED');
    expect(
      await desk.ask(system('auto'), 'query($id: ID!) { screeningReceipt(id: $id) }', {
        id: first,
      }),
    ).toEqual({ screeningReceipt: null });
  });

  test('the log only grows: its proofs of consistency hold', async () => {
    const { creditLogConsistency } = await desk.ask<{ creditLogConsistency: string[] }>(
      retail,
      '{ creditLogConsistency(first: 1, second: 13) }',
    );
    const { rows } = await admin.query<{ root: Buffer }>(
      'SELECT root FROM log_checkpoint WHERE size IN (1, 13) ORDER BY size',
    );
    const [firstRoot, secondRoot] = rows.map(({ root }) => root);
    if (firstRoot === undefined || secondRoot === undefined) throw new Error('no checkpoints');
    const proof = creditLogConsistency.map((hash) => Buffer.from(hash, 'base64'));
    expect(verifyConsistency({ first: 1, second: 13, firstRoot, secondRoot, proof })).toBe(true);
    const { creditLogTile } = await desk.ask<{ creditLogTile: string }>(
      retail,
      '{ creditLogTile(level: 0, index: 0) }',
    );
    expect(Buffer.from(creditLogTile, 'base64')).toHaveLength(13 * 32);
  });

  test('an honest log passes the audit; each row that somebody changes is named', async () => {
    const evidence = valueOrThrow(
      await desk.service.storeEvidence(officer, {
        idempotencyKey: 'e',
        firmId,
        name: 'note.txt',
        bytes: Buffer.from('see attached'),
      }),
    );
    const { entryId } = valueOrThrow(
      await desk.service.proposeListing(officer, {
        idempotencyKey: 'p',
        firmId,
        list: 'BLACKLIST',
        scope: [],
        reasonCode: 'FRAUD',
        evidenceIds: [evidence.evidenceId],
        overridable: true,
      }),
    );
    valueOrThrow(await desk.service.approveListing(approver, { idempotencyKey: 'a', entryId }));
    valueOrThrow(
      await desk.service.appealListing(retail, {
        idempotencyKey: 'x',
        entryId,
        grounds: '并无此事',
        evidenceIds: [],
      }),
    );
    while ((await desk.service.sequenceLog()) > 0);
    const honest = await desk.service.auditLog();
    expect(honest).toMatchObject({ leaves: 18, findings: [] });
    const tampering: [string, string, string[]][] = [
      [
        `UPDATE screening SET decision = replace(decision, 'REVIEW', 'PROCEED')`,
        'screening',
        ['SCREENING_CHANGED'],
      ],
      [`UPDATE screening SET answer = 'PROCEED'`, 'screening', ['SCREENING_CHANGED']],
      [
        `UPDATE list_step SET person = 'somebody-else' WHERE act = 'APPROVE'`,
        'list_step',
        ['LISTING_CHANGED', 'LISTING_UNLOGGED'],
      ],
      [`UPDATE list_entry SET state = 'REMOVED'`, 'list_entry', ['ENTRY_STATE']],
      [`UPDATE list_entry SET scope = '{auto}'`, 'list_entry', ['ENTRY_CHANGED']],
      [`UPDATE list_entry SET overridable = NOT overridable`, 'list_entry', ['ENTRY_CHANGED']],
      [`UPDATE appeal SET grounds = '承认'`, 'appeal', ['APPEAL_CHANGED']],
      [
        `UPDATE log_leaf SET payload = replace(payload, 'REVIEW', 'PROCEED') WHERE kind = 'SCREENING'`,
        'log_leaf',
        ['COMMITMENT', 'SCREENING_CHANGED'],
      ],
      [
        `UPDATE log_leaf SET commitment = sha256(commitment) WHERE position = 5`,
        'log_leaf',
        ['COMMITMENT', 'ROOT'],
      ],
      [`DELETE FROM log_leaf WHERE position = 16`, 'log_leaf', ['PLACE']],
      [
        `UPDATE log_checkpoint SET root = sha256(root) WHERE size = 13`,
        'log_checkpoint',
        ['ROOT', 'SIGNATURE'],
      ],
    ];
    for (const [statement, table, expected] of tampering) {
      await admin.query(`CREATE TEMP TABLE kept AS SELECT * FROM ${table}`);
      await admin.query(statement);
      const { findings } = await desk.service.auditLog();
      const codes = findings.map(({ code }) => code);
      for (const code of expected) expect(codes, statement).toContain(code);
      await admin.query(
        `SET session_replication_role = replica; DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept; DROP TABLE kept`,
      );
      await admin.query('RESET session_replication_role');
    }
    expect((await desk.service.auditLog()).findings).toEqual([]);
  });

  test('rows that decisions rest on: each that is changed, taken away or slipped in is named', async () => {
    const survey = valueOrThrow(
      await desk.service.recordSurvey(retail, {
        idempotencyKey: 'facts',
        firmId,
        surveyedOn: '2026-03-01',
        facts: [
          { type: 'REGISTERED_CAPITAL', value: { amount: '9000000', currency: 'CNY' } },
          { type: 'STAFF', value: { number: 40 } },
          { type: 'TAX_RATING', value: { text: 'A' } },
          { type: 'LEGAL_REPRESENTATIVE', value: { text: '钱多多' } },
        ].map((fact) => ({ ...fact, observedAt: new Date('2026-02-01T00:00:00Z'), source: 'x' })),
      }),
    );
    const [capital, staff, rating] = survey.factIds;
    if (capital === undefined || staff === undefined || rating === undefined)
      throw new Error('facts');
    const done = (n: number) => ({ idempotencyKey: `row-${n}` });
    valueOrThrow(
      await desk.service.chooseFact(officer, { ...done(1), factId: capital, reason: '已核' }),
    );
    const dispute = valueOrThrow(
      await desk.service.disputeFact(retail, { ...done(2), factId: staff, grounds: '人数不符' }),
    );
    valueOrThrow(
      await desk.service.answerDispute(officer, {
        ...done(3),
        disputeId: dispute.disputeId,
        resolution: 'UPHELD',
        answer: '社保名册为证',
      }),
    );
    valueOrThrow(
      await desk.service.retractFact(retail, { ...done(4), factId: rating, reason: '看错' }),
    );
    const outcome = (n: number) =>
      desk.service.recordOutcome(retail, {
        ...done(n),
        firmId,
        externalId: `deal-${n}`,
        result: 'PAID_LATE',
        amountMinor: 500_00n,
        currency: 'CNY',
        daysLate: 12,
        occurredOn: '2026-03-01',
      });
    valueOrThrow(await outcome(5));
    const { outcomeId } = valueOrThrow(await outcome(6));
    valueOrThrow(await desk.service.voidOutcome(retail, { ...done(7), outcomeId, reason: '重复' }));
    const limit = valueOrThrow(
      await desk.service.askLimit(officer, {
        ...done(8),
        firmId,
        limitMinor: 1_000_000_00n,
        reason: 'x',
      }),
    );
    valueOrThrow(
      await desk.service.decideLimit(approver, {
        ...done(9),
        settingId: limit.settingId,
        grant: true,
      }),
    );
    const override = valueOrThrow(
      await desk.service.askGradeOverride(officer, {
        ...done(10),
        firmId,
        grade: 'BBB',
        reason: '有担保',
        expiresAt: new Date('2026-04-01T00:00:00Z'),
      }),
    );
    valueOrThrow(
      await desk.service.decideGradeOverride(approver, {
        ...done(11),
        overrideId: override.overrideId,
        grant: true,
      }),
    );
    // The firm is blacklisted: nothing is available until two people lift the entry for the company.
    const [entry] = await desk.service.listEntriesOf(officer, { firmIds: [firmId] });
    if (entry === undefined) throw new Error('entry');
    const lift = valueOrThrow(
      await desk.service.askListOverride(officer, {
        ...done(20),
        entryId: entry.id,
        subsidiary: 'retail',
        reason: '收尾',
        until: new Date(desk.clock.now().getTime() + 86_400_000),
      }),
    );
    valueOrThrow(
      await desk.service.decideListOverride(approver, {
        ...done(21),
        overrideId: lift.overrideId,
        grant: true,
      }),
    );
    const reserved = valueOrThrow(
      await desk.service.reserveExposure(retail, {
        ...done(12),
        firmId,
        reference: 'r-1',
        amountMinor: 100_00n,
        currency: 'CNY',
        expiresAt: new Date('2026-03-20T00:00:00Z'),
      }),
    );
    const { reservationId } = reserved;
    valueOrThrow(await desk.service.useExposure(retail, { ...done(13), reservationId }));
    valueOrThrow(
      await desk.service.releaseExposure(retail, {
        ...done(14),
        reservationId,
        amountMinor: 40_00n,
      }),
    );
    await screen('on all of this');
    while ((await desk.service.sequenceLog()) > 0);
    expect((await desk.service.auditLog()).findings).toEqual([]);

    const tampering: [string, string, string][] = [
      ["UPDATE fact SET value = '{\"number\": 4000}' WHERE type = 'STAFF'", 'fact', 'FACT_CHANGED'],
      [
        "UPDATE fact SET value = '{\"number\": 4000}', digest = sha256('{\"number\":4000}') WHERE type = 'STAFF'",
        'fact',
        'FACT_CHANGED',
      ],
      ["UPDATE fact SET confidence = 1 WHERE type = 'STAFF'", 'fact', 'FACT_CHANGED'],
      [
        "UPDATE fact SET retraction = 'other' WHERE retracted_at IS NOT NULL",
        'fact',
        'ROW_CHANGED',
      ],
      ['UPDATE fact SET retracted_at = NULL WHERE retracted_at IS NOT NULL', 'fact', 'ROW_GONE'],
      ["UPDATE fact SET retracted_at = now() WHERE type = 'STAFF'", 'fact', 'ROW_UNLOGGED'],
      ['DELETE FROM fact_choice', 'fact_choice', 'ROW_GONE'],
      ["UPDATE fact_choice SET decided_by = 'x'", 'fact_choice', 'ROW_CHANGED'],
      ["UPDATE fact_dispute SET answer = 'x'", 'fact_dispute', 'ROW_CHANGED'],
      ["UPDATE fact_dispute SET grounds = 'x'", 'fact_dispute', 'ROW_CHANGED'],
      ['UPDATE cooperation_outcome SET days_late = 0', 'cooperation_outcome', 'ROW_CHANGED'],
      [
        'DELETE FROM cooperation_outcome WHERE voided_at IS NULL',
        'cooperation_outcome',
        'ROW_GONE',
      ],
      [
        'UPDATE cooperation_outcome SET voided_at = NULL WHERE voided_at IS NOT NULL',
        'cooperation_outcome',
        'ROW_GONE',
      ],
      ['UPDATE limit_setting SET limit_minor = limit_minor * 10', 'limit_setting', 'ROW_CHANGED'],
      ["UPDATE grade_override SET grade = 'AAA'", 'grade_override', 'ROW_CHANGED'],
      ["UPDATE grade_override SET decided_by = 'x'", 'grade_override', 'ROW_CHANGED'],
      ['UPDATE exposure SET used_minor = 0', 'exposure', 'EXPOSURE_CHANGED'],
      [
        "UPDATE exposure_movement SET amount_minor = amount_minor - 1 WHERE kind = 'USE'",
        'exposure_movement',
        'EXPOSURE_CHANGED',
      ],
      [
        'UPDATE exposure_reservation SET used_minor = used_minor + 1',
        'exposure_reservation',
        'EXPOSURE_CHANGED',
      ],
      [
        "UPDATE assessment SET grade = 'AAA', limit_minor = limit_minor * 5",
        'assessment',
        'REPLAY_DIFFERS',
      ],
      [`UPDATE screening SET snapshot = '1:1:'`, 'screening', 'REPLAY_DIFFERS'],
    ];
    for (const [statement, table, expected] of tampering) {
      await admin.query('BEGIN; SET LOCAL session_replication_role = replica');
      await admin.query(`CREATE TABLE kept AS SELECT * FROM ${table}`);
      await admin.query('COMMIT');
      await admin.query(statement);
      const { findings } = await desk.service.auditLog(undefined, {
        replays: expected === 'REPLAY_DIFFERS',
      });
      expect(
        findings.map(({ code }) => code),
        statement,
      ).toContain(expected);
      const { rows } = await admin.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = 'credit' AND table_name = '${table}' AND is_generated = 'NEVER'`,
      );
      const columns = rows.map(({ name }) => name).join(', ');
      await admin.query(
        `SET session_replication_role = replica; DELETE FROM ${table};
         INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM kept;
         DROP TABLE kept; RESET session_replication_role`,
      );
    }
    expect((await desk.service.auditLog()).findings).toEqual([]);
  }, 240_000);

  test('a commitment hides what it commits to', () => {
    expect(commitmentOf(Buffer.alloc(32, 1), 'x')).not.toEqual(
      commitmentOf(Buffer.alloc(32, 2), 'x'),
    );
  });
});
