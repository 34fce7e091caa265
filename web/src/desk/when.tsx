/** A moment: how long ago, and exactly when to whoever points at it. */
import { formatAgo, formatDate, formatDateTime } from '../format/dates.ts';

export function When({ at, exact = false }: { readonly at: string; readonly exact?: boolean }) {
  return (
    <time dateTime={at} title={formatDateTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {exact ? formatDateTime(at) : isRecent(at) ? formatAgo(at) : formatDate(at)}
    </time>
  );
}

const RECENT_MS = 7 * 86_400_000;

function isRecent(at: string): boolean {
  return Math.abs(Date.now() - Date.parse(at)) < RECENT_MS;
}
