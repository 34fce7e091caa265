/** Words in a row, as the reader's language sets them apart. */
import { currentLocale } from '../i18n/locale.ts';

/** 甲、乙 / one, two */
export const inList = (words: readonly string[]): string =>
  words.join(currentLocale() === 'en' ? ', ' : '、');
