import { XMLParser } from 'fast-xml-parser';
import { OWN_WORDING } from '../refusals.ts';

/** One XML element without its namespace prefix. Its children keep their order. */
export type XmlElement = {
  name: string;
  text: string;
  children: XmlElement[];
  attributes?: Record<string, string>;
};

/** The longest text that is parsed at all, in characters; no component of the modelled types comes near it (DEPLOY-27). */
export const MOST_XML = 5_000_000;

type ParsedNode = Record<string, unknown>;

const ATTRIBUTES = ':@';
const TEXT = '#text';

function attributesOf(node: ParsedNode): Record<string, string> | undefined {
  const attributes = node[ATTRIBUTES];
  return typeof attributes === 'object' && attributes !== null
    ? (attributes as Record<string, string>)
    : undefined;
}

function toElement(node: ParsedNode): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === TEXT || name.startsWith('?')) return undefined;
  const content = node[name] as ParsedNode[];
  const attributes = attributesOf(node);
  const text = content
    .filter((part) => TEXT in part)
    .map((part) => String(part[TEXT]))
    .join('');
  return { name, text, children: toElements(content), ...(attributes ? { attributes } : {}) };
}

function toElements(nodes: ParsedNode[]): XmlElement[] {
  return nodes.map(toElement).filter((element) => element !== undefined);
}

const LONGEST_REASON = 200;

function readNodes(text: string): ParsedNode[] {
  const parser = new XMLParser({
    preserveOrder: true,
    removeNSPrefix: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: true,
  });
  try {
    // Without validation the parser takes unclosed elements; the package that replaces this option is not installed.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return parser.parse(text, true) as ParsedNode[];
  } catch (error) {
    // A reason may quote all of a hostile text.
    const reason = error instanceof Error ? error.message : '';
    throw new Error(reason.slice(0, LONGEST_REASON));
  }
}

/**
 * The root element. Throws on text that is not well-formed, is too long or too deep, or declares a document type: that
 * way no entity is ever expanded or fetched (DEPLOY-27).
 */
export function parseXml(text: string): XmlElement {
  if (text.length > MOST_XML) throw new Error(`more than ${MOST_XML} characters ${OWN_WORDING}`);
  if (text.includes('<!D')) throw new Error(`document types are not allowed ${OWN_WORDING}`);
  const [root] = toElements(readNodes(text));
  if (root === undefined) throw new Error('Premature end of file.');
  return root;
}

/** A copy for one member of a component: plain text or nested elements. */
export function element(name: string, content: string | XmlElement[]): XmlElement {
  return typeof content === 'string'
    ? { name, text: content, children: [] }
    : { name, text: '', children: content };
}

export function findElement(elements: XmlElement[], ...path: string[]): XmlElement | undefined {
  const [name, ...rest] = path;
  const found = elements.find((candidate) => candidate.name === name);
  return found === undefined || rest.length === 0 ? found : findElement(found.children, ...rest);
}

/** The text at a path of names; empty when there is no such element. */
export function textAt(elements: XmlElement[], ...path: string[]): string {
  return findElement(elements, ...path)?.text ?? '';
}

export function textsOf(elements: XmlElement[], name: string): string[] {
  return elements.filter((candidate) => candidate.name === name).map((candidate) => candidate.text);
}

/** The same elements with one of them replaced, added, or (undefined) removed. */
export function withElement(elements: XmlElement[], name: string, text: string | undefined): XmlElement[] {
  const others = elements.filter((candidate) => candidate.name !== name);
  return text === undefined ? others : [...others, element(name, text)];
}

/** The same elements without those of a name, at any depth. */
export function withoutText(elements: XmlElement[], name: string): XmlElement[] {
  return elements
    .filter((candidate) => candidate.name !== name)
    .map((item) => ({ ...item, children: withoutText(item.children, name) }));
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

function writeLines(elements: XmlElement[], indent: string): string {
  return elements
    .map(({ name, text, children }) =>
      children.length > 0
        ? `${indent}<${name}>\n${writeLines(children, `${indent}    `)}${indent}</${name}>\n`
        : `${indent}<${name}>${escapeXml(text)}</${name}>\n`,
    )
    .join('');
}

/** A file of a package as the org writes it: four spaces an indent, no empty line. */
export function writeFile(root: string, elements: XmlElement[]): string {
  const start = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">\n`;
  return `${start}${writeLines(elements, '    ')}</${root}>\n`;
}

export function writeXml(elements: XmlElement[]): string {
  return elements
    .map(({ name, text, children }) =>
      children.length > 0
        ? `<${name}>${writeXml(children)}</${name}>`
        : `<${name}>${escapeXml(text)}</${name}>`,
    )
    .join('');
}
