/** The shared log: where it stands, and a verifier that trusts nobody but the key. */
import { Button, Input, Upload } from 'antd';
import { useState } from 'react';
import { useLocation } from 'react-router';
import css from '../../desk/desk.module.css';
import { Facts, Figure, Figures, Note, Page, Panel, Stack } from '../../desk/page.tsx';
import { Tag } from '../../desk/state-tag.tsx';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked } from '../../ui/states.tsx';
import { PASSED, STEPS, VERDICTS } from './log-verdict.ts';
import { useRiskTexts } from './risk-texts.ts';
import { CreditLogState } from './screening-operations.ts';
import { type Receipt, type Verdict, verifyReceipt } from './verify-receipt.ts';

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
  const handed = (useLocation().state as { receipt?: string } | null)?.receipt ?? '';
  const [receipt, setReceipt] = useState(handed);
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
          {verdict === undefined ? null : <Told verdict={verdict} receipt={receipt} />}
        </div>
      </Stack>
    </Panel>
  );
}

const PAYLOAD_LENGTH = 2_000;

/** Step by step, so that one sees where a receipt stops being true; and what the proven decision says. */
function Told({ verdict, receipt }: { readonly verdict: Verdict; readonly receipt: string }) {
  const t = useRiskTexts();
  const isProven = verdict === 'INCLUDED' || verdict === 'PROMISED';
  return (
    <Stack>
      <Note tone={VERDICTS[verdict].tone}>{inLocale(VERDICTS[verdict])}</Note>
      <ol className={css.stack} style={{ gap: 6 }}>
        {STEPS.map((step, index) => {
          const passed = index < PASSED[verdict];
          const stops = index === PASSED[verdict] && verdict !== 'PROMISED';
          return (
            <li key={step.en}>
              <Tag tone={passed ? 'good' : stops ? 'bad' : 'neutral'}>
                {t(passed ? 'stepPassed' : stops ? 'stepFailed' : 'stepNotReached')}
              </Tag>{' '}
              {inLocale(step)}
            </li>
          );
        })}
      </ol>
      {isProven ? (
        <details>
          <summary>{t('provenContent')}</summary>
          <code className={css.mono} style={{ whiteSpace: 'pre-wrap' }}>
            {contentOf(receipt)}
          </code>
        </details>
      ) : null}
    </Stack>
  );
}

function contentOf(receipt: string): string {
  const { payload } = JSON.parse(receipt) as Receipt;
  try {
    return JSON.stringify(JSON.parse(payload), null, 2).slice(0, PAYLOAD_LENGTH);
  } catch {
    return payload.slice(0, PAYLOAD_LENGTH);
  }
}
