/**
 * Earn, burn, hold, capture, release: parse, look up, hand to the batched path, answer. A command that turns out to
 * touch several wallets goes on in the transactional path; one whose member was merged, to the survivor.
 */
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { type PostingKey, walletKey } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';
import { loadTransfer } from '../storage/load-records.ts';
import type { Records, Result } from './jobs.ts';
import type { PostingEngine } from './posting-engine.ts';

export interface Single<A> {
  readonly operation: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly command: SingleCommand;
  readonly answer: (records: Records) => A;
  /** For a command that touches several wallets. */
  readonly several: (key: PostingKey, command: SingleCommand) => Promise<Result<A>>;
}

const MOST_REROUTES = 8;

export async function postSingle<A>(
  engine: PostingEngine,
  caller: Principal,
  single: Single<A>,
): Promise<Outcome<A>> {
  const found = scopedKey(engine, caller, single.operation, single.idempotencyKey, single.bodyHash);
  const key = found instanceof Promise ? await found : found;
  let { command } = single;
  for (let turn = 0; turn < MOST_REROUTES; turn += 1) {
    let result = await submit(engine, single, command, key);
    if (result.kind === 'SEVERAL') result = await single.several(key, command);
    if (result.kind === 'REROUTED') command = actFor(command, result.ownerId);
    else if (result.kind === 'POSTED') return { ok: true, value: result.answer };
    else return outcomeOf(engine, result, single.answer);
  }
  throw new Error(`Command ${single.operation} was sent from owner to owner without end`);
}

/** Members share one scope per operation and carry their id in the key, so that scopes stay few. */
export function scopedKey(
  engine: PostingEngine,
  caller: Principal,
  operation: string,
  idempotencyKey: string,
  hash: string,
): PostingKey | Promise<PostingKey> {
  const member = caller.kind === 'member';
  const scope = engine.catalogue.scope(member ? 'member' : clientOf(caller), operation);
  const key = member ? `${caller.memberId}:${idempotencyKey}` : idempotencyKey;
  return scope instanceof Promise
    ? scope.then((id) => ({ scope: id, key, bodyHash: hash }))
    : { scope, key, bodyHash: hash };
}

function submit<A>(
  engine: PostingEngine,
  single: Single<A>,
  command: SingleCommand,
  key: PostingKey,
): Promise<Result<A>> {
  return new Promise((resolve, reject) => {
    engine.submit({
      command,
      walletKey: walletKey(command.ownerId, command.currency.id),
      key,
      operation: single.operation,
      answer: single.answer,
      // What comes back is what `answer` made.
      done: (result) => resolve(result as Result<A>),
      fail: reject,
    });
  });
}

/** The survivor's wallet, with the identity that was presented kept beside it. */
export function actFor(command: SingleCommand, ownerId: string): SingleCommand {
  if (command.kind === 'CAPTURE' || command.kind === 'RELEASE') return { ...command, ownerId };
  return { ...command, ownerId, actorId: command.actorId ?? command.ownerId };
}

export async function outcomeOf<A>(
  engine: PostingEngine,
  result: Exclude<Result<A>, { kind: 'REROUTED' } | { kind: 'SEVERAL' }> | Result<A>,
  answer: (records: Records) => A,
): Promise<Outcome<A>> {
  switch (result.kind) {
    case 'POSTED':
      return { ok: true, value: result.answer };
    case 'REFUSED':
      return no(result.refusal);
    case 'KNOWN':
      return {
        ok: true,
        value: answer(await loadTransfer(engine.reader, engine.catalogue, result.postingId)),
      };
    default:
      throw new Error(`A command ended as ${result.kind}`);
  }
}

export const no = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});
