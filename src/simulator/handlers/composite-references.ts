import { isJsonObject } from '../json-values.ts';

/** What a subrequest was answered, as later ones may refer to it. */
export type Referable = { body: unknown; httpStatusCode: number; referenceId: string | null };

/** The value at a path such as `records[0].Id` of an earlier answer. */
function readPath(body: unknown, path: string): unknown {
  return path
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .reduce<unknown>((value, key) => {
      if (Array.isArray(value)) return (value as unknown[])[Number(key)];
      return isJsonObject(value) ? value[key] : undefined;
    }, body);
}

/** Writes a value where a reference stood. */
export type Quote = (value: string | number) => string;

/** Within a text of JSON. */
export const quoteForJson: Quote = (value) => JSON.stringify(String(value)).slice(1, -1);

/** Either the text with its references replaced, or what is told of the first one that has no value (DATA-14). */
export type Resolved = { text: string } | { missing: string };

/**
 * Replaces `@{ref.path}` in a text. In a URL it stands as it is, also where the query around it is encoded, as it has to be
 * (DATA-13); one that is encoded itself is none here.
 */
export function resolveReferences(text: string, answers: Referable[], quote: Quote): Resolved {
  let missing: string | undefined;
  const resolved = text.replaceAll(/@\{(\w+)\.([^}]+)\}/g, (_match, referenceId: string, path: string) => {
    const answer = answers.find((candidate) => candidate.referenceId === referenceId);
    const value =
      answer === undefined || answer.httpStatusCode >= 400 ? undefined : readPath(answer.body, path);
    if (typeof value === 'string' || typeof value === 'number') return quote(value);
    missing ??= `Invalid reference specified. No value for ${referenceId}.${path} found in ${referenceId}.`;
    return '';
  });
  return missing === undefined ? { text: resolved } : { missing };
}
