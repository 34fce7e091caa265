/** About one fact: contest it for the firm, or take it back as wrong; what that does to the answer is shown before. */
import { EllipsisOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import css from '../../../desk/desk.module.css';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { enterEndsHere } from '../../../desk/menu-keys.ts';
import { useHasRole } from '../../../desk/roles.ts';
import { StateTag } from '../../../desk/state-tag.tsx';
import { useOpener } from '../../../desk/use-opener.ts';
import { useOrder } from '../../../desk/use-order.ts';
import { formatShortMoney } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { Asked } from '../../../ui/states.tsx';
import { Grade } from '../grade.tsx';
import { useRiskTexts } from '../risk-texts.ts';
import { FACT_WORDS, factText, reasonWord } from '../risk-words.ts';
import own from './firm-orders.module.css';
import { DisputeFact, FactEffect, RetractFact } from './order-operations.ts';
import { useOrderTexts } from './order-texts.ts';

export interface FactInHand {
  readonly id: string;
  readonly type: string;
  readonly value: unknown;
}

type Act = 'DISPUTE' | 'RETRACT';

export function FactOrders({
  fact,
  contested,
}: {
  readonly fact: FactInHand;
  /** An open dispute is on it already. */
  readonly contested: boolean;
}) {
  const t = useOrderTexts();
  const mayDispute = useHasRole('risk_officer');
  const mayRetract = useHasRole('risk_officer', 'risk_approver');
  const [act, setAct] = useState<Act>();
  const { opener, giveBack } = useOpener();
  const close = (): void => {
    setAct(undefined);
    giveBack();
  };
  const items = [
    ...(mayDispute && !contested
      ? [{ key: 'dispute', label: t('dispute'), onClick: () => setAct('DISPUTE') }]
      : []),
    ...(mayRetract
      ? [{ key: 'retract', label: t('retract'), danger: true, onClick: () => setAct('RETRACT') }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <>
      <Dropdown
        autoFocus
        trigger={['click']}
        placement="bottomRight"
        menu={{ items, onKeyDown: enterEndsHere }}
      >
        <Button
          ref={opener}
          className="no-print"
          size="small"
          type="text"
          icon={<EllipsisOutlined aria-hidden="true" />}
          aria-haspopup="menu"
          aria-label={t('factOrders', { fact: wordFor(FACT_WORDS, fact.type) })}
        />
      </Dropdown>
      {act === undefined ? null : <FactModal fact={fact} act={act} onClose={close} />}
    </>
  );
}

function FactModal({
  fact,
  act,
  onClose,
}: {
  readonly fact: FactInHand;
  readonly act: Act;
  readonly onClose: () => void;
}) {
  const t = useOrderTexts();
  const desk = useDeskTexts();
  const dispute = useOrder(DisputeFact);
  const retract = useOrder(RetractFact);
  const isDispute = act === 'DISPUTE';
  const [form] = Form.useForm<{ words: string }>();
  const save = async ({ words }: { words: string }): Promise<void> => {
    const said = words.trim();
    const done = isDispute
      ? await dispute.give({ factId: fact.id, grounds: said }, t('disputed'))
      : await retract.give({ factId: fact.id, reason: said }, t('retracted'));
    if (done !== undefined) onClose();
  };
  const title = t(isDispute ? 'dispute' : 'retract');
  return (
    <Modal
      open
      width={600}
      title={title}
      okText={title}
      okButtonProps={{ danger: !isDispute }}
      confirmLoading={dispute.isRunning || retract.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p style={{ overflowWrap: 'anywhere' }}>
        <span className={css.quiet}>{wordFor(FACT_WORDS, fact.type)}</span>{' '}
        <strong>{factText(fact.value, fact.type)}</strong>
      </p>
      <p className={`${css.small} ${css.quiet}`} style={{ margin: '6px 0 14px' }}>
        {t(isDispute ? 'disputeHint' : 'retractHint')}
      </p>
      <Effect factId={fact.id} act={act} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void save(v)}>
        <Form.Item
          name="words"
          label={t(isDispute ? 'grounds' : 'reason')}
          rules={[{ required: true, whitespace: true, message: desk('required') }]}
          style={{ marginBottom: 0 }}
        >
          <Input.TextArea rows={3} maxLength={2_000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

type Side = NonNullable<ResultOf<typeof FactEffect>['factEffect']>['before'];

function Effect({ factId, act }: { readonly factId: string; readonly act: Act }) {
  const t = useOrderTexts();
  const r = useRiskTexts();
  const query = useAsk(FactEffect, { factId, act });
  const rows: readonly (readonly [string, (side: Side) => ReactNode, keyof Side])[] = [
    [
      r('answer'),
      ({ answer, because }) => (
        <>
          <StateTag state={answer} />
          <span className={`${css.small} ${css.quiet}`}>
            {because.map((code) => ` ${reasonWord(code)}`)}
          </span>
        </>
      ),
      'answer',
    ],
    [r('grade'), ({ grade }) => <Grade grade={grade} />, 'grade'],
    [r('score'), ({ score }) => score ?? '—', 'score'],
    [r('limit'), ({ limit }) => formatShortMoney(limit), 'limit'],
    [r('available'), ({ available }) => formatShortMoney(available), 'available'],
  ];
  return (
    <section className={own.effect} aria-label={t('effect')}>
      <h3 className={own.effectTitle}>{t('effect')}</h3>
      <p className={`${css.small} ${css.quiet}`}>{t('effectHint')}</p>
      <div className={own.effectBody}>
        <Asked query={query}>
          {({ factEffect }) =>
            factEffect === null ? null : (
              <>
                <table className={own.effectTable}>
                  <thead>
                    <tr>
                      <td />
                      <th scope="col">{t('now')}</th>
                      <th scope="col">{t('afterwards')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map(([label, shown, key]) => (
                      <tr
                        key={key}
                        className={
                          String(factEffect.before[key]) === String(factEffect.after[key])
                            ? undefined
                            : own.changed
                        }
                      >
                        <th scope="row">{label}</th>
                        <td>{shown(factEffect.before)}</td>
                        <td>{shown(factEffect.after)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {JSON.stringify(factEffect.before) === JSON.stringify(factEffect.after) ? (
                  <p className={css.small}>{t('noEffect')}</p>
                ) : null}
              </>
            )
          }
        </Asked>
      </div>
    </section>
  );
}
