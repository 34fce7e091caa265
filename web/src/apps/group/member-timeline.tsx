/** What happened to a member, newest first. */
import { Button } from 'antd';
import css from '../../desk/desk.module.css';
import { Panel } from '../../desk/page.tsx';
import { When } from '../../desk/when.tsx';
import { companyName, stateWord } from '../../desk/words.ts';
import { inList } from '../../format/lists.ts';
import { useGrowingList } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { wordFor } from '../../i18n/texts.ts';
import { EmptyState, FailureState, SkeletonList } from '../../ui/states.tsx';
import { DeskMemberTimeline } from './member-operations.ts';
import {
  CONSENT_WORDS,
  IDENTITY_WORDS,
  PURPOSE_WORDS,
  REASON_WORDS,
  TIMELINE_WORDS,
  useMemberTexts,
} from './member-texts.ts';

export function MemberTimeline({ id }: { readonly id: string }) {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const list = useGrowingList(
    DeskMemberTimeline,
    { id, first: 30 },
    ({ member }) => member?.timeline,
  );
  if (list.isPending) return <SkeletonList />;
  if (list.error !== null) return <FailureState failure={list.error} retry={list.refetch} />;
  if (list.nodes.length === 0) return <EmptyState />;
  return (
    <Panel>
      <ul className={css.timeline}>
        {list.nodes.map((entry) => (
          <li key={entry.id}>
            <div className={css.timelineHead}>
              <strong>{wordFor(TIMELINE_WORDS, entry.kind)}</strong>
              <span className={`${css.small} ${css.quiet}`}>
                <When at={entry.at} exact />
              </span>
            </div>
            <p className={`${css.small} ${css.quiet}`}>
              {[inWords(entry.detail), t('by', { by: byWhom(entry.by, t) })]
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

/** A company, its system, somebody of the staff, or the house itself: ids stay with the machines. */
function byWhom(by: string, t: ReturnType<typeof useMemberTexts>): string {
  const [kind = '', rest = ''] = by.split(':');
  if (kind === 'person') return t('byStaff');
  if (kind === 'module') return t('byHouse');
  if (kind === 'member') return t('byMember');
  // A system is called after its company: `property-pms`.
  const company = (rest || kind).split('-')[0] ?? '';
  return kind === 'system'
    ? t('bySystem', { company: companyName(company) })
    : companyName(rest || kind);
}

/** The details that a person understands, in their words; ids stay with the machines. */
function inWords(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return '';
  const told = detail as Readonly<Record<string, unknown>>;
  const words: string[] = [];
  const add = (value: unknown, word: (text: string) => string) => {
    if (typeof value === 'string' && value !== '') words.push(word(value));
  };
  add(told.type, (text) => wordFor(IDENTITY_WORDS, text));
  add(told.purpose, (text) => wordFor(PURPOSE_WORDS, text));
  add(told.state, (text) => wordFor(CONSENT_WORDS, text));
  add(told.status ?? told.to, stateWord);
  add(told.source, companyName);
  add(told.subsidiary, companyName);
  add(told.reason, (text) => wordFor(REASON_WORDS, text));
  if (Array.isArray(told.fields)) words.push(inList(told.fields));
  return words.join(' · ');
}
