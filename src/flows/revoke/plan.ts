import { assignmentsOf, findGrant, isSameName } from '../../access/assignments.ts';
import { assignmentQuery, quoteSoql, userQuery } from '../../access/queries.ts';
import type { AssignmentRow, UserRow } from '../../access/rows.ts';
import { lookUpUser } from '../../access/users.ts';
import { livingTokensQuery, toLivingTokens, type RevocableToken } from '../../app/living-tokens.ts';
import { Messages } from '@salesforce/core/messages';
import { runQueries, type QueriedRows } from '../../io/composite.ts';
import { hostOf, type OrgConnection } from '../../io/org-call.ts';
import { readApp } from '../app/read-app.ts';
import { externalAppsQuery, findNamedApp, type AppName, type NamedApp } from './named-app.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'revoke');

/** Whose tokens: those of an app, of a user, or of a user by an app. */
export type TokenOwner = { app?: AppName; username?: string };

/** `own`: one of these may be the session that does the revoking; the org does not tell which. */
export type RevocationPlan = {
  app: NamedApp | undefined;
  username: string | undefined;
  others: RevocableToken[];
  own: RevocableToken[];
};

/** Reads the tokens that are to end: two requests, one more each for a Connected App and for tokens of the user who asks. */
export async function planRevocation(
  connection: OrgConnection,
  owner: TokenOwner,
  now: Date,
): Promise<RevocationPlan> {
  const asking = connection.getUsername() ?? '';
  const usernames = [asking, ...(owner.username === undefined ? [] : [owner.username])];
  const rows = await runQueries(
    connection,
    { users: userQuery(usernames) },
    {
      assignments: assignmentQuery([asking], ['PermissionsCustomizeApplication']),
      ...(owner.app?.type === 'external-client-app' && { apps: externalAppsQuery }),
    },
  );
  const user = owner.username === undefined ? undefined : lookUp(rows, owner.username, asking);
  if (!isSameName(user?.Username ?? '', asking)) refuseBlindness(connection, rows, now);
  const app = owner.app && (await findNamedApp(connection, owner.app, rows['apps']));
  const tokens = await readLivingTokens(connection, { app, userId: user?.Id });
  const own = await findOwn(connection, tokens, app);
  return {
    app,
    username: user?.Username,
    others: tokens.filter((token) => !own.includes(token)),
    own,
  };
}

type FirstRows = QueriedRows<'users'>;

const lookUp = ({ users }: FirstRows, username: string, target: string): UserRow =>
  lookUpUser(users as unknown as UserRow[], username, target);

/** An org shows tokens of others to those who may customize it, and to everybody else a list that looks complete. */
function refuseBlindness(connection: OrgConnection, { assignments }: FirstRows, now: Date): void {
  const username = connection.getUsername() ?? '';
  const held = assignmentsOf((assignments ?? []) as unknown as AssignmentRow[], username);
  if (findGrant(held, 'PermissionsCustomizeApplication', now) === false)
    throw messages.createError('error.TokensNotShown', [username, hostOf(connection)], [username, username]);
}

/** The living tokens of an app or user, as the org shows them now. */
export async function readLivingTokens(
  connection: OrgConnection,
  { app, userId }: { app: NamedApp | undefined; userId: string | undefined },
): Promise<RevocableToken[]> {
  const soql = livingTokensQuery({
    label: app && quoteSoql(app.label),
    userId: userId === undefined ? undefined : quoteSoql(userId),
  });
  const { tokens } = await runQueries(connection, { tokens: soql });
  return toLivingTokens(tokens, app?.type);
}

/** A row names user and app alone. Of a session that `sf` was given as it is, nothing tells the app. */
async function findOwn(
  connection: OrgConnection,
  tokens: RevocableToken[],
  app: NamedApp | undefined,
): Promise<RevocableToken[]> {
  const own = tokens.filter(({ username }) => isSameName(username, connection.getUsername() ?? ''));
  const { clientId } = connection.getAuthInfoFields();
  if (own.length === 0 || app === undefined || clientId === undefined) return own;
  const consumerKey = await findConsumerKey(connection, app);
  return consumerKey === undefined || consumerKey === clientId ? own : [];
}

/** Not every session may read it, and not every app can be read. */
async function findConsumerKey(connection: OrgConnection, app: NamedApp): Promise<string | undefined> {
  const read = readApp(connection, app);
  return read.then(
    (found) => found?.consumerKey,
    (error: unknown) => {
      if ((error as Error).name === 'AbortError') throw error;
      return undefined;
    },
  );
}
