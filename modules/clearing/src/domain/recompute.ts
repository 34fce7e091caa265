/**
 * Computes a statement again from its own export, without any database: every obligation from what happened and the
 * terms in force, every hash, every total, what rounding left, and the payments' effect. Answers "equal", or where not.
 *
 * Pure: `take` is given the records of the file in their order, `finish` answers. Works in the memory of its lines.
 */
import { createHash } from 'node:crypto';
import type { Happening } from './happenings.ts';
import type { ObligationKind } from './kinds.ts';
import { owedFor } from './obligations.ts';
import { type HashedLine, hashOfPart, hashOfStatement } from './statement-hash.ts';
import { TermsBook, type TermsInForce } from './terms.ts';

export const EXPORT_FORMAT = 'guildhall-statement-1';

/** One line of the file; amounts are decimal text of CNY fen. */
export type ExportRecord =
  | {
      readonly type: 'statement';
      readonly format: typeof EXPORT_FORMAT;
      readonly month: string;
      readonly company: string;
      readonly lines: number;
      readonly owesMinor: string;
      readonly isOwedMinor: string;
      readonly dueOn: string;
      readonly final: boolean;
      readonly previousHash: string | null;
      readonly hash: string;
      readonly issuedAt: string;
    }
  | ({ readonly type: 'terms' } & TermsInForce)
  /** What rounding had left with a counter-company before this month, positive when this company owes it. */
  | { readonly type: 'residue'; readonly counterparty: string; readonly exactMinor: string }
  | { readonly type: 'happening'; readonly happening: Happening }
  | {
      readonly type: 'line';
      readonly lineNo: number;
      readonly counterparty: string;
      readonly kind: ObligationKind;
      /** Signed: positive, the company is owed. */
      readonly amountMinor: string;
      readonly exactMinor: string;
      readonly debtor: string;
      readonly creditor: string;
      readonly source: string;
      /** UUID. */
      readonly obligation: string;
      readonly occurredAt: string;
    }
  | {
      readonly type: 'part';
      readonly counterparty: string;
      readonly firstLine: number;
      readonly lines: number;
      readonly amountMinor: string;
      readonly hash: string;
    }
  | {
      readonly type: 'payment';
      readonly no: number;
      readonly payer: string;
      readonly payee: string;
      readonly amountMinor: string;
      readonly dueOn: string;
      readonly bankReference: string | null;
    }
  /** `sha256`: of all lines before it, as written. */
  | { readonly type: 'end'; readonly records: number; readonly sha256: string };

type Of<T extends ExportRecord['type']> = Extract<ExportRecord, { readonly type: T }>;

export interface RecomputeReport {
  readonly equal: boolean;
  readonly month: string;
  readonly company: string;
  readonly lines: number;
  readonly happenings: number;
  readonly netMinor: bigint;
  /** Where it is not equal, at most a hundred; `differences` counts all. */
  readonly problems: readonly { readonly where: string; readonly what: string }[];
  readonly differences: number;
}

const MOST_PROBLEMS = 100;
const SCALE = 10n ** 12n;

/** Decimal text with up to twelve decimals, as a whole number of them. */
function units(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const value = BigInt(whole) * SCALE + BigInt(fraction.slice(0, 12).padEnd(12, '0'));
  return negative ? -value : value;
}

export class Recomputation {
  #statement: Of<'statement'> | undefined;
  #terms: Of<'terms'> | undefined;
  #ended = false;
  #records = 0;
  readonly #hash = createHash('sha256');
  readonly #residues = new Map<string, bigint>();
  readonly #happenings = new Map<string, Happening>();
  readonly #lines: Of<'line'>[] = [];
  readonly #parts: Of<'part'>[] = [];
  readonly #payments: Of<'payment'>[] = [];
  readonly #problems: { readonly where: string; readonly what: string }[] = [];
  #differences = 0;

  /** What cannot be read is a difference like any other. */
  take(record: ExportRecord): void {
    this.#records += 1;
    this.#looking(`record ${this.#records}`, () => this.#note(record));
    this.#hash.update(`${JSON.stringify(record)}\n`);
  }

  /** A line of the file that is not JSON. */
  takeUnreadable(lineNo: number): void {
    this.#records += 1;
    this.#differ(`line ${lineNo} of the file`, 'is not JSON');
  }

