/**
 * What every use case of the property company is given, and the few things they all do: keep outsiders out, seal
 * personal data, and number documents.
 *
 * Locks, always in this order: dwelling, bills by id, payment.
 */
import { type BlindIndex, blindIndex } from '@guildhall/shared/blind-index';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Refusal } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { type TextSeal, textSeal } from '@guildhall/shared/sealed-text';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { forbidden } from '../domain/refusals.ts';
import { memberUuidOf } from '../ids.ts';
import { ResidencyTable } from '../storage/tables.ts';

export const SUBSIDIARY = 'property';

export interface Property {
  readonly kit: ModuleKit;
  readonly name: { readonly seal: TextSeal };
  readonly phone: { readonly seal: TextSeal; readonly index: BlindIndex };
  readonly plate: { readonly seal: TextSeal; readonly index: BlindIndex };
  /** Residents' own words, and the answers to them. */
  readonly words: { readonly seal: TextSeal };
}

export function openProperty(kit: ModuleKit): Property {
  const { secret } = kit;
  const sealAndIndex = (purpose: string) => ({
    seal: textSeal(secret, purpose),
    index: blindIndex(secret, purpose),
  });
  return {
    kit,
    name: { seal: textSeal(secret, 'property/residency.name') },
    phone: sealAndIndex('property/residency.phone'),
    plate: sealAndIndex('property/parking_lease.plate'),
    words: { seal: textSeal(secret, 'property/case.words') },
  };
}

/** Undefined for the company's own systems and clerks; a refusal for everybody else. */
export function refuseOutsider(
  caller: Principal,
): { readonly ok: false; readonly refusal: Refusal } | undefined {
  const own =
    caller.kind === 'system' || (caller.kind === 'staff' && caller.roles.includes('clerk'));
  return own && subsidiaryOf(caller) === SUBSIDIARY ? undefined : forbidden('PROPERTY_STAFF_ONLY');
}

/** The member who acts for himself, as a UUID; undefined for the counter. */
export function actingMember(caller: Principal): string | undefined {
  return caller.kind === 'member' ? memberUuidOf(caller.memberId) : undefined;
}

/** Does this member (UUID) live in the dwelling now? */
export async function livesIn(
  em: EntityManager,
  memberId: string,
  dwellingId: string,
): Promise<boolean> {
  return (await em.count(ResidencyTable, { memberId, dwellingId, untilOn: null })) > 0;
}

type Sequence = 'fee_bill_no' | 'fee_receipt_no' | 'repair_request_no' | 'complaint_no';

/** The next `count` numbers of a sequence of ours: `PB` and 123 become `PB00000123`. */
export async function nextNumbers(
  tx: EntityManager,
  sequence: Sequence,
  prefix: string,
  count: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ next: string }>`
    SELECT nextval(${sequence}::regclass) AS next FROM generate_series(1, ${count}::int)`.execute(
    tx.getKysely<unknown>(),
  );
  return rows.map(({ next }) => `${prefix}${String(next).padStart(8, '0')}`);
}

export async function nextNumber(
  tx: EntityManager,
  sequence: Sequence,
  prefix: string,
): Promise<string> {
  const [number = ''] = await nextNumbers(tx, sequence, prefix, 1);
  return number;
}
