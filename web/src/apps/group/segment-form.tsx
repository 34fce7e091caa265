/** A segment being written: its condition read back in plain words, and who would be in it, counted while one types. */
import { Form, Input, Modal } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Note } from '../../desk/page.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { inList } from '../../format/lists.ts';
import { formatBps, formatDecimal } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { ConditionField, usePaused } from './condition-field.tsx';
import { DefineSegment, PreviewSegment, type Segments } from './segment-operations.ts';
import { useSegmentTexts } from './segment-texts.ts';

export type Segment = ResultOf<typeof Segments>['segments'][number];

interface Values {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly condition: string;
}

export function SegmentForm({
  segment,
  onClose,
}: {
  readonly segment: Segment | 'new';
  readonly onClose: () => void;
}) {
  const t = useSegmentTexts();
  const desk = useDeskTexts();
  const common = useCommonTexts();
  const [form] = Form.useForm<Values>();
  const define = useOrder(DefineSegment);
  const condition = Form.useWatch('condition', form) ?? '';
  const isNew = segment === 'new';
  const required = { required: true, whitespace: true, message: desk('required') };
  const save = async ({ nameZh, nameEn, condition: wished, code }: Values): Promise<void> => {
    const wish = { code, condition: wished.trim(), name: { zh: nameZh.trim(), en: nameEn.trim() } };
    const undo = isNew
      ? undefined
      : {
          label: common('undo'),
          run: () =>
            void define.give(
              {
                code,
                condition: segment.condition,
                name: { zh: segment.name.zh, en: segment.name.en },
              },
              t('restored'),
            ),
        };
    if ((await define.give(wish, t('saved'), undo)) !== undefined) onClose();
  };
  return (
    <Modal
      open
      width={840}
      title={isNew ? t('create') : `${t('change')} · ${inLocale(segment.name)}`}
      okText={t('save')}
      confirmLoading={define.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          isNew
            ? { condition: '' }
            : {
                code: segment.code,
                nameZh: segment.name.zh,
                nameEn: segment.name.en,
                condition: segment.condition,
              }
        }
        onFinish={(values) => void save(values)}
      >
        <div className={css.halves}>
          <Form.Item name="nameZh" label={t('nameZh')} rules={[required]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="nameEn" label={t('nameEn')} rules={[required]}>
            <Input maxLength={60} />
          </Form.Item>
        </div>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[required, { pattern: /^[a-z][a-z0-9-]{0,63}$/, message: t('codeHint') }]}
        >
          <Input maxLength={64} disabled={!isNew} autoComplete="off" />
        </Form.Item>
        <Form.Item name="condition" label={t('who')} rules={[required]}>
          <ConditionField setting="ABOUT_MEMBER" />
        </Form.Item>
        <LiveCount condition={condition} />
        {isNew ? null : <Note tone="info">{t('follow')}</Note>}
      </Form>
    </Modal>
  );
}

/** As tall when it waits as when it knows: nothing jumps while one types. */
function LiveCount({ condition }: { readonly condition: string }) {
  const t = useSegmentTexts();
  const asked = usePaused(condition.trim());
  const { data, isFetching } = useAsk(
    PreviewSegment,
    { condition: asked },
    { enabled: asked !== '', keepPrevious: true },
  );
  const preview = asked === '' ? undefined : data?.previewSegment;
  return (
    <div className={css.liveCount} role="status" data-old={isFetching}>
      {preview === undefined || preview === null ? (
        <span className={css.quiet}>{asked === '' ? t('writeFirst') : '—'}</span>
      ) : (
        <>
          <span className={css.figureLabel}>{t('live')}</span>
          <strong className={css.figureValue}>{formatDecimal(String(preview.members))}</strong>
          <span className={css.small}>
            {t(preview.whole ? 'liveOf' : 'liveFirst', {
              looked: formatDecimal(String(preview.looked)),
              share: formatBps(
                preview.looked === 0 ? 0 : Math.round((preview.members * 10_000) / preview.looked),
              ),
            })}
            {preview.withheld === 0 ? '' : ` · ${t('withheld', { count: preview.withheld })}`}
          </span>
          <span className={`${css.small} ${css.quiet}`}>
            {preview.examples.length === 0 ? t('nobody') : `${t('examples')} `}
            {preview.examples
              .flatMap((one) => one ?? [])
              .map(({ id, memberNo, profile }, index) => (
                <span key={id}>
                  {index === 0 ? '' : inList(['', ''])}
                  <Link to={`/group/members/${id}`} target="_blank">
                    {profile?.name?.__typename === 'MemberProfileFact'
                      ? profile.name.value
                      : memberNo}
                  </Link>
                </span>
              ))}
          </span>
        </>
      )}
    </div>
  );
}
