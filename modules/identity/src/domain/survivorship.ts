/**
 * The profile that follows from what the subsidiaries told: one value per field, with who said it, when, and who says
 * otherwise. Pure; the same records always give the same profile, in whatever order they came.
 *
 * Rules (a source's newest word on a field stands for the source)
 *   name      whole names before forms of address (王先生, 王**); then trust, agreement among sources, the newest
 *   birthday  what the identity card says; then trust, agreement, the newest
 *   gender    as birthday
 *   address   trust, then the newest: people move
 */
import { idCardBirthday, idCardGender } from './identifiers/personal.ts';
import { comparableName } from './names.ts';

export const PROFILE_FIELDS = ['name', 'birthday', 'gender', 'address'] as const;
export type ProfileField = (typeof PROFILE_FIELDS)[number];
export type ToldProfile = { readonly [F in ProfileField]?: string };

export interface SourceRecord {
  readonly id: string;
  readonly source: string;
  readonly observedAt: Date;
  readonly told: ToldProfile;
}

export interface IdCardOnRecord {
  readonly number: string;
  readonly source: string;
  readonly verified: boolean;
  readonly observedAt: Date;
}

export interface Fact {
  readonly value: string;
  readonly source: string;
  readonly observedAt: Date;
  /** The source record, or none for what an identity card says. */
  readonly recordId?: string;
  /** How many sources say the same. */
  readonly agreeing: number;
  /** What other sources say instead. */
  readonly conflicts: readonly {
    readonly value: string;
    readonly source: string;
    readonly observedAt: Date;
  }[];
}

export type Profile = { readonly [F in ProfileField]?: Fact };
/** Trust in a source's word on a field; higher wins, 0 when unsaid. */
export type TrustOf = (source: string, field: ProfileField) => number;

interface Word {
  readonly value: string;
  readonly source: string;
  readonly observedAt: Date;
  readonly recordId?: string;
  /** 2: proved by a verified identity card, 1: by an unverified one, 0: said. */
  readonly proof: 0 | 1 | 2;
}

const COUNTS_AGREEMENT: ReadonlySet<ProfileField> = new Set(['name', 'birthday', 'gender']);

export function deriveProfile(
  records: readonly SourceRecord[],
  idCards: readonly IdCardOnRecord[],
  trustOf: TrustOf,
): Profile {
  return Object.fromEntries(
    PROFILE_FIELDS.flatMap((field) => {
      const words = [...newestWords(records, field), ...wordsOfIdCards(idCards, field)];
      const fact = strongest(field, words, trustOf);
      return fact === undefined ? [] : [[field, fact]];
    }),
  );
}

function newestWords(records: readonly SourceRecord[], field: ProfileField): Word[] {
  const bySource = new Map<string, Word>();
  for (const { id, source, observedAt, told } of records) {
    const value = told[field];
    if (value === undefined) continue;
    const known = bySource.get(source);
    const word: Word = { value, source, observedAt, recordId: id, proof: 0 };
    if (known === undefined || isNewer(word, known)) bySource.set(source, word);
  }
  return [...bySource.values()];
}

function isNewer(a: Word, b: Word): boolean {
  const byTime = a.observedAt.getTime() - b.observedAt.getTime();
  return byTime !== 0 ? byTime > 0 : (a.recordId ?? '') > (b.recordId ?? '');
}

function wordsOfIdCards(cards: readonly IdCardOnRecord[], field: ProfileField): Word[] {
  if (field !== 'birthday' && field !== 'gender') return [];
  return cards.map(({ number, source, verified, observedAt }) => ({
    value: field === 'birthday' ? idCardBirthday(number) : idCardGender(number),
    source,
    observedAt,
    proof: verified ? 2 : 1,
  }));
}

function strongest(
  field: ProfileField,
  words: readonly Word[],
  trustOf: TrustOf,
): Fact | undefined {
  const agreeing = (word: Word): number =>
    new Set(words.filter((other) => same(field, word, other)).map(({ source }) => source)).size;
  const ranked = words
    .map((word) => ({
      word,
      rank: [
        word.proof,
        field === 'name' ? Number(isWholeName(word.value)) : 0,
        trustOf(word.source, field),
        COUNTS_AGREEMENT.has(field) ? agreeing(word) : 0,
        word.observedAt.getTime(),
      ],
    }))
    .sort((a, b) => compareRanks(b.rank, a.rank) || (a.word.source < b.word.source ? -1 : 1));
  const best = ranked[0]?.word;
  if (best === undefined) return undefined;
  const { value, source, observedAt, recordId } = best;
  const conflicts = ranked
    .filter(({ word }) => !same(field, word, best))
    .map(({ word }) => ({
      value: word.value,
      source: word.source,
      observedAt: word.observedAt,
    }));
  return {
    value,
    source,
    observedAt,
    ...(recordId === undefined ? {} : { recordId }),
    agreeing: agreeing(best),
    conflicts,
  };
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function same(field: ProfileField, a: Word, b: Word): boolean {
  if (field === 'name') return comparableName(a.value) === comparableName(b.value);
  if (field === 'address') return a.value.replace(/\s/g, '') === b.value.replace(/\s/g, '');
  return a.value === b.value;
}

/** False for `王先生`, `李女士`, `王**`: ways to address somebody, not names. */
export function isWholeName(name: string): boolean {
  return !/[*＊?？]|(?:先生|女士|小姐|太太|老师|师傅|经理|總|总)$/u.test(name.trim());
}
