/** Consents: each purpose can be allowed and withdrawn; every word ever said is on record. */
import { useState } from 'react';
import { formatDate, formatDateTime } from '../../../format/dates.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { consentPurpose, subsidiaryName } from '../../../i18n/domain-words.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { Problem } from '../../../ui/problem.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Chip, Column, Columns, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';

const MyConsents = graphql(`
  query MyConsents {
    me {
      id
      consents {
        purpose
        state
        subsidiary
        channel
        since
      }
      consentHistory {
        purpose
        state
        subsidiary
        saidAt
        saidThrough
      }
    }
  }
`);

const SetConsent = graphql(
  `
    mutation SetConsent($input: SetConsentInput!) {
      setConsent(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

type Me = NonNullable<ResultOf<typeof MyConsents>['me']>;
const PURPOSES = ['CROSS_SUBSIDIARY_SHARING', 'PROFILING', 'MARKETING', 'PARTNER_SHARING'] as const;
/** Of the sentences on this page. */
const WORDING = 'pages-2026-01';

export function PrivacyPage() {
  const t = useMemberTexts();
  const query = useAsk(MyConsents, {});
  return (
    <Page wide title={t('privacy')} back="/me/account">
      <Asked query={query} skeleton={<SkeletonList rows={4} height={88} />}>
        {({ me }) =>
          me === null ? (
            <EmptyState />
          ) : (
            <Columns>
              <Column>
                <Consents me={me} />
                <Card>
                  <Row icon="eye" title={t('whoLooked')} hint={t('whoLookedHint')} to="/me/looks" />
                </Card>
              </Column>
              <History me={me} />
            </Columns>
          )
        }
      </Asked>
    </Page>
  );
}

function Consents({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const { run, isRunning, refusal, failure } = useCommand(SetConsent);
  // The switch moves at once, and back if the server says no.
  const [moving, setMoving] = useState<{ readonly purpose: string; readonly granted: boolean }>();
  const set = async (purpose: (typeof PURPOSES)[number], granted: boolean, canUndo = true) => {
    const wish = { memberId: me.id, purpose, granted, wordingVersion: WORDING };
    setMoving({ purpose, granted });
    const outcome = await run(wish).catch(() => undefined);
    setMoving(undefined);
    if (outcome?.ok !== true) return;
    const action = { label: common('undo'), run: () => void set(purpose, !granted, false) };
    toast(t(granted ? 'allowed' : 'withdrawn'), canUndo ? { action } : {});
  };
  return (
    <Section title={t('consents')}>
      <Card>
        {PURPOSES.map((purpose) => {
          const general = me.consents.find(
            (consent) =>
              consent.purpose === purpose &&
              consent.subsidiary === null &&
              consent.channel === null,
          );
          const isGranted =
            moving?.purpose === purpose ? moving.granted : general?.state === 'GRANTED';
          const special = me.consents.filter(
            (consent) =>
              consent.purpose === purpose &&
              (consent.subsidiary !== null || consent.channel !== null),
          );
          return (
            <Row
              key={purpose}
              title={consentPurpose(purpose)}
              hint={
                <>
                  {t(`${purpose}What`)}
                  <br />
                  {general === undefined
                    ? t('neverAsked')
                    : t('since', { date: formatDate(general.since) })}
                  {special.map(({ subsidiary, channel, state }) => (
                    <span key={`${subsidiary} ${channel}`}>
                      {' · '}
                      {t('onlyCompany', {
                        company: subsidiary === null ? (channel ?? '') : subsidiaryName(subsidiary),
                      })}
                      {t(state === 'GRANTED' ? 'allowed' : 'withdrawn')}
                    </span>
                  ))}
                </>
              }
              side={
                <span className={css.switch}>
                  <input
                    type="checkbox"
                    role="switch"
                    aria-checked={isGranted}
                    aria-label={consentPurpose(purpose)}
                    checked={isGranted}
                    disabled={isRunning}
                    onChange={(event) => void set(purpose, event.target.checked)}
                  />
                  <span aria-hidden="true" />
                </span>
              }
            />
          );
        })}
      </Card>
      <Problem refusal={refusal} failure={failure} />
    </Section>
  );
}

function History({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  return (
    <Section title={t('history')}>
      <Card>
        {me.consentHistory
          .slice(0, 12)
          .map(({ purpose, state, subsidiary, saidAt, saidThrough }) => (
            <Row
              key={`${purpose} ${saidAt} ${state} ${subsidiary}`}
              title={consentPurpose(purpose)}
              hint={`${formatDateTime(saidAt)} · ${subsidiaryName(saidThrough)}`}
              side={
                <Chip {...(state === 'GRANTED' ? { kind: 'good' as const } : {})}>
                  {t(state === 'GRANTED' ? 'allowed' : 'withdrawn')}
                </Chip>
              }
            />
          ))}
      </Card>
    </Section>
  );
}
