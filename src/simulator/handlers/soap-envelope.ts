import type { Answer } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { escapeXml, findElement, parseXml, textAt, type XmlElement } from '../metadata/xml-elements.ts';

export type SoapCall = { operation: string; parameters: XmlElement[]; sessionId: string };

const METADATA = 'http://soap.sforce.com/2006/04/metadata';
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

/** The operation of an envelope and its parameters; undefined for a body that is no envelope. */
export function readCall(body: Buffer): SoapCall | undefined {
  try {
    const envelope = parseXml(body.toString('utf8'));
    const [operation] = findElement(envelope.children, 'Body')?.children ?? [];
    const sessionId = textAt(envelope.children, 'Header', 'SessionHeader', 'sessionId');
    return operation && { operation: operation.name, parameters: operation.children, sessionId };
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
