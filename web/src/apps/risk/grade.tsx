/** A grade: the letters say it, the ground supports it. */
import { Tag } from '../../desk/state-tag.tsx';
import type { Tone } from '../../desk/words.ts';

const TONES: Readonly<Record<string, Tone>> = {
  AAA: 'good',
  AA: 'good',
  A: 'good',
  BBB: 'info',
  BB: 'info',
  B: 'warning',
  CCC: 'warning',
  CC: 'bad',
  C: 'bad',
  D: 'bad',
};

export function Grade({ grade }: { readonly grade: string | null | undefined }) {
  if (grade === null || grade === undefined) return <>—</>;
  return <Tag tone={TONES[grade] ?? 'neutral'}>{grade}</Tag>;
}
