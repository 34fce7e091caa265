/** Deletes what the law lets nobody keep longer about natural persons, and assesses the firms anew. */
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';
import { sql } from 'kysely';
import {
  DELETION_POLICY,
  KEPT_YEARS,
  mustBeDeleted,
  negativeEndedOn,
} from '../domain/facts/deletion.ts';
import { FACT_TYPE_CODES, factType, isFactType } from '../domain/facts/fact-types.ts';
import { lockFirms } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { assessFirms } from './assess-firm.ts';

const AT_ONCE = 500;
const NEGATIVE = FACT_TYPE_CODES.filter((code) => factType(code).negative === true);

/** Answers how many facts were deleted; 0 when none is left that must be. */
export async function deleteExpiredFacts(kit: ModuleKit): Promise<number> {
  const now = kit.clock.now();
  let published: DomainEvent[] = [];
  const deleted = await kit.db.transaction(async (tx) => {
    published = [];
    const db = within(tx);
    const due = await dueFacts(db, now);
    if (due.length === 0) return 0;
    const firmIds = [...new Set(due.map(({ firmId }) => firmId))];
    await lockFirms(db, firmIds);
    const { rows } = await sql<{ n: string }>`
      SELECT delete_expired_facts(${due.map(({ id }) => id)}::uuid[], ${due.map(({ endedOn }) => endedOn)}::date[],
        ${now}, ${DELETION_POLICY}) AS n`.execute(db);
    const context: CommandContext = {
      tx,
      now,
      publish: async (...events) => {
        published.push(...(await kit.events.append(tx, now, events)));
      },
    };
    await assessFirms(context, firmIds, 'RETRACTION');
    return Number(rows[0]?.n ?? 0);
  });
  if (published.length > 0) await kit.events.deliverNow(published, 0);
  return deleted;
}

interface DueFact {
  readonly id: string;
  readonly firmId: string;
  readonly endedOn: string;
}

async function dueFacts(db: Db, now: Date): Promise<DueFact[]> {
  const before = new Date(now);
  before.setUTCFullYear(before.getUTCFullYear() - KEPT_YEARS);
  const rows = await db
    .selectFrom('fact as f')
    .innerJoin('firm as m', 'm.id', 'f.firm_id')
    .select(['f.id', 'f.firm_id', 'f.type', 'f.value', 'f.observed_at'])
    .where('m.sole_trader', '=', true)
    .where('f.type', 'in', [...NEGATIVE])
    .where('f.observed_at', '<=', before)
    .orderBy('f.observed_at')
    .limit(AT_ONCE)
    .execute();
  const today = businessDay(now);
  return rows.flatMap(({ id, firm_id, type, value, observed_at }) => {
    if (!isFactType(type)) return [];
    const said = value as Readonly<Record<string, unknown>>;
    const endedOn = negativeEndedOn({ type, value: said, observedAt: new Date(observed_at) });
    return endedOn !== undefined && mustBeDeleted(endedOn, today)
      ? [{ id, firmId: firm_id, endedOn }]
      : [];
  });
}
