import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { TLSSocket } from 'node:tls';

/** The certificate that a host presents, which nobody vouched for: for people to read, never to trust. */
export type SeenCertificate = {
  subject: string;
  issuer: string;
  notBefore: string;
  notAfter: string;
  names: string;
};

const LOOK_MILLISECONDS = 5000;
const LONGEST_NAME = 200;

/** Published by undici when a connection is there, before anything is sent on it. */
const CONNECTED = 'undici:client:connected';
type Connected = { socket: TLSSocket; connectParams: { host: string } };

/**
 * Looks at the certificate of a host, through the same proxies, and ends the connection when it is there: no request is sent
 * on a connection that is not trusted. Node tells the issuer in no other way. Undefined when there is nothing to see.
 */
export async function lookAtCertificate(url: URL): Promise<SeenCertificate | undefined> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const untrusted = { rejectUnauthorized: false, allowH2: false };
  const dispatcher = new EnvHttpProxyAgent({ connect: untrusted, requestTls: untrusted });
  let seen: SeenCertificate | undefined;
  const onConnected = (message: unknown): void => {
    const { socket, connectParams } = message as Connected;
    // only this look opens connections that are not trusted; others of the process are none of its business
    if (connectParams.host !== url.host || socket.authorized) return;
    seen = readCertificate(socket);
    // a socket that is merely destroyed would be opened again for the request that waits
    void dispatcher.destroy();
  };
  subscribe(CONNECTED, onConnected);
  try {
    const signal = AbortSignal.timeout(LOOK_MILLISECONDS);
    await request(new URL('/', url), { method: 'HEAD', dispatcher, signal });
  } catch {
    // the connection was ended from here, or there is none
  } finally {
    unsubscribe(CONNECTED, onConnected);
    void dispatcher.destroy();
  }
  return seen;
}

function readCertificate(socket: TLSSocket): SeenCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const { subject, issuer, subjectAltName, validFrom, validTo } = certificate;
  return {
    subject: inOneLine(subject),
    issuer: inOneLine(issuer),
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
    names: inOneLine(subjectAltName ?? subject).replaceAll('DNS:', ''),
  };
}

/** Somebody else wrote these names: one line, no control characters, no novel. */
function inOneLine(text: string | undefined): string {
  const line = (text ?? '').replaceAll('\n', ', ').replace(/[^\x20-\x7e\u00a1-\uffff]/g, '?');
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME)}…` : line;
}
