import type { OrgDescription } from './login-store.ts';
import { readBusy, send, type Busy } from './http.ts';
import { API_VERSION, callApi, type ApiRefusal } from './rest-api.ts';

/** `org`: undefined where the user may not read it. */
export type OrgProof = { kind: 'proven'; isDevHub: boolean; org: OrgDescription | undefined };

/** What core asks after a login, in two requests of their own (core, `determineIfDevHub` and `determineOrg`). */
const QUERIES = {
  // an org that is no Dev Hub does not know the object
  hub: 'SELECT Id FROM ScratchOrgInfo LIMIT 1',
  org: 'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization',
};

type SubAnswer = { referenceId: string; httpStatusCode: number; body: unknown };

/**
 * Proves an access token and learns what the org is, by one authenticated call. What the user may not read is left out.
 * A refusal of the token is a result.
 */
export async function describeOrg(
  instanceUrl: string,
  accessToken: string,
  signal?: AbortSignal,
): Promise<OrgProof | ApiRefusal | Busy> {
  const base = `/services/data/v${API_VERSION}`;
  const compositeRequest = Object.entries(QUERIES).map(([referenceId, query]) => ({
    method: 'GET',
    url: `${base}/query?q=${encodeURIComponent(query)}`,
    referenceId,
  }));
  const answer = await send(
    {
      url: new URL(`${base}/composite`, instanceUrl),
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ allOrNone: false, compositeRequest }),
    },
    signal,
  );
  const answers = answer.status === 200 ? readAnswers(answer.text) : undefined;
  if (answers) return { kind: 'proven', ...readProof(answers) };
  const busy = readBusy(answer);
  if (busy) return busy;
  // the plainest call settles whether the token is no good, or only the resource is not for everybody
  const proof = await callApi(instanceUrl, accessToken, signal);
  return proof.kind !== 'proven' ? proof : { kind: 'proven', isDevHub: false, org: undefined };
}

function readAnswers(text: string): SubAnswer[] | undefined {
  try {
    const { compositeResponse } = JSON.parse(text) as { compositeResponse?: SubAnswer[] };
    return Array.isArray(compositeResponse) ? compositeResponse : undefined;
  } catch {
    return undefined;
  }
}

function readProof(answers: SubAnswer[]): Omit<OrgProof, 'kind'> {
  const bodyOf = (referenceId: string): unknown =>
    answers.find((answer) => answer.referenceId === referenceId && answer.httpStatusCode < 400)?.body;
  const [row] = (bodyOf('org') as { records?: OrganizationRow[] } | undefined)?.records ?? [];
  return { isDevHub: bodyOf('hub') !== undefined, org: row && describe(row) };
}

type OrganizationRow = {
  Name: string;
  InstanceName: string;
  IsSandbox: boolean;
  TrialExpirationDate: string | null;
  NamespacePrefix: string | null;
  OrganizationType: string;
};

/** A scratch org is a sandbox that ends (core, `determineOrg`). */
function describe(row: OrganizationRow): OrgDescription {
  const isTrial = row.TrialExpirationDate !== null;
  return {
    name: row.Name,
    instanceName: row.InstanceName,
    namespacePrefix: row.NamespacePrefix,
    isSandbox: row.IsSandbox && !isTrial,
    isScratch: row.IsSandbox && isTrial,
    trialExpirationDate: row.TrialExpirationDate,
    orgEdition: row.OrganizationType,
  };
}
