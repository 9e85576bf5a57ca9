import { Messages } from '@salesforce/core/messages';
import { findProxy, type NamedProxy } from './proxy-variables.ts';
import { lookAtCertificate, type SeenCertificate } from './seen-certificate.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'http');

/** What the system and undici tell of a connection that failed. */
type FaultError = Error & {
  code?: string;
  address?: string;
  hostname?: string;
  port?: number;
  errors?: unknown[];
};

/** `code` is the one at the bottom of the causes; `seen` is there when TLS failed and there was a certificate. */
type Fault = { host: string; code: string; seconds: number; seen: SeenCertificate | undefined };

type FaultRow = { codes: string[]; isTls?: true; error: (fault: Fault) => Error };

/** System and library error codes → what they mean to a person. */
const faults: readonly FaultRow[] = [
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'],
    error: ({ host, code }) => messages.createError('error.HostNotFound', [host, code]),
  },
  {
    codes: ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
    error: ({ host, code }) => messages.createError('error.HostUnreachable', [host, code]),
  },
  {
    codes: [
      'ABORT_ERR',
      'TimeoutError',
      'ETIMEDOUT',
      'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT',
      'UND_ERR_BODY_TIMEOUT',
    ],
    error: ({ host, seconds }) => messages.createError('error.NoAnswerInTime', [host, seconds]),
  },
  { codes: ['CERT_HAS_EXPIRED'], isTls: true, error: (fault) => certificateEnded('Ended', fault) },
  { codes: ['CERT_NOT_YET_VALID'], isTls: true, error: (fault) => certificateEnded('NotBegun', fault) },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    isTls: true,
    error: ({ host, code, seen }) =>
      messages.createError('error.TlsWrongHost', [host, seen?.names || UNSEEN, seen?.issuer ?? UNSEEN, code]),
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_GET_ISSUER_CERT',
      'CERT_SIGNATURE_FAILURE',
      'CERT_UNTRUSTED',
      'CERT_REJECTED',
      'INVALID_CA',
      'INVALID_PURPOSE',
    ],
    isTls: true,
    error: certificateNotTrusted,
  },
  {
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    error: ({ host, code }) => messages.createError('error.TlsNotSpoken', [host, code]),
  },
];

const UNSEEN = 'unknown';

/** In undici's words: of a tunnel, and of a request that the proxy was to pass on. */
const PROXY_STATUS = /Proxy (?:response|Authentication Required) \((\d+)\)/;

/** The named error for a request that got no answer, with the cause, the host and a next step. */
export async function explainFault(error: FaultError, url: URL, seconds: number): Promise<Error> {
  // undici wraps proxy and TLS failures; the system's own code is at the bottom
  const causes = chainOf(error);
  const ofProxy = explainProxyFault(causes, url);
  if (ofProxy) return ofProxy;
  const codes = causes.flatMap(({ code, name }) => [code, name]);
  const row = faults.find((each) => each.codes.some((code) => codes.includes(code)));
  const code = causes.findLast((cause) => typeof cause.code === 'string')?.code ?? error.name;
  if (!row) return messages.createError('error.ConnectionBroken', [url.host, code]);
  // a proxy with TLS of its own fails before the host is there
  const host = codes.includes('UND_ERR_PRX_TLS') ? (findProxy(url)?.host ?? url.host) : url.host;
  return row.error({ host, code, seconds, seen: row.isTls ? await lookAtCertificate(url) : undefined });
}

function certificateEnded(which: 'Ended' | 'NotBegun', { host, code, seen }: Fault): Error {
  const moment = (which === 'Ended' ? seen?.notAfter : seen?.notBefore) ?? UNSEEN;
  return messages.createError(`error.TlsCertificate${which}`, [host, moment, seen?.issuer ?? UNSEEN, code]);
}

function certificateNotTrusted({ host, code, seen }: Fault): Error {
  const file = process.env['NODE_EXTRA_CA_CERTS'];
  const issuer = seen?.issuer ?? UNSEEN;
  const error = file
    ? messages.createError(
        'error.TlsNotTrusted',
        [host, issuer, code],
        [messages.getMessage('authorities.notEnough', [file, issuer])],
      )
    : messages.createError(
        'error.TlsNotTrusted',
        [host, issuer, code],
        [messages.getMessage('authorities.none')],
      );
  error.data = { issuer, code };
  return error;
}

/** A refusal of the proxy to open a tunnel, which undici tells in words alone; or no proxy where the variable says. */
function explainProxyFault(causes: FaultError[], url: URL): Error | undefined {
  const proxy = findProxy(url);
  if (!proxy) return undefined;
  const [, status] = causes.map(({ message }) => PROXY_STATUS.exec(message)).find(Boolean) ?? [];
  if (status !== undefined) return explainProxyAnswer(Number(status), url);
  const missing = causes.find((cause) => isOfProxy(cause, proxy));
  if (!missing) return undefined;
  return messages.createError(
    'error.ProxyUnreachable',
    [proxy.host, missing.code ?? missing.name, proxy.variable],
    [proxy.variable],
  );
}

const isOfProxy = ({ address, hostname, port, message }: FaultError, proxy: NamedProxy): boolean =>
  hostname === proxy.hostname ||
  (address !== undefined && String(port) === proxy.port) ||
  message.includes(`attempted address: ${proxy.host},`);

/** Statuses with which a proxy refuses → what they mean to a person. */
const proxyAnswers: ReadonlyArray<[status: number, name: string]> = [
  [407, 'ProxyWantsCredentials'],
  [403, 'ProxyForbidsHost'],
];

/** The named error for a proxy that refuses to let a request through. Its password stays out of it. */
function explainProxyAnswer(status: number, url: URL): Error {
  const { host, variable } = findProxy(url) ?? { host: UNSEEN, variable: 'HTTPS_PROXY' };
  const [, name] = proxyAnswers.find(([known]) => known === status) ?? [];
  return messages.createError(
    `error.${name ?? 'ProxyFailed'}`,
    [host, variable, url.host, status],
    [variable],
  );
}

function chainOf(error: FaultError): FaultError[] {
  // both addresses of a name that has two
  const inner = [error.cause, ...(error.errors ?? [])].filter((each) => each instanceof Error);
  return [error, ...inner.flatMap((each) => chainOf(each))];
}
