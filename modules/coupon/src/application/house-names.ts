/** What settings call point currencies, tiers, segments and partners: for readings in plain words. */
import type { LedgerDoor } from '@guildhall/ledger';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Names } from '../domain/plain-words/terms.ts';
import { listPartners } from '../storage/partners.ts';
import { listSegments } from '../storage/settings.ts';
import { asModule } from './gather-facts.ts';

interface Named {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
}

/** Code to name. Where two settings share a code the later of currency, tier, segment, partner is told. */
export async function houseNames(kit: ModuleKit): Promise<Names> {
  const ledger = kit.doors.get<LedgerDoor>('ledger');
  const [currencies, programmes, segments, partners] = await Promise.all([
    ledger.currencies(asModule(kit), {}),
    ledger.tierProgrammes(asModule(kit), {}),
    listSegments(kit.db.sql()),
    listPartners(kit.db.sql()),
  ]);
  const named: readonly Named[] = [
    // Without the ledger a reading shows codes; it is no reason to show nothing.
    ...(currencies.ok ? currencies.value : []),
    ...(programmes.ok ? programmes.value.flatMap(({ tiers }) => tiers) : []),
    ...segments,
    ...partners,
  ];
  return new Map(named.map(({ code, name }) => [code, { 'zh-CN': name.zh, en: name.en }]));
}
