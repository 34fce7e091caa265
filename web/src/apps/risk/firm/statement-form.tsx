/** A financial statement by hand: line by line of the standard chart, checked by the server while one types. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useEffect, useState } from 'react';
import css from '../../../desk/desk.module.css';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { useHasRole } from '../../../desk/roles.ts';
import { useOpener } from '../../../desk/use-opener.ts';
import { useOrder } from '../../../desk/use-order.ts';
import { formatShortMoney } from '../../../format/numbers.ts';
import { useCommand } from '../../../graphql/commands.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { sayCommon } from '../../../i18n/house-texts.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { Asked } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { SHEET_WORDS } from './file-texts.ts';
import own from './firm-orders.module.css';
import {
  CheckStatement,
  RecordStatement,
  RetractFact,
  StatementChart,
} from './order-operations.ts';
import { useOrderTexts } from './order-texts.ts';
import { StatementChecks } from './statement-checks.tsx';
import { captionWord } from './statement-words.ts';

type Finding = NonNullable<ResultOf<typeof CheckStatement>['checkStatement']>['findings'][number];
type Part = 'YEAR' | 'H1' | 'H2' | 'Q1' | 'Q2' | 'Q3' | 'Q4';
type Unit = 'ONE' | 'THOUSAND' | 'TEN_THOUSAND';

interface StatementForm {
  readonly year: string;
  readonly part: Part;
  readonly unit: Unit;
  readonly audited: boolean;
  readonly source: string;
  readonly amounts: Readonly<Record<string, string | undefined>>;
}

/** Digits with or without separators of thousands. */
const AMOUNT = /^-?\d{1,15}(\.\d{1,4})?$/;
const YEAR = /^(19|20)\d{2}$/;
const plain = (written: string): string => written.replace(/[,，\s]/g, '');

const periodOf = ({ year, part }: Pick<StatementForm, 'year' | 'part'>): string =>
  part === 'YEAR' ? year : `${year}-${part}`;

const LAST_DAYS: Readonly<Record<Part, string>> = {
  ...{ YEAR: '12-31', H1: '06-30', H2: '12-31' },
  ...{ Q1: '03-31', Q2: '06-30', Q3: '09-30', Q4: '12-31' },
};

/** The period's last moment in Shanghai, or now while it is not over. */
function observedAt({ year, part }: Pick<StatementForm, 'year' | 'part'>): string {
  const end = new Date(`${year}-${LAST_DAYS[part]}T23:59:59+08:00`);
  return (end < new Date() ? end : new Date()).toISOString();
}

/** What is a number already; the rest is told at its field. */
const linesOf = (amounts: StatementForm['amounts'] = {}) =>
  Object.entries(amounts).flatMap(([caption, written]) => {
    const amount = plain(written ?? '');
    return AMOUNT.test(amount) ? [{ caption, amount }] : [];
  });

export function StatementButton({ firmId }: { readonly firmId: string }) {
  const t = useOrderTexts();
  const [isOpen, setOpen] = useState(false);
  const { opener, giveBack } = useOpener();
  const close = (): void => {
    setOpen(false);
    giveBack();
  };
  const mayRecord = useHasRole('risk_officer');
  if (!mayRecord) return null;
  return (
    <>
      <Button
        icon={<PlusOutlined aria-hidden="true" />}
        ref={opener}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {t('recordStatement')}
      </Button>
      {isOpen ? <StatementModal firmId={firmId} onClose={close} /> : null}
    </>
  );
}

const PAUSE_MS = 350;

/** What one types, once one pauses. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}

function StatementModal({
  firmId,
  onClose,
}: {
  readonly firmId: string;
  readonly onClose: () => void;
}) {
  const t = useOrderTexts();
  const record = useCommand(RecordStatement);
  const retract = useOrder(RetractFact);
  const [form] = Form.useForm<StatementForm>();
  const written = Form.useWatch([], form) as StatementForm | undefined;
  const draft = useSettled({
    period: written === undefined ? '' : periodOf(written),
    unit: written?.unit ?? ('ONE' as const),
    lines: linesOf(written?.amounts),
  });
  const mayCheck = draft.lines.length > 0 && YEAR.test(draft.period.slice(0, 4));
  const check = useAsk(
    CheckStatement,
    { firmId, ...draft },
    { enabled: mayCheck, keepPrevious: true },
  );
  const findings = mayCheck ? (check.data?.checkStatement?.findings ?? []) : [];
  const errors = findings.filter(({ severity }) => severity === 'ERROR').length;

  const save = async ({ year, part, unit, audited, source, amounts }: StatementForm) => {
    try {
      const outcome = await record.run({
        ...{ firmId, unit, audited, source: source.trim() },
        period: periodOf({ year, part }),
        lines: linesOf(amounts),
        surveyedOn: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
        observedAt: observedAt({ year, part }),
      });
      if (!outcome.ok) {
        tellAt(outcome.refusal, linesOf(amounts));
        return;
      }
      const { findingCount, fact } = outcome.value;
      const words =
        findingCount === 0 ? t('recorded') : t('recordedDoubtful', { count: findingCount });
      const undo = async () => {
        await retract.give({ factId: fact?.id ?? '', reason: t('recordedByMistake') });
      };
      toast(words, fact === null ? {} : { action: { label: t('undo'), run: () => void undo() } });
      onClose();
    } catch {
      toast(sayCommon('failed'), { kind: 'problem' });
    }
  };
  /** A refusal stands at the field that it names. */
  const tellAt = (
    { message, path }: { readonly message: string; readonly path: readonly string[] },
    lines: ReturnType<typeof linesOf>,
  ): void => {
    const [field = '', index = ''] = path;
    const caption = field === 'lines' ? lines[Number(index)]?.caption : undefined;
    const name =
      caption !== undefined
        ? (['amounts', caption] as const)
        : field === 'period'
          ? (['year'] as const)
          : field === 'source'
            ? (['source'] as const)
            : undefined;
    if (name === undefined) {
      toast(message, { kind: 'problem' });
      return;
    }
    form.setFields([{ name: [...name] as never, errors: [message] }]);
    form.scrollToField([...name] as never, { block: 'center' });
  };
  return (
    <Modal
      open
      width={960}
      centered
      // The form moves under the checks and the buttons, which stay in sight.
      styles={{
        body: { maxHeight: 'calc(100dvh - 180px)', overflowY: 'auto', paddingInlineEnd: 8 },
      }}
      title={t('recordStatement')}
      okText={t(errors > 0 ? 'recordAnyway' : 'recordStatement')}
      okButtonProps={{ danger: errors > 0, disabled: linesOf(written?.amounts).length === 0 }}
      confirmLoading={record.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Form<StatementForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ block: 'center' }}
        initialValues={{
          ...{ year: String(new Date().getFullYear() - 1), part: 'YEAR', unit: 'ONE' },
          ...{ audited: false, source: t('sourceDefault') },
        }}
        onFinish={(values) => void save(values)}
      >
        <Head />
        <Sheets findings={findings} />
        <StatementChecks
          started={mayCheck}
          isChecking={mayCheck && check.isFetching}
          failed={check.isError}
          findings={findings}
        />
      </Form>
    </Modal>
  );
}

