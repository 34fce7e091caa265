/** The state of an import as a word, and how far it has come. */
import { Tag } from '../../desk/state-tag.tsx';
import type { Tone } from '../../desk/words.ts';
import { wordFor } from '../../i18n/texts.ts';
import { IMPORT_STATES } from './overview-texts.ts';

const UNDER_WAY = ['UPLOADING', 'CHECKING', 'RUNNING'];

export function ImportState({ state }: { readonly state: string }) {
  const tone: Tone =
    state === 'DONE'
      ? 'good'
      : state === 'FAILED'
        ? 'bad'
        : UNDER_WAY.includes(state)
          ? 'info'
          : 'neutral';
  return <Tag tone={tone}>{wordFor(IMPORT_STATES, state)}</Tag>;
}

export const shareOf = (done: number, total: number | null): number =>
  total === null || total === 0 ? 0 : Math.round((done / total) * 100);

/** A check takes nobody over: it knows what could be, not who would be new. */
export const isChecked = (state: string): boolean => state === 'CHECKED' || state === 'CHECKING';
