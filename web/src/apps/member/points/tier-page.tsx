/** Where the member stands, what the tiers are, and what counts. */
import { formatDate } from '../../../format/dates.ts';
import { formatDecimal } from '../../../format/numbers.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { serviceCategory } from '../../../i18n/domain-words.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import parts from '../parts.module.css';
import { Card, Chip, Columns, Page, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './points.module.css';

const MyTiers = graphql(`
  query MyTiers {
    me {
      tiers {
        programme
        qualifying
        missing
        windowFrom
        windowTo
        graceUntil
        tier {
          code
          name
        }
        nextTier {
          name
        }
      }
    }
    tierProgrammes {
      code
      tiers {
        code
        name
        threshold
        earnMultiplier
        freeServices {
          code
          perWindow
        }
      }
    }
  }
`);

type Answer = ResultOf<typeof MyTiers>;

export function TierPage() {
  const t = useMemberTexts();
  const query = useAsk(MyTiers, {});
  return (
    <Page wide title={t('tierTitle')} back="/me">
      <Asked query={query}>
        {({ me, tierProgrammes }) => {
          const standings = me?.tiers ?? [];
          return standings.length === 0 ? (
            <EmptyState icon="points" />
          ) : (
            standings.map((standing) => (
              <Standing
                key={standing.programme}
                standing={standing}
                tiers={tierProgrammes.find(({ code }) => code === standing.programme)?.tiers ?? []}
              />
            ))
          );
        }}
      </Asked>
    </Page>
  );
}

function Standing({
  standing,
  tiers,
}: {
  readonly standing: NonNullable<NonNullable<Answer['me']>['tiers']>[number];
  readonly tiers: Answer['tierProgrammes'][number]['tiers'];
}) {
  const t = useMemberTexts();
  const { qualifying, missing, nextTier, tier, windowFrom, windowTo, graceUntil } = standing;
  const current = tiers.findIndex(({ code }) => code === tier?.code);
  return (
    <Columns>
      <Card padded>
        <span>{t('countsNow')}</span>
        <span className={css.big}>{formatDecimal(qualifying)}</span>
        <span className={parts.rowHint}>
          {nextTier === null || missing === null
            ? t('tierTop')
            : t('tierNext', { count: formatDecimal(missing), tier: nextTier.name })}
          <br />
          {t('windowIs', { from: formatDate(windowFrom), to: formatDate(windowTo) })}
          {graceUntil === null ? null : (
            <>
              <br />
              {t('tierGrace', { date: formatDate(graceUntil) })}
            </>
          )}
        </span>
      </Card>
      <Section title={t('tierTitle')}>
        <Card>
          <ol className={css.steps}>
            {tiers.map(({ code, name, threshold, earnMultiplier, freeServices }, index) => (
              <li key={code} className={`${css.step} ${index <= current ? css.reached : ''}`}>
                <span className={css.dot} aria-hidden="true" />
                <span>
                  <span className={parts.rowTitle}>
                    {name} {index === current ? <Chip kind="good">{t('currentTier')}</Chip> : null}
                  </span>
                  <span className={parts.rowHint}>
                    {[
                      t('tierEarns', { factor: earnMultiplier.replace(/\.?0+$/, '') }),
                      ...freeServices.map(({ code: service, perWindow }) =>
                        t('freeService', { service: serviceCategory(service), times: perWindow }),
                      ),
                    ].join(' · ')}
                  </span>
                </span>
                <span className={parts.rowSide}>
                  {t('tierThreshold', { count: formatDecimal(threshold) })}
                </span>
              </li>
            ))}
          </ol>
        </Card>
      </Section>
    </Columns>
  );
}
