/**
 * What hardly ever changes and is looked up by every posting: currencies, system accounts, funding terms, key scopes.
 * Read once, kept in memory. Accounts, terms and scopes never change after they are made; currencies are read again
 * every few seconds, so that another process's new definition is known here soon.
 */

import type { ProgrammeAccounts } from '../domain/decide/commands.ts';
import { canonicalFunding } from '../domain/funding.ts';
import type { Account, Currency, Terms } from '../domain/state.ts';
import type { ExpiryRule, Funding, SystemAccountKind } from '../domain/values.ts';
import type { Connection } from './connection.ts';

export interface CurrencyRow {
  id: number;
  code: string;
  name_zh: string;
  name_en: string;
  scale: number;
  qualifying: boolean;
  spendable: boolean;
  expiry: ExpiryRule;
  grace_days: number;
  extend_on_earn: boolean;
  four_eyes_limit: bigint;
  transfer_limit: bigint | null;
  transfer_daily_limit: bigint | null;
  ceiling: bigint | null;
}

const REFRESH_MS = 5_000;

export class Catalogue {
  readonly #db: Connection;
  #byCode = new Map<string, Currency>();
  #byId = new Map<number, Currency>();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  readonly #accounts = new Map<string, Account>();
  readonly #accountById = new Map<number, Account>();
  readonly #programme = new Map<number, ProgrammeAccounts>();
  readonly #terms = new Map<string, Terms>();
  readonly #termsById = new Map<number, Terms>();
  readonly #scopes = new Map<string, number>();

  constructor(db: Connection) {
    this.#db = db;
  }

  /** undefined: not known in memory; ask `currency`. */
  peekCurrency(code: string): Currency | undefined {
    // What is known stays good enough when this fails: a later look tries again.
    if (performance.now() - this.#readAt > REFRESH_MS) void Promise.allSettled([this.refresh()]);
    return this.#byCode.get(code);
  }

  async currency(code: string): Promise<Currency | undefined> {
    const known = this.peekCurrency(code);
    if (known !== undefined) return known;
    await this.refresh();
    return this.#byCode.get(code);
  }

  peekCurrencyById(id: number): Currency | undefined {
    return this.#byId.get(id);
  }

  async currencyById(id: number): Promise<Currency> {
    if (!this.#byId.has(id)) await this.refresh();
    const currency = this.#byId.get(id);
    if (currency === undefined) throw new Error(`No currency ${id}`);
    return currency;
  }

  /** As known a few seconds ago at most. */
  async currencies(): Promise<readonly Currency[]> {
    if (performance.now() - this.#readAt > REFRESH_MS) await this.refresh();
    return [...this.#byCode.values()];
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { rows } = await this.#db.query<CurrencyRow>({
      text: 'SELECT * FROM currency ORDER BY id',
    });
    const currencies = rows.map(currencyOf);
    this.#byCode = new Map(currencies.map((currency) => [currency.code, currency]));
    this.#byId = new Map(currencies.map((currency) => [currency.id, currency]));
    for (const { id } of currencies) if (!this.#programme.has(id)) await this.#readProgramme(id);
    this.#readAt = performance.now();
  }

  async #readProgramme(currencyId: number): Promise<void> {
    const make = (kind: SystemAccountKind): Promise<Account> =>
      this.#makeAccount(kind, null, currencyId);
    this.#programme.set(currencyId, {
      breakage: await make('BREAKAGE'),
      adjustment: await make('ADJUSTMENT'),
      transfer: await make('TRANSFER'),
      move: await make('MOVE'),
    });
  }

  programme(currency: Currency): ProgrammeAccounts {
    const accounts = this.#programme.get(currency.id);
    if (accounts === undefined) throw new Error(`The accounts of ${currency.code} are not loaded`);
    return accounts;
  }

  peekAccount(
    kind: SystemAccountKind,
    subsidiary: string,
    currencyId: number,
  ): Account | undefined {
    return this.#accounts.get(`${currencyId}/${kind}/${subsidiary}`);
  }

  account(
    kind: SystemAccountKind,
    subsidiary: string,
    currencyId: number,
  ): Account | Promise<Account> {
    return (
      this.peekAccount(kind, subsidiary, currencyId) ??
      this.#makeAccount(kind, subsidiary, currencyId)
    );
  }

