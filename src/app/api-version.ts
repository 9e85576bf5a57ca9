import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'api-version');

/**
 * The API versions whose elements we know. Below 60.0 an External Client App cannot hold a certificate; between that and
 * 66.0 (Spring '26) its elements changed with nearly every release, so that 66.0 is our own floor. A newer org than the
 * newest serves that as well.
 */
export const knownVersions = { oldest: 66, newest: 68 } as const;

/** The Metadata API version to write an app with, like `67.0`, for a connection that would use `version`. */
export function appApiVersion(version: string): string {
  const { oldest, newest } = knownVersions;
  if (Number(version) < oldest) {
    const [first, last] = [oldest, newest].map((known) => known.toFixed(1));
    throw messages.createError('error.OrgTooOld', [version, first], [first, last]);
  }
  return Math.min(Number(version), newest).toFixed(1);
}
