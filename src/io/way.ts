import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { send, type HttpAnswer } from './http.ts';

/** The proxy of a request, by the variable that names it; `address` is without user and password. */
export type Proxy = { variable: string; address: string };

/** Lower-case names count first, and http's stands in for https's, as in what sends the requests (undici). */
const proxyVariables: Record<string, string[]> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY'],
};

/** The proxy that a request to `url` takes, if any. */
export function findProxy(url: URL, env: NodeJS.ProcessEnv = process.env): Proxy | undefined {
  const variable = proxyVariables[url.protocol]?.find((name) => (env[name] ?? '') !== '');
  if (variable === undefined || isExempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  const value = env[variable] ?? '';
  return { variable, address: URL.canParse(value) ? new URL(value).host : 'unreadable' };
}

/** NO_PROXY: names, with those below them, each perhaps with a port; `*` for all. */
function isExempt({ hostname, port, protocol }: URL, exemptions: string): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return exemptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = '', onlyPort] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      const domain = name.replace(/^\*?\./, '');
      const isNamed = name === '*' || hostname === name || hostname.endsWith(`.${domain}`);
      return isNamed && (onlyPort === undefined || onlyPort === actualPort);
    });
}

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
