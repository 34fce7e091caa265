/**
 * The life of an offer: created and revised as a draft version, published, paused, resumed, ended. A version that was
 * ever live is never changed: a revision makes the next one. Each change raises the catalogue's version in the same
 * transaction, so that no process decides by what was.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import type { OfferDefinition } from '../domain/offers/offer-definition.ts';
import {
  mayMove,
  type OfferMove,
  type OfferState,
  offerStateAt,
} from '../domain/offers/offer-states.ts';
import {
  insertOffer,
  insertVersion,
  lockOffer,
  type OfferRow,
  raiseCatalogue,
  saveOffer,
  versionsOf,
} from '../storage/offers.ts';
import { checkDefinition, refused } from './check-definition.ts';

export interface CreateOffer {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly owner: string;
  readonly definition: OfferDefinition;
}

export interface OfferChanged {
  readonly offerId: string;
  readonly version: number;
  readonly state: OfferState;
}

export async function createOffer(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: CreateOffer,
): Promise<Outcome<OfferChanged>> {
  const fault = await checkDefinition(kit, input.definition);
  if (fault !== undefined) return refused(fault);
  const command = { caller, operation: 'create-offer', idempotencyKey, input };
  return runCommand<OfferChanged>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const offerId = newId('off', now);
    const by = clientOf(caller);
    const { code, owner, definition } = input;
    if (!(await insertOffer(db, { id: offerId, code, owner, by, now })))
      return refuse('RULE', 'OFFER_CODE_TAKEN', { code }, ['code']);
    await insertVersion(db, offerId, 1, definition, by, now);
    return accept({ offerId, version: 1, state: 'DRAFT' });
  });
}

export interface ReviseOffer {
  readonly idempotencyKey: string;
  readonly offerId: string;
  readonly definition: OfferDefinition;
}

/** Makes the next version, as a draft beside the one that is live. */
export async function reviseOffer(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: ReviseOffer,
): Promise<Outcome<OfferChanged>> {
  const fault = await checkDefinition(kit, input.definition);
  if (fault !== undefined) return refused(fault);
  const command = { caller, operation: 'revise-offer', idempotencyKey, input };
  return runCommand<OfferChanged>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const offer = await lockOffer(db, input.offerId);
    if (offer === undefined) return refuse('NOT_FOUND', 'OFFER_NOT_FOUND', {}, ['offerId']);
    if (offer.state === 'ENDED') return refuse('RULE', 'OFFER_ENDED', {}, ['offerId']);
    const version = offer.latestVersion + 1;
    await insertVersion(db, offer.id, version, input.definition, clientOf(caller), now);
    await saveOffer(db, { ...offer, latestVersion: version }, now);
    return accept({ offerId: offer.id, version, state: offer.state });
  });
}

export interface MoveOffer {
  readonly idempotencyKey: string;
  readonly offerId: string;
}

export async function moveOffer(
  kit: ModuleKit,
  caller: Principal,
  move: OfferMove,
  { idempotencyKey, offerId }: MoveOffer,
): Promise<Outcome<OfferChanged>> {
  const operation = `${move.toLowerCase()}-offer`;
  const command = { caller, operation, idempotencyKey, input: { offerId } };
  return runCommand<OfferChanged>(kit, command, async (context) => {
    const db = context.tx.getKysely<unknown>();
    const offer = await lockOffer(db, offerId);
    if (offer === undefined) return refuse('NOT_FOUND', 'OFFER_NOT_FOUND', {}, ['offerId']);
    if (!mayMove(offer.state, move))
      return refuse('RULE', 'OFFER_NOT_IN_STATE', { state: offer.state, move }, ['offerId']);
    const moved = await moving(context, offer, move);
    await saveOffer(db, moved, context.now);
    await raiseCatalogue(db);
    const version = moved.liveVersion ?? moved.latestVersion;
    return accept({ offerId, version, state: moved.state });
  });
}

/** Publishing and resuming take the latest version and let time say whether it is live yet. */
async function moving(
  { tx, now }: CommandContext,
  offer: OfferRow,
  move: OfferMove,
): Promise<OfferRow> {
  if (move === 'PAUSE') return { ...offer, state: 'PAUSED' };
  if (move === 'END') return { ...offer, state: 'ENDED' };
  const liveVersion =
    move === 'PUBLISH' ? offer.latestVersion : (offer.liveVersion ?? offer.latestVersion);
  const [version] = await versionsOf(tx.getKysely<unknown>(), [
    { offerId: offer.id, version: liveVersion },
  ]);
  if (version === undefined) throw new Error(`Offer ${offer.id} has no version ${liveVersion}`);
  const state = offerStateAt(
    { state: 'LIVE', startsAt: version.startsAt, endsAt: version.endsAt },
    now,
  );
  return { ...offer, state, liveVersion };
}