  #looking(where: string, look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#differ(where, `cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  #note(record: ExportRecord): void {
    if (this.#ended) this.#differ(`record ${this.#records}`, 'comes after the end');
    switch (record.type) {
      case 'statement':
        if (record.format !== EXPORT_FORMAT)
          this.#differ('statement', `format ${record.format} is not known`);
        this.#statement = record;
        break;
      case 'terms':
        this.#terms = record;
        break;
      case 'residue':
        this.#residues.set(record.counterparty, units(record.exactMinor));
        break;
      case 'happening':
        this.#happenings.set(record.happening.source, record.happening);
        break;
      case 'line':
        this.#lines.push(record);
        break;
      case 'part':
        this.#parts.push(record);
        break;
      case 'payment':
        this.#payments.push(record);
        break;
      case 'end':
        this.#ended = true;
        if (record.records !== this.#records)
          this.#differ('end', `says ${record.records} records, there are ${this.#records}`);
        if (record.sha256 !== this.#hash.copy().digest('hex'))
          this.#differ('file', 'is not as it was written: a line was changed, added or left out');
        break;
      default:
        this.#differ(`record ${this.#records}`, 'is of no known type');
    }
  }

  finish(): RecomputeReport {
    const statement = this.#statement;
    if (statement === undefined) {
      this.#differ('file', 'has no statement');
      return this.#report({ month: '', company: '' });
    }
    if (!this.#ended) this.#differ('file', 'stops before its end');
    const { company } = statement;
    this.#looking('lines', () => this.#checkLines(company));
    this.#looking('happenings', () => this.#checkObligations(company));
    this.#looking('rounding', () => this.#checkResidues(company));
    this.#looking('hashes', () => this.#checkHashes(statement));
    this.#looking('payments', () => this.#checkPayments(statement));
    return this.#report(statement);
  }

  #differ(where: string, what: string): void {
    this.#differences += 1;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ where, what });
  }

  #net(): bigint {
    let net = 0n;
    this.#looking('lines', () => {
      for (const { amountMinor } of this.#lines) net += BigInt(amountMinor);
    });
    return net;
  }

