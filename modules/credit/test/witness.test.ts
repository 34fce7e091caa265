/** Witnesses of the shared log: their cosignatures are verified, kept, served; tiles give the tree and its leaves to strangers. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { splitNote, witnessOf, witnessSigner } from '../src/domain/merkle/cosignature.ts';
import { readCheckpoint } from '../src/domain/merkle/signed-note.ts';
import { hashLeaf, rootOfLeaves } from '../src/domain/merkle/tree.ts';
import { logTiles } from '../src/http/log-tiles.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

const approver = person('chen-fang', 'risk_approver');
const retail = system('retail');
const witness = witnessSigner('witness.example/one', Buffer.alloc(32, 7));
let desk: Desk;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `wit-${keys}`;
};

beforeAll(async () => {
  desk = await openDesk();
  const { firmId } = valueOrThrow(
    await desk.service.registerFirm(retail, {
      idempotencyKey: 'f',
      uscc: usccOf(77),
      name: '苏州见证有限公司',
    }),
  );
  for (let i = 0; i < 3; i += 1)
    valueOrThrow(
      await desk.service.screenFirm(retail, {
        idempotencyKey: `s-${i}`,
        firmId,
        kind: 'CONTRACT',
        amountMinor: 100n,
        currency: 'CNY',
        paymentDays: 0,
        prepaymentBps: 0,
      }),
    );
  while ((await desk.service.sequenceLog()) > 0);
});
afterAll(() => desk.close());

const hand = (note: string) =>
  desk.ask(
    retail,
    'mutation($input: AddCosignaturesInput!) { addCosignatures(input: $input) { __typename ... on Refusal { code } ... on AddedCosignatures { size witnesses } } }',
    { input: { note, idempotencyKey: key() } },
  );

test('only a trusted key, under a checkpoint that this log signed, is kept and served', async () => {
  const { checkpoint } = await desk.service.logState();
  const text = splitNote(checkpoint)?.text ?? '';
  const signed = `${checkpoint}${witness.cosign(text, 1_772_416_800)}\n`;
  expect(await hand(signed)).toMatchObject({
    addCosignatures: { code: 'CREDIT_COSIGNATURE_NONE' },
  });
  const trust = await desk.ask(
    approver,
    'mutation($input: TrustWitnessInput!) { trustWitness(input: $input) { ... on TrustedWitness { name trusted } ... on Refusal { code } } }',
    { input: { verifierKey: witness.verifierKey, idempotencyKey: key() } },
  );
  expect(trust).toMatchObject({ trustWitness: { name: 'witness.example/one', trusted: true } });
  expect(await hand(signed)).toMatchObject({
    addCosignatures: { size: 3, witnesses: ['witness.example/one'] },
  });
  const other = checkpoint.replace('\n3\n', '\n2\n');
  const forged = `${other}${witness.cosign(splitNote(other)?.text ?? '', 1)}\n`;
  expect(await hand(forged)).toMatchObject({
    addCosignatures: { code: 'CREDIT_CHECKPOINT_UNKNOWN' },
  });
  const { creditLog } = await desk.ask<{
    creditLog: { checkpoint: string; cosignatures: { witness: string; witnessedAt: string }[] };
  }>(retail, '{ creditLog { checkpoint size cosignatures { witness size line witnessedAt } } }');
  expect(creditLog.cosignatures).toMatchObject([
    { witness: 'witness.example/one', witnessedAt: '2026-03-02T02:00:00.000Z' },
  ]);
  const lines = splitNote(creditLog.checkpoint)?.lines ?? [];
  expect(lines).toHaveLength(2);
  const verifier = witnessOf(witness.verifierKey);
  expect(verifier?.verify(text, lines[1] ?? '')).toBe(1_772_416_800);
  expect(verifier?.verify(`${text}x`, lines[1] ?? '')).toBeUndefined();
});

test('a stranger recomputes the root from the bundle of leaves, and finds the tiles', async () => {
  const app = express();
  app.use(logTiles(desk.service));
  const checkpoint = (await request(app).get('/credit-log/checkpoint').expect(200)).text;
  const { root, size } = readCheckpoint(splitNote(checkpoint)?.text ?? '') ?? {
    root: Buffer.alloc(0),
    size: 0,
  };
  const get = async (path: string): Promise<Buffer> =>
    (
      await request(app)
        .get(path)
        .buffer(true)
        .parse((response, done) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => done(null, Buffer.concat(parts)));
        })
        .expect(200)
    ).body as Buffer;
  const bundle = await get(`/credit-log/tile/entries/000.p/${size}`);
  const leaves: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at);
    leaves.push(hashLeaf(bundle.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  expect(rootOfLeaves(leaves).equals(root)).toBe(true);
  expect((await get(`/credit-log/tile/0/000.p/${size}`)).equals(Buffer.concat(leaves))).toBe(true);
  await request(app).get('/credit-log/tile/0/001').expect(404);
  await request(app).get('/credit-log/tile/0/000').expect(404);
  await request(app).get('/credit-log/tile/0/../secret').expect(404);
});
