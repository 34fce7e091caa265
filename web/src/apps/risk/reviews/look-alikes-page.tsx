/** Firms whose names are alike: both side by side, part by part, until a person has told them apart or together. */
import { Button, Form, Input, Modal, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import css from '../../../desk/desk.module.css';
import { Pager, useCursor } from '../../../desk/desk-table.tsx';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { Page, Panel, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tag } from '../../../desk/state-tag.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { When } from '../../../desk/when.tsx';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { Person } from '../people.tsx';
import { DecideLookAlike, LookAlikes } from './review-operations.ts';
import { PART_WORDS, useReviewTexts } from './review-texts.ts';

type Pair = NonNullable<ResultOf<typeof LookAlikes>['lookAlikes']['edges'][number]['node']>;
type Decision = NonNullable<Pair['decision']>;
type Firm = Pair['a'];

const WORDS = {
  DIFFERENT: 'different',
  SAME_FIRM: 'same',
  A_BRANCH_OF_B: 'aBranch',
  B_BRANCH_OF_A: 'bBranch',
} as const satisfies Record<Decision, string>;
const DECISIONS = Object.keys(WORDS) as Decision[];

export function LookAlikesPage() {
  const t = useReviewTexts();
  const [{ view = 'open' }, setFilters] = useFilters(['view', 'after']);
  const after = useCursor();
  const query = useAsk(
    LookAlikes,
    { open: view === 'open', first: 10, after },
    { keepPrevious: true },
  );
  const [chosen, setChosen] = useState<Pair>();
  return (
    <Page title={t('alikes')} lead={t('alikesLead')}>
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={view}
          options={(['open', 'decided'] as const).map((value) => ({ value, label: t(value) }))}
          onChange={(value) => setFilters({ view: value === 'open' ? null : value, after: null })}
        />
      </div>
      <Asked query={query}>
        {({ lookAlikes }) => (
          <>
            {lookAlikes.edges.length === 0 ? (
              <EmptyState title={t('noneOpen')} icon="check" />
            ) : (
              <Stack>
                {lookAlikes.edges.map(({ node }) =>
                  node === null ? null : (
                    <PairShown key={node.id} pair={node} onDecide={() => setChosen(node)} />
                  ),
                )}
              </Stack>
            )}
            <Pager pageInfo={lookAlikes.pageInfo} />
          </>
        )}
      </Asked>
      {chosen === undefined ? null : (
        <DecideModal pair={chosen} onClose={() => setChosen(undefined)} />
      )}
    </Page>
  );
}

function Side({ firm, name }: { readonly firm: Firm; readonly name: string }) {
  return (
    <div>
      <Link to={`/risk/firms/${firm?.id ?? ''}`}>
        <strong>{firm?.name ?? name}</strong>
      </Link>
      {name === firm?.name ? null : <div className={css.small}>{name}</div>}
      <div className={`${css.mono} ${css.quiet}`}>{firm?.code}</div>
    </div>
  );
}

function PairShown({ pair, onDecide }: { readonly pair: Pair; readonly onDecide: () => void }) {
  const t = useReviewTexts();
  const mayDecide = useHasRole('risk_officer', 'risk_approver');
  const parts = pair.parts.filter(({ asked, found }) => asked !== '' || found !== '');
  return (
    <Panel
      title={
        pair.decision === null ? (
          t('likeness', { percent: Math.round(Number(pair.score) * 100) })
        ) : (
          <Tag tone={pair.decision === 'DIFFERENT' ? 'neutral' : 'info'}>
            {t(WORDS[pair.decision])}
          </Tag>
        )
      }
      hint={
        pair.decidedAt === null ? (
          <When at={pair.foundAt} />
        ) : (
          <>
            <Person id={pair.decidedBy} /> · <When at={pair.decidedAt} /> · {pair.reason}
          </>
        )
      }
      extra={
        mayDecide ? (
          <Button type={pair.decision === null ? 'primary' : 'default'} onClick={onDecide}>
            {t(pair.decision === null ? 'decide' : 'change')}
          </Button>
        ) : null
      }
    >
      <div className={css.columns}>
        <Side firm={pair.a} name={pair.aName} />
        <Side firm={pair.b} name={pair.bName} />
      </div>
      <div style={{ overflowX: 'auto', marginTop: 12 }}>
        <table className={css.bins}>
          <tbody>
            {parts.map(({ part, asked, found, contribution }) => (
              <tr key={part}>
                <th scope="row">{wordFor(PART_WORDS, part)}</th>
                <td style={{ textAlign: 'left' }}>{found || '—'}</td>
                <td style={{ textAlign: 'left' }}>{asked || '—'}</td>
                <td>
                  {Number(contribution) > 0 ? '+' : ''}
                  {Math.round(Number(contribution) * 100)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function DecideModal({ pair, onClose }: { readonly pair: Pair; readonly onClose: () => void }) {
  const t = useReviewTexts();
  const desk = useDeskTexts();
  const decide = useOrder(DecideLookAlike);
  const [form] = Form.useForm<{ decision: Decision; reason: string }>();
  const required = { required: true, message: desk('required') };
  return (
    <Modal
      open
      title={t('decide')}
      okText={t('decide')}
      confirmLoading={decide.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <div className={css.columns} style={{ marginBottom: 16 }}>
        <Side firm={pair.a} name={pair.aName} />
        <Side firm={pair.b} name={pair.bName} />
      </div>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ decision: pair.decision ?? 'DIFFERENT' }}
        onFinish={({ decision, reason }) =>
          void decide
            .give({ lookAlikeId: pair.id, decision, reason: reason.trim() }, t('decidedDone'))
            .then((done) => done !== undefined && onClose())
        }
      >
        <Form.Item name="decision" label={t('decide')} rules={[required]}>
          <Radio.Group
            vertical
            options={DECISIONS.map((value) => ({ value, label: t(WORDS[value]) }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('whyDecision')}
          rules={[{ ...required, whitespace: true }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
