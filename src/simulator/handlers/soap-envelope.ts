import type { Answer } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { escapeXml, findElement, parseXml, textAt, type XmlElement } from '../metadata/xml-elements.ts';

export type SoapCall = {
  operation: string;
  parameters: XmlElement[];
  sessionId: string;
  isAllOrNone: boolean;
};

const METADATA = 'http://soap.sforce.com/2006/04/metadata';
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

const ZIP_START = /<(?:[\w-]+:)?ZipFile>/;

/** Takes the text of a zip out of an envelope, since the XML parser would need gigabytes for it. */
function cutZip(body: Buffer): { xml: string; zip: string } {
  const text = body.toString('latin1');
  const tag = ZIP_START.exec(text);
  if (tag === null) return { xml: body.toString('utf8'), zip: '' };
  const start = tag.index + tag[0].length;
  const end = Math.max(start, text.indexOf('</', start));
  const rest = [body.subarray(0, start), body.subarray(end)];
  return { xml: Buffer.concat(rest).toString('utf8'), zip: text.slice(start, end) };
}

/** The operation of an envelope and its parameters; undefined for a body that is no envelope. */
export function readCall(body: Buffer): SoapCall | undefined {
  try {
    const { xml, zip } = cutZip(body);
    const envelope = parseXml(xml);
    const [operation] = findElement(envelope.children, 'Body')?.children ?? [];
    const sessionId = textAt(envelope.children, 'Header', 'SessionHeader', 'sessionId');
    const isAllOrNone = textAt(envelope.children, 'Header', 'AllOrNoneHeader', 'allOrNone') === 'true';
    const parameters = (operation?.children ?? []).map((item) =>
      item.name === 'ZipFile' ? { ...item, text: zip } : item,
    );
    return operation && { operation: operation.name, parameters, sessionId, isAllOrNone };
  } catch {
    return undefined;
  }
}

function answerEnvelope(status: number, fact: FactId, body: string): Answer {
  const xml =
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${ENVELOPE}" xmlns="${METADATA}" ` +
    `xmlns:sf="${METADATA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
    `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  return { status, fact, contentType: 'text/xml;charset=UTF-8', headers: {}, body: xml };
}

/** An answer with the given elements, already written, below `<operationResponse>`. */
export function answerSoap(fact: FactId, operation: string, content: string): Answer {
  return answerEnvelope(200, fact, `<${operation}Response>${content}</${operation}Response>`);
}

export function answerFault(fact: FactId, code: string, message: string): Answer {
  const text = escapeXml(`${code}: ${message}`);
  const body = `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${text}</faultstring></soapenv:Fault>`;
  return answerEnvelope(500, fact, body);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A plain value as elements: a list repeats its element, null leaves it out. */
export function writeValue(name: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => writeValue(name, item)).join('');
  if (typeof value !== 'object') return `<${name}>${escapeXml(scalarText(value))}</${name}>`;
  const members = Object.entries(value).map(([member, item]) => writeValue(member, item));
  return `<${name}>${members.join('')}</${name}>`;
}
