import { Messages } from '@salesforce/core/messages';
import { readBusy, send, type Busy } from './http.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'token-revocation');

/** `unknown`: the host knows no such token; one that has ended, or of another org, looks the same. */
export type Revocation = { kind: 'revoked' } | { kind: 'unknown' };

/**
 * Asks `host` once to revoke an access token (RFC 7009), which ends its session. The token goes in the body: an address stands
 * in logs. An answer that is not Salesforce's, and silence, are errors.
 */
export async function revokeToken(
  host: URL,
  token: string,
  signal?: AbortSignal,
): Promise<Revocation | Busy> {
  const answer = await send(
    {
      url: new URL('/services/oauth2/revoke', host),
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token }).toString(),
    },
    signal,
  );
  const busy = readBusy(answer);
  if (busy) return busy;
  const { status, headers, text } = answer;
  // a page that a network puts in the way is a 200, too; Salesforce's has no body
  if (status === 200 && text.trim() === '') return { kind: 'revoked' };
  // in the form of a query string, or as the JSON that the standard asks for
  if (status === 400 && /\binvalid_token\b/.test(text)) return { kind: 'unknown' };
  throw messages.createError('error.TokenNotRevoked', [host.host, status, headers['content-type'] ?? 'none']);
}
