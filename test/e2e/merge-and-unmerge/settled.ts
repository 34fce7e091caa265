/** Waits until every module has done its part of the merges under way, as identity's schedule finds it. */
import type { IdentityService } from '@guildhall/identity';
import { sql } from 'kysely';
import type { OpenHouse } from '../../../modules/coupon/test/support/open-house.ts';

export async function settled(house: OpenHouse, identity: IdentityService): Promise<void> {
  const db = house.module('identity').kit.db.sql();
  // Subscribers that are not in this house count as having heard of it.
  const elsewhere = sql`
    UPDATE outbox SET settled_at = recorded_at WHERE settled_at IS NULL AND type LIKE 'identity.%'`;
  await elsewhere.execute(db);
  await identity.settleMerges({ kind: 'module', name: 'identity' }, {});
}
