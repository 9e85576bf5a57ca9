import { Messages } from '@salesforce/core/messages';
import { kindOfHost, myDomainOfPages } from '../assertion/hosts.ts';
import { unusable, warning, type Finding } from './finding.ts';
import { printable } from './printable.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt-findings');

/** What Salesforce will, or may, say of the `aud` claim. It compares hosts, and is lenient about how they are written. */
export function findAudienceFaults(audience: unknown): Finding[] {
  if (audience === undefined)
    return [
      unusable(
        messages.createWarning('warning.AudienceMissing'),
        messages.getMessage('because.AudienceMissing'),
      ),
    ];
  if (typeof audience !== 'string')
    return [
      unusable(
        messages.createWarning('warning.AudienceNotText'),
        messages.getMessage('because.AudienceNotText'),
      ),
    ];
  const hasScheme = /^https?:\/\//i.test(audience);
  const address = hasScheme ? audience : `https://${audience}`;
  if (!URL.canParse(address) || audience === '')
    return [
      unusable(
        messages.createWarning('warning.AudienceNotAddress', [printable(audience)]),
        messages.getMessage('because.AudienceNotAddress'),
      ),
    ];
  return [
    ...findAddressFaults(new URL(address), hasScheme),
    ...(audience.endsWith('/') ? [warning(messages.createWarning('warning.AudienceEndsInSlash'))] : []),
  ];
}

function findAddressFaults(url: URL, hasScheme: boolean): Finding[] {
  const { host } = url;
  const myDomain = myDomainOfPages(url);
  if (myDomain !== undefined) {
    return [
      unusable(
        messages.createWarning('warning.AudienceIsPages', [host], [myDomain]),
        messages.getMessage('because.AudienceIsPages'),
      ),
    ];
  }
  const kind = kindOfHost(url).name;
  const isSimulated = kind === 'simulator';
  const isKnown = kind !== 'custom';
  return [
    ...(isKnown ? [] : [warning(messages.createWarning('warning.AudienceHostUnknown', [printable(host)]))]),
    ...(hasScheme ? [] : [warning(messages.createWarning('warning.AudienceWithoutScheme', [], [host]))]),
    ...(url.protocol === 'https:' || isSimulated
      ? []
      : [warning(messages.createWarning('warning.AudienceNotHttps', [], [host]))]),
    ...findPathFaults(url),
  ];
}

/** A site of Experience Cloud has a path; the token endpoint does not belong there. */
function findPathFaults({ pathname, host }: URL): Finding[] {
  if (!pathname.startsWith('/services/')) return [];
  return [warning(messages.createWarning('warning.AudienceIsEndpoint', [printable(pathname)], [host]))];
}
