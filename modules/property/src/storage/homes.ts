/** Where members live now, and what is unpaid there: one statement for all members of a batch. */
import { listLoaderOf } from '@guildhall/shared/graphql/index';
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import {
  type DwellingRow,
  DwellingTable,
  type FeeBillRow,
  FeeBillTable,
  type ResidencyRow,
  ResidencyTable,
} from './tables.ts';

export interface Home {
  readonly memberId: string;
  readonly dwelling: DwellingRow;
  readonly residency: ResidencyRow;
}

/** Present dwellings of members (UUIDs), in the order in which they were recorded. */
export function homesOfMembers(em: EntityManager): DataLoader<string, Home[]> {
  return listLoaderOf(
    (memberIds: readonly string[]) => presentHomes(em, memberIds),
    ({ memberId }) => memberId,
  );
}

async function presentHomes(em: EntityManager, memberIds: readonly string[]): Promise<Home[]> {
  const residencies = await em.find(
    ResidencyTable,
    { memberId: { $in: [...memberIds] }, untilOn: null },
    { orderBy: { id: 'asc' } },
  );
  const ids = [...new Set(residencies.map(({ dwellingId }) => dwellingId))];
  const dwellings = await em.find(DwellingTable, { id: { $in: ids } });
  const byId = new Map(dwellings.map((dwelling) => [dwelling.id, dwelling]));
  return residencies.flatMap((residency) => {
    const dwelling = byId.get(residency.dwellingId);
    return dwelling && residency.memberId
      ? [{ memberId: residency.memberId, dwelling, residency }]
      : [];
  });
}

/** Unpaid bills of the dwellings where members live now, the earliest due first. */
export function openBillsOfMembers(em: EntityManager): DataLoader<string, FeeBillRow[]> {
  const pairs = listLoaderOf(
    async (memberIds: readonly string[]) => {
      const homes = await presentHomes(em, memberIds);
      const dwellingIds = [...new Set(homes.map(({ dwelling }) => dwelling.id))];
      const bills = await em.find(
        FeeBillTable,
        { dwellingId: { $in: dwellingIds }, state: { $in: ['OPEN', 'PARTLY_PAID'] } },
        { orderBy: { dueOn: 'asc', id: 'asc' } },
      );
      return bills.flatMap((bill) =>
        homes
          .filter(({ dwelling }) => dwelling.id === bill.dwellingId)
          .map(({ memberId }) => ({ memberId, bill })),
      );
    },
    ({ memberId }) => memberId,
  );
  return mapped(pairs, (pair) => pair.bill);
}

function mapped<K, A, B>(loader: DataLoader<K, A[]>, change: (item: A) => B): DataLoader<K, B[]> {
  const load = async (keys: readonly K[]) => {
    const lists = await loader.loadMany(keys);
    return lists.map((list) => (list instanceof Error ? list : list.map(change)));
  };
  return new DataLoader(load, { cache: false });
}