function Head() {
  const t = useOrderTexts();
  const desk = useDeskTexts();
  const required = { required: true, message: desk('required') };
  const parts: readonly (readonly [Part, string])[] = [
    ['YEAR', t('whole')],
    ['H1', t('firstHalf')],
    ['H2', t('secondHalf')],
    ...([1, 2, 3, 4] as const).map((n) => [`Q${n}` as const, t('quarter', { n })] as const),
  ];
  return (
    <div className={own.sheetGrid}>
      <Form.Item
        name="year"
        label={t('year')}
        rules={[required, { pattern: YEAR, message: t('badYear') }]}
      >
        <Input inputMode="numeric" maxLength={4} />
      </Form.Item>
      <Form.Item name="part" label={t('period')}>
        <Select options={parts.map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="unit" label={t('unit')}>
        <Select
          options={[
            { value: 'ONE', label: t('unitOne') },
            { value: 'THOUSAND', label: t('unitThousand') },
            { value: 'TEN_THOUSAND', label: t('unitTenThousand') },
          ]}
        />
      </Form.Item>
      <Form.Item name="source" label={t('source')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="audited" valuePropName="checked" style={{ marginBottom: 0 }}>
        <Checkbox>{t('auditedBox')}</Checkbox>
      </Form.Item>
    </div>
  );
}

function Sheets({ findings }: { readonly findings: readonly Finding[] }) {
  const query = useAsk(StatementChart, {});
  return (
    <Asked query={query}>
      {({ statementChart }) =>
        [...Map.groupBy(statementChart, ({ sheet }) => sheet)].map(([sheet, lines]) => (
          <fieldset key={sheet} style={{ padding: 0, border: 0 }}>
            <legend className={own.sheetTitle} style={{ width: '100%' }}>
              {wordFor(SHEET_WORDS, sheet)}
            </legend>
            <div className={own.sheetGrid}>
              {lines.map(({ caption }) => (
                <AmountField key={caption} caption={caption} findings={findings} />
              ))}
            </div>
          </fieldset>
        ))
      }
    </Asked>
  );
}

function AmountField({
  caption,
  findings,
}: {
  readonly caption: string;
  readonly findings: readonly Finding[];
}) {
  const t = useOrderTexts();
  const about = findings.filter(({ captions }) => captions.includes(caption));
  const status = about.some(({ severity }) => severity === 'ERROR')
    ? ('error' as const)
    : about.length > 0
      ? ('warning' as const)
      : undefined;
  // Told at the total that does not fit; its parts are only coloured.
  const [told] = about.filter(({ captions }) => captions[0] === caption);
  const expected = told?.expected;
  const words =
    told === undefined || expected === null || expected === undefined
      ? undefined
      : t(
          told.code === 'JUMP'
            ? 'yearBefore'
            : told.code === 'PART_EXCEEDS_WHOLE'
              ? 'partOf'
              : 'shouldBe',
          { amount: formatShortMoney(expected) },
        );
  return (
    <Form.Item
      name={['amounts', caption]}
      label={captionWord(caption)}
      rules={[
        {
          validator: async (_rule, written: string | undefined) => {
            if (written !== undefined && written !== '' && !AMOUNT.test(plain(written)))
              throw new Error(t('badAmount'));
          },
        },
      ]}
      {...(status === undefined ? {} : { validateStatus: status })}
      {...(words === undefined ? {} : { extra: <span className={css.small}>{words}</span> })}
    >
      <Input className={own.amountInput ?? ''} inputMode="decimal" autoComplete="off" />
    </Form.Item>
  );
}
