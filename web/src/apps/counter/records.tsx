/**
 * What the lists at the counter share: whose they are, their head, what stands there while nothing does yet, and cards with
 * steps that are asked about once, since none can be taken back.
 */
import type { TadaDocumentNode } from 'gql.tada';
import { type ReactNode, useState } from 'react';
import { useCommand, type Wish } from '../../graphql/commands.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { Problem } from '../../ui/problem.tsx';
import { Confirm } from '../../ui/sheet.tsx';
import { FailureState, NoPermission, SkeletonList } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import css from './records.module.css';
import today from './today.module.css';

/** A page that only the people of one company have. */
export function OfCompany({
  company,
  children,
}: {
  readonly company: string;
  readonly children: ReactNode;
}) {
  const session = useSession();
  return session?.kind === 'staff' && session.subsidiary === company ? children : <NoPermission />;
}

/** The page, its title, and beside it what can be done there. */
export function Records({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  usePageTitle(title);
  return (
    <div className={today.page}>
      <div className={css.head}>
        <h1>{title}</h1>
        {actions === undefined ? null : <span className={today.actions}>{actions}</span>}
      </div>
      {children}
    </div>
  );
}

interface GrowingList {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly isSuccess: boolean;
  readonly error: unknown;
  readonly nodes: readonly unknown[];
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly refetch: () => unknown;
  readonly fetchNextPage: () => unknown;
}

/** A list in each of its states: on its way, failed, empty, there, and going on. */
export function Listed({
  list,
  rows,
  height,
  empty,
  children,
}: {
  readonly list: GrowingList;
  /** Of what stands there while the list is on its way. */
  readonly rows: number;
  readonly height: number;
  readonly empty: ReactNode;
  readonly children: ReactNode;
}) {
  const common = useCommonTexts();
  return (
    <>
      {list.isPending ? <SkeletonList rows={rows} height={height} /> : null}
      {list.isError ? <FailureState failure={list.error} retry={list.refetch} /> : null}
      {list.isSuccess && list.nodes.length === 0 ? <div className={today.card}>{empty}</div> : null}
      {list.nodes.length === 0 ? null : children}
      {list.hasNextPage ? (
        <div className={today.more}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {common('more')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** What is still to be done stands out, what is under way warns, what is over is quiet. */
export type Tone = 'stands' | 'partly' | 'over';

export const RecordCards = ({ children }: { readonly children: ReactNode }) => (
  <ul className={css.list}>{children}</ul>
);

export function RecordCard({
  title,
  state,
  tone,
  number,
  facts,
  note,
  children,
}: {
  readonly title: string;
  readonly state: string;
  readonly tone: Tone;
  readonly number: string;
  readonly facts: readonly (readonly [string, ReactNode])[];
  readonly note: string;
  /** The steps that can be taken. */
  readonly children: ReactNode;
}) {
  return (
    <li className={`${today.card} ${today.padded} ${css.record}`}>
      <div className={css.cardHead}>
        <h2>{title}</h2>
        <span className={`${today.chip} ${tone === 'over' ? '' : today[tone]}`}>{state}</span>
        <span className={css.number}>{number}</span>
      </div>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={css.cardFoot}>
        <small>{note}</small>
        <span className={css.steps}>{children}</span>
      </div>
    </li>
  );
}

/** One step of a record: its button, the question, and what came of it. */
export function StepButton<Data extends object, Variables>({
  order,
  wish,
  label,
  of,
  sure,
  hint,
  said,
  isForward = false,
  isReady = true,
  children,
}: {
  readonly order: TadaDocumentNode<Data, Variables>;
  readonly wish: Wish<NoInfer<Variables>>;
  readonly label: string;
  /** Which record: the button's name tells it from the same button of the next one. */
  readonly of: string;
  readonly sure: string;
  readonly hint: string;
  readonly said: string;
  /** On the usual way, and not a way back. */
  readonly isForward?: boolean;
  /** Whether what the step needs has been filled in. */
  readonly isReady?: boolean;
  readonly children?: ReactNode;
}) {
  const [isAsking, setIsAsking] = useState(false);
  const { run, isRunning, refusal, failure, reset } = useCommand(order);
  const go = async () => {
    const outcome = await run(wish).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setIsAsking(false);
    toast(said);
  };
  return (
    <>
      <Button
        kind={isForward ? 'primary' : 'normal'}
        aria-label={`${label} ${of}`}
        onClick={() => {
          reset();
          setIsAsking(true);
        }}
      >
        {label}
      </Button>
      <Confirm
        title={sure}
        hint={hint}
        action={label}
        kind={isForward ? 'primary' : 'danger'}
        open={isAsking}
        busy={isRunning}
        disabled={!isReady}
        onConfirm={() => void go()}
        onClose={() => setIsAsking(false)}
      >
        {children}
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </>
  );
}
