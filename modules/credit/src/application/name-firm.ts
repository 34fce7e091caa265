/**
 * Names over time: a firm is renamed (the old registered name ends on the day the new one begins), or gets a former, short
 * or English name; a name that is no longer used ends. Nothing is overwritten.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_NAME_PERIOD, CREDIT_NAME_UNKNOWN, CREDIT_NAME_KNOWN.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { FIRM, type FirmId } from '../ids.ts';
import {
  addNames,
  endName,
  type FirmRow,
  firmsByIds,
  lockFirm,
  type NewFirmName,
} from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { companyOf } from './caller.ts';

export interface NameFirm extends NewFirmName {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
}

type Named = Outcome<{ readonly firmId: FirmId }>;

export function nameFirm(kit: ModuleKit, caller: Principal, input: NameFirm): Promise<Named> {
  const { idempotencyKey, firmId, ...name } = input;
  const key: CommandKey = { caller, operation: 'name-firm', idempotencyKey, input };
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const firm = await lockedFirm(db, firmId);
    if (firm === undefined) return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    const { validFrom, validTo } = name;
    const rename = name.kind === 'REGISTERED' && validTo === undefined;
    if (
      (validFrom !== undefined && validTo !== undefined && validTo <= validFrom) ||
      (rename && validFrom === undefined)
    )
      return refuse('VALIDATION', 'CREDIT_NAME_PERIOD', {}, ['validFrom']);
    if (firm.names.some((known) => known.kind === name.kind && known.name === name.name.trim()))
      return refuse('RULE', 'CREDIT_NAME_KNOWN');
    if (rename && validFrom !== undefined) await endRegistered(db, firm, validFrom);
    await addNames(db, firm.id, [name], companyOf(caller), now);
    return accept({ firmId });
  });
}

export interface EndFirmName {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly kind: NewFirmName['kind'];
  readonly name: string;
  readonly endedOn: string;
}

export function endFirmName(kit: ModuleKit, caller: Principal, input: EndFirmName): Promise<Named> {
  const { idempotencyKey, firmId, kind, name, endedOn } = input;
  const key: CommandKey = { caller, operation: 'end-firm-name', idempotencyKey, input };
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async ({ tx }) => {
    const db = within(tx);
    const firm = await lockedFirm(db, firmId);
    if (firm === undefined) return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    const known = firm.names.find((each) => each.kind === kind && each.name === name.trim());
    if (known === undefined) return refuse('NOT_FOUND', 'CREDIT_NAME_UNKNOWN', {}, ['name']);
    if (known.validFrom !== undefined && endedOn <= known.validFrom)
      return refuse('VALIDATION', 'CREDIT_NAME_PERIOD', {}, ['endedOn']);
    await endName(db, firm.id, kind, known.name, endedOn);
    return accept({ firmId });
  });
}

async function lockedFirm(db: Db, firmId: FirmId): Promise<FirmRow | undefined> {
  const id = toUuid(FIRM, firmId);
  await lockFirm(db, id);
  return (await firmsByIds(db, [id]))[0];
}

async function endRegistered(db: Db, firm: FirmRow, on: string): Promise<void> {
  for (const { kind, name, validTo } of firm.names)
    if (kind === 'REGISTERED' && validTo === undefined) await endName(db, firm.id, kind, name, on);
}
