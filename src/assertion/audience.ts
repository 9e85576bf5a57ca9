/**
 * The `aud` claim for a login at `instanceUrl`: the origin of that very host, without a trailing slash. My Domain for both is
 * what current guidance recommends, and login.salesforce.com and test.salesforce.com are their own audiences.
 */
export function audienceFor(instanceUrl: URL): string {
  return instanceUrl.origin;
}
