/**
 * How two records of persons are compared: Chinese names by their characters and their sound (simplified, traditional
 * and pinyin spellings meet), birthdays, telephones, addresses, e-mail, cars and dwellings. Also which records are worth
 * comparing at all: `blockingKeys`.
 */
import { pinyin } from 'pinyin-pro';
import { comparableName, simplified } from '../names.ts';
import { isWholeName } from '../survivorship.ts';
import { type Comparison, MISSING, type Term } from './comparison.ts';
import { bigramDice, jaroWinkler, oneSlip } from './similarity.ts';

/** What is known of a person, from one record or from several. Values in their normal form. */
export interface KnownPerson {
  readonly names: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly birthdays: readonly string[];
  readonly genders: readonly string[];
  readonly addresses: readonly string[];
  /** E.164. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** Plates, VINs, dwellings, each with its type. */
  readonly things: readonly string[];
  readonly idCards: readonly string[];
}

interface SpokenName {
  readonly text: string;
  /** Without tones and spaces; of a Latin name its letters. */
  readonly sound: string;
  readonly familySound: string;
  readonly givenSound: string;
}

/** A person made ready for many comparisons. */
export interface ComparedPerson {
  readonly names: readonly SpokenName[];
  /** `YYYYMMDD`. */
  readonly birthdays: readonly string[];
  readonly genders: readonly string[];
  readonly addresses: readonly string[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly things: readonly string[];
  readonly idCards: readonly string[];
}

export function readyToCompare(person: KnownPerson): ComparedPerson {
  return {
    names: person.names.filter(isWholeName).flatMap(spokenNames),
    birthdays: person.birthdays.map((day) => day.replaceAll('-', '')),
    genders: person.genders,
    addresses: person.addresses.map(comparableAddress).filter((text) => text.length >= 4),
    phones: person.phones,
    emails: person.emails,
    things: person.things,
    idCards: person.idCards,
  };
}

/** A Latin name is read both ways round: Wang Wei and Wei Wang. */
function spokenNames(raw: string): SpokenName[] {
  const text = comparableName(raw);
  if (text === '') return [];
  if (/\p{Script=Han}/u.test(text)) {
    const syllables = pinyin(text, { toneType: 'none', type: 'array', mode: 'surname' });
    const family = isDoubleSurname(text) ? 2 : 1;
    return [
      {
        text,
        sound: syllables.join(''),
        familySound: syllables.slice(0, family).join(''),
        givenSound: syllables.slice(family).join(''),
      },
    ];
  }
  const words = raw
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,]+/u)
    .map((word) => word.replace(/[^\p{L}]/gu, ''))
    .filter((word) => word !== '');
  if (words.length < 2) return [{ text, sound: text, familySound: text, givenSound: '' }];
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const [tail, head] = [words.slice(1).join(''), words.slice(0, -1).join('')];
  return [
    { text, sound: first + tail, familySound: first, givenSound: tail },
    { text, sound: last + head, familySound: last, givenSound: head },
  ];
}

const DOUBLE =
  /^(?:欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|轩辕)/u;
function isDoubleSurname(name: string): boolean {
  return name.length > 2 && DOUBLE.test(name);
}

