import { Messages } from '@salesforce/core/messages';
import { isSandboxName, kindOfHost } from './hosts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'audience');

const LOGIN = 'https://login.salesforce.com';
const TEST = 'https://test.salesforce.com';

/** What `sf` keeps of an org: where it logs in, the org's own address, and of what type it is. */
export type StoredPlace = {
  loginUrl?: string;
  instanceUrl?: string;
  isSandbox?: boolean;
  isScratch?: boolean;
};

/**
 * Everything that host and audience can be chosen by. `typedHost` and `typedAudience` are those of flags; `audienceVariable`
 * is the value of SF_AUDIENCE_URL, by which `sf` replaces the audience; `projectUrl` is where `sf org login jwt` logs in
 * inside a project (sfdcLoginUrl).
 */
export type KnownPlaces = {
  typedHost?: URL;
  typedAudience?: string;
  audienceVariable?: string;
  stored?: StoredPlace;
  projectUrl?: string;
};

/** `reasons`: why this host, and why this audience; a sentence each. */
export type ChosenAudience = { host: URL; audience: string; reasons: string[] };

/**
 * Chooses one host to ask and one audience to claim; there is no second attempt with others. What was typed wins; then what
 * `sf` knows of the org, where its My Domain wins over a general host, because External Client Apps answer only there; then the
 * project; then login.salesforce.com.
 */
export function chooseAudience(known: KnownPlaces): ChosenAudience {
  const place = choosePlace(known);
  const kind = kindOfHost(place.url);
  const host = new URL(kind.audience === 'address' ? addressOf(place.url) : place.url.origin);
  const own = kind.audience === 'general' ? generalHostFor(host, known) : addressOf(host);
  const override = findOverride(known);
  const because = override
    ? messages.getMessage(`reason.audience.${override.by}`, [override.audience])
    : messages.getMessage(`reason.audience.${kind.name}`, [own]);
  return { host, audience: override?.audience ?? own, reasons: [place.reason, because] };
}

/** The address of a host without the slash that `URL` adds: the path of a site belongs to it. */
export function addressOf({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/\/services\/.*$/, '').replace(/\/+$/, '')}`;
}

/** Where a host takes assertions; of a site, below its path, as `sf` and jsforce ask it. */
export function tokenEndpointOf(host: URL): URL {
  return new URL(`${addressOf(host)}/services/oauth2/token`);
}

/** The audience of a login at `host` when nothing else is known. */
export function audienceFor(host: URL): string {
  return chooseAudience({ typedHost: host }).audience;
}

type Place = { url: URL; reason: string };

function choosePlace({ typedHost, stored, projectUrl }: KnownPlaces): Place {
  if (typedHost)
    return { url: typedHost, reason: messages.getMessage('reason.host.typed', [typedHost.host]) };
  const { loginUrl, instanceUrl } = stored ?? {};
  const login = parseUrl(loginUrl);
  const instance = parseUrl(instanceUrl);
  if (login && instance && kindOfHost(login).isGeneral && !kindOfHost(instance).isGeneral)
    return {
      url: instance,
      reason: messages.getMessage('reason.host.my-domain', [instance.host, login.host]),
    };
  const known = login ?? instance;
  if (known) return { url: known, reason: messages.getMessage('reason.host.stored', [known.host]) };
  const project = parseUrl(projectUrl);
  if (project) return { url: project, reason: messages.getMessage('reason.host.project', [project.host]) };
  return { url: new URL(LOGIN), reason: messages.getMessage('reason.host.default') };
}

function parseUrl(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

function findOverride({
  typedAudience,
  audienceVariable,
}: KnownPlaces): { by: 'typed' | 'variable'; audience: string } | undefined {
  if (typedAudience !== undefined) return { by: 'typed', audience: typedAudience };
  return audienceVariable ? { by: 'variable', audience: audienceVariable } : undefined;
}

function generalHostFor(host: URL, { stored }: KnownPlaces): string {
  const isTest = isSandboxName(host) || stored?.isSandbox === true || stored?.isScratch === true;
  return isTest ? TEST : LOGIN;
}
