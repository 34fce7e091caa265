/**
 * Which parts of a fact tell about a natural person. They are sealed at rest and masked by role; everything else about a firm
 * is not personal.
 */
import { type FactTypeCode, factType } from './fact-types.ts';

type Value = Readonly<Record<string, unknown>>;

/** Fields that say who somebody is; a `code` only of a shareholder who is a person, whose number it then is. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set(['text', 'name', 'personId', 'code']);
/** Of a sole trader these say where a person lives and is reached. */
const PERSONAL_OF_SOLE_TRADERS: ReadonlySet<FactTypeCode> = new Set(['ADDRESS', 'PHONE']);
/** Where a stored value keeps the token of what is sealed. */
export const SEALED = 'sealed';

export interface FactOfSomebody {
  readonly type: FactTypeCode;
  readonly value: Value;
  readonly ofSoleTrader?: boolean | undefined;
}

/** Whether the value tells about a natural person. A shareholder that is a firm does not. */
export function isPersonal({ type, value, ofSoleTrader }: FactOfSomebody): boolean {
  if (type === 'SHAREHOLDER') return value.naturalPerson === true;
  return (
    factType(type).personal === true ||
    (ofSoleTrader === true && PERSONAL_OF_SOLE_TRADERS.has(type))
  );
}

export interface SplitValue {
  readonly open: Value;
  /** What says who it is; empty when the fact is about nobody. */
  readonly personal: Readonly<Record<string, string>>;
}

export function splitValue(fact: FactOfSomebody): SplitValue {
  if (!isPersonal(fact)) return { open: fact.value, personal: {} };
  const parts = Object.entries(fact.value);
  const says = ([key, value]: readonly [string, unknown]): boolean =>
    PERSONAL_FIELDS.has(key) && typeof value === 'string';
  return {
    open: Object.fromEntries(parts.filter((part) => !says(part))),
    personal: Object.fromEntries(parts.filter(says)) as Record<string, string>,
  };
}

/** Whether the words that tell several facts apart give the person away. */
export function namesThePerson(item: string, personal: SplitValue['personal']): boolean {
  const written = plainly(item);
  return Object.values(personal).some((text) => {
    const name = plainly(text);
    return name !== '' && (written === name || ([...name].length > 1 && written.includes(name)));
  });
}

const plainly = (text: string): string =>
  text.normalize('NFKC').replaceAll(/\s+/g, '').toUpperCase();
