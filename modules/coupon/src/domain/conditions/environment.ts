/**
 * The typed environment of conditions, in CEL (Common Expression Language). Checked when an offer is saved, with the
 * position of the mistake; evaluated without any access to the outside world.
 *
 *   transaction.kind, .subsidiary, .storeCode ("" when none), .channel: string
 *   transaction.amountMinor: int (fen)      transaction.occurredAt: timestamp
 *   transaction.lines: list of { lineId, itemCode, category: string, quantity: double, amountMinor: int }
 *   transaction.attributes: map of what the kind of transaction tells; an absent key means "does not hold"
 *   member.tier ("" when none), .birthday ("MM-DD" or ""): string     member.inHousehold: bool
 *   member.consents: list<string>           member.enrolledAt: timestamp
 *   member.has("dwelling"): bool            member.things("vehicle"): list of maps { key, subsidiary, … }
 *   member.inSegment("families"): bool
 *   history.spend("retail", 90): int (fen at a company in the last days), history.spendIn("retail", "fresh", 90)
 *   history.visits("retail", 90): int
 *   cny("12.50"): int (fen)                 now: timestamp
 *
 * In a coupon's own condition `basket` stands in place of `transaction`, with the same fields.
 */

import { parseAmount } from '@guildhall/shared/amounts';
import { Environment } from '@marcbachmann/cel-js';
import type { Occasion, OccasionLine, Thing } from '../facts.ts';

export class CelLine {
  readonly lineId: string;
  readonly itemCode: string;
  readonly category: string;
  readonly quantity: number;
  readonly amountMinor: bigint;
  constructor(line: OccasionLine) {
    this.lineId = line.lineId;
    this.itemCode = line.itemCode;
    this.category = line.category;
    this.quantity = Number(line.quantity);
    this.amountMinor = line.amountMinor;
  }
}

export class CelTransaction {
  readonly kind: string;
  readonly subsidiary: string;
  readonly storeCode: string;
  readonly channel: string;
  readonly amountMinor: bigint;
  readonly occurredAt: Date;
  readonly lines: readonly CelLine[];
  readonly attributes: Occasion['attributes'];
  constructor(occasion: Occasion) {
    this.kind = occasion.kind;
    this.subsidiary = occasion.subsidiary;
    this.storeCode = occasion.storeCode ?? '';
    this.channel = occasion.channel;
    this.amountMinor = occasion.amountMinor;
    this.occurredAt = occasion.occurredAt;
    this.lines = occasion.lines.map((line) => new CelLine(line));
    this.attributes = occasion.attributes;
  }
}

export class CelMember {
  readonly tier: string;
  readonly birthday: string;
  readonly consents: readonly string[];
  readonly enrolledAt: Date;
  readonly inHousehold: boolean;
  readonly owned: readonly Thing[];
  readonly segmentHolds: (code: string) => boolean;
  constructor(
    member: {
      readonly tier: string | null;
      readonly birthday: string | null;
      readonly consents: readonly string[];
      readonly enrolledAt: Date;
      readonly householdId: string | null;
      readonly things: readonly Thing[];
    },
    segmentHolds: (code: string) => boolean,
  ) {
    this.tier = member.tier ?? '';
    this.birthday = member.birthday ?? '';
    this.consents = member.consents;
    this.enrolledAt = member.enrolledAt;
    this.inHousehold = member.householdId !== null;
    this.owned = member.things;
    this.segmentHolds = segmentHolds;
  }
}

export class CelHistory {
  readonly values: Readonly<Record<string, bigint>>;
  constructor(values: Readonly<Record<string, bigint>>) {
    this.values = values;
  }
}

const LIMITS = { maxAstNodes: 500, maxDepth: 30, maxListElements: 200, maxCallArguments: 8 };

/** `ABOUT_MEMBER`: a segment, which knows no occasion. `AT_COUNTER`: a coupon's own condition. */
export type Setting = 'OFFER' | 'AT_COUNTER' | 'ABOUT_MEMBER';

function memberEnvironment(): Environment {
  return new Environment({ limits: LIMITS })
    .registerType('Member', {
      ctor: CelMember,
      fields: {
        tier: 'string',
        birthday: 'string',
        consents: 'list<string>',
        enrolledAt: 'google.protobuf.Timestamp',
        inHousehold: 'bool',
      },
    })
    .registerType('History', { ctor: CelHistory, fields: {} })
    .registerVariable('member', 'Member')
    .registerVariable('history', 'History')
    .registerVariable('now', 'google.protobuf.Timestamp')
    .registerFunction('Member.has(string): bool', (member: CelMember, fact: string) =>
      member.owned.some((thing) => thing.fact === fact),
    )
    .registerFunction(
      'Member.things(string): list<map<string, dyn>>',
      (member: CelMember, fact: string) =>
        member.owned
          .filter((thing) => thing.fact === fact)
          .map(({ key, subsidiary, attributes }) => ({ ...attributes, key, subsidiary })),
    )
    .registerFunction(
      'History.spend(string, int): int',
      (history: CelHistory, subsidiary: string, days: bigint) =>
        history.values[`SPEND|${subsidiary}||${days}`] ?? 0n,
    )
    .registerFunction(
      'History.spendIn(string, string, int): int',
      (history: CelHistory, subsidiary: string, category: string, days: bigint) =>
        history.values[`SPEND|${subsidiary}|${category}|${days}`] ?? 0n,
    )
    .registerFunction(
      'History.visits(string, int): int',
      (history: CelHistory, subsidiary: string, days: bigint) =>
        history.values[`VISITS|${subsidiary}||${days}`] ?? 0n,
    )
    .registerFunction('cny(string): int', (text: string) => {
      const minor = parseAmount(text, 2);
      if (minor === undefined) throw new RangeError(`cny("${text}") is not an amount in CNY`);
      return minor;
    });
}

function occasionEnvironment(variable: 'transaction' | 'basket'): Environment {
  return memberEnvironment()
    .registerType('Line', {
      ctor: CelLine,
      fields: {
        lineId: 'string',
        itemCode: 'string',
        category: 'string',
        quantity: 'double',
        amountMinor: 'int',
      },
    })
    .registerType('Transaction', {
      ctor: CelTransaction,
      fields: {
        kind: 'string',
        subsidiary: 'string',
        storeCode: 'string',
        channel: 'string',
        amountMinor: 'int',
        occurredAt: 'google.protobuf.Timestamp',
        lines: 'list<Line>',
        attributes: 'map<string, dyn>',
      },
    })
    .registerVariable(variable, 'Transaction')
    .registerFunction('Member.inSegment(string): bool', (member: CelMember, code: string) =>
      member.segmentHolds(code),
    );
}

export const ENVIRONMENTS: Readonly<Record<Setting, Environment>> = {
  OFFER: occasionEnvironment('transaction'),
  AT_COUNTER: occasionEnvironment('basket'),
  ABOUT_MEMBER: memberEnvironment(),
};
