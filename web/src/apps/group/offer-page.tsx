/** One offer: what it says in plain words, what it has done, how each decision went, and its life. */
import { Button } from 'antd';
import { useNavigate, useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { Columns, Facts, Figure, Figures, Note, Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { StepBars } from '../../desk/step-bars.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { formatDecimal, formatMoney, formatShortMoney, perMille } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState, NotFound } from '../../ui/states.tsx';
import { DeskOffer, EndOffer, PauseOffer, PublishOffer, ResumeOffer } from './offer-operations.ts';
import { OUTCOME_WORDS, SCOPE_WORDS, useOfferTexts } from './offer-texts.ts';

type Answer = ResultOf<typeof DeskOffer>;
export type OfferView = NonNullable<Answer['offer']>;
type Numbers = Answer['offerNumbers'];

export function OfferPage() {
  const { offerId = '' } = useParams();
  const query = useAsk(DeskOffer, { id: offerId });
  useLiveRefresh(['coupon.']);
  return (
    <Asked query={query}>
      {({ offer, offerNumbers }) =>
        offer === null ? (
          <NotFound home="/group/offers" />
        ) : (
          <Shown offer={offer} numbers={offerNumbers} />
        )
      }
    </Asked>
  );
}

function Shown({ offer, numbers }: { readonly offer: OfferView; readonly numbers: Numbers }) {
  const t = useOfferTexts();
  return (
    <Page
      title={inLocale(offer.name)}
      mark={<StateTag state={offer.state} />}
      lead={
        <>
          <span className={css.mono}>{offer.code}</span> · {t('version')} {offer.version}
          {offer.description === null ? null : <div>{inLocale(offer.description)}</div>}
        </>
      }
      back={{ to: '/group/offers', label: t('offers') }}
      actions={<Orders offer={offer} />}
    >
      <Stack>
        {offer.latestVersion > offer.version ? (
          <Note tone="info">
            {t('draftWaits', { latest: offer.latestVersion, version: offer.version })}
          </Note>
        ) : null}
        <Reading offer={offer} />
        <Figures>
          <Figure
            label={t('granted')}
            value={numbers.granted}
            note={t('members', { count: numbers.members })}
          />
          <Figure label={t('issued')} value={numbers.issued} />
          <Figure label={t('redeemed')} value={numbers.redeemed} />
          <Figure label={t('cost')} value={formatShortMoney(numbers.cost)} />
          <Figure label={t('discount')} value={formatShortMoney(numbers.discount)} />
        </Figures>
        <Columns>
          <Funnel numbers={numbers} />
          <Outcomes numbers={numbers} />
        </Columns>
        <Limits offer={offer} />
      </Stack>
    </Page>
  );
}

function Reading({ offer: { reading, condition } }: { readonly offer: OfferView }) {
  const t = useOfferTexts();
  if (reading === null) return null;
  return (
    <Panel title={t('reading')}>
      <Facts
        wide
        items={[
          [t('when'), reading.when],
          [t('forWhom'), reading.forWhom],
          [
            t('condition'),
            <span key="c">
              {reading.condition}
              {condition === 'true' ? null : (
                <code className={`${css.mono} ${css.quiet}`} style={{ display: 'block' }}>
                  {condition}
                </code>
              )}
            </span>,
          ],
          [
            t('gives'),
            <ul key="g">
              {reading.gives.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>,
          ],
          [t('limits'), reading.limits.join('；') || t('noLimits')],
          [t('paidBy'), reading.paidBy],
        ]}
      />
    </Panel>
  );
}

function Funnel({ numbers }: { readonly numbers: Numbers }) {
  const t = useOfferTexts();
  const steps = [
    { name: t('issued'), value: numbers.issued },
    { name: t('reserved'), value: numbers.reserved },
    { name: t('redeemed'), value: numbers.redeemed },
    { name: t('expired'), value: numbers.expired + numbers.ended },
  ];
  return (
    <Panel title={t('funnel')}>
      {numbers.issued === 0 ? <EmptyState /> : <StepBars label={t('funnel')} steps={steps} />}
    </Panel>
  );
}

function Outcomes({ numbers }: { readonly numbers: Numbers }) {
  const t = useOfferTexts();
  const total = numbers.outcomes.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel title={t('outcomes')} hint={t('outcomesHint')}>
      {total === 0 ? (
        <EmptyState />
      ) : (
        <ul className={css.waterfall}>
          {numbers.outcomes.map(({ code, count }) => (
            <li key={code} className={css.waterfallRow}>
              <span>{wordFor(OUTCOME_WORDS, code)}</span>
              <span className={css.waterfallTrack} aria-hidden="true">
                <span
                  style={{
                    left: 0,
                    width: `${(count / total) * 100}%`,
                    background: code === 'GRANTED' ? 'var(--accent)' : 'var(--line-strong)',
                  }}
                />
              </span>
              <span className={css.waterfallValue}>{count}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Limits({ offer }: { readonly offer: OfferView }) {
  const t = useOfferTexts();
  if (offer.limits.length === 0) return null;
  return (
    <Panel title={t('limits')}>
      <Columns>
        {offer.limits.map(({ scope, measure, phase, ceiling, used }) => {
          const show = measure === 'MONEY' ? formatMoney : formatDecimal;
          const share = used === null ? 0 : perMille(used, ceiling) / 10;
          return (
            <div key={`${scope} ${measure} ${phase}`}>
              <p>
                {wordFor(SCOPE_WORDS, scope)} · {show(ceiling)}
              </p>
              {used === null ? null : (
                <>
                  <div className={css.meter} aria-hidden="true">
                    <span style={{ width: `${share}%`, background: 'var(--accent)' }} />
                  </div>
                  <p className={`${css.small} ${css.quiet}`}>
                    {t('used')} {show(used)}
                  </p>
                </>
              )}
            </div>
          );
        })}
      </Columns>
    </Panel>
  );
}

function Orders({ offer }: { readonly offer: OfferView }) {
  const t = useOfferTexts();
  const common = useCommonTexts();
  const navigate = useNavigate();
  const publish = useOrder(PublishOffer);
  const pause = useOrder(PauseOffer);
  const resume = useOrder(ResumeOffer);
  const end = useOrder(EndOffer);
  if (!useHasRole('operator')) return null;
  const { id, state } = offer;
  const wish = { offerId: id };
  const hasDraft = state === 'DRAFT' || offer.latestVersion > offer.version;
  const resumeNow = () => void resume.give(wish, t('resumed'));
  const hasCodes = offer.triggers.includes('CODE');
  return (
    <>
      {hasCodes ? (
        <Button onClick={() => void navigate(`/group/batches?offer=${id}`)}>{t('batches')}</Button>
      ) : null}
      {state === 'ENDED' ? null : (
        <Button onClick={() => void navigate(`/group/offers/${id}/edit`)}>{t('revise')}</Button>
      )}
      {state === 'LIVE' || state === 'SCHEDULED' ? (
        <Button
          loading={pause.isRunning}
          onClick={() =>
            void pause.give(wish, t('paused'), { label: common('undo'), run: resumeNow })
          }
        >
          {t('pause')}
        </Button>
      ) : null}
      {state === 'PAUSED' ? (
        <Button loading={resume.isRunning} onClick={resumeNow}>
          {t('resume')}
        </Button>
      ) : null}
      {state === 'ENDED' || state === 'DRAFT' ? null : (
        <Sure
          danger
          title={t('end')}
          description={t('endSure')}
          onConfirm={() => end.give(wish, t('ended'))}
        >
          <Button danger loading={end.isRunning}>
            {t('end')}
          </Button>
        </Sure>
      )}
      {hasDraft ? (
        <Sure
          title={t('publish')}
          description={t('publishSure')}
          onConfirm={() => publish.give(wish, t('published'))}
        >
          <Button type="primary" loading={publish.isRunning}>
            {t('publish')}
          </Button>
        </Sure>
      ) : null}
    </>
  );
}
