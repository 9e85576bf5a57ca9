import { writeSpan, writeTime } from './times.ts';

/**
 * Why the org refused, and what would help. A real org tells neither: the simulator looks into its own state. Commands
 * and names stand in backticks.
 */
export type Explanation = { cause: string; remedy: string };

/** For a refusal that time alone will heal. */
export function explainWait(what: string, end: Date, now: Date): Explanation {
  const span = writeSpan(Math.max(end.getTime() - now.getTime(), 1000));
  return {
    cause: `${what}, and the token endpoint does not know it yet: it takes effect at ${writeTime(end)}.`,
    remedy: `Wait ${span} and try again; \`sf jwt token --wait 10\` does both.`,
  };
}

/** Quotes what a client or an org chose; a backtick of its own would end the quotation. */
export function quote(text: string): string {
  const shown = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return `\`${shown.replaceAll('`', "'")}\``;
}

export function quoteAll(texts: string[]): string {
  return texts.map(quote).join(', ');
}
