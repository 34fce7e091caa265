/** What happened around a firm, newest first. */
import { Button } from 'antd';
import css from '../../desk/desk.module.css';
import { Panel } from '../../desk/page.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { useGrowingList } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { wordFor } from '../../i18n/texts.ts';
import { EmptyState, FailureState, SkeletonList } from '../../ui/states.tsx';
import { FirmTimeline } from './firm-operations.ts';
import { FACT_WORDS, factText, HISTORY_WORDS } from './risk-words.ts';

export function FirmHistory({ id }: { readonly id: string }) {
  const common = useCommonTexts();
  const list = useGrowingList(FirmTimeline, { id }, ({ firm }) => firm?.history);
  if (list.isPending) return <SkeletonList />;
  if (list.error !== null) return <FailureState failure={list.error} retry={list.refetch} />;
  if (list.nodes.length === 0) return <EmptyState />;
  return (
    <Panel>
      <ul className={css.timeline}>
        {list.nodes.map((entry) => (
          <li key={`${entry.at} ${entry.kind} ${entry.fact?.id ?? entry.note ?? ''}`}>
            <div className={css.timelineHead}>
              <strong>
                {entry.fact === null
                  ? wordFor(HISTORY_WORDS, entry.kind)
                  : `${wordFor(HISTORY_WORDS, entry.kind)} · ${wordFor(FACT_WORDS, entry.fact.type)}`}
              </strong>
              <span className={`${css.small} ${css.quiet}`}>
                <When at={entry.at} exact />
              </span>
            </div>
            <p className={`${css.small} ${css.quiet}`}>
              {[
                companyName(entry.company),
                entry.fact === null ? '' : factText(entry.fact.value, entry.fact.type),
                entry.note ?? '',
              ]
                .filter((part) => part !== '')
                .join(' · ')}
            </p>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {common('more')}
        </Button>
      ) : null}
    </Panel>
  );
}
