/** The characteristics of a scorecard: each with its bins, their weight of evidence and their points. */
import css from '../../../desk/desk.module.css';
import { Panel, Stack } from '../../../desk/page.tsx';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { ratio } from './scorecards-page.tsx';
import type { RiskScorecard } from './workbench-operations.ts';
import { FEATURE_WORDS, useWorkbenchTexts } from './workbench-texts.ts';

type Card = NonNullable<ResultOf<typeof RiskScorecard>['scorecard']>;
type Characteristic = Card['characteristics'][number];

function nameOf({ column, feature }: Characteristic): string {
  const word = wordFor(FEATURE_WORDS, feature ?? column);
  return word === column ? column : `${word} · ${column}`;
}

export function Characteristics({ card }: { readonly card: Card }) {
  const t = useWorkbenchTexts();
  return (
    <Stack>
      <p className={css.quiet}>
        {t('base')} <strong className={css.amount}>{card.base}</strong>
      </p>
      <div className={css.columns}>
        {card.characteristics.map((each) => (
          <Panel
            key={each.column}
            title={nameOf(each)}
            hint={
              <>
                {t('ivHint', { iv: ratio(each.iv) })}
                {each.psi === null ? '' : ` · ${t('psi')} ${ratio(each.psi)}`}
              </>
            }
          >
            <Bins of={each} />
          </Panel>
        ))}
      </div>
    </Stack>
  );
}

const short = (value: number): string =>
  Math.abs(value) >= 1_000
    ? new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)
    : String(Number(value.toPrecision(4)));

/** WOE by bin: to the right is riskier, as it is defined; the points beside it say the same the other way round. */
function Bins({ of: { bins, missingPoints } }: { readonly of: Characteristic }) {
  const t = useWorkbenchTexts();
  const most = Math.max(0.01, ...bins.map(({ woe }) => Math.abs(Number(woe))));
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className={css.bins}>
        <thead>
          <tr>
            <th scope="col">{t('bin')}</th>
            <th scope="col">{t('goodCases')}</th>
            <th scope="col">{t('badCases')}</th>
            <th scope="col" style={{ width: '34%' }}>
              {t('woe')}
            </th>
            <th scope="col">{t('points')}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ below, good, bad, woe, points }, index) => {
            const from = bins[index - 1]?.below;
            const isRisk = Number(woe) > 0;
            const width = (Math.abs(Number(woe)) / most) * 50;
            return (
              <tr key={below ?? 'last'}>
                <th scope="row">
                  {from === undefined || from === null
                    ? below === null
                      ? '—'
                      : `< ${short(below)}`
                    : below === null
                      ? `≥ ${short(from)}`
                      : `${short(from)} – ${short(below)}`}
                </th>
                <td>{good}</td>
                <td>{bad}</td>
                <td>
                  <span className={css.woeTrack} aria-hidden="true">
                    <span
                      style={{
                        left: `${isRisk ? 50 : 50 - width}%`,
                        width: `${width}%`,
                        background: isRisk ? 'var(--danger)' : 'var(--accent)',
                      }}
                    />
                  </span>
                  <span className={css.amount}>{Number(woe).toFixed(2)}</span>
                </td>
                <td>{points}</td>
              </tr>
            );
          })}
          <tr>
            <th scope="row">{t('missing')}</th>
            <td />
            <td />
            <td />
            <td>{missingPoints}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
