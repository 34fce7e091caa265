/** Facts that firms contest, the nearest deadline first; each is answered by a person who says why. */
import { Button, Form, Input, Modal, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../../desk/desk-table.tsx';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { ExportButton } from '../../../desk/export-button.tsx';
import { Page } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tag } from '../../../desk/state-tag.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { When } from '../../../desk/when.tsx';
import { companyName } from '../../../desk/words.ts';
import { formatDate } from '../../../format/dates.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { request } from '../../../graphql/request.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { FACT_WORDS, factText } from '../risk-words.ts';
import { AnswerDispute, FactDisputes } from './review-operations.ts';
import { useReviewTexts } from './review-texts.ts';

type Row = NonNullable<ResultOf<typeof FactDisputes>['factDisputes']['edges'][number]['node']>;

export function DisputesPage() {
  const t = useReviewTexts();
  const [{ view = 'open' }, setFilters] = useFilters(['view', 'after']);
  const after = useCursor();
  const open = view === 'open';
  const query = useAsk(FactDisputes, { open, first: 20, after }, { keepPrevious: true });
  useLiveRefresh(['credit.fact']);
  const mayAnswer = useHasRole('risk_officer', 'risk_approver');
  const [chosen, setChosen] = useState<Row>();
  const columns: readonly Column<Row>[] = [
    {
      key: 'firm',
      title: t('firm'),
      phone: 'title',
      render: ({ firm }) => <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>,
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'fact',
      title: t('fact'),
      render: ({ fact }) =>
        fact === null ? (
          '—'
        ) : (
          <span style={{ display: 'block', maxWidth: 320 }}>
            <span className={css.quiet}>{wordFor(FACT_WORDS, fact.type)}</span>{' '}
            {factText(fact.value, fact.type)}
            <div className={`${css.small} ${css.quiet}`}>
              {companyName(fact.subsidiary)} · {fact.source}
            </div>
          </span>
        ),
      text: ({ fact }) =>
        fact === null ? '' : `${wordFor(FACT_WORDS, fact.type)} ${factText(fact.value, fact.type)}`,
    },
    {
      key: 'grounds',
      title: t('grounds'),
      render: ({ grounds }) => <span style={{ display: 'block', maxWidth: 280 }}>{grounds}</span>,
      text: ({ grounds }) => grounds,
    },
    {
      key: 'due',
      title: t('answerBy'),
      phone: 'mark',
      render: ({ answerBy, overdue }) => (
        <>
          {formatDate(answerBy)} {overdue ? <Tag tone="bad">{t('overdue')}</Tag> : null}
        </>
      ),
      text: ({ answerBy }) => answerBy,
    },
    open
      ? {
          key: 'orders',
          title: '',
          align: 'right',
          render: (row) =>
            mayAnswer ? (
              <Button size="small" type="primary" onClick={() => setChosen(row)}>
                {t('answer')}
              </Button>
            ) : null,
        }
      : {
          key: 'answer',
          title: t('answer'),
          render: ({ resolution, answer, closedAt }) => (
            <span style={{ display: 'block', maxWidth: 280 }}>
              <Tag tone={resolution === 'RETRACTED' ? 'warning' : 'info'}>
                {t(resolution === 'RETRACTED' ? 'retract' : 'keep')}
              </Tag>{' '}
              {answer}
              {closedAt === null ? null : (
                <div className={`${css.small} ${css.quiet}`}>
                  <When at={closedAt} />
                </div>
              )}
            </span>
          ),
          text: ({ answer }) => answer,
        },
  ];
  return (
    <Page
      title={t('disputes')}
      lead={t('disputesLead')}
      actions={
        <ExportButton
          name={t('disputes')}
          columns={columns}
          page={async (cursor) => {
            const { factDisputes } = await request(FactDisputes, {
              open,
              first: 100,
              after: cursor,
            });
            return {
              rows: factDisputes.edges.flatMap(({ node }) => node ?? []),
              next: factDisputes.pageInfo.hasNextPage
                ? (factDisputes.pageInfo.endCursor ?? null)
                : null,
            };
          }}
        />
      }
    >
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={view}
          options={[
            { value: 'open', label: t('toAnswer') },
            { value: 'answered', label: t('answered') },
          ]}
          onChange={(value) => setFilters({ view: value === 'open' ? null : value, after: null })}
        />
      </div>
      <Asked query={query}>
        {({ factDisputes }) => (
          <>
            <DeskTable
              label={t('disputes')}
              columns={columns}
              rows={factDisputes.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
              empty={<EmptyState title={t('noDisputes')} icon="check" />}
            />
            <Pager pageInfo={factDisputes.pageInfo} />
          </>
        )}
      </Asked>
      {chosen === undefined ? null : (
        <AnswerModal dispute={chosen} onClose={() => setChosen(undefined)} />
      )}
    </Page>
  );
}

function AnswerModal({
  dispute,
  onClose,
}: {
  readonly dispute: Row;
  readonly onClose: () => void;
}) {
  const t = useReviewTexts();
  const desk = useDeskTexts();
  const answer = useOrder(AnswerDispute);
  const [form] = Form.useForm<{ resolution: 'UPHELD' | 'RETRACTED'; answer: string }>();
  const required = { required: true, message: desk('required') };
  return (
    <Modal
      open
      title={`${t('answer')} · ${dispute.firm?.name ?? ''}`}
      okText={t('answer')}
      confirmLoading={answer.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p style={{ marginBottom: 12 }}>{dispute.grounds}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ resolution: 'UPHELD' }}
        onFinish={(said) =>
          void answer
            .give(
              { disputeId: dispute.id, resolution: said.resolution, answer: said.answer.trim() },
              t('answered'),
            )
            .then((done) => done !== undefined && onClose())
        }
      >
        <Form.Item name="resolution" label={t('resolution')} rules={[required]}>
          <Radio.Group
            options={[
              { value: 'UPHELD', label: t('keep') },
              { value: 'RETRACTED', label: t('retract') },
            ]}
          />
        </Form.Item>
        <Form.Item name="answer" label={t('answer')} rules={[{ ...required, whitespace: true }]}>
          <Input.TextArea rows={4} maxLength={1_000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
