/** The doors that the demonstration group comes in through: the same ones that the subsidiaries' systems use. */
import type { AutoDoor } from '@guildhall/auto';
import type { ClearingDoor } from '@guildhall/clearing';
import type { CouponService } from '@guildhall/coupon';
import type { CreditService } from '@guildhall/credit';
import type { IdentityService } from '@guildhall/identity';
import type { LedgerDoor } from '@guildhall/ledger';
import type { LogisticsDoor } from '@guildhall/logistics';
import type { PropertyDoor } from '@guildhall/property';
import type { RetailDoor } from '@guildhall/retail';
import type { Doors } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';

export interface Seeding {
  readonly identity: IdentityService;
  readonly ledger: LedgerDoor;
  readonly coupon: CouponService;
  readonly auto: AutoDoor;
  readonly property: PropertyDoor;
  readonly retail: RetailDoor;
  readonly logistics: LogisticsDoor;
  readonly credit: CreditService;
  readonly clearing: ClearingDoor;
  readonly now: Date;
}

export function seedingOf(doors: Doors, now: Date): Seeding {
  return {
    identity: doors.get<IdentityService>('identity'),
    ledger: doors.get<LedgerDoor>('ledger'),
    coupon: doors.get<CouponService>('coupon'),
    auto: doors.get<AutoDoor>('auto'),
    property: doors.get<PropertyDoor>('property'),
    retail: doors.get<RetailDoor>('retail'),
    logistics: doors.get<LogisticsDoor>('logistics'),
    credit: doors.get<CreditService>('credit'),
    clearing: doors.get<ClearingDoor>('clearing'),
    now,
  };
}

/** The house itself, for what nobody else may do on the first day. */
export const FOUNDER: Principal = { kind: 'module', name: 'seeds' };

export const SUBSIDIARIES = ['auto', 'property', 'retail', 'logistics'] as const;
export type Subsidiary = (typeof SUBSIDIARIES)[number];

export const CLIENTS: Readonly<Record<Subsidiary, string>> = {
  auto: 'auto-dms',
  property: 'property-pms',
  retail: 'retail-pos',
  logistics: 'logistics-tms',
};

export const systemOf = (subsidiary: Subsidiary): Principal => ({
  kind: 'system',
  clientId: CLIENTS[subsidiary],
  subsidiary,
});

/** So many at once: enough to be quick, few enough to leave the machine to others. */
const AT_ONCE = 8;

export async function forEach<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (const [index, item] of queue) await work(item, index);
  });
  await Promise.all(workers);
}
