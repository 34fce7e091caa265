/** Who looked at natural persons' data, and who opened which evidence: for approvers and auditors. */
import { Link } from 'react-router';
import { DeskTable, Pager, useCursor } from '../../../desk/desk-table.tsx';
import { Page } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tabs } from '../../../desk/tabs.tsx';
import { When } from '../../../desk/when.tsx';
import { companyName, roleWord } from '../../../desk/words.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { formatList, wordFor } from '../../../i18n/texts.ts';
import { Asked, EmptyState, NoPermission } from '../../../ui/states.tsx';
import { Person } from '../people.tsx';
import { FACT_WORDS } from '../risk-words.ts';
import { EvidenceOpenings, PersonalLooks } from './review-operations.ts';
import { useReviewTexts } from './review-texts.ts';

export function LooksPage() {
  const t = useReviewTexts();
  const mayRead = useHasRole('risk_approver', 'auditor');
  if (!mayRead) return <NoPermission />;
  return (
    <Page title={t('looks')} lead={t('looksLead')}>
      <Tabs
        label={t('looks')}
        items={[
          { key: 'personal', label: t('personal'), children: <Looks /> },
          { key: 'evidence', label: t('openings'), children: <Openings /> },
        ]}
      />
    </Page>
  );
}

function Who({ person, company }: { readonly person: string | null; readonly company: string }) {
  const t = useReviewTexts();
  return person === null ? t('system', { company: companyName(company) }) : <Person id={person} />;
}

function Looks() {
  const t = useReviewTexts();
  const after = useCursor();
  const query = useAsk(PersonalLooks, { first: 30, after }, { keepPrevious: true });
  return (
    <Asked query={query}>
      {({ personalLooks }) => (
        <>
          <DeskTable
            label={t('personal')}
            rows={personalLooks.edges.flatMap(({ node }) => node ?? [])}
            rowKey={({ factId, account, lookedAt }) => `${factId} ${account} ${lookedAt}`}
            empty={<EmptyState title={t('noLooks')} icon="check" />}
            columns={[
              {
                key: 'who',
                title: t('who'),
                phone: 'title',
                render: (look) => <Who person={look.person} company={look.company} />,
              },
              {
                key: 'roles',
                title: t('roles'),
                render: ({ roles }) => formatList(roles.map(roleWord)) || '—',
              },
              {
                key: 'firm',
                title: t('firm'),
                render: ({ firm }) => (
                  <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>
                ),
              },
              {
                key: 'what',
                title: t('what'),
                render: ({ factType }) => wordFor(FACT_WORDS, factType),
              },
              {
                key: 'when',
                title: t('when'),
                render: ({ lookedAt }) => <When at={lookedAt} exact />,
              },
            ]}
          />
          <Pager pageInfo={personalLooks.pageInfo} />
        </>
      )}
    </Asked>
  );
}

function Openings() {
  const t = useReviewTexts();
  const after = useCursor();
  const query = useAsk(EvidenceOpenings, { first: 30, after }, { keepPrevious: true });
  return (
    <Asked query={query}>
      {({ evidenceOpenings }) => (
        <>
          <DeskTable
            label={t('openings')}
            rows={evidenceOpenings.edges.flatMap(({ node }) => node ?? [])}
            rowKey={({ evidenceId, account, openedAt }) => `${evidenceId} ${account} ${openedAt}`}
            empty={<EmptyState title={t('noLooks')} icon="check" />}
            columns={[
              {
                key: 'who',
                title: t('who'),
                phone: 'title',
                render: (opening) => <Who person={opening.person} company={opening.company} />,
              },
              { key: 'file', title: t('file'), render: ({ evidenceName }) => evidenceName },
              {
                key: 'firm',
                title: t('firm'),
                render: ({ firm }) => (
                  <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>
                ),
              },
              {
                key: 'when',
                title: t('when'),
                render: ({ openedAt }) => <When at={openedAt} exact />,
              },
            ]}
          />
          <Pager pageInfo={evidenceOpenings.pageInfo} />
        </>
      )}
    </Asked>
  );
}
