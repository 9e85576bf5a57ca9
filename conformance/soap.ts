import { XMLParser } from 'fast-xml-parser';
import { CannotTry, type Seen } from './claim.ts';
import { tag } from './components.ts';
import { listAt, valueAt } from './http.ts';
import { ask, type Trial } from './trial.ts';

const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false });

/** A call of the SOAP Metadata API; the value is what is inside the body of the answer's envelope. */
export async function callSoap(
  trial: Trial,
  operation: string,
  content: string,
  {
    sessionId = trial.accessToken,
    version = trial.org.apiVersion,
    header = '',
  }: { sessionId?: string; version?: string; header?: string } = {},
): Promise<Seen> {
  if (trial.accessToken.startsWith('eyJ')) throw new CannotTry('SOAP takes no JWT-format session');
  const namespace = 'http://soap.sforce.com/2006/04/metadata';
  const body =
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header xmlns="${namespace}"><SessionHeader>` +
    `${tag('sessionId', sessionId)}</SessionHeader>${header}</soapenv:Header><soapenv:Body xmlns="${namespace}">` +
    `<${operation}>${content}</${operation}></soapenv:Body></soapenv:Envelope>`;
  const headers = { 'content-type': 'text/xml; charset=UTF-8', SOAPAction: '""' };
  const path = `/services/Soap/m/${version}`;
  const answer = await ask(trial, path, { method: 'POST', headers, body });
  const isXml = answer.headers['content-type']?.includes('xml') === true;
  return { ...answer, value: isXml ? valueAt(parser.parse(answer.text), 'Envelope.Body') : undefined };
}

export function readComponent(trial: Trial, type: string, fullName: string): Promise<Seen> {
  return callSoap(trial, 'readMetadata', tag('type', type) + tag('fullNames', fullName));
}

/** One element of a component in the org; undefined when the component, or the element, is not there. */
export async function readElement(
  trial: Trial,
  type: string,
  fullName: string,
  name: string,
): Promise<string | undefined> {
  const { value } = await readComponent(trial, type, fullName);
  const found = valueAt(value, `readMetadataResponse.result.records.${name}`);
  return typeof found === 'string' ? found : undefined;
}

/** Names of the org's components of a type. */
export async function listNames(trial: Trial, type: string): Promise<string[]> {
  const content = `<queries>${tag('type', type)}</queries>${tag('asOfVersion', trial.org.apiVersion)}`;
  const { status, text, value } = await callSoap(trial, 'listMetadata', content);
  if (status !== 200) throw new CannotTry(`the org does not list components: ${text.slice(0, 200)}`);
  const found = listAt(value, 'listMetadataResponse.result');
  return found.map((item) => String(valueAt(item, 'fullName')));
}
