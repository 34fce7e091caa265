/** Fitting a scorecard: a CSV of past cases, the column that says how each ended, and what the other columns are. */
import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Select, Upload } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import css from '../../../desk/desk.module.css';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { useOrder } from '../../../desk/use-order.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { toast } from '../../../ui/toast.tsx';
import { inBase64 } from '../in-base64.ts';
import { FitScorecard } from './workbench-operations.ts';
import { FEATURE_WORDS, useWorkbenchTexts } from './workbench-texts.ts';

const MOST_BYTES = 20 * 1024 * 1024;

interface Wish {
  readonly name: string;
  readonly target: string;
  readonly time?: string;
  readonly ignore?: string[];
}

/** The head of a CSV: enough to choose columns by; the server reads the file itself. */
async function columnsOf(file: File): Promise<string[]> {
  const bytes = file.name.endsWith('.gz')
    ? file.stream().pipeThrough(new DecompressionStream('gzip'))
    : file.stream();
  const { value } = await bytes.pipeThrough(new TextDecoderStream()).getReader().read();
  const [head = ''] = (value ?? '').replace(/^\uFEFF/, '').split(/\r?\n/);
  return head
    .split(head.includes('\t') ? '\t' : ',')
    .map((name) => name.replace(/^"|"$/g, '').trim());
}

const like = (columns: readonly string[], wanted: RegExp): string | undefined =>
  columns.find((column) => wanted.test(column));

export function FitModal({
  features,
  onClose,
}: {
  readonly features: readonly string[];
  readonly onClose: () => void;
}) {
  const t = useWorkbenchTexts();
  const desk = useDeskTexts();
  const navigate = useNavigate();
  const fit = useOrder(FitScorecard);
  const [form] = Form.useForm<Wish>();
  const [file, setFile] = useState<File>();
  const [columns, setColumns] = useState<readonly string[]>([]);
  const [meanings, setMeanings] = useState<Readonly<Record<string, string>>>({});
  const target = Form.useWatch('target', form);
  const time = Form.useWatch('time', form);
  const ignored = Form.useWatch('ignore', form) ?? [];
  const required = { required: true, message: desk('required') };
  const take = async (chosen: File): Promise<void> => {
    const found = await columnsOf(chosen).catch(() => []);
    setFile(chosen);
    setColumns(found);
    form.setFieldsValue({
      target: like(found, /^(bad|default|target|label|违约|坏)/i) ?? '',
      ...(like(found, /date|time|year|时间|日期|年/i) === undefined
        ? {}
        : { time: like(found, /date|time|year|时间|日期|年/i) ?? '' }),
      ignore: found.filter((column) => /(^|_)(id|no)$|编号|代码/i.test(column)),
    });
    setMeanings(
      Object.fromEntries(
        found.flatMap((column) => {
          const feature = features.find((code) => code === column.toUpperCase());
          return feature === undefined ? [] : [[column, feature]];
        }),
      ),
    );
  };
  const run = async ({ name, ignore = [], ...wish }: Wish): Promise<void> => {
    if (file === undefined) return;
    const named = Object.entries(meanings).map(([column, feature]) => ({ column, feature }));
    const done = await fit.give(
      {
        name,
        target: wish.target,
        ...(wish.time === undefined || wish.time === '' ? {} : { time: wish.time }),
        ignore,
        fileName: file.name,
        content: await inBase64(file),
        features: named,
      },
      t('fitted'),
    );
    if (done?.__typename === 'FittedScorecard' && done.scorecard !== null)
      void navigate(`/risk/scorecards/${done.scorecard.id}`);
  };
  const options = columns.map((value) => ({ value, label: value }));
  const open = columns.filter(
    (column) => column !== target && column !== time && !ignored.includes(column),
  );
  return (
    <Modal
      open
      width={640}
      title={t('fit')}
      okText={t('fit')}
      okButtonProps={{ disabled: file === undefined }}
      confirmLoading={fit.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className={`${css.small} ${css.quiet}`} style={{ marginBottom: 12 }}>
        {t('fitHint')}
      </p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(wish) => void run(wish)}>
        <Form.Item label={t('file')} htmlFor="cases">
          <Upload
            id="cases"
            accept=".csv,.gz,text/csv"
            maxCount={1}
            showUploadList={false}
            beforeUpload={(chosen) => {
              if (chosen.size > MOST_BYTES) toast('> 20 MB', { kind: 'problem' });
              else void take(chosen);
              return false;
            }}
          >
            <Button icon={<UploadOutlined aria-hidden="true" />}>
              {file?.name ?? t('chooseFile')}
            </Button>
          </Upload>
        </Form.Item>
        <Form.Item
          name="name"
          label={t('cardName')}
          rules={[required, { pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, message: 'a–z 0–9 -' }]}
        >
          <Input placeholder="trade-2026" />
        </Form.Item>
        {file === undefined ? null : (
          <>
            <div className={css.columns} style={{ gap: '0 16px' }}>
              <Form.Item name="target" label={t('target')} rules={[required]}>
                <Select options={options} showSearch />
              </Form.Item>
              <Form.Item name="time" label={t('time')}>
                <Select allowClear options={options} showSearch />
              </Form.Item>
            </div>
            <Form.Item name="ignore" label={t('ignore')}>
              <Select mode="multiple" options={options} />
            </Form.Item>
            <Form.Item label={t('features')} extra={t('featuresHint')}>
              <ul className={css.stack} style={{ gap: 6, maxHeight: 260, overflowY: 'auto' }}>
                {open.map((column) => (
                  <li
                    key={column}
                    style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}
                  >
                    <span style={{ overflowWrap: 'anywhere' }}>{column}</span>
                    <Select
                      allowClear
                      showSearch={{ optionFilterProp: 'label' }}
                      aria-label={`${t('features')} ${column}`}
                      placeholder={t('notKnown')}
                      value={meanings[column] ?? null}
                      onChange={(value: string | null | undefined) => {
                        const { [column]: _old, ...rest } = meanings;
                        setMeanings(
                          value === null || value === undefined
                            ? rest
                            : { ...rest, [column]: value },
                        );
                      }}
                      options={features.map((value) => ({
                        value,
                        label: wordFor(FEATURE_WORDS, value),
                      }))}
                      style={{ width: 220, flex: 'none' }}
                    />
                  </li>
                ))}
              </ul>
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
