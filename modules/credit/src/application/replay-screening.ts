/** Makes an answer again: from what was kept with it, and from the tables as they were visible then. */
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { canonicalJson, decode } from '@guildhall/shared/wire-codec';
import { decideScreening, type ScreeningVersions } from '../domain/screening/decide-screening.ts';
import type { ScreeningFacts, ScreeningRequest } from '../domain/screening/facts.ts';
import { SCREENING, type ScreeningId } from '../ids.ts';
import type { CreditTables, Db } from '../storage/tables.ts';
import { gatherFacts } from './gather-facts.ts';

export interface ScreeningReplay {
  readonly screeningId: ScreeningId;
  /** The answer as it was given, canonical JSON. */
  readonly given: string;
  /** The answer decided again now, from the facts and versions of then as they were kept with it. */
  readonly replayed: string;
  readonly identical: boolean;
  /** The same from facts gathered again out of the tables, as they were visible then. */
  readonly rederived: string;
  readonly rederivedIdentical: boolean;
}

export async function replayScreening(
  kit: ModuleKit,
  id: ScreeningId,
): Promise<ScreeningReplay | undefined> {
  const row = await kit.db
    .sql<CreditTables>()
    .selectFrom('screening')
    .innerJoin('firm', 'firm.id', 'screening.firm_id')
    .select(['request', 'facts', 'versions', 'decision', 'decided_at', 'snapshot', 'subsidiary'])
    .select(['firm_id', 'code', 'sole_trader'])
    .where('screening.id', '=', toUuid(SCREENING, id))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const decidedAt = new Date(row.decided_at);
  const decide = (facts: ScreeningFacts): string =>
    canonicalJson(
      decideScreening(
        decode(JSON.parse(row.request)) as ScreeningRequest,
        facts,
        row.versions as ScreeningVersions,
        decidedAt,
      ),
    );
  const firm = { id: row.firm_id, code: row.code, soleTrader: row.sole_trader };
  const earlier = { snapshot: row.snapshot };
  const gathered = await gatherFacts(reader(kit), firm, row.subsidiary, decidedAt, earlier);
  const replayed = decide(decode(JSON.parse(row.facts)) as ScreeningFacts);
  const rederived = decide(gathered.facts);
  return {
    screeningId: id,
    given: row.decision,
    replayed,
    identical: replayed === row.decision,
    rederived,
    rederivedIdentical: rederived === row.decision,
  };
}

const reader = (kit: ModuleKit): Db => kit.db.sql<CreditTables>() as unknown as Db;
