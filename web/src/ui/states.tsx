/** What a page shows when it has nothing to show: loading, empty, failed, not allowed, not found. */
import { type ReactNode, useState } from 'react';
import { Failed, NotAllowed, SignedOut, TooMany, Unreachable } from '../graphql/failures.ts';
import { useCommonTexts } from '../i18n/house-texts.ts';
import { Button, ButtonLink } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';
import css from './states.module.css';

export interface StateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}

export function State({ icon, title, hint, children }: StateProps) {
  return (
    <div className={css.state}>
      <span className={css.mark}>
        <Icon name={icon} size={28} />
      </span>
      <p className={css.title}>{title}</p>
      {hint === undefined ? null : <p className={css.hint}>{hint}</p>}
      {children === undefined ? null : <div className={css.actions}>{children}</div>}
    </div>
  );
}

export function EmptyState({ title, hint, icon = 'empty', children }: Partial<StateProps>) {
  const t = useCommonTexts();
  return (
    <State icon={icon} title={title ?? t('nothing')} hint={hint}>
      {children}
    </State>
  );
}

export function NoPermission({ children }: { readonly children?: ReactNode }) {
  const t = useCommonTexts();
  return (
    <State icon="lock" title={t('notAllowed')} hint={t('notAllowedHint')}>
      {children ?? <ButtonLink to="/">{t('home')}</ButtonLink>}
    </State>
  );
}

const APP_HOME = /^\/[^/]*$/;

/** `home`: an app's first page, or the list that what is not there would be on. */
export function NotFound({ home = '/' }: { readonly home?: string }) {
  const t = useCommonTexts();
  return (
    <State icon="search" title={t('notFound')} hint={t('notFoundHint')}>
      <ButtonLink to={home}>{t(APP_HOME.test(home) ? 'home' : 'backToList')}</ButtonLink>
    </State>
  );
}

/** Every failure of a request, with what can be done about it. */
export function FailureState({
  failure,
  retry,
}: {
  readonly failure: unknown;
  readonly retry?: (() => unknown) | undefined;
}) {
  const t = useCommonTexts();
  if (failure instanceof NotAllowed || failure instanceof SignedOut) return <NoPermission />;
  // What the address asks for cannot be: an id of another kind, a filter that nobody knows. Trying again is no help.
  if (failure instanceof Failed && failure.code === 'BAD_USER_INPUT') return <NotFound />;
  const again = retry === undefined ? null : <Retry retry={retry} />;
  const [icon, title, hint]: readonly [IconName, string, string?] =
    failure instanceof Unreachable
      ? ['offline', t('unreachable'), t('unreachableHint')]
      : failure instanceof TooMany
        ? ['clock', t('tooMany'), t('tooManyHint', { seconds: failure.seconds })]
        : failure instanceof Failed && failure.requestId !== undefined
          ? ['alert', t('failed'), t('failedHint', { id: failure.requestId })]
          : ['alert', t('failed')];
  return (
    <div role="alert">
      <State icon={icon} title={title} hint={hint}>
        {again}
      </State>
    </div>
  );
}

/** Says that it is trying: without a line that takes seconds. */
function Retry({ retry }: { readonly retry: () => unknown }) {
  const t = useCommonTexts();
  const [isTrying, setIsTrying] = useState(false);
  const again = async () => {
    setIsTrying(true);
    try {
      await retry();
    } finally {
      setIsTrying(false);
    }
  };
  return (
    <Button busy={isTrying} onClick={() => void again()}>
      {t('retry')}
    </Button>
  );
}

/** One grey block of the size of what will stand there. */
export function Skeleton({
  height,
  width = '100%',
  radius,
}: {
  readonly height: number | string;
  readonly width?: number | string;
  readonly radius?: number;
}) {
  return <span className={css.skeleton} style={{ height, width, borderRadius: radius }} />;
}

/** `rows` blocks, announced once to screen readers. */
export function SkeletonList({
  rows = 3,
  height = 72,
}: {
  readonly rows?: number;
  readonly height?: number;
}) {
  const t = useCommonTexts();
  return (
    <div className={css.stack} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius={12} />
      ))}
    </div>
  );
}

/** As tall as a window: what follows comes into view only when what stands before it is there, and nothing moves. */
export const SkeletonPage = () => <SkeletonList rows={4} height={240} />;

interface Query<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** The three states of a query, and its data. Data that is already there stays while it is asked again. */
export function Asked<Data>({
  query,
  skeleton,
  children,
}: {
  readonly query: Query<Data>;
  readonly skeleton?: ReactNode;
  readonly children: (data: NonNullable<Data>) => ReactNode;
}) {
  if (query.data !== undefined && query.data !== null) return <>{children(query.data)}</>;
  if (query.error !== null && query.error !== undefined)
    return <FailureState failure={query.error} retry={query.refetch} />;
  return <>{skeleton ?? <SkeletonList />}</>;
}
