import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { send, type HttpAnswer } from './http.ts';

/** The addresses that a name stands for on this machine; none when nobody knows it. */
export async function lookUp(hostname: string): Promise<string[]> {
  if (isIP(hostname) !== 0) return [hostname];
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** What a host is, from what it answers without a login. Ids have 15 characters. */
export type Site =
  | { kind: 'org'; orgId: string; myDomain: string | null }
  | { kind: 'salesforce' }
  | { kind: 'other'; status: number; contentType: string | null };

/** A host that has not answered a login is given less time for this. */
const DEADLINE_SECONDS = 10;

/**
 * Asks a host what it is: an org says so at /.well-known/auth-configuration, and every Salesforce host lists its API versions
 * at /services/data/ (both without a session). Throws as `send` does.
 */
export async function askSite(host: URL, signal?: AbortSignal): Promise<Site> {
  const ask = async (path: string): Promise<HttpAnswer> =>
    send({ url: new URL(path, host), method: 'GET', deadlineSeconds: DEADLINE_SECONDS }, signal);
  const org = parse((await ask('/.well-known/auth-configuration')).text);
  if (isObject(org) && typeof org['OrgId'] === 'string')
    return { kind: 'org', orgId: org['OrgId'], myDomain: originOf(org['Url']) };
  const { status, headers, text } = await ask('/services/data/');
  const versions = parse(text);
  if (Array.isArray(versions) && versions.some((entry) => isObject(entry) && 'version' in entry))
    return { kind: 'salesforce' };
  return { kind: 'other', status, contentType: headers['content-type'] ?? null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const originOf = (value: unknown): string | null =>
  typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : null;
