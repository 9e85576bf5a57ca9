import { readBusy, type HttpAnswer } from './http.ts';

/** What came in place of an answer of the org's API. */
export type FaultKind =
  | 'redirected'
  | 'gone'
  | 'maintenance'
  | 'page'
  | 'limited'
  | 'busy'
  | 'failed'
  | 'missing'
  | 'unreadable'
  | 'session';

/** `message` is what the other side said, in one line without markup, for a person to read. */
export class OrgFault extends Error {
  public readonly kind: FaultKind;
  public readonly retryAfterSeconds: number | undefined;

  public constructor(kind: FaultKind, said: string, retryAfterSeconds?: number) {
    super(oneLine(said));
    this.name = 'OrgFault';
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const MOST_CHARACTERS = 500;

/** Foreign text as one line without control characters, of a length that can be read. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

/** An answer and what is seen of it at once: the title, where it is a web page, and whether it is all in the API's form. */
type Look = HttpAnswer & { page: string | undefined; isWhole: boolean; isSoap: boolean };

/** The first sign that fits counts. */
const signs: Array<{ kind: FaultKind; fits: (look: Look) => boolean; said?: (look: Look) => string }> = [
  {
    kind: 'redirected',
    fits: ({ status }) => status > 300 && status < 400,
    said: ({ headers }) => originOf(headers['location'] ?? ''),
  },
  // deleted and expired orgs have a status of their own, or this sentence (core, authInfo.ts; jsforce, request.ts)
  {
    kind: 'gone',
    fits: ({ status, page, text }) =>
      status === 420 || (page !== undefined && /Data Not Available/i.test(text)),
  },
  { kind: 'maintenance', fits: ({ page, text }) => page !== undefined && /down for maintenance/i.test(text) },
  { kind: 'page', fits: ({ page }) => page !== undefined },
  { kind: 'limited', fits: ({ status }) => status === 429 },
  { kind: 'busy', fits: ({ status }) => status === 503 },
  // every refusal of the SOAP API is a 500
  { kind: 'failed', fits: ({ status, isSoap, isWhole }) => status >= 500 && !(isSoap && isWhole) },
  { kind: 'missing', fits: ({ status, text }) => status === 404 && text.trim() === '' },
  {
    kind: 'unreadable',
    fits: ({ status, isWhole }) => status !== 204 && !isWhole,
    said: ({ status, headers }) => `status ${status}, ${headers['content-type'] ?? 'without a content type'}`,
  },
];

/**
 * What keeps an answer from being one of the org's API: a redirect, a web page, an error of the server, or a body that is not
 * in the form that the API has. What the API itself says, refusals included, is no fault.
 */
export function findFault(answer: HttpAnswer, isSoap: boolean): OrgFault | undefined {
  const isWhole = isWholeAnswer(answer.text, isSoap);
  const look = { ...answer, page: isWhole ? undefined : readPage(answer), isWhole, isSoap };
  const sign = signs.find(({ fits }) => fits(look));
  if (!sign) return undefined;
  const said = sign.said?.(look) ?? (look.page ? `"${look.page}" (status ${look.status})` : wordsOf(answer));
  return new OrgFault(sign.kind, said, readBusy(answer)?.retryAfterSeconds);
}

/** Whether a body is one of the API, from its beginning to its end. */
function isWholeAnswer(text: string, isSoap: boolean): boolean {
  if (isSoap) return /<\/[\w-]+:Envelope>\s*$/.test(text);
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The title of a web page, or undefined where the body is none. */
function readPage({ headers, text }: HttpAnswer): string | undefined {
  const isPage =
    /^\s*(?:<!doctype html|<html)/i.test(text) ||
    (/^text\/html\b/.test(headers['content-type'] ?? '') && /^\s*</.test(text));
  if (!isPage) return undefined;
  const [, title = ''] = /<title[^>]*>([^<]*)/i.exec(text) ?? [];
  return oneLine(title) || 'a page without a title';
}

/** The words and code of an error of the API, else the status. */
export function wordsOf({ status, text }: Pick<HttpAnswer, 'status' | 'text'>): string {
  const { message, errorCode } = readError(text);
  if (message) return `${message} (${errorCode ?? `status ${status}`})`;
  const [, said] = /<faultstring>([^<]*)</.exec(text) ?? [];
  return said ? `${said} (status ${status})` : `status ${status}`;
}

function readError(text: string): { message?: string; errorCode?: string } {
  try {
    const [error] = [JSON.parse(text)].flat() as Array<{ message?: string; errorCode?: string } | null>;
    return error ?? {};
  } catch {
    return {};
  }
}

function originOf(location: string): string {
  return URL.canParse(location) ? new URL(location).origin : location;
}
