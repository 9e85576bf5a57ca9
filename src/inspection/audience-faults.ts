import { Messages } from '@salesforce/core/messages';
import { unusable, warning, type Finding } from './finding.ts';
import { printable } from './printable.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'jwt-findings');

/** Where Salesforce answers logins: the two general hosts, My Domains and instances, sites, and the clouds of governments and China. */
const LOGIN_HOST =
  /(?:^|\.)(?:salesforce\.com|salesforce\.mil|force\.com|site\.com|cloudforce\.com|sfcrmproducts\.cn|sfcrmapps\.cn)$/;
/** Pages alone. */
const PAGES_HOST =
  /\.(?:lightning\.force\.com|my\.salesforce-setup\.com|lightning\.com|visualforce\.com|vf\.force\.com)$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

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
  const { hostname, host } = url;
  if (PAGES_HOST.test(hostname)) {
    const [name = ''] = hostname.split('.');
    return [
      unusable(
        messages.createWarning('warning.AudienceIsPages', [host], [name]),
        messages.getMessage('because.AudienceIsPages'),
      ),
    ];
  }
  const isSimulated = LOOPBACK_HOST.test(hostname);
  const isKnown = isSimulated || LOGIN_HOST.test(hostname);
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
