/** Who looked at me: every look at facts of one company by another, granted or refused. */
import { formatDateTime } from '../../../format/dates.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useGrowingList } from '../../../graphql/queries.ts';
import { subsidiaryName } from '../../../i18n/domain-words.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState, FailureState, SkeletonList } from '../../../ui/states.tsx';
import parts from '../parts.module.css';
import { Card, Chip, Page, Row } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';

const MyLooks = graphql(`
  query MyLooks($after: String) {
    me {
      accessLog(first: 30, after: $after) {
        edges {
          node {
            id
            at
            viewer
            viewerKind
            viewerSubsidiary
            factsOf
            answer
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export function LooksPage() {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const list = useGrowingList(MyLooks, {}, ({ me }) => me?.accessLog);
  const viewerName = (kind: string, company: string | null) => {
    const name = subsidiaryName(company ?? 'group');
    if (kind === 'SYSTEM') return t('SYSTEM', { company: name });
    if (kind === 'STAFF') return t('STAFF', { company: name });
    return kind === 'MEMBER' ? t('MEMBER') : t('MODULE');
  };
  return (
    <Page title={t('whoLooked')} back="/me/privacy">
      <p className={parts.rowHint}>{t('whoLookedHint')}</p>
      {list.isPending ? <SkeletonList rows={6} height={64} /> : null}
      {list.isError ? <FailureState failure={list.error} retry={list.refetch} /> : null}
      {list.isSuccess && list.nodes.length === 0 ? (
        <EmptyState icon="eye" title={t('nobodyLooked')} />
      ) : null}
      {list.nodes.length === 0 ? null : (
        <Card>
          {list.nodes.map(({ id, at, viewerKind, viewerSubsidiary, factsOf, answer }) => {
            const company = subsidiaryName(factsOf);
            return (
              <Row
                key={id}
                title={viewerName(viewerKind, viewerSubsidiary)}
                hint={
                  <>
                    {answer === 'ALLOWED'
                      ? t('looked', { company })
                      : answer === 'CONSENT_MISSING'
                        ? t('refusedNoConsent', { company })
                        : t('refused', { company })}
                    <br />
                    {formatDateTime(at)}
                  </>
                }
                side={
                  answer === 'ALLOWED' ? undefined : <Chip kind="warn">{t('refusedShort')}</Chip>
                }
              />
            );
          })}
        </Card>
      )}
      {list.hasNextPage ? (
        <div className={parts.more}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {common('more')}
          </Button>
        </div>
      ) : null}
    </Page>
  );
}
