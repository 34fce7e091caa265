/** A condition, checked as it is typed: the server reads it back in plain words, or points at the mistake. */
import { CheckCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import css from '../../desk/desk.module.css';
import { inList } from '../../format/lists.ts';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import type { Text } from '../../i18n/texts.ts';
import { CheckCondition } from './offer-operations.ts';
import { useOfferTexts } from './offer-texts.ts';

const PAUSE_MS = 300;

interface Piece {
  readonly name: Text;
  readonly piece: string;
}

/** What operators write most, to be put in where the cursor stands. */
const ABOUT_MEMBER: readonly Piece[] = [
  { name: { zh: '有住宅', en: 'a dwelling' }, piece: 'member.has("dwelling")' },
  { name: { zh: '有车', en: 'a car' }, piece: 'member.has("vehicle")' },
  {
    name: { zh: '90 天内到店', en: 'a visit in 90 days' },
    piece: 'history.visits("retail", 90) > 0',
  },
  {
    name: { zh: '90 天消费', en: 'spent in 90 days' },
    piece: 'history.spend("retail", 90) >= cny("500.00")',
  },
  { name: { zh: '金卡', en: 'gold tier' }, piece: 'member.tier == "GOLD"' },
  { name: { zh: '有家庭', en: 'a household' }, piece: 'member.inHousehold' },
];
const PIECES: Readonly<Record<ConditionSetting, readonly Piece[]>> = {
  ABOUT_MEMBER,
  OFFER: [
    {
      name: { zh: '满 100 元', en: '100 yuan' },
      piece: 'transaction.amountMinor >= cny("100.00")',
    },
    ...ABOUT_MEMBER,
  ],
};

/** An offer’s, over what happened; or a segment’s, over the member alone. */
export type ConditionSetting = 'OFFER' | 'ABOUT_MEMBER';

export interface ConditionFieldProps {
  readonly setting?: ConditionSetting;
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

export function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return paused;
}

export function ConditionField({
  id,
  value = '',
  onChange,
  setting = 'OFFER',
}: ConditionFieldProps) {
  const t = useOfferTexts();
  const place = useRef<HTMLDivElement>(null);
  const insert = (piece: string) => {
    const area = place.current?.querySelector('textarea');
    const at = area?.selectionStart ?? value.length;
    const before = value.slice(0, at).trimEnd();
    const after = value.slice(area?.selectionEnd ?? at).trimStart();
    const joined = [before === 'true' ? '' : before, piece, after]
      .filter((part) => part !== '')
      .join(' && ');
    onChange?.(joined);
    area?.focus();
  };
  return (
    <div ref={place}>
      <Input.TextArea
        {...(id === undefined ? {} : { id })}
        className={css.mono ?? ''}
        value={value}
        autoSize={{ minRows: 2, maxRows: 8 }}
        spellCheck={false}
        maxLength={2_000}
        onChange={({ target }) => onChange?.(target.value)}
      />
      <Verdict condition={value} setting={setting} />
      <div className={css.pieces}>
        <span className={`${css.small} ${css.quiet}`}>{t('conditionHelp')}</span>
        {PIECES[setting].map(({ name, piece }) => (
          <Button key={piece} size="small" title={piece} onClick={() => insert(piece)}>
            {inLocale(name)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Verdict({
  condition,
  setting,
}: {
  readonly condition: string;
  readonly setting: ConditionSetting;
}) {
  const t = useOfferTexts();
  const asked = usePaused(condition.trim());
  const isAlways = setting === 'OFFER' && (asked === '' || asked === 'true');
  const { data, isFetching } = useAsk(
    CheckCondition,
    { condition: asked, setting },
    { enabled: !isAlways && asked !== '', keepPrevious: true },
  );
  const check = asked === '' ? undefined : data?.checkCondition;
  return (
    <div role="status" className={css.small} style={{ minHeight: 44, marginTop: 6 }}>
      {isAlways ? (
        <span className={css.quiet}>{t('conditionAlways')}</span>
      ) : check === undefined ? (
        <span className={css.quiet}>{isFetching ? t('checking') : ''}</span>
      ) : check.mistake === null ? (
        <span style={{ color: 'var(--accent)' }}>
          <CheckCircleOutlined aria-hidden="true" /> {check.reading ?? t('conditionGood')}
          {check.unknownSegments.length === 0 ? '' : ` · ? ${inList(check.unknownSegments)}`}
        </span>
      ) : (
        <span style={{ color: 'var(--danger)' }}>
          <ExclamationCircleOutlined aria-hidden="true" />{' '}
          {t('conditionAt', { line: check.mistake.line, column: check.mistake.column })}
          {check.mistake.message}
          <Pointer condition={asked} start={check.mistake.start} end={check.mistake.end} />
        </span>
      )}
    </div>
  );
}

/** The line with the mistake, the mistake underlined. */
function Pointer({
  condition,
  start,
  end,
}: {
  readonly condition: string;
  readonly start: number;
  readonly end: number;
}) {
  const from = condition.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
  const lineEnd = condition.indexOf('\n', start);
  const line = condition.slice(from, lineEnd === -1 ? undefined : lineEnd);
  const at = Math.max(0, start - from);
  const to = Math.max(at + 1, end - from);
  return (
    <code className={css.mono} style={{ display: 'block', color: 'var(--text)' }}>
      {line.slice(0, at)}
      <mark
        style={{
          background: 'var(--danger-soft)',
          color: 'var(--danger)',
          textDecoration: 'underline wavy',
        }}
      >
        {line.slice(at, to) || ' '}
      </mark>
      {line.slice(to)}
    </code>
  );
}
