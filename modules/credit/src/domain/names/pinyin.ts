/**
 * How Chinese names sound: toneless syllables and their initials, for typing and for look-alikes by sound. Each character
 * is read by itself, in its most usual reading, so that the same character always sounds the same.
 */
import { pinyin } from 'pinyin-pro';

const known = new Map<string, string>();

function syllableOf(character: string): string {
  const cached = known.get(character);
  if (cached !== undefined) return cached;
  const syllable = pinyin(character, { toneType: 'none', v: true });
  known.set(character, syllable);
  return syllable;
}

/** One syllable per character; characters that are not Han stand for themselves. */
export function syllablesOf(text: string): readonly string[] {
  return Array.from(text, syllableOf);
}

export function soundOf(text: string): string {
  let sound = '';
  for (const character of text) sound += syllableOf(character);
  return sound;
}

export function initialsOf(text: string): string {
  let initials = '';
  for (const character of text) initials += syllableOf(character).charAt(0);
  return initials;
}
