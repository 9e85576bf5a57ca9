/**
 * What is exported: who logs in where, and how. `signWords`: the words after `sf` that sign another assertion like it; `again`:
 * the line that makes these files anew. Nothing of it is secret. `apiPath` is that of the first call.
 */
export type LoginRequest = {
  /** Base name of the files. */
  name: string;
  clientId: string;
  username: string;
  audience: string;
  /** Of the host that is asked, with the path of a site. */
  loginUrl: string;
  tokenEndpoint: string;
  apiPath: string;
  signWords: readonly string[];
  again: string;
};

/** A secret until `expiresAt`, which is ISO 8601 in UTC. */
export type SignedAssertion = { assertion: string; expiresAt: string };

/** `isSecret`: for its owner's eyes alone. */
export type ExportedText = { name: string; contents: string; isSecret: boolean };

/** RFC 7523, section 2.1. */
export const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What any user may ask who may use the API, and what shows data. */
export const QUERY = 'SELECT Id, Name FROM Organization';
