import type { AppType } from './app-type.ts';

/** A token that opens the org now. `lastUsedAt` as the org writes it; null for one that was not used. */
export type LivingToken = { appName: string; username: string; lastUsedAt: string | null; useCount: number };

/** `handle` ends the token, and does nothing else (Object reference, OauthToken, DeleteToken); no output shows it. */
export type RevocableToken = LivingToken & { handle: string };

/** An org shows no more of them to any query (Object reference, OauthToken). */
export const MOST_TOKENS_SHOWN = 2500;

/**
 * The living tokens of an app, of a user, or of both. Who lacks Customize Application sees only their own. Apps are named by
 * their labels; a row of an External Client App has no menu item. The arguments are literals of SOQL.
 */
export function livingTokensQuery({ label, userId }: { label?: string; userId?: string }): string {
  const conditions = [
    ...(label === undefined ? [] : [`AppName = ${label}`]),
    ...(userId === undefined ? [] : [`UserId = ${userId}`]),
  ];
  return `SELECT AppName, AppMenuItemId, DeleteToken, LastUsedDate, UseCount, User.Username FROM OauthToken WHERE ${conditions.join(' AND ')}`;
}

type TokenRow = {
  AppName: string | null;
  AppMenuItemId: string | null;
  DeleteToken: string;
  LastUsedDate: string | null;
  UseCount: number | null;
  User: { Username: string } | null;
};

/** The tokens in rows of that query; of one kind of app alone, where one label may be that of two apps. */
export function toLivingTokens(
  rows: ReadonlyArray<Record<string, unknown>>,
  type: AppType | undefined,
): RevocableToken[] {
  const isOfKind = ({ AppMenuItemId }: TokenRow): boolean =>
    type === undefined || (AppMenuItemId !== null) === (type === 'connected-app');
  return (rows as unknown as TokenRow[])
    .filter(isOfKind)
    .map(({ AppName, User, LastUsedDate, UseCount, DeleteToken }) => ({
      appName: AppName ?? '',
      username: User?.Username ?? '',
      lastUsedAt: LastUsedDate,
      useCount: UseCount ?? 0,
      handle: DeleteToken,
    }));
}
