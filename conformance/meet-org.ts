import { type Http, jsonOf, textAt, valueAt } from './http.ts';
import type { Org, Session } from './trial.ts';

/** An org of which the session cannot tell that it is none counts as production. */
export type OrgKind = 'production' | 'sandbox' | 'scratch' | 'developer edition';

const LOOPBACK = /^(127\.0\.0\.1|localhost)$/;

type Ask = (path: string) => Promise<unknown>;

async function findVersion(ask: Ask): Promise<string> {
  const versions = await ask('/services/data');
  const numbers = Array.isArray(versions) ? versions.map((item) => Number(valueAt(item, 'version'))) : [];
  const newest = Math.max(...numbers.filter((number) => number > 0));
  if (!Number.isFinite(newest)) throw new Error('The org does not list its API versions');
  return newest.toFixed(1);
}

async function readRow(ask: Ask, version: string, soql: string): Promise<unknown> {
  return valueAt(await ask(`/services/data/v${version}/query?q=${encodeURIComponent(soql)}`), 'records.0');
}

function kindOf(row: unknown): OrgKind {
  if (valueAt(row, 'IsSandbox') === true) {
    return valueAt(row, 'TrialExpirationDate') === null ? 'sandbox' : 'scratch';
  }
  return valueAt(row, 'OrganizationType') === 'Developer Edition' ? 'developer edition' : 'production';
}

/** The host in front of all orgs of a type. Of an org on this machine it must be on this machine, too. */
function findLoginUrl(instanceUrl: URL, identity: string, kind: OrgKind): URL {
  const shared =
    kind === 'sandbox' || kind === 'scratch' ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
  const named = URL.canParse(identity) ? new URL(new URL(identity).origin) : new URL(shared);
  return LOOPBACK.test(instanceUrl.hostname) && !LOOPBACK.test(named.hostname) ? instanceUrl : named;
}

/** Asks the org what it is, and who the session belongs to; reads alone. */
export async function meetOrg(http: Http, session: Session): Promise<{ org: Org; kind: OrgKind }> {
  const instanceUrl = new URL(new URL(session.instanceUrl).origin);
  const headers = { authorization: `Bearer ${session.accessToken}` };
  const ask: Ask = async (path) => jsonOf(await http.send(new URL(path, instanceUrl), { headers }));
  const apiVersion = await findVersion(ask);
  const resources = await http.send(new URL(`/services/data/v${apiVersion}`, instanceUrl), { headers });
  if (resources.status !== 200) throw new Error(`The org refuses the session: HTTP ${resources.status}`);
  const identity = textAt(resources, 'identity');
  const [, orgId, userId] = /\/id\/(\w{18})\/(\w{18})$/.exec(identity) ?? [];
  const quoted = session.username.replace(/[\\']/g, '\\$&');
  const user = await readRow(ask, apiVersion, `SELECT Id FROM User WHERE Username = '${quoted}'`);
  const row = await readRow(
    ask,
    apiVersion,
    'SELECT Id, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization',
  );
  const kind = kindOf(row);
  const org: Org = {
    instanceUrl,
    apiVersion,
    username: session.username,
    userId: String(userId ?? valueAt(user, 'Id')),
    orgId: String(orgId ?? valueAt(row, 'Id')),
    loginUrl: findLoginUrl(instanceUrl, identity, kind),
  };
  return { org, kind };
}
