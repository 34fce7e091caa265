/** How Chinese names sound: toneless syllables and their initials, for typing and for look-alikes by sound. */
import { pinyin } from 'pinyin-pro';

const known = new Map<string, readonly string[]>();
const REMEMBERED = 20_000;

/** One syllable per character; characters that are not Han stand for themselves. */
export function syllablesOf(text: string): readonly string[] {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const syllables = pinyin(text, {
    toneType: 'none',
    type: 'array',
    v: true,
    nonZh: 'consecutive',
  });
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, syllables);
  return syllables;
}

export function soundOf(text: string): string {
  return syllablesOf(text).join('');
}

export function initialsOf(text: string): string {
  return syllablesOf(text)
    .map((syllable) => syllable.charAt(0))
    .join('');
}
