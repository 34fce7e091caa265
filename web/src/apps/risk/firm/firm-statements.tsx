/** Financial statements, year beside year by one chart, with what does not add up and the ratios. */
import { Chart } from '../../../desk/chart.tsx';
import css from '../../../desk/desk.module.css';
import { ExportButton } from '../../../desk/export-button.tsx';
import { Note, Panel, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { companyName } from '../../../desk/words.ts';
import { formatDecimal, formatShortMoney } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { currentLocale } from '../../../i18n/locale.ts';
import { formatList, wordFor } from '../../../i18n/texts.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { FirmStatements as Operation } from './file-operations.ts';
import { FINDING_WORDS, RATIO_GROUP_WORDS, SHEET_WORDS, useFirmFileTexts } from './file-texts.ts';
import { StatementButton } from './statement-form.tsx';
import { captionWord, ratioWord } from './statement-words.ts';

type Statement = NonNullable<ResultOf<typeof Operation>['firm']>['statements'][number];

export function FirmStatements({ id }: { readonly id: string }) {
  const t = useFirmFileTexts();
  const query = useAsk(Operation, { id });
  return (
    <Asked query={query}>
      {({ firm }) => {
        const statements = [...(firm?.statements ?? [])].sort((a, b) =>
          a.period < b.period ? -1 : 1,
        );
        return (
          <Stack>
            <div className={css.actions}>
              {statements.length === 0 ? null : <ExportStatements statements={statements} />}
              <StatementButton firmId={id} />
            </div>
            {statements.length === 0 ? <EmptyState title={t('noStatements')} /> : null}
            <Findings statements={statements} />
            <Trend statements={statements} />
            {statements.length === 0 ? null : <Lines statements={statements} />}
            <Ratios statements={statements} />
          </Stack>
        );
      }}
    </Asked>
  );
}

interface Props {
  readonly statements: readonly Statement[];
}

function Findings({ statements }: Props) {
  const t = useFirmFileTexts();
  const all = statements.flatMap(({ period, findings }) =>
    findings.map((finding) => ({ period, ...finding })),
  );
  if (all.length === 0) return null;
  return (
    <Panel title={t('findings')} hint={t('findingsHint')}>
      <ul className={css.stack} style={{ gap: 8 }}>
        {all.map(({ period, code, severity, captions, expected, found }) => (
          <li key={`${period} ${code} ${captions.join()}`}>
            <Note tone={severity === 'ERROR' ? 'bad' : 'warning'}>
              <strong>
                {period} · {wordFor(FINDING_WORDS, code)}
              </strong>{' '}
              {formatList(captions.map(captionWord))} ·{' '}
              {t('found', { amount: formatShortMoney(found) })}
              {expected === null
                ? ''
                : ` · ${t(code === 'JUMP' ? 'yearBefore' : 'expected', { amount: formatShortMoney(expected) })}`}
            </Note>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const SHOWN = ['revenue', 'netProfit', 'operatingCashFlow'];

function Trend({ statements }: Props) {
  const t = useFirmFileTexts();
  const amount = (statement: Statement, caption: string) =>
    statement.lines.find((line) => line.caption === caption)?.amount;
  const series = SHOWN.filter((caption) => statements.some((each) => amount(each, caption)));
  if (series.length === 0) return null;
  const unit = currentLocale() === 'en' ? 1_000_000 : 10_000;
  const unitWord = currentLocale() === 'en' ? 'm' : '万';
  return (
    <Panel title={t('trend')}>
      <Chart
        label={t('trend')}
        height={240}
        option={(colours) => ({
          grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
          legend: { top: 0, left: 0, textStyle: { color: colours.text } },
          xAxis: {
            type: 'category',
            data: statements.map(({ period }) => period),
            axisLabel: { color: colours.quiet },
            axisLine: { lineStyle: { color: colours.line } },
          },
          yAxis: {
            type: 'value',
            axisLabel: { color: colours.quiet, formatter: `{value} ${unitWord}` },
            splitLine: { lineStyle: { color: colours.line } },
          },
          series: series.map((caption, index) => ({
            name: captionWord(caption),
            type: 'bar',
            barMaxWidth: 36,
            itemStyle: { color: colours.series[index], borderRadius: 3 },
            // A picture of sizes: the exact amounts stand in the table below.
            data: statements.map((each) => Number(amount(each, caption) ?? 0) / unit),
          })),
        })}
      />
    </Panel>
  );
}

function Heads({ statements }: Props) {
  const t = useFirmFileTexts();
  return (
    <>
      {statements.map(({ period, audited, standing }) => (
        <th key={period} scope="col">
          {period} {audited ? <Tag tone="good">{t('audited')}</Tag> : null}
          <div className={css.small}>{companyName(standing.fact.subsidiary)}</div>
        </th>
      ))}
    </>
  );
}

interface Group {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly hint?: string;
    readonly cell: (statement: Statement) => string;
  }[];
}

/** Statements beside one another: one row a line, grouped under a heading. */
function SideBySide({
  label,
  statements,
  groups,
}: Props & { readonly label: string; readonly groups: readonly Group[] }) {
  const t = useFirmFileTexts();
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className={css.bins} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('item')}</th>
            <Heads statements={statements} />
          </tr>
        </thead>
        {groups.map(({ key, title, rows }) => (
          <tbody key={key}>
            <tr>
              <th scope="colgroup" colSpan={statements.length + 1}>
                <strong>{title}</strong>
              </th>
            </tr>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row" title={row.hint}>
                  {row.label}
                </th>
                {statements.map((statement) => (
                  <td key={statement.period}>{row.cell(statement)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Lines({ statements }: Props) {
  const t = useFirmFileTexts();
  const captions = new Map(
    statements.flatMap(({ lines }) => lines.map((line) => [line.caption, line] as const)),
  );
  const groups = [...Map.groupBy(captions.values(), ({ sheet }) => sheet)].map(
    ([sheet, lines]) => ({
      key: sheet,
      title: wordFor(SHEET_WORDS, sheet),
      rows: lines.map(({ caption }) => ({
        key: caption,
        label: captionWord(caption),
        cell: (of: Statement) => {
          const line = of.lines.find((each) => each.caption === caption);
          return line === undefined ? '—' : formatDecimal(line.amount);
        },
      })),
    }),
  );
  return (
    <Panel title={t('statements')} hint={t('statementsHint')}>
      <SideBySide label={t('statements')} statements={statements} groups={groups} />
    </Panel>
  );
}

function ratioText(value: string | null, unit: string): string {
  if (value === null) return '—';
  const number = Number(value);
  if (unit === 'SHARE') return `${(number * 100).toFixed(1)}%`;
  if (unit === 'DAYS') return number.toFixed(0);
  return number.toFixed(2);
}

function Ratios({ statements }: Props) {
  const t = useFirmFileTexts();
  const value = (of: Statement, code: string): string | null =>
    of.ratios.find((ratio) => ratio.code === code)?.value ?? null;
  const ratios = new Map(
    statements.flatMap((each) => each.ratios.map((ratio) => [ratio.code, ratio] as const)),
  );
  const shown = [...ratios.values()].filter(({ code }) =>
    statements.some((each) => value(each, code) !== null),
  );
  if (shown.length === 0) return null;
  const groups = [...Map.groupBy(shown, ({ group }) => group)].map(([group, rows]) => ({
    key: group,
    title: wordFor(RATIO_GROUP_WORDS, group),
    rows: rows.map(({ code, unit, definition }) => ({
      key: code,
      label: ratioWord(code),
      hint: definition,
      cell: (of: Statement) => ratioText(value(of, code), unit),
    })),
  }));
  return (
    <Panel title={t('ratios')}>
      <SideBySide label={t('ratios')} statements={statements} groups={groups} />
    </Panel>
  );
}

/** Excel calculates with 15 digits; longer amounts stay text. */
const inExcel = (amount: string): string | number =>
  amount.replace(/\D/g, '').length <= 15 ? Number(amount) : amount;

function ExportStatements({ statements }: Props) {
  const t = useFirmFileTexts();
  const codes = [
    ...new Set(statements.flatMap(({ lines }) => lines.map(({ caption }) => caption))),
  ].map((code) => ({ code, isRatio: false }));
  const ratios = [
    ...new Set(statements.flatMap(({ ratios: of }) => of.map(({ code }) => code))),
  ].map((code) => ({ code, isRatio: true }));
  const amount = (of: Statement, { code, isRatio }: (typeof codes)[number]): string | null =>
    isRatio
      ? (of.ratios.find((ratio) => ratio.code === code)?.value ?? null)
      : (of.lines.find((line) => line.caption === code)?.amount ?? null);
  return (
    <ExportButton
      name={t('statements')}
      columns={[
        {
          key: 'line',
          title: t('item'),
          render: ({ code }) => code,
          text: ({ code, isRatio }) => (isRatio ? ratioWord(code) : captionWord(code)),
        },
        ...statements.map((of) => ({
          key: of.period,
          title: of.period,
          render: () => null,
          text: (row: (typeof codes)[number]) => {
            const told = amount(of, row);
            return told === null ? '' : inExcel(told);
          },
        })),
      ]}
      page={async () => ({ rows: [...codes, ...ratios], next: null })}
    />
  );
}
