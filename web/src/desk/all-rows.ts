/**
 * Every row of a list under its filters, page by page from the graph, for what is taken away: an Excel file, a sheet of
 * paper. A server that is asked too quickly is waited for; a list without an end stops at `most`, and that is told.
 */
import { TooMany } from '../graphql/failures.ts';

export interface RowsPage<Row> {
  readonly rows: readonly Row[];
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
}

export type PageOf<Row> = (after: string | null) => Promise<RowsPage<Row>>;

export interface AllRows<Row> {
  readonly rows: readonly Row[];
  /** False where `most` rows were not all of them. */
  readonly isWhole: boolean;
}

interface Connection<Row> {
  readonly edges: readonly { readonly node: Row | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** A page of a list as the graph answers it; nothing where there is no such list. */
export function pageOfRows<Row>(list: Connection<Row> | null | undefined): RowsPage<Row> {
  return {
    rows: (list?.edges ?? []).flatMap(({ node }) => node ?? []),
    next: list?.pageInfo.hasNextPage === true ? (list.pageInfo.endCursor ?? null) : null,
  };
}

const SECOND_MS = 1_000;
const wait = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * SECOND_MS));

export async function allRows<Row>(
  page: PageOf<Row>,
  {
    most,
    onRows = () => {},
    pause = wait,
  }: {
    readonly most: number;
    /** How many there are so far. */
    readonly onRows?: (count: number) => void;
    readonly pause?: (seconds: number) => Promise<void>;
  },
): Promise<AllRows<Row>> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const { rows: more, next }: RowsPage<Row> = await patiently(page, after, pause);
    rows.push(...more);
    after = next;
    onRows(Math.min(rows.length, most));
  } while (after !== null && rows.length < most);
  return { rows: rows.slice(0, most), isWhole: after === null && rows.length <= most };
}

async function patiently<Row>(
  page: PageOf<Row>,
  after: string | null,
  pause: (seconds: number) => Promise<void>,
): Promise<RowsPage<Row>> {
  try {
    return await page(after);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    await pause(error.seconds);
    return page(after);
  }
}