  async #makeAccount(
    kind: SystemAccountKind,
    subsidiary: string | null,
    currencyId: number,
  ): Promise<Account> {
    const values = [kind, subsidiary, currencyId];
    await this.#db.query({
      text: 'INSERT INTO account (kind, subsidiary, currency) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      values,
    });
    const { rows } = await this.#db.query<{ id: number }>({
      text: 'SELECT id FROM account WHERE kind = $1 AND subsidiary IS NOT DISTINCT FROM $2 AND currency = $3',
      values,
    });
    return this.#keepAccount({ id: (rows[0] as { id: number }).id, kind, subsidiary }, currencyId);
  }

  #keepAccount(account: Account, currencyId: number): Account {
    this.#accounts.set(`${currencyId}/${account.kind}/${account.subsidiary ?? ''}`, account);
    this.#accountById.set(account.id, account);
    return account;
  }

  async accountById(id: number): Promise<Account> {
    const known = this.#accountById.get(id);
    if (known !== undefined) return known;
    const { rows } = await this.#db.query<{
      kind: SystemAccountKind;
      subsidiary: string | null;
      currency: number;
    }>({
      text: 'SELECT kind, subsidiary, currency FROM account WHERE id = $1',
      values: [id],
    });
    const row = rows[0];
    if (row === undefined) throw new Error(`No account ${id}`);
    return this.#keepAccount({ id, kind: row.kind, subsidiary: row.subsidiary }, row.currency);
  }

  /** `canonical` is what `canonicalFunding` gives for them. */
  peekTerms(issuer: string, canonical: string): Terms | undefined {
    return this.#terms.get(`${issuer}|${canonical}`);
  }

  async terms(issuer: string, funding: Funding): Promise<Terms> {
    const canonical = canonicalFunding(funding);
    const known = this.peekTerms(issuer, canonical);
    if (known !== undefined) return known;
    const text = `${issuer}|${canonical}`;
    await this.#db.query({
      text: `INSERT INTO funding (issuer, shares, price, price_currency, terms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING`,
      values: [
        issuer,
        JSON.stringify(funding.shares),
        funding.pricePerPoint,
        funding.priceCurrency,
        text,
      ],
    });
    const { rows } = await this.#db.query<FundingRow>({
      text: 'SELECT * FROM funding WHERE terms = $1',
      values: [text],
    });
    return this.#keepTerms(rows[0] as FundingRow);
  }

  peekTermsById(id: number): Terms | undefined {
    return this.#termsById.get(id);
  }

  /** Makes sure that these are in memory. */
  async loadTerms(ids: Iterable<number>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#termsById.has(id));
    if (missing.length === 0) return;
    const { rows } = await this.#db.query<FundingRow>({
      text: 'SELECT * FROM funding WHERE id = ANY($1)',
      values: [missing],
    });
    for (const row of rows) this.#keepTerms(row);
  }

  #keepTerms(row: FundingRow): Terms {
    const terms: Terms = {
      id: row.id,
      issuer: row.issuer,
      funding: { shares: row.shares, pricePerPoint: row.price, priceCurrency: row.price_currency },
    };
    this.#terms.set(row.terms, terms);
    this.#termsById.set(row.id, terms);
    return terms;
  }

  scope(client: string, operation: string): number | Promise<number> {
    return this.#scopes.get(`${client} ${operation}`) ?? this.#makeScope(client, operation);
  }

  async #makeScope(client: string, operation: string): Promise<number> {
    await this.#db.query({
      text: 'INSERT INTO key_scope (client, operation) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      values: [client, operation],
    });
    const { rows } = await this.#db.query<{ id: number }>({
      text: 'SELECT id FROM key_scope WHERE client = $1 AND operation = $2',
      values: [client, operation],
    });
    const { id } = rows[0] as { id: number };
    this.#scopes.set(`${client} ${operation}`, id);
    return id;
  }
}

interface FundingRow {
  id: number;
  issuer: string;
  shares: Funding['shares'];
  price: string;
  price_currency: string;
  terms: string;
}

function currencyOf(row: CurrencyRow): Currency {
  return {
    id: row.id,
    code: row.code,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    scale: row.scale,
    qualifying: row.qualifying,
    spendable: row.spendable,
    expiry: row.expiry,
    graceDays: row.grace_days,
    extendOnEarn: row.extend_on_earn,
    fourEyesLimit: row.four_eyes_limit,
    transferLimit: row.transfer_limit,
    transferDailyLimit: row.transfer_daily_limit,
    ceiling: row.ceiling,
  };
}
