/** Companies that leave: what they leave behind, who pays for it from when on, and the agreed buy-out. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Facts, Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { companyName, payerOptions } from '../../desk/words.ts';
import { formatDate, formatDateTime, formatMonth } from '../../format/dates.ts';
import { formatDecimal, formatMoney } from '../../format/numbers.ts';
import type { ResultOf, VariablesOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { AnnounceRunOff, CallOffRunOff, PostBuyout, RunOffs } from './finance-operations.ts';
import { PLAN_WORDS, useFinanceTexts } from './finance-texts.ts';
import { percentOf } from './liability-page.tsx';

type Answer = ResultOf<typeof RunOffs>;
type RunOff = Answer['runOffs'][number];
type Plan = VariablesOf<typeof AnnounceRunOff>['input']['plan'];

export function RunOffsPage() {
  const t = useFinanceTexts();
  const query = useAsk(RunOffs, {});
  useLiveRefresh(['clearing.']);
  const mayChange = useHasRole('operator');
  return (
    <Page title={t('runOffs')} lead={t('runOffsLead')} actions={mayChange ? <Announce /> : null}>
      <Asked query={query}>
        {({ runOffs, pointCurrencies }) =>
          runOffs.length === 0 ? (
            <Panel>
              <EmptyState title={t('noRunOffs')} hint={t('noRunOffsHint')} />
            </Panel>
          ) : (
            <Stack>
              {runOffs.map((runOff) => (
                <Shown
                  key={runOff.id}
                  runOff={runOff}
                  nameOf={(code) => pointCurrencies.find((one) => one.code === code)?.name ?? code}
                />
              ))}
            </Stack>
          )
        }
      </Asked>
    </Page>
  );
}

function Shown({
  runOff,
  nameOf,
}: {
  readonly runOff: RunOff;
  readonly nameOf: (currency: string) => string;
}) {
  const t = useFinanceTexts();
  const mayChange = useHasRole('operator');
  const callOff = useOrder(CallOffRunOff);
  const isToCome = Date.parse(runOff.effectiveFrom) > Date.now();
  const { company } = runOff;
  return (
    <Panel
      title={companyName(company)}
      hint={runOff.note === '' ? undefined : runOff.note}
      extra={
        <span className={css.actions}>
          {runOff.boughtOut ? (
            <Tag tone="good">{t('boughtOut')}</Tag>
          ) : (
            <Tag tone={isToCome ? 'warning' : 'info'}>
              {t(isToCome ? 'upcoming' : 'handedOver')}
            </Tag>
          )}
          {mayChange && runOff.plan === 'BUY_OUT' && !runOff.boughtOut ? (
            <Buyout company={company} />
          ) : null}
          {mayChange && isToCome && !runOff.boughtOut ? (
            <Sure
              title={t('callOff')}
              description={t('callOffSure')}
              onConfirm={() => callOff.give({ company }, t('calledOff'))}
            >
              <Button loading={callOff.isRunning}>{t('callOff')}</Button>
            </Sure>
          ) : null}
        </span>
      }
    >
      <Facts
        items={[
          [t('plan'), wordFor(PLAN_WORDS, runOff.plan)],
          [
            t('successor'),
            runOff.successor === company
              ? null
              : `${companyName(runOff.successor)}${runOff.plan === 'CONVERT' ? ` · ${percentOf(runOff.rate)}` : ''}`,
          ],
          [t('announcedAt'), formatDateTime(runOff.announcedAt)],
          [t('effectiveFrom'), formatDate(runOff.effectiveFrom)],
          [t('lastMonth'), formatMonth(runOff.lastMonth)],
          [
            t('outstanding'),
            <ul key="p">
              {runOff.points.map(({ currency, points, value }) => (
                <li key={currency} className={css.amount}>
                  {formatDecimal(points)} {nameOf(currency)} · {formatMoney(value)}
                </li>
              ))}
              <li className={css.amount}>
                {t('couponsOut', {
                  count: runOff.couponCount,
                  value: formatMoney(runOff.couponValue),
                })}
              </li>
            </ul>,
          ],
        ]}
      />
    </Panel>
  );
}

interface Wish {
  readonly company: string;
  readonly lastDay: Dayjs;
  readonly plan: Plan;
  readonly successor?: string;
  readonly percent?: number;
  readonly note?: string;
}

function Announce() {
  const t = useFinanceTexts();
  const desk = useDeskTexts();
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Wish>();
  const announce = useOrder(AnnounceRunOff);
  const plan = Form.useWatch('plan', form);
  const company = Form.useWatch('company', form);
  const required = { required: true, message: desk('required') };
  const payers = payerOptions().filter(({ value }) => value !== 'group');
  const save = async ({ lastDay, successor, percent, note, ...wish }: Wish): Promise<void> => {
    const done = await announce.give(
      {
        ...wish,
        lastDay: lastDay.format('YYYY-MM-DD'),
        ...(note === undefined || note.trim() === '' ? {} : { note: note.trim() }),
        ...(wish.plan === 'CONVERT' && successor !== undefined
          ? { successor, rate: String((percent ?? 100) / 100) }
          : {}),
      },
      t('announced'),
    );
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {t('announce')}
      </Button>
      <Modal
        open={isOpen}
        title={t('announce')}
        okText={t('announce')}
        confirmLoading={announce.isRunning}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<Wish>
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={{ plan: 'HONOUR_UNTIL', percent: 100, lastDay: dayjs().endOf('month') }}
          onFinish={(values) => void save(values)}
        >
          <Form.Item name="company" label={t('company')} rules={[required]}>
            <Select options={payers} />
          </Form.Item>
          <Form.Item name="lastDay" label={t('lastDay')} rules={[required]}>
            <DatePicker minDate={dayjs()} allowClear={false} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="plan" label={t('plan')}>
            <Radio.Group
              options={Object.keys(PLAN_WORDS).map((value) => ({
                value,
                label: wordFor(PLAN_WORDS, value),
              }))}
            />
          </Form.Item>
          {plan === 'CONVERT' ? (
            <>
              <Form.Item name="successor" label={t('successor')} rules={[required]}>
                <Select options={payers.filter(({ value }) => value !== company)} />
              </Form.Item>
              <Form.Item name="percent" label={t('rate')} rules={[required]}>
                <InputNumber min={1} max={100} style={{ width: '100%' }} />
              </Form.Item>
            </>
          ) : null}
          <Form.Item name="note" label={t('note')}>
            <Input.TextArea rows={2} maxLength={300} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function Buyout({ company }: { readonly company: string }) {
  const t = useFinanceTexts();
  const post = useOrder(PostBuyout);
  const [isOpen, setOpen] = useState(false);
  const [percent, setPercent] = useState<number | null>(0);
  const run = async (): Promise<void> => {
    const breakageBps = Math.round((percent ?? 0) * 100);
    const done = await post.give({ company, breakageBps }, t('buyoutDone'));
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('buyout')}
      </Button>
      <Modal
        open={isOpen}
        title={`${t('buyout')} · ${companyName(company)}`}
        okText={t('buyout')}
        okButtonProps={{ disabled: percent === null }}
        confirmLoading={post.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p style={{ marginBottom: 12 }}>{t('buyoutHint')}</p>
        <InputNumber
          aria-label={t('buyoutShare')}
          min={0}
          max={100}
          value={percent}
          onChange={setPercent}
          suffix="%"
          style={{ width: '100%' }}
        />
      </Modal>
    </>
  );
}
