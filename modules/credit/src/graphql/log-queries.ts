/** Questions about the shared log: its state, proofs and tiles are for everybody signed in; receipts for their owners. */
import { argsOf, commandField, idInput, SIGNED_IN } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import { companyOf } from '../application/caller.ts';
import type { LogState } from '../application/shared-log.ts';
import type { AddedCosignatures, Cosignature, TrustedWitness } from '../application/witness-log.ts';
import { SCREENING } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, READERS, RISK_DESK, seesAll } from './context.ts';

const consistencyArgs = z.object({
  first: z.int().min(1).describe('Size of the smaller log.'),
  second: z.int().min(1).describe('Size of the larger log.'),
});
const tileArgs = z.object({
  level: z.int().min(0).max(7).describe('Tile level: hashes of subtrees of 256^level leaves.'),
  index: z.int().min(0).describe('Which tile of that level, from 0.'),
});

export function addLogQueries(builder: CreditBuilder, service: CreditService): void {
  const Cosigned = builder.objectRef<Cosignature>('LogCosignature').implement({
    description: 'A witness that saw a checkpoint and found that the log only grew.',
    fields: (t) => ({
      witness: t.exposeString('witness', { description: 'Its name.' }),
      size: t.exposeInt('size', { description: 'Size of the log it saw.' }),
      line: t.exposeString('line', { description: 'Its signature line (C2SP cosignature/v1).' }),
      witnessedAt: t.expose('witnessedAt', { type: 'DateTime', description: 'When it saw it.' }),
    }),
  });
  const Log = builder.objectRef<LogState>('CreditLog').implement({
    description:
      'The shared log: an append-only Merkle tree (RFC 6962) over list decisions, appeals and screenings.',
    fields: (t) => ({
      origin: t.exposeString('origin', { description: 'Its name in checkpoints.' }),
      verifierKey: t.exposeString('verifierKey', {
        description: 'Its key, as C2SP verifiers take it.',
      }),
      size: t.exposeInt('size', { description: 'Leaves under the latest checkpoint.' }),
      checkpoint: t.exposeString('checkpoint', {
        description:
          'The latest signed checkpoint, with the lines of its witnesses; empty before the first.',
      }),
      cosignatures: t.field({
        type: [Cosigned],
        description: 'Under the latest checkpoint that any witness has signed.',
        resolve: ({ cosignatures }) => [...cosignatures],
      }),
    }),
  });
  addWitnessMutations(builder, service);
  builder.queryFields((t) => ({
    creditLog: t.field({
      type: Log,
      description: 'The state of the shared log.',
      access: SIGNED_IN,
      resolve: () => service.logState(),
    }),
    creditLogConsistency: t.stringList({
      nullable: true,
      description:
        'Proof that the log only grew from one size to another: base64 hashes; null for sizes it never had.',
      access: SIGNED_IN,
      args: argsOf(builder, 'creditLogConsistency', consistencyArgs),
      resolve: async (_root, { first, second }, { caller }) => {
        const proof = await service.logConsistency(caller, { first, second });
        return proof === undefined ? null : [...proof];
      },
    }),
    creditLogTile: t.string({
      nullable: true,
      description: 'A tile of the tree: up to 256 hashes joined, base64; null where there is none.',
      access: SIGNED_IN,
      args: argsOf(builder, 'creditLogTile', tileArgs),
      resolve: async (_root, { level, index }, { caller }) =>
        (await service.logTile(caller, { level, index }))?.toString('base64') ?? null,
    }),
    screeningReceipt: t.string({
      nullable: true,
      description:
        'The receipt of a screening, JSON: the signed promise at once, the proof of inclusion within seconds. Anybody can verify it offline with the key of the log.',
      access: READERS,
      args: argsOf(
        builder,
        'screeningReceipt',
        z.object({ id: idInput(SCREENING).describe('The screening.') }),
      ),
      resolve: async (_root, { id }, { caller, screenings }) => {
        const screening = await screenings.load(id);
        if (screening === null || (!seesAll(caller) && screening.subsidiary !== companyOf(caller)))
          return null;
        const receipt = await service.screeningReceipt(caller, { id });
        return receipt === undefined ? null : JSON.stringify(receipt);
      },
    }),
  }));
}

function addWitnessMutations(builder: CreditBuilder, service: CreditService): void {
  const Trusted = builder.objectRef<TrustedWitness>('TrustedWitness').implement({
    description: 'A witness whose key is trusted, or no more.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name.' }),
      trusted: t.exposeBoolean('trusted', { description: 'Whether its signatures are kept.' }),
    }),
  });
  commandField(builder, 'trustWitness', {
    description: 'Takes in a witness of the shared log by its key, or ends the trust in it.',
    access: ['risk_approver'],
    success: Trusted,
    input: z.object({
      verifierKey: z
        .string()
        .trim()
        .min(1)
        .max(300)
        .describe('name+keyid+base64, a C2SP key of type 4.'),
      trusted: z.boolean().default(true).describe('False ends the trust; what it signed stays.'),
    }),
    execute: (caller, input) => service.trustWitness(caller, input),
  });
  const Added = builder.objectRef<AddedCosignatures>('AddedCosignatures').implement({
    description: 'Cosignatures that were verified and kept.',
    fields: (t) => ({
      size: t.exposeInt('size', { description: 'Size of the log they are for.' }),
      witnesses: t.stringList({
        description: 'Whose they are.',
        resolve: ({ witnesses }) => [...witnesses],
      }),
    }),
  });
  commandField(builder, 'addCosignatures', {
    description:
      'Hands in a checkpoint of the shared log with the signature lines of trusted witnesses.',
    access: ['system', 'auditor', ...RISK_DESK],
    success: Added,
    input: z.object({
      note: z.string().min(1).max(20_000).describe('The checkpoint, a signed note.'),
    }),
    execute: (caller, input) => service.addCosignatures(caller, input),
  });
}
