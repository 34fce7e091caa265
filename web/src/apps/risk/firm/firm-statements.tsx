/** Financial statements, year beside year by one chart, with what does not add up and the ratios. */
import { Chart } from '../../../desk/chart.tsx';
import css from '../../../desk/desk.module.css';
import { Note, Panel, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { companyName } from '../../../desk/words.ts';
import { formatDecimal, formatShortMoney } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { currentLocale } from '../../../i18n/locale.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { FirmStatements as Operation } from './file-operations.ts';
import { FINDING_WORDS, RATIO_GROUP_WORDS, SHEET_WORDS, useFirmFileTexts } from './file-texts.ts';
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
        return statements.length === 0 ? (
          <EmptyState title={t('noStatements')} />
        ) : (
          <Stack>
            <Findings statements={statements} />
            <Trend statements={statements} />
            <Lines statements={statements} />
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
              {captions.map(captionWord).join('、')} ·{' '}
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

function Lines({ statements }: Props) {
  const t = useFirmFileTexts();
  const captions = new Map(
    statements.flatMap(({ lines }) => lines.map((line) => [line.caption, line] as const)),
  );
  const sheets = [...new Set([...captions.values()].map(({ sheet }) => sheet))];
  return (
    <Panel title={t('statements')} hint={t('statementsHint')}>
      <div style={{ overflowX: 'auto' }}>
        <table className={css.bins}>
          <thead>
            <tr>
              <th scope="col">{t('item')}</th>
              <Heads statements={statements} />
            </tr>
          </thead>
          {sheets.map((sheet) => (
            <tbody key={sheet}>
              <tr>
                <th scope="colgroup" colSpan={statements.length + 1}>
                  <strong>{wordFor(SHEET_WORDS, sheet)}</strong>
                </th>
              </tr>
              {[...captions.values()]
                .filter((line) => line.sheet === sheet)
                .map(({ caption }) => (
                  <tr key={caption}>
                    <th scope="row">{captionWord(caption)}</th>
                    {statements.map(({ period, lines }) => {
                      const line = lines.find((each) => each.caption === caption);
                      return (
                        <td key={period}>
                          {line === undefined ? '—' : formatDecimal(line.amount)}
                        </td>
                      );
                    })}
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </div>
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
  const ratios = new Map(
    statements.flatMap((each) => each.ratios.map((ratio) => [ratio.code, ratio] as const)),
  );
  const shown = [...ratios.values()].filter(({ code }) =>
    statements.some((each) => each.ratios.find((ratio) => ratio.code === code)?.value != null),
  );
  const groups = [...new Set(shown.map(({ group }) => group))];
  if (shown.length === 0) return null;
  return (
    <Panel title={t('ratios')}>
      <div style={{ overflowX: 'auto' }}>
        <table className={css.bins}>
          <thead>
            <tr>
              <th scope="col">{t('item')}</th>
              <Heads statements={statements} />
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody key={group}>
              <tr>
                <th scope="colgroup" colSpan={statements.length + 1}>
                  <strong>{wordFor(RATIO_GROUP_WORDS, group)}</strong>
                </th>
              </tr>
              {shown
                .filter((ratio) => ratio.group === group)
                .map(({ code, unit, definition }) => (
                  <tr key={code}>
                    <th scope="row" title={definition}>
                      {ratioWord(code)}
                    </th>
                    {statements.map(({ period, ratios: of }) => (
                      <td key={period}>
                        {ratioText(of.find((ratio) => ratio.code === code)?.value ?? null, unit)}
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  );
}
