/** What may be done about a case: taken, put back, commented, a file attached, handed up, decided, reopened. */
import { Button, Input, Select, Upload } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { useOrder } from '../../desk/use-order.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { wordFor } from '../../i18n/texts.ts';
import {
  AssignCase,
  AttachToCase,
  CommentCase,
  DecideCase,
  EscalateCase,
  ReleaseCase,
  ReopenCase,
  type RiskCase,
} from './case-operations.ts';
import { StoreEvidence } from './firm-operations.ts';
import { HandOver } from './hand-over.tsx';
import { inBase64 } from './in-base64.ts';
import { DECISION_WORDS, useInboxTexts } from './inbox-texts.ts';

type Case = NonNullable<ResultOf<typeof RiskCase>['creditCase']>;
type Decision = 'APPROVE' | 'APPROVE_ON_TERMS' | 'DECLINE' | 'DONE';

export function CaseOrders({ of }: { readonly of: Case }) {
  const t = useInboxTexts();
  const assign = useOrder(AssignCase);
  const release = useOrder(ReleaseCase);
  const escalate = useOrder(EscalateCase);
  const comment = useOrder(CommentCase);
  const decide = useOrder(DecideCase);
  const [text, setText] = useState('');
  const [decision, setDecision] = useState<Decision | null>(null);
  const reopen = useOrder(ReopenCase);
  const store = useOrder(StoreEvidence);
  const attach = useOrder(AttachToCase);
  const isDesk = useHasRole('risk_officer', 'risk_approver');
  const wish = { caseId: of.id };
  const note = text.trim() === '' ? {} : { note: text.trim() };
  if (!isDesk) return null;
  if (of.state === 'DECIDED')
    return (
      <div className={css.actions}>
        <Button loading={reopen.isRunning} onClick={() => void reopen.give(wish, t('reopened'))}>
          {t('reopen')}
        </Button>
      </div>
    );
  const keep = async (file: File): Promise<void> => {
    if (of.firm === null) return;
    const kept = await store.give({
      firmId: of.firm.id,
      name: file.name,
      content: await inBase64(file),
    });
    if (kept?.__typename === 'StoredEvidence')
      await attach.give({ ...wish, evidenceId: kept.id, ...note }, t('attached'));
  };
  const onEntry = of.kind === 'APPEAL' || of.kind === 'LIST_REVIEW';
  const choices: readonly Decision[] =
    of.kind === 'LOOK_BACK' ? ['DONE'] : ['APPROVE', 'APPROVE_ON_TERMS', 'DECLINE'];
  return (
    <Stack>
      <Input.TextArea
        aria-label={t('note')}
        placeholder={t('note')}
        rows={2}
        maxLength={1_000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className={css.actions}>
        {of.mine ? (
          <Button
            loading={release.isRunning}
            onClick={() => void release.give(wish, t('released'))}
          >
            {t('release')}
          </Button>
        ) : (
          <Button
            type="primary"
            loading={assign.isRunning}
            onClick={() => void assign.give(wish, t('taken'))}
          >
            {t('take')}
          </Button>
        )}
        <HandOver caseId={of.id} assignee={of.assignee} />
        <Button
          disabled={text.trim() === ''}
          loading={comment.isRunning}
          onClick={() =>
            void comment
              .give({ ...wish, text: text.trim() }, t('commented'))
              .then((done) => done !== undefined && setText(''))
          }
        >
          {t('comment')}
        </Button>
        <Upload
          showUploadList={false}
          beforeUpload={(file) => {
            void keep(file);
            return false;
          }}
        >
          <Button loading={store.isRunning || attach.isRunning}>{t('attach')}</Button>
        </Upload>
        {of.state === 'ESCALATED' ? null : (
          <Button
            loading={escalate.isRunning}
            onClick={() => void escalate.give({ ...wish, ...note }, t('escalated'))}
          >
            {t('escalate')}
          </Button>
        )}
      </div>
      {of.mine && !onEntry ? (
        <div className={css.actions}>
          <Select
            aria-label={t('decide')}
            placeholder={t('decide')}
            value={decision}
            onChange={setDecision}
            options={choices.map((value) => ({ value, label: wordFor(DECISION_WORDS, value) }))}
            style={{ width: 180 }}
          />
          <Button
            type="primary"
            disabled={decision === null}
            loading={decide.isRunning}
            onClick={() =>
              decision === null
                ? undefined
                : void decide.give({ ...wish, decision, ...note }, t('decided'))
            }
          >
            {t('decide')}
          </Button>
        </div>
      ) : null}
    </Stack>
  );
}
