/**
 * Makes a firm known by its verified code, or finds the one that has it: two subsidiaries that meet the same firm get
 * the same id, and nothing is ever merged by name. Names that come along are added, never replaced.
 *
 * Refusals: CREDIT_USCC_INVALID, CREDIT_LEI_INVALID (validation), CREDIT_FIRM_CODE_COUNT, CREDIT_PARENT_UNKNOWN.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { parseLei } from '../domain/codes/lei.ts';
import { parseUscc } from '../domain/codes/uscc.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, type FirmId } from '../ids.ts';
import {
  addNames,
  ensureFirm,
  firmsByIds,
  type NewFirm,
  type NewFirmName,
} from '../storage/firms.ts';
import { within } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';

export interface RegisterFirm {
  readonly idempotencyKey: string;
  /** Exactly one of the three. */
  readonly uscc?: string | undefined;
  readonly lei?: string | undefined;
  /** A registration number for firms that have neither; unique together with its registry. */
  readonly localId?: { readonly registry: string; readonly number: string } | undefined;
  readonly name: string;
  readonly otherNames?: readonly NewFirmName[] | undefined;
  /** The firm of which this one is a branch. */
  readonly parentId?: FirmId | undefined;
}

export interface RegisteredFirm {
  readonly firmId: FirmId;
  /** False when the code was known already. */
  readonly created: boolean;
}

type FirmCode = Pick<NewFirm, 'codeKind' | 'code' | 'soleTrader' | 'divisionCode'>;

export function registerFirm(
  kit: ModuleKit,
  caller: Principal,
  input: RegisterFirm,
): Promise<Outcome<RegisteredFirm>> {
  const code = codeOf(input);
  if (!code.ok) return Promise.resolve(code);
  const key: CommandKey = {
    caller,
    operation: 'register-firm',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async ({ tx, now, publish }) => {
    const db = within(tx);
    const parentId = input.parentId === undefined ? undefined : toUuid(FIRM, input.parentId);
    if (parentId !== undefined && (await firmsByIds(db, [parentId])).length === 0) {
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['parentId']);
    }
    const firm = await ensureFirm(
      db,
      { ...code.value, parentId, registeredBy: accountOf(caller) },
      now,
    );
    const names: NewFirmName[] = [
      // The first to register a firm names it; what others call it later is one more name of it.
      { kind: firm.created ? 'REGISTERED' : 'SHORT', name: input.name },
      ...(input.otherNames ?? []),
    ];
    await addNames(
      db,
      firm.id,
      firm.created ? names : await unknownOf(db, firm.id, names),
      companyOf(caller),
      now,
    );
    const firmId = fromUuid(FIRM, firm.id);
    if (firm.created) {
      const payload = { firmId, code: code.value.code, codeKind: code.value.codeKind };
      await publish(event(CREDIT_EVENTS.firmRegistered, now, payload));
    }
    return accept({ firmId, created: firm.created });
  });
}

async function unknownOf(
  db: ReturnType<typeof within>,
  firmId: string,
  names: readonly NewFirmName[],
): Promise<readonly NewFirmName[]> {
  const [firm] = await firmsByIds(db, [firmId]);
  const known = new Set(firm?.names.map(({ name }) => name));
  return names.filter(({ name }) => !known.has(name.trim()));
}

function codeOf({ uscc, lei, localId }: RegisterFirm): Outcome<FirmCode> {
  if ([uscc, lei, localId].filter((each) => each !== undefined).length !== 1) {
    return refuse('VALIDATION', 'CREDIT_FIRM_CODE_COUNT', {}, ['uscc']);
  }
  if (uscc !== undefined) {
    const parsed = parseUscc(uscc);
    if (!parsed.valid)
      return refuse('VALIDATION', 'CREDIT_USCC_INVALID', { fault: parsed.fault }, ['uscc']);
    const { code, soleTrader, divisionCode } = parsed.uscc;
    return accept({ codeKind: 'USCC', code, soleTrader, divisionCode });
  }
  if (lei !== undefined) {
    const parsed = parseLei(lei);
    if (!parsed.valid)
      return refuse('VALIDATION', 'CREDIT_LEI_INVALID', { fault: parsed.fault }, ['lei']);
    return accept({ codeKind: 'LEI', code: parsed.lei, soleTrader: false });
  }
  const code = `${localId?.registry.trim().toUpperCase()}:${localId?.number.trim().toUpperCase()}`;
  return accept({ codeKind: 'LOCAL', code, soleTrader: false });
}
