/** Text that is markup already. */
export type Markup = { markup: string };

/** What is put between the texts of a template: anything but markup is escaped, lists are put together. */
export type Filling = string | number | Markup | readonly Markup[] | undefined;

/**
 * XML or HTML by a template, in which every value is text: it can be in an element or in a quoted attribute. There is no other way
 * to make markup here, so that nothing of a project file or an org can become any.
 */
export function markup(texts: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
  const text = texts.map((part, index) => part + fill(fillings[index])).join('');
  return { markup: text };
}

function fill(filling: Filling): string {
  if (filling === undefined) return '';
  if (typeof filling === 'string' || typeof filling === 'number') return escapeText(String(filling));
  if ('markup' in filling) return filling.markup;
  return filling.map((part) => part.markup).join('');
}

/** What XML 1.0 cannot hold (section 2.2), and the marks that turn the direction of what follows (Unicode, UAX 9). */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]/gu;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // in an attribute, a parser of XML makes spaces of these
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escapeText(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"'\n\r\t]/g, (character) => entities[character] ?? '');
}