/** Simplified, without spaces; Chinese numerals of doors become digits, 3号楼2单元501室 becomes 3-2-501. */
export function comparableAddress(raw: string): string {
  return simplified(raw)
    .replace(/[#‐-―−]/gu, '-')
    .replace(/[^\p{L}\p{N}-]/gu, '')
    .replace(/(\d+)(?:号楼|栋|幢|座|单元|号|弄|室|层|楼|户|房)/g, '$1-')
    .replace(/-+/g, '-')
    .replace(/-$/, '')
    .replace(/^中国/, '')
    .replace(/^.{2,3}?(?:省|自治区)/, '')
    .replace(/(?<=^.{2,4})市/, '');
}

/** The last three numbers of an address: building, unit, flat. Some write the street number before them, some don't. */
function doorOf(address: string): string {
  return (address.match(/\d+/g) ?? []).slice(-3).join('-');
}

/** The best of all combinations of two persons' values; MISSING when one side has none. */
function best<T>(left: readonly T[], right: readonly T[], level: (a: T, b: T) => number): number {
  let found = MISSING;
  for (const a of left) {
    for (const b of right) {
      const at = level(a, b);
      if (at === 0) return 0;
      if (found === MISSING || at < found) found = at;
    }
  }
  return found;
}

const shared = (left: readonly string[], right: readonly string[]): string | undefined =>
  left.find((value) => right.includes(value));

function nameLevel(a: SpokenName, b: SpokenName): number {
  if (a.text === b.text) return 0;
  if (a.sound === b.sound) return 1;
  const han = /\p{Script=Han}/u.test(a.text) && /\p{Script=Han}/u.test(b.text);
  if (han) {
    if (Math.min(a.text.length, b.text.length) >= 3 && oneSlip(a.text, b.text)) return 2;
    // 2-character names differ by their whole given name; what sounds alike with a slip is still near.
    if (a.familySound === b.familySound && nearSound(a.givenSound, b.givenSound)) return 3;
  } else if (jaroWinkler(a.sound, b.sound) >= 0.93) return 3;
  return a.familySound === b.familySound ? 4 : 5;
}

/** zh/z, ch/c, sh/s, n/l, -ng/-n: what dialects and keyboards mix. */
function nearSound(a: string, b: string): boolean {
  return a !== '' && mixed(a) === mixed(b);
}
function mixed(sound: string): string {
  return sound
    .replace(/([zcs])h/g, '$1')
    .replace(/ng/g, 'n')
    .replace(/l/g, 'n');
}

const name: Comparison<ComparedPerson> = {
  field: 'name',
  levels: ['SAME', 'SAME_SOUND', 'ONE_CHARACTER', 'NEAR_SOUND', 'SAME_FAMILY_NAME', 'DIFFERENT'],
  // A person keeps the name: whatever shares a home with him under another one is his family.
  atMost: { 4: 0.008, 5: 0.004 },
  compare: (a, b) => best(a.names, b.names, nameLevel),
  term: (level, a, b): Term | undefined => {
    if (level > 1) return undefined;
    for (const left of a.names) {
      for (const right of b.names) {
        if (nameLevel(left, right) !== level) continue;
        if (level === 0) return { table: 'name', value: left.text };
        return { table: 'sound', value: left.sound };
      }
    }
    return undefined;
  },
};

function dayLevel(a: string, b: string): number {
  if (a === b) return 0;
  const swapped = a.slice(0, 4) + a.slice(6) + a.slice(4, 6);
  if (oneSlip(a, b) || swapped === b) return 1;
  if (a.slice(0, 4) === b.slice(0, 4)) return 2;
  return a.slice(4) === b.slice(4) ? 3 : 4;
}

const birthday: Comparison<ComparedPerson> = {
  field: 'birthday',
  levels: ['SAME', 'ONE_SLIP', 'SAME_YEAR', 'SAME_DAY', 'DIFFERENT'],
  atMost: { 2: 0.02, 3: 0.01, 4: 0.01 },
  compare: (a, b) => best(a.birthdays, b.birthdays, dayLevel),
  term: (level, a, b) => termOf('birthday', level, a.birthdays, b.birthdays),
};

const gender: Comparison<ComparedPerson> = {
  field: 'gender',
  levels: ['SAME', 'DIFFERENT'],
  atMost: { 1: 0.01 },
  compare: (a, b) => best(a.genders, b.genders, (left, right) => (left === right ? 0 : 1)),
};

const email: Comparison<ComparedPerson> = {
  field: 'email',
  levels: ['SAME', 'CLOSE', 'DIFFERENT'],
  compare: (a, b) =>
    best(a.emails, b.emails, (left, right) => {
      if (left === right) return 0;
      // weiwang123 and weiwang124 are two of the many of that name.
      const digits = left.replace(/\D/g, '') === right.replace(/\D/g, '');
      return digits && oneSlip(left, right) ? 1 : 2;
    }),
  term: (level, a, b) => termOf('email', level, a.emails, b.emails),
};

const SAME_PLACE = 1;
function addressLevel(a: string, b: string): number {
  if (a === b) return 0;
  const alike = bigramDice(a, b);
  if (alike >= 0.4 && sameDoor(a, b)) return SAME_PLACE;
  return alike >= 0.5 ? 2 : 3;
}
function sameDoor(a: string, b: string): boolean {
  const [left, right] = [doorOf(a), doorOf(b)];
  return left.includes('-') && left === right;
}
function phoneLevel(a: string, b: string): number {
  return a === b ? 0 : oneSlip(a, b) ? 1 : 2;
}
/** An address, or a dwelling or car that both are known by. */
function placeLevel(a: ComparedPerson, b: ComparedPerson): number {
  if (shared(a.things, b.things) !== undefined) return 0;
  return best(a.addresses, b.addresses, addressLevel);
}

/**
 * Telephone and place together: a family shares both, so counting them one by one would count the family twice. How
 * often two persons share both is learnt as one figure.
 */
const CONTACT = {
  BOTH: 0,
  PHONE_ONLY_KNOWN: 1,
  PHONE_OTHER_PLACE: 2,
  PLACE_ONLY_KNOWN: 3,
  PLACE_OTHER_PHONE: 4,
  PHONE_ONE_SLIP: 5,
  SAME_AREA: 6,
  DIFFERENT: 7,
} as const;

const contact: Comparison<ComparedPerson> = {
  field: 'contact',
  levels: Object.keys(CONTACT),
  compare: (a, b) => {
    const [phone, place] = [best(a.phones, b.phones, phoneLevel), placeLevel(a, b)];
    if (phone === MISSING && place === MISSING) return MISSING;
    const samePlace = place === 0 || place === SAME_PLACE;
    if (phone === 0) {
      if (samePlace) return CONTACT.BOTH;
      return place === MISSING ? CONTACT.PHONE_ONLY_KNOWN : CONTACT.PHONE_OTHER_PLACE;
    }
    if (samePlace) return phone === MISSING ? CONTACT.PLACE_ONLY_KNOWN : CONTACT.PLACE_OTHER_PHONE;
    if (phone === 1) return CONTACT.PHONE_ONE_SLIP;
    return place === 2 ? CONTACT.SAME_AREA : CONTACT.DIFFERENT;
  },
  term: (level, a, b) => {
    if (level <= CONTACT.PHONE_OTHER_PLACE) return termOf('phone', 0, a.phones, b.phones);
    if (level > CONTACT.PLACE_OTHER_PHONE) return undefined;
    return termOf('thing', 0, a.things, b.things) ?? termOf('address', 0, a.addresses, b.addresses);
  },
};

function termOf(
  table: string,
  level: number,
  left: readonly string[],
  right: readonly string[],
): Term | undefined {
  const value = level === 0 ? shared(left, right) : undefined;
  return value === undefined ? undefined : { table, value };
}

export const PEOPLE_COMPARISONS: readonly Comparison<ComparedPerson>[] = [
  name,
  birthday,
  gender,
  contact,
  email,
];

/** Tables of terms; their numbers are stored, so new ones go to the end. */
export const TERM_TABLES: readonly string[] = [
  'name',
  'sound',
  'birthday',
  'phone',
  'email',
  'address',
  'thing',
];

/** All values whose frequency matters. */
export function peopleTerms(person: ComparedPerson): readonly Term[] {
  const terms = (table: string, values: readonly string[]): Term[] =>
    [...new Set(values)].map((value) => ({ table, value }));
  return [
    ...terms(
      'name',
      person.names.map(({ text }) => text),
    ),
    ...terms(
      'sound',
      person.names.map(({ sound }) => sound),
    ),
    ...terms('birthday', person.birthdays),
    ...terms('phone', person.phones),
    ...terms('email', person.emails),
    ...terms('address', person.addresses),
    ...terms('thing', person.things),
  ];
}

/**
 * Names of the rules by which pairs are found; a key of one never meets a key of another. Their numbers are stored, so
 * new ones go to the end.
 */
export const BLOCKING_RULES = [
  'phone',
  'email',
  'sound+year',
  'sound+day',
  'birthday+family',
  'birthday+given',
  'sound+door',
  'address+family',
  'thing+family',
  'sound+phone-end',
  'name',
  'phone-begin+family',
] as const;

export interface BlockingKey {
  readonly rule: number;
  readonly value: string;
}

export function peopleKeys(person: ComparedPerson): readonly BlockingKey[] {
  const keys = new Map<string, BlockingKey>();
  const add = (
    rule: (typeof BLOCKING_RULES)[number],
    ...parts: readonly (string | undefined)[]
  ) => {
    if (parts.some((part) => part === undefined || part === '')) return;
    const key = { rule: BLOCKING_RULES.indexOf(rule), value: parts.join('|') };
    keys.set(`${key.rule}|${key.value}`, key);
  };
  for (const value of person.phones) add('phone', value);
  for (const value of person.emails) add('email', value);
  for (const { text, sound, familySound, givenSound } of person.names) {
    add('name', text);
    for (const day of person.birthdays) {
      add('sound+year', sound, day.slice(0, 4));
      add('sound+day', sound, day.slice(4));
      add('birthday+family', day, familySound);
      add('birthday+given', day, givenSound);
    }
    for (const text of person.addresses) {
      add('sound+door', sound, doorOf(text));
      add('address+family', text, familySound);
    }
    for (const value of person.things) add('thing+family', value, familySound);
    for (const value of person.phones) {
      add('sound+phone-end', sound, value.slice(-4));
      add('phone-begin+family', value.slice(0, -3), familySound);
    }
  }
  return [...keys.values()];
}

/** Two different identity cards are two persons, whatever else agrees. */
export function isCertainlyAnother(a: ComparedPerson, b: ComparedPerson): boolean {
  return a.idCards.length > 0 && b.idCards.length > 0 && shared(a.idCards, b.idCards) === undefined;
}

/**
 * What has to be true of a pair before a program merges it, however heavy it weighs: the name and the birthday are told on
 * both sides and the same, and the gender does not contradict. Father and son of one name (whose birthdays nobody told),
 * twins whose names sound alike, and a number that changed hands fail here and go to people. Identifiers that both sides
 * verified never come here: enrolment has joined those.
 */
export function mayMergeUnseen(levels: readonly number[]): boolean {
  const [nameFound = MISSING, birthdayFound = MISSING, genderFound = MISSING] = levels;
  return nameFound === 0 && birthdayFound === 0 && (genderFound === 0 || genderFound === MISSING);
}
