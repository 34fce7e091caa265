/** Every shown fact with who said so, when, and who says otherwise; the records as the companies told them. */
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Panel, Stack } from '../../desk/page.tsx';
import { Tag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { inList } from '../../format/lists.ts';
import { wordFor } from '../../i18n/texts.ts';
import { MemberMerges } from './member-merges.tsx';
import type { MemberView } from './member-page.tsx';
import { GENDER_WORDS, IDENTITY_WORDS, useMemberTexts } from './member-texts.ts';

type Fact = NonNullable<MemberView['profile']>['name'];

export function MemberProvenance({ member }: { readonly member: MemberView }) {
  const t = useMemberTexts();
  const desk = useDeskTexts();
  const { profile } = member;
  const facts: readonly (readonly [string, Fact | undefined])[] = [
    [t('name'), profile?.name],
    [t('gender'), profile?.gender],
    [t('birthday'), profile?.birthday],
    [t('address'), profile?.address],
  ];
  const identities = member.identities.flatMap((identity) =>
    identity.__typename === 'MemberIdentity' ? [identity] : [],
  );
  const records = member.sourceRecords.flatMap((record) =>
    record.__typename === 'MemberSourceRecord' ? [record] : [],
  );
  return (
    <Stack>
      <Panel title={t('profile')} hint={t('profileHint')}>
        <dl className={css.facts}>
          {facts.map(([label, fact]) => (
            <div key={label}>
              <dt>{label}</dt>
              <FactShown fact={fact} withheld={desk('withheld')} />
            </div>
          ))}
        </dl>
      </Panel>
      <MemberMerges member={member} />
      <Panel title={t('identities')} flush>
        <DeskTable
          label={t('identities')}
          rows={identities}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'type',
              title: t('what'),
              render: ({ type, issuer }) =>
                `${wordFor(IDENTITY_WORDS, type)}${issuer === null ? '' : ` · ${companyName(issuer)}`}`,
            },
            {
              key: 'value',
              title: t('identities'),
              render: ({ value }) => <span className={css.mono}>{value}</span>,
            },
            {
              key: 'verified',
              title: t('state'),
              phone: 'mark',
              render: ({ verified }) => (
                <Tag tone={verified ? 'good' : 'neutral'}>
                  {t(verified ? 'verified' : 'unverified')}
                </Tag>
              ),
            },
            { key: 'source', title: t('enrolledBy'), render: ({ source }) => companyName(source) },
            {
              key: 'seen',
              title: t('lastSeen'),
              render: ({ lastSeenAt }) => <When at={lastSeenAt} />,
            },
          ]}
        />
      </Panel>
      <Panel title={t('records')} flush>
        <DeskTable
          label={t('records')}
          rows={records}
          rowKey={({ id }) => id}
          columns={[
            { key: 'source', title: t('company'), render: ({ source }) => companyName(source) },
            { key: 'name', title: t('name'), render: ({ name }) => name ?? '—' },
            {
              key: 'gender',
              title: t('gender'),
              render: ({ gender }) => wordFor(GENDER_WORDS, gender) || '—',
            },
            { key: 'birthday', title: t('birthday'), render: ({ birthday }) => birthday ?? '—' },
            { key: 'address', title: t('address'), render: ({ address }) => address ?? '—' },
            {
              key: 'observed',
              title: t('observed'),
              render: ({ observedAt }) => <When at={observedAt} />,
            },
          ]}
        />
      </Panel>
    </Stack>
  );
}

function FactShown({
  fact,
  withheld,
}: {
  readonly fact: Fact | undefined;
  readonly withheld: string;
}) {
  const t = useMemberTexts();
  if (fact === undefined || fact === null) return <dd className={css.quiet}>—</dd>;
  if (fact.__typename !== 'MemberProfileFact') return <dd className={css.quiet}>{withheld}</dd>;
  const shown = wordFor(GENDER_WORDS, fact.value);
  return (
    <dd>
      {shown}
      <span className={`${css.small} ${css.quiet}`} style={{ display: 'block' }}>
        {companyName(fact.source)} · <When at={fact.observedAt} />
        {fact.agreeing > 1 ? ` · ${t('agreeing', { count: fact.agreeing })}` : ''}
      </span>
      {fact.conflicts.length === 0 ? null : (
        <span className={css.small} style={{ display: 'block', color: 'var(--warning)' }}>
          {t('conflicting')}{' '}
          {inList(
            fact.conflicts.map(
              ({ value, source }) => `${wordFor(GENDER_WORDS, value)}（${companyName(source)}）`,
            ),
          )}
        </span>
      )}
    </dd>
  );
}