  #report({
    month,
    company,
  }: {
    readonly month: string;
    readonly company: string;
  }): RecomputeReport {
    const netMinor = this.#net();
    return {
      equal: this.#differences === 0,
      month,
      company,
      lines: this.#lines.length,
      happenings: this.#happenings.size,
      netMinor,
      problems: this.#problems,
      differences: this.#differences,
    };
  }

  #checkLines(company: string): void {
    for (const [index, line] of this.#lines.entries()) {
      const where = `line ${line.lineNo}`;
      if (line.lineNo !== index + 1) this.#differ(where, `should be number ${index + 1}`);
      const [own, other] = line.debtor === company ? [-1n, line.creditor] : [1n, line.debtor];
      if (![line.debtor, line.creditor].includes(company)) this.#differ(where, 'is between others');
      if (other !== line.counterparty)
        this.#differ(where, `is with ${other}, not ${line.counterparty}`);
      if (BigInt(line.amountMinor) * own < 0n) this.#differ(where, 'has the wrong sign');
    }
  }

  /** Every line follows from its happening, and every obligation of a happening is a line. */
  #checkObligations(company: string): void {
    const book = new TermsBook(this.#terms ?? { terms: [], runOffs: [] });
    const lines = new Map(
      this.#lines.map((line) => [
        `${line.source} ${line.kind} ${line.debtor}>${line.creditor}`,
        line,
      ]),
    );
    if (lines.size !== this.#lines.length)
      this.#differ('lines', 'the same obligation is there twice');
    for (const happening of this.#happenings.values()) {
      for (const owed of owedFor(happening, book).lines) {
        if (owed.debtor !== company && owed.creditor !== company) continue;
        const key = `${owed.source} ${owed.kind} ${owed.debtor}>${owed.creditor}`;
        const line = lines.get(key);
        lines.delete(key);
        if (line === undefined) {
          this.#differ(key, `is missing: ${owed.amountMinor} fen`);
          continue;
        }
        const signed = owed.debtor === company ? -owed.amountMinor : owed.amountMinor;
        if (BigInt(line.amountMinor) !== signed)
          this.#differ(`line ${line.lineNo}`, `says ${line.amountMinor} fen, recomputed ${signed}`);
        if (units(line.exactMinor) !== units(owed.exactMinor))
          this.#differ(
            `line ${line.lineNo}`,
            `says exactly ${line.exactMinor}, recomputed ${owed.exactMinor}`,
          );
      }
    }
    for (const line of lines.values())
      this.#differ(`line ${line.lineNo}`, `nothing happened that makes it (${line.source})`);
  }

  /** What rounding left: carried in, added up, its whole fen posted, the fraction carried on. */
  #checkResidues(company: string): void {
    const left = new Map(this.#residues);
    const posted = new Map<string, bigint>();
    for (const line of this.#lines) {
      // In the direction in which this company owes.
      const sign = line.debtor === company ? 1n : -1n;
      const amount =
        sign *
        (BigInt(line.amountMinor) < 0n ? -BigInt(line.amountMinor) : BigInt(line.amountMinor));
      const { counterparty } = line;
      if (line.kind === 'ROUNDING')
        posted.set(counterparty, (posted.get(counterparty) ?? 0n) + amount);
      else
        left.set(
          counterparty,
          (left.get(counterparty) ?? 0n) + sign * units(line.exactMinor) - amount * SCALE,
        );
    }
    for (const [counterparty, residue] of left) {
      // Half up in the direction of the company that comes first in the alphabet, so both statements agree.
      const sign = company < counterparty ? 1n : -1n;
      const whole = sign * floorDiv(sign * residue + SCALE / 2n, SCALE);
      if ((posted.get(counterparty) ?? 0n) !== whole)
        this.#differ(
          `rounding with ${counterparty}`,
          `${posted.get(counterparty) ?? 0n} fen posted, recomputed ${whole}`,
        );
    }
  }

  #checkHashes(statement: Of<'statement'>): void {
    const parts = this.#parts.map((part) => ({
      ...part,
      amountMinor: BigInt(part.amountMinor),
      hash: Buffer.from(part.hash, 'hex'),
    }));
    for (const part of parts) {
      const lines = this.#lines.slice(part.firstLine - 1, part.firstLine - 1 + part.lines);
      const hashed = lines.map(
        (line): HashedLine => ({ ...line, amountMinor: BigInt(line.amountMinor) }),
      );
      const where = `part with ${part.counterparty}`;
      if (lines.some(({ counterparty }) => counterparty !== part.counterparty))
        this.#differ(where, 'has lines with others');
      if (!hashOfPart(hashed).equals(part.hash)) this.#differ(where, 'its lines have another hash');
      const amount = hashed.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      if (amount !== part.amountMinor)
        this.#differ(where, `says ${part.amountMinor} fen, its lines sum to ${amount}`);
    }
    const inParts = parts.reduce((sum, { lines }) => sum + lines, 0);
    if (inParts !== this.#lines.length || statement.lines !== this.#lines.length)
      this.#differ(
        'statement',
        `says ${statement.lines} lines, its parts ${inParts}, there are ${this.#lines.length}`,
      );
    this.#checkTotals(statement);
    const hash = hashOfStatement({
      ...statement,
      owesMinor: BigInt(statement.owesMinor),
      isOwedMinor: BigInt(statement.isOwedMinor),
      previousHash:
        statement.previousHash === null ? null : Buffer.from(statement.previousHash, 'hex'),
      parts,
    });
    if (hash.toString('hex') !== statement.hash) this.#differ('statement', 'has another hash');
  }

  #checkTotals({ company, owesMinor, isOwedMinor }: Of<'statement'>): void {
    let owes = 0n;
    let isOwed = 0n;
    for (const { debtor, amountMinor } of this.#lines) {
      const amount = BigInt(amountMinor);
      if (debtor === company) owes -= amount;
      else isOwed += amount;
    }
    if (owes !== BigInt(owesMinor))
      this.#differ('statement', `owes ${owesMinor}, its lines ${owes}`);
    if (isOwed !== BigInt(isOwedMinor))
      this.#differ('statement', `is owed ${isOwedMinor}, its lines ${isOwed}`);
  }

  /** What the company pays and is paid is its net. */
  #checkPayments({ company, owesMinor, isOwedMinor }: Of<'statement'>): void {
    let received = 0n;
    for (const { payer, payee, amountMinor } of this.#payments) {
      if (payer === company) received -= BigInt(amountMinor);
      if (payee === company) received += BigInt(amountMinor);
    }
    const net = BigInt(isOwedMinor) - BigInt(owesMinor);
    if (received !== net) this.#differ('payments', `sum to ${received} fen, the net is ${net}`);
  }
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
