import { nextId, type OrgState, type User } from '../org-state.ts';
import type { SoqlRecord } from './soql.ts';

/** A query's result while it is handed out page by page (SOQL-14). */
export type QueryCursor = {
  id: string;
  userId: string;
  openedAt: Date;
  totalSize: number;
  pageSize: number;
  /** The path that the next page is asked for at, without the locator. */
  path: string;
  records: SoqlRecord[];
};

/** What a query answers at once. */
export type Page = { totalSize: number; done: boolean; nextRecordsUrl?: string; records: SoqlRecord[] };

const MOST_CURSORS = 10;
const LIFETIME = 48 * 3_600_000;

/** The page of a result that begins at a record; the last one is done. */
function toPage(
  { id, totalSize, pageSize, path, records }: Omit<QueryCursor, 'userId' | 'openedAt'>,
  start: number,
): Page {
  const next = start + pageSize;
  const isDone = next >= records.length;
  return {
    totalSize,
    done: isDone,
    ...(isDone ? {} : { nextRecordsUrl: `${path}/${id}-${next}` }),
    records: records.slice(start, next),
  };
}

/** A user has ten cursors; an eleventh takes the place of the oldest. */
function keepCursor(org: OrgState, cursor: QueryCursor): void {
  const own = org.queryCursors.filter(({ userId }) => userId === cursor.userId);
  const oldest = own.length >= MOST_CURSORS ? own[0] : undefined;
  org.queryCursors = [...org.queryCursors.filter((known) => known !== oldest), cursor];
}

/** The first page of a result, and a cursor for the rest if there is one. */
export function openPages(
  org: OrgState,
  user: User,
  now: Date,
  result: Pick<QueryCursor, 'pageSize' | 'path' | 'records' | 'totalSize'>,
): Page {
  if (result.records.length <= result.pageSize) return toPage({ id: '', ...result }, 0);
  const cursor = { id: nextId(org, '01g'), userId: user.id, openedAt: now, ...result };
  keepCursor(org, cursor);
  return toPage(cursor, 0);
}

/** The page that a query locator names; undefined when its user has no such cursor any more. */
export function findPage(org: OrgState, user: User, now: Date, locator: string): Page | undefined {
  const [id, start] = locator.split('-');
  const cursor = org.queryCursors.find(
    (candidate) =>
      candidate.id === id &&
      candidate.userId === user.id &&
      now.getTime() - candidate.openedAt.getTime() < LIFETIME,
  );
  const begin = Number(start);
  if (cursor === undefined || !Number.isInteger(begin) || begin < 0 || begin >= cursor.records.length) {
    return undefined;
  }
  return toPage(cursor, begin);
}
