/**
 * The relations that one firm's profile tells of: holders, legal representative, officers, guarantees given, address and
 * phone, and the parent of a branch. Firms are known by their code; people by their number where a source gives one, else
 * by name: two people of one name in one firm are one.
 */
import type { FactTypeCode, FactValue } from '../facts/fact-types.ts';
import type { Profile, ProfileFact } from '../facts/profile.ts';
import {
  forceOf,
  type PartyKind,
  type Relation,
  type RelationKind,
  relationKey,
} from './relation.ts';

export const RELATION_FACTS: readonly FactTypeCode[] = [
  'LEGAL_REPRESENTATIVE',
  'OFFICER',
  'SHAREHOLDER',
  'GUARANTEE_GIVEN',
  'ADDRESS',
  'PHONE',
];

/** Makes UUIDs of parties. Those of people, addresses and phones are keyed hashes; those of firms follow from the code. */
export interface PartyKeys {
  firm(code: string): string;
  person(name: string): string;
  place(kind: 'ADDRESS' | 'PHONE', text: string): string;
}

export interface RelatedFirm {
  readonly code: string;
  /** The code of the firm whose branch it is. */
  readonly parentCode: string | undefined;
}

/** One relation per kind and pair: the strongest statement wins. */
export function relationsOf(firm: RelatedFirm, profile: Profile, keys: PartyKeys): Relation[] {
  const facts = profile.facets.flatMap((facet) => facet.facts);
  const own = keys.firm(firm.code);
  const numbers = personNumbers(facts);
  const person = (name: string, id?: string): string =>
    keys.person(id ?? numbers.get(plain(name)) ?? plain(name));
  const drafts: Draft[] = [];
  if (firm.parentCode !== undefined)
    drafts.push({ kind: 'BRANCH', a: keys.firm(firm.parentCode), aKind: 'FIRM', b: own });
  for (const { fact, stale } of facts) {
    const base = { factId: fact.id, stale, b: own };
    switch (fact.type) {
      case 'LEGAL_REPRESENTATIVE': {
        const { text } = fact.value as FactValue<'LEGAL_REPRESENTATIVE'>;
        drafts.push({ ...base, kind: 'LEGAL_REPRESENTATIVE', a: person(text), aKind: 'PERSON' });
        break;
      }
      case 'OFFICER': {
        const { name, personId } = fact.value as FactValue<'OFFICER'>;
        drafts.push({ ...base, kind: 'OFFICER', a: person(name, personId), aKind: 'PERSON' });
        break;
      }
      case 'SHAREHOLDER': {
        const { name, code, naturalPerson, shareBps } = fact.value as FactValue<'SHAREHOLDER'>;
        const holder = naturalPerson
          ? { a: person(name), aKind: 'PERSON' as const }
          : {
              a: keys.firm(code?.trim().toUpperCase() ?? `name:${plain(name)}`),
              aKind: 'FIRM' as const,
            };
        drafts.push({ ...base, kind: 'SHAREHOLDING', ...holder, shareBps });
        break;
      }
      case 'GUARANTEE_GIVEN': {
        const value = fact.value as FactValue<'GUARANTEE_GIVEN'>;
        const debtor =
          value.counterpartyCode?.trim().toUpperCase() ?? `name:${plain(value.counterparty)}`;
        drafts.push({
          ...base,
          kind: 'GUARANTEE',
          a: own,
          aKind: 'FIRM',
          b: keys.firm(debtor),
          amountMinor: value.currency === 'CNY' ? minorOf(value.amount) : undefined,
        });
        break;
      }
      case 'ADDRESS':
      case 'PHONE': {
        const { text } = fact.value as FactValue<'ADDRESS'>;
        drafts.push({
          ...base,
          kind: fact.type,
          a: keys.place(fact.type, plain(text)),
          aKind: fact.type,
        });
        break;
      }
      default:
    }
  }
  return strongest(drafts.filter(({ a, b }) => a !== b));
}

interface Draft {
  readonly kind: RelationKind;
  readonly a: string;
  readonly aKind: PartyKind;
  readonly b: string;
  readonly factId?: string;
  readonly stale?: boolean;
  readonly shareBps?: number | undefined;
  readonly amountMinor?: bigint | undefined;
}

function strongest(drafts: readonly Draft[]): Relation[] {
  const kept = new Map<string, Relation>();
  for (const { stale, ...draft } of drafts) {
    const relation: Relation = {
      factId: undefined,
      shareBps: undefined,
      amountMinor: undefined,
      ...draft,
      ...forceOf(draft.kind, draft.shareBps, stale ?? false),
    };
    const key = relationKey(relation);
    const known = kept.get(key);
    if (known === undefined || relation.aToBBps > known.aToBBps) kept.set(key, relation);
  }
  return [...kept.values()];
}

/** Numbers of people by name, where any of the firm's officers has one. */
function personNumbers(facts: readonly ProfileFact[]): ReadonlyMap<string, string> {
  return new Map(
    facts.flatMap(({ fact }) => {
      if (fact.type !== 'OFFICER') return [];
      const { name, personId } = fact.value as FactValue<'OFFICER'>;
      return personId === undefined ? [] : [[plain(name), personId] as const];
    }),
  );
}

/** Written alike: full-width forms, spaces and capitals do not tell two texts apart. */
export function plain(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/g, '').toUpperCase();
}

/** Cents of a decimal amount; a finer remainder is cut off (towards zero). */
function minorOf(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, 2).padEnd(2, '0'));
}
