/** The journal of a month for a company's general ledger, and the mapping of its accounts. */
import { formatAmount } from '@guildhall/shared/amounts';
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { type AccountRole, type JournalEntry, journalOf } from '../domain/journal.ts';
import { pairTotals, periodBy } from '../storage/periods.ts';
import {
  type Account,
  accountsOf,
  recognitionsOfMonth,
  saveAccount,
} from '../storage/recognitions.ts';
import { mustActFor, mustBeMonth, mustOperate, refused } from './access.ts';

export interface MapAccount {
  readonly idempotencyKey: string;
  /** Absent: for every company without a mapping of its own. */
  readonly company?: string | undefined;
  readonly role: AccountRole;
  readonly code: string;
  readonly name: string;
}

export async function mapAccount(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: MapAccount,
): Promise<Outcome<{ readonly role: AccountRole }>> {
  const { company = '*' } = input;
  if (company === '*') mustOperate(caller);
  else mustActFor(caller, company);
  const key = { caller, operation: 'map-account', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    await saveAccount(tx.getKysely<unknown>(), { ...input, company }, clientOf(caller), now);
    return accept({ role: input.role });
  });
}

export interface BookedEntry extends Omit<JournalEntry, 'debit' | 'credit'> {
  readonly debit: Account;
  readonly credit: Account;
}

/** Of a month that was cut off. */
export async function readJournal(
  kit: ModuleKit,
  caller: Principal,
  { month, company }: { readonly month: string; readonly company: string },
): Promise<Outcome<readonly BookedEntry[]>> {
  mustActFor(caller, company);
  mustBeMonth(month);
  const db = kit.db.sql();
  if ((await periodBy(db, month)) === undefined)
    refused(refuse('RULE', 'PERIOD_NOT_FOUND', { month }, ['month']));
  const totals = await pairTotals(db, month);
  const entries = journalOf(company, totals, await recognitionsOfMonth(db, month, company));
  const accounts = new Map(
    (await accountsOf(db, company)).map((account) => [account.role, account]),
  );
  const account = (role: AccountRole): Account => {
    const known = accounts.get(role);
    if (known === undefined) throw new Error(`No account for ${role}`);
    return known;
  };
  return accept(
    entries.map((entry) => ({
      ...entry,
      debit: account(entry.debit),
      credit: account(entry.credit),
    })),
  );
}

/** Two lines for each entry, as general ledgers take them in: CSV, UTF-8. */
export function journalCsv(
  month: string,
  company: string,
  entries: readonly BookedEntry[],
): string {
  const lines = entries.flatMap(({ no, text, counterparty, debit, credit, amountMinor }) => {
    const amount = formatAmount(amountMinor, 2);
    const line = (account: Account, debited: string, credited: string): string =>
      [
        month,
        company,
        no,
        account.code,
        quoted(account.name),
        text,
        counterparty ?? '',
        debited,
        credited,
      ].join(',');
    return [line(debit, amount, ''), line(credit, '', amount)];
  });
  return `\uFEFFmonth,company,entry,account,account_name,text,counterparty,debit,credit\n${lines.join('\n')}\n`;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
