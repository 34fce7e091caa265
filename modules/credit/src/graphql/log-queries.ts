/** Questions about the shared log: its state, proofs and tiles are for everybody signed in; receipts for their owners. */
import { argsOf, idInput, SIGNED_IN } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import { companyOf } from '../application/caller.ts';
import type { LogState } from '../application/shared-log.ts';
import { SCREENING } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, READERS, seesAll } from './context.ts';

const consistencyArgs = z.object({
  first: z.int().min(1).describe('Size of the smaller log.'),
  second: z.int().min(1).describe('Size of the larger log.'),
});
const tileArgs = z.object({
  level: z.int().min(0).max(7).describe('Tile level: hashes of subtrees of 256^level leaves.'),
  index: z.int().min(0).describe('Which tile of that level, from 0.'),
});

export function addLogQueries(builder: CreditBuilder, service: CreditService): void {
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
        description: 'The latest signed checkpoint; empty before the first.',
      }),
    }),
  });
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
