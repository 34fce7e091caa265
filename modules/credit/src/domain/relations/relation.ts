/**
 * How two parties hang together, as one survey tells it, and what that means: whether it makes them one client for the
 * limit (control, legal representative, guarantee, branch), and how much of a trouble at one end arrives at the other.
 */
export const RELATION_KINDS = [
  'SHAREHOLDING',
  'LEGAL_REPRESENTATIVE',
  'OFFICER',
  'GUARANTEE',
  'BRANCH',
  'ADDRESS',
  'PHONE',
] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];
export type PartyKind = 'FIRM' | 'PERSON' | 'ADDRESS' | 'PHONE';

export interface Relation {
  readonly kind: RelationKind;
  /** Holder, representative, guarantor, parent, address. UUIDs of parties. */
  readonly a: string;
  readonly aKind: PartyKind;
  /** The firm that is held, represented, guaranteed, located. */
  readonly b: string;
  readonly factId: string | undefined;
  readonly shareBps: number | undefined;
  /** Of a guarantee, yuan cents; undefined in another currency. */
  readonly amountMinor: bigint | undefined;
  readonly binds: boolean;
  readonly aToBBps: number;
  readonly bToABps: number;
}

/** Holding more than half of the capital is control. */
export const CONTROL_BPS = 5_000;

interface Force {
  readonly binds: boolean;
  readonly aToBBps: number;
  readonly bToABps: number;
}

/**
 * The house's weights. Trouble of a holder weighs by what it holds; a debtor's default falls on its guarantor more than
 * the other way round; a shared address says little by itself. A stale statement still counts half, and binds nobody.
 */
export function forceOf(kind: RelationKind, shareBps: number | undefined, stale: boolean): Force {
  const force = freshForce(kind, shareBps);
  return stale ? { binds: false, aToBBps: force.aToBBps >> 1, bToABps: force.bToABps >> 1 } : force;
}

function freshForce(kind: RelationKind, shareBps: number | undefined): Force {
  switch (kind) {
    case 'SHAREHOLDING':
      if ((shareBps ?? 0) > CONTROL_BPS) return { binds: true, aToBBps: 9_000, bToABps: 7_000 };
      return (shareBps ?? 0) >= 2_000
        ? { binds: false, aToBBps: 5_000, bToABps: 3_000 }
        : { binds: false, aToBBps: 2_000, bToABps: 1_000 };
    case 'LEGAL_REPRESENTATIVE':
      return { binds: true, aToBBps: 8_000, bToABps: 8_000 };
    case 'OFFICER':
      return { binds: false, aToBBps: 5_000, bToABps: 5_000 };
    case 'GUARANTEE':
      return { binds: true, aToBBps: 3_000, bToABps: 7_000 };
    case 'BRANCH':
      return { binds: true, aToBBps: 9_500, bToABps: 9_500 };
    case 'ADDRESS':
      return { binds: false, aToBBps: 4_000, bToABps: 4_000 };
    case 'PHONE':
      return { binds: false, aToBBps: 5_000, bToABps: 5_000 };
  }
}

export function relationKey({ kind, a, b }: Pick<Relation, 'kind' | 'a' | 'b'>): string {
  return `${kind} ${a} ${b}`;
}

/** Trouble that spreads along relations. */
export const CONTAGION_CAUSES = ['BLACKLISTED', 'DEFAULTED', 'DISHONEST_DEBTOR'] as const;
export type ContagionCause = (typeof CONTAGION_CAUSES)[number];
