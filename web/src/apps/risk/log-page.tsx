/** The shared log: where it stands, and a verifier that trusts nobody but the key. */
import { Button, Input, Upload } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { Facts, Figure, Figures, Note, Page, Panel, Stack } from '../../desk/page.tsx';
import type { Tone } from '../../desk/words.ts';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked } from '../../ui/states.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { CreditLogState } from './screening-operations.ts';
import { type Verdict, verifyReceipt } from './verify-receipt.ts';

const VERDICTS: Readonly<
  Record<Verdict, { readonly zh: string; readonly en: string; readonly tone: Tone }>
> = {
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
    zh: '伪造：这把钥匙没有承诺过这个决定。',
    en: 'Forged: this key did not promise this decision.',
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

export function LogPage() {
  const t = useRiskTexts();
  const query = useAsk(CreditLogState, {});
  useLiveRefresh(['credit.']);
  return (
    <Page title={t('log')} lead={t('logLead')}>
      <Asked query={query}>
        {({ creditLog }) => (
          <Stack>
            <Figures>
              <Figure label={t('logSize')} value={creditLog.size} />
            </Figures>
            <Verifier known={creditLog.verifierKey} />
            <Panel title={t('checkpoint')}>
              <Facts
                wide
                items={[
                  [
                    t('key'),
                    <code key="k" className={css.mono}>
                      {creditLog.verifierKey}
                    </code>,
                  ],
                  [
                    t('checkpoint'),
                    <code key="c" className={css.mono} style={{ whiteSpace: 'pre-wrap' }}>
                      {creditLog.checkpoint.trim()}
                    </code>,
                  ],
                ]}
              />
            </Panel>
          </Stack>
        )}
      </Asked>
    </Page>
  );
}

function Verifier({ known }: { readonly known: string }) {
  const t = useRiskTexts();
  const [receipt, setReceipt] = useState('');
  const [key, setKey] = useState(known);
  const [verdict, setVerdict] = useState<Verdict>();
  const change = (text: string) => {
    setReceipt(text);
    setVerdict(undefined);
  };
  return (
    <Panel title={t('verify')}>
      <Stack>
        <Input.TextArea
          aria-label={t('pasteReceipt')}
          placeholder={t('pasteReceipt')}
          className={css.mono ?? ''}
          rows={5}
          spellCheck={false}
          value={receipt}
          onChange={({ target }) => change(target.value)}
        />
        <Input
          aria-label={t('key')}
          className={css.mono ?? ''}
          value={key}
          spellCheck={false}
          onChange={({ target }) => {
            setKey(target.value);
            setVerdict(undefined);
          }}
        />
        <div className={css.actions}>
          <Button
            type="primary"
            disabled={receipt.trim() === ''}
            onClick={() => void verifyReceipt(receipt, key).then(setVerdict)}
          >
            {t('verify')}
          </Button>
          <Upload
            showUploadList={false}
            accept="application/json,.json"
            beforeUpload={(file) => {
              void file.text().then(change);
              return false;
            }}
          >
            <Button>{t('chooseFile')}</Button>
          </Upload>
        </div>
        <div role="status">
          {verdict === undefined ? null : (
            <Note tone={VERDICTS[verdict].tone}>{inLocale(VERDICTS[verdict])}</Note>
          )}
        </div>
      </Stack>
    </Panel>
  );
}
