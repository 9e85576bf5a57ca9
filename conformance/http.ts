import { EnvHttpProxyAgent, fetch } from 'undici';

/** What an org answered; nothing of it is parsed yet. */
export type Answer = { status: number; headers: Record<string, string>; text: string };

export type Sending = { method?: string; headers?: Record<string, string>; body?: string | Uint8Array };

export type Http = {
  send: (url: URL, sending?: Sending) => Promise<Answer>;
  close: () => Promise<void>;
};

const DEADLINE_MILLISECONDS = 120_000;

/** Requests by way of the proxies that the environment names; redirects are answers like any other. */
export function openHttp(): Http {
  const dispatcher = new EnvHttpProxyAgent();
  const send: Http['send'] = async (url, { method = 'GET', headers = {}, body } = {}) => {
    const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
    const response = await fetch(url, { method, headers, body, dispatcher, signal, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  };
  return { send, close: () => dispatcher.close() };
}

/** The JSON of an answer; undefined when it is none. */
export function jsonOf({ text }: Pick<Answer, 'text'>): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value at a path such as `deployResult.details.0.problem`; undefined where it ends early. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, key) =>
        typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined,
      value,
    );
}

/** The items at a path; a single one may come without a list around it, and none may be left out. */
export function listAt(value: unknown, path: string): unknown[] {
  return [valueAt(value, path) ?? []].flat();
}

/** The text at a path of an answer's JSON; empty where there is none. */
export function textAt(answer: Answer, path: string): string {
  const value = valueAt(jsonOf(answer), path);
  return typeof value === 'string' ? value : '';
}
