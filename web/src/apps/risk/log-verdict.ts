/** What a receipt says when it is verified: the verdict in words, and which of the steps it stops at. */
import type { Tone } from '../../desk/words.ts';
import type { Text } from '../../i18n/texts.ts';
import type { Verdict } from './verify-receipt.ts';

interface Words extends Text {
  readonly tone: Tone;
}

export const VERDICTS: Readonly<Record<Verdict, Words>> = {
  INCLUDED: {
    zh: '真实：这个决定在日志里，签名和路径都对。',
    en: 'Genuine: the decision stands in the log; signatures and path agree.',
    tone: 'good',
  },
  PROMISED: {
    zh: '日志已签名承诺，尚未入链，几秒后再取回执。',
    en: 'Promised, not included yet: fetch the receipt again in a few seconds.',
    tone: 'info',
  },
  MALFORMED: { zh: '这不是一份完整的回执。', en: 'This is not a whole receipt.', tone: 'warning' },
  KEY_MALFORMED: { zh: '公钥格式不对。', en: 'The key is malformed.', tone: 'warning' },
  PROMISE_FORGED: {
    zh: '伪造：内容、时间或签名被改过，这把钥匙没有承诺过这个决定。',
    en: 'Forged: content, time or signature was changed; this key did not promise this decision.',
    tone: 'bad',
  },
  CHECKPOINT_FORGED: {
    zh: '伪造：检查点不是这把钥匙签的。',
    en: 'Forged: this key did not sign this checkpoint.',
    tone: 'bad',
  },
  CHECKPOINT_MISMATCH: {
    zh: '伪造：检查点与证明不是一回事。',
    en: 'Forged: the checkpoint is not the one of this proof.',
    tone: 'bad',
  },
  NOT_INCLUDED: {
    zh: '伪造：决定不在回执所说的位置。',
    en: 'Forged: the decision does not stand where the receipt says.',
    tone: 'bad',
  },
};

/** In the order in which they are taken; each proves the next one worth looking at. */
export const STEPS: readonly Text[] = [
  { zh: '回执和公钥完整可读', en: 'Receipt and key can be read' },
  { zh: '内容与承诺的签名一致', en: 'The content is what the promise signs' },
  { zh: '检查点由这把钥匙签名', en: 'The checkpoint is signed by this key' },
  { zh: '检查点与证明相符', en: 'The checkpoint fits the proof' },
  { zh: '从这一叶算到的根，就是签名的根', en: 'From this leaf one comes to the signed root' },
];

/** How many steps passed; the next one is where it stops, if any is left. */
export const PASSED: Readonly<Record<Verdict, number>> = {
  MALFORMED: 0,
  KEY_MALFORMED: 0,
  PROMISE_FORGED: 1,
  PROMISED: 2,
  CHECKPOINT_FORGED: 2,
  CHECKPOINT_MISMATCH: 3,
  NOT_INCLUDED: 4,
  INCLUDED: STEPS.length,
};
