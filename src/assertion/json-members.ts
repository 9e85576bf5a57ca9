/** Deeper JSON is no header or claims of anybody; RFC 8259, section 9 allows a reader to set a limit. */
export const MAXIMUM_DEPTH = 32;

/** A fault that JSON.parse does not see. `name` is the member as JavaScript reads it, its escapes resolved. */
export type JsonFault = { kind: 'twice'; name: string } | { kind: 'deep' };

/** A string, an opening or a closing bracket; a string that a colon follows names a member. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|([{[])|([}\]])/gs;

/**
 * The first member that stands twice in one object, or nesting beyond the limit; `text` is JSON that JSON.parse takes. RFC
 * 8259 leaves open what a second member of a name means and parsers differ, so that two programs can see different claims
 * in one token: RFC 7515, section 4 and RFC 7519, section 4 allow to refuse it.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: Array<Set<string>> = [];
  for (const [, string, colon, opening] of text.matchAll(TOKEN)) {
    if (opening !== undefined) {
      if (open.push(new Set()) > MAXIMUM_DEPTH) return { kind: 'deep' };
    } else if (string === undefined) {
      open.pop();
    } else if (colon !== undefined) {
      // "iss" and "\u0069ss" are one name
      const name = JSON.parse(string) as string;
      if (open.at(-1)?.has(name)) return { kind: 'twice', name };
      open.at(-1)?.add(name);
    }
  }
  return undefined;
}
