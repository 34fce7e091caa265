/**
 * Seals what facts say of natural persons (ADR 33): AES-256-GCM under a key that follows from the installation's secret and
 * the number of its epoch, bound to the fact's id. A token, the keyed hash of the same words, stands in the fact: equal
 * words give equal tokens, so that contradictions are seen and a repetition is known without opening anything.
 */
import { blindIndex } from '@guildhall/shared/blind-index';
import { type TextSeal, textSeal } from '@guildhall/shared/sealed-text';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import {
  type FactOfSomebody,
  namesThePerson,
  SEALED,
  splitValue,
} from '../domain/facts/personal.ts';

type Value = Readonly<Record<string, unknown>>;

export interface DividedFact {
  /** As it is stored in the clear: a token in the place of the person. */
  readonly value: Value;
  /** What was taken out; undefined when the fact is about nobody. */
  readonly personal: Readonly<Record<string, string>> | undefined;
  /** As given, or a token where it names the person. */
  readonly item: string;
}

export interface FactSeal {
  divide(fact: FactOfSomebody & { readonly item: string }): DividedFact;
  /**
   * Identity of a statement, keyed: a plain hash would soon give a name away, and whoever rewrites a row by hand could hash
   * it anew.
   */
  digest(statement: object): Buffer;
  seal(epoch: number, factId: string, personal: Readonly<Record<string, string>>): Buffer;
  /** Throws SealBroken when the bytes were changed or belong to another fact. */
  open(epoch: number, factId: string, sealed: Uint8Array): Readonly<Record<string, string>>;
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const TOKEN_CHARACTERS = 22;
const ITEM_CHARACTERS = 10;

export function factSeal(secret: string): FactSeal {
  const epochs = new Map<number, TextSeal>();
  const tokenOf = blindIndex(secret, 'credit/fact.personal');
  const digestOf = blindIndex(secret, 'credit/fact.digest');
  const under = (epoch: number): TextSeal => {
    const known = epochs.get(epoch);
    if (known !== undefined) return known;
    const made = textSeal(secret, `credit/fact.personal#${epoch}`);
    epochs.set(epoch, made);
    return made;
  };
  return {
    divide: (fact) => {
      const { open, personal } = splitValue(fact);
      if (Object.keys(personal).length === 0)
        return { value: fact.value, personal: undefined, item: fact.item };
      const token = tokenOf(`${fact.type} ${canonicalJson(personal)}`).toString('base64url');
      const item = namesThePerson(fact.item, personal)
        ? `#${tokenOf(`item ${fact.item}`).toString('base64url').slice(0, ITEM_CHARACTERS)}`
        : fact.item;
      return { value: { ...open, [SEALED]: token.slice(0, TOKEN_CHARACTERS) }, personal, item };
    },
    digest: (statement) => digestOf(canonicalJson(statement)),
    seal: (epoch, factId, personal) => under(epoch).seal(JSON.stringify(personal), factId),
    open: (epoch, factId, sealed) => JSON.parse(openText(under(epoch), sealed, factId)),
  };
}

function openText(seal: TextSeal, sealed: Uint8Array, factId: string): string {
  try {
    return seal.open(sealed, factId);
  } catch (error) {
    throw new SealBroken(`What fact ${factId} says of a person does not open`, { cause: error });
  }
}
