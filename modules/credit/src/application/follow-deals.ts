/** What follows a step of a list entry, a moved exposure, a told outcome or a new firm: look-back, contagion, alerts. */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { type AlertDraft, crossedMark } from '../domain/alerts/alert.ts';
import { isBinding, type ListingState, type ListName } from '../domain/lists/listing-states.ts';
import type { ListingStepped } from '../events.ts';
import { FIRM, LIST_ENTRY } from '../ids.ts';
import { firmsByIds } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { lookBack } from './look-back.ts';
import { limitNow } from './move-exposure.ts';
import { phoenixSuspects } from './phoenix.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { spreadTrouble } from './spread-trouble.ts';

/** Steps by which an entry comes to bind, or ceases to. */
const TURNING: ReadonlySet<string> = new Set(['APPROVE', 'REMOVE', 'EXPIRE']);

export async function followListing(
  context: CommandContext,
  { id, payload }: DomainEvent,
): Promise<void> {
  const said = payload as unknown as ListingStepped & {
    readonly list: ListName;
    readonly state: ListingState;
  };
  const firmId = toUuid(FIRM, said.firmId as never);
  if (said.act !== 'PROPOSE' && said.act !== 'START_REVIEW' && said.act !== 'REJECT') {
    await raiseAlerts(context, [
      {
        firmId,
        kind: 'LIST',
        severity: said.list === 'BLACKLIST' && said.act === 'APPROVE' ? 'CRITICAL' : 'WARNING',
        code: `${said.list}_${said.state}`,
        detail: { entryId: said.entryId, act: said.act },
        cause: `listing ${id}`,
        scope: said.scope,
      },
    ]);
  }
  if (said.act === 'APPROVE') await lookBack(context, toUuid(LIST_ENTRY, said.entryId as never));
  if (said.list !== 'BLACKLIST' || !TURNING.has(said.act)) return;
  await spreadTrouble(context, { firmIds: [firmId], parties: [] });
  if (isBinding(said.state)) await suspectLater(context, firmId);
}

/** Firms that came after the blacklisted one and look like it. */
async function suspectLater(context: CommandContext, firmId: string): Promise<void> {
  const db = within(context.tx);
  const suspects = await phoenixSuspects(db, firmId, 'SUCCESSORS');
  await raiseAlerts(
    context,
    suspects.map((suspect) => phoenixAlert(suspect.firmId, firmId, suspect.reasons)),
  );
}

/** A new firm may be an old one: one that is blacklisted and shares its people, place or trade name. */
export async function followRegistration(
  context: CommandContext,
  { payload }: DomainEvent,
): Promise<void> {
  const { firmId } = payload as { readonly firmId: string };
  await suspectEarlier(context, toUuid(FIRM, firmId as never));
}

export async function suspectEarlier(context: CommandContext, firmId: string): Promise<void> {
  const suspects = await phoenixSuspects(within(context.tx), firmId, 'PREDECESSORS');
  await raiseAlerts(
    context,
    suspects.map((suspect) => phoenixAlert(firmId, suspect.firmId, suspect.reasons)),
  );
}

function phoenixAlert(young: string, old: string, reasons: readonly string[]): AlertDraft {
  return {
    firmId: young,
    kind: 'RELATED_PARTY',
    severity: 'CRITICAL',
    code: 'PHOENIX_SUSPECTED',
    detail: { predecessorId: fromUuid(FIRM, old), reasons: reasons.join(' ') },
    cause: `phoenix ${young} ${old}`,
  };
}

interface ExposureMoved {
  readonly firmId: string;
  readonly subsidiary: string;
  readonly kind: string;
  readonly amountMinor: string;
  readonly openAfterMinor?: string;
}

export async function followExposure(
  context: CommandContext,
  events: readonly DomainEvent[],
): Promise<void> {
  const db = within(context.tx);
  const drafts: AlertDraft[] = [];
  for (const { id, payload } of events) {
    const moved = payload as unknown as ExposureMoved;
    if (moved.kind !== 'RESERVE' || moved.openAfterMinor === undefined) continue;
    const firmId = toUuid(FIRM, moved.firmId as never);
    const after = BigInt(moved.openAfterMinor);
    const limit = await limitNow(db, firmId, moved.subsidiary, context.now);
    const mark = crossedMark(limit, after - BigInt(moved.amountMinor), after);
    if (mark === undefined) continue;
    drafts.push({
      firmId,
      kind: 'EXPOSURE',
      severity: mark >= 100 ? 'CRITICAL' : 'WARNING',
      code: `UTILISATION_${mark}`,
      detail: { percent: mark, subsidiary: moved.subsidiary },
      cause: `exposure ${id}`,
    });
  }
  await raiseAlerts(context, drafts);
}

interface OutcomeRecorded {
  readonly firmId: string;
  readonly subsidiary: string;
  readonly result: string;
}

export async function followOutcome(
  context: CommandContext,
  { id, payload }: DomainEvent,
): Promise<void> {
  const { firmId, subsidiary, result } = payload as unknown as OutcomeRecorded;
  if (result !== 'DEFAULTED' && result !== 'DISPUTED') return;
  const uuid = toUuid(FIRM, firmId as never);
  if (!(await isKnown(within(context.tx), uuid))) return;
  await raiseAlerts(context, [
    {
      firmId: uuid,
      kind: 'OUTCOME',
      severity: result === 'DEFAULTED' ? 'CRITICAL' : 'WARNING',
      code: result,
      detail: { subsidiary },
      cause: `outcome ${id}`,
      except: subsidiary,
    },
  ]);
}

async function isKnown(db: Db, firmId: string): Promise<boolean> {
  return (await firmsByIds(db, [firmId])).length > 0;
}
