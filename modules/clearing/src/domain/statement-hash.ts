/**
 * The hash of a statement: over its lines in blocks of 10,000, its parts by counter-company, its totals, and the hash of
 * the company's statement before. A changed, missing or added line, or a statement taken out of the chain, shows.
 * The database computes the same over stored lines (`storage/statements.ts`); a test compares the two.
 */
import { createHash } from 'node:crypto';

export const LINES_PER_BLOCK = 10_000;

export interface HashedLine {
  readonly lineNo: number;
  /** UUID of the obligation. */
  readonly obligation: string;
  readonly kind: string;
  readonly amountMinor: bigint;
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** Of the lines with one counter-company, in the order of their numbers. */
export function hashOfPart(lines: readonly HashedLine[]): Buffer {
  const blocks: Buffer[] = [];
  for (let from = 0; from < lines.length; from += LINES_PER_BLOCK) {
    const text = lines
      .slice(from, from + LINES_PER_BLOCK)
      .map((line) => `${line.lineNo}|${line.obligation}|${line.kind}|${line.amountMinor}`)
      .join('\n');
    blocks.push(sha256(text));
  }
  return sha256(Buffer.concat(blocks));
}

export interface HashedStatement {
  readonly month: string;
  readonly company: string;
  readonly lines: number;
  readonly owesMinor: bigint;
  readonly isOwedMinor: bigint;
  readonly dueOn: string;
  readonly final: boolean;
  readonly previousHash: Buffer | null;
  /** By counter-company code. */
  readonly parts: readonly {
    readonly counterparty: string;
    readonly firstLine: number;
    readonly lines: number;
    readonly amountMinor: bigint;
    readonly hash: Buffer;
  }[];
}

export function hashOfStatement(statement: HashedStatement): Buffer {
  const head = [
    'guildhall-statement-1',
    statement.month,
    statement.company,
    statement.lines,
    statement.owesMinor,
    statement.isOwedMinor,
    statement.dueOn,
    statement.final ? 'final' : '-',
    statement.previousHash?.toString('hex') ?? '-',
  ];
  const parts = [...statement.parts]
    .sort((a, b) => (a.counterparty < b.counterparty ? -1 : 1))
    .map((part) =>
      [
        part.counterparty,
        part.firstLine,
        part.lines,
        part.amountMinor,
        part.hash.toString('hex'),
      ].join('|'),
    );
  return sha256([...head, ...parts].join('\n'));
}
