import type { Answer } from '../answer.ts';
import { readMembers } from '../metadata/deploy-package.ts';
import { findRetrieve, startRetrieve } from '../metadata/retrieve-queue.ts';
import { type RetrieveResult, toStatus } from '../metadata/retrieve-result.ts';
import { findElement, textAt, textsOf, type XmlElement } from '../metadata/xml-elements.ts';
import type { SoapContext } from './soap-context.ts';
import { answerFault, answerSoap, writeValue } from './soap-envelope.ts';

/** `retrieve`: the version of the package counts, that of the request where the package names none. */
export function retrieve({ org, user, now }: SoapContext, parameters: XmlElement[]): Answer {
  const request = findElement(parameters, 'request')?.children ?? [];
  const unpackaged = findElement(request, 'unpackaged');
  const version = Number(textAt(request, 'unpackaged', 'version') || textAt(request, 'apiVersion'));
  const members = unpackaged === undefined ? [] : readMembers(unpackaged);
  const isSingle = textAt(request, 'singlePackage') === 'true';
  const names = textsOf(request, 'packageNames');
  const { id } = startRetrieve(org, user, { version, isSingle, members }, names, now);
  return answerSoap('SOAP-15', 'retrieve', writeValue('result', { done: false, id, state: 'Queued' }));
}

/** Where there is no zip, the answer says so (SOAP-17). */
function writeResult(result: RetrieveResult): string {
  const { zipFile, ...rest } = result;
  const zip = zipFile === null ? '<zipFile xsi:nil="true"/>' : writeValue('zipFile', zipFile);
  return writeValue('result', rest).replace(/<\/result>$/, () => `${zip}</result>`);
}

/** `checkRetrieveStatus`: brings the zip once, unless it is not wanted yet. */
export function checkRetrieveStatus({ org, now }: SoapContext, parameters: XmlElement[]): Answer {
  const found = findRetrieve(org, textAt(parameters, 'asyncProcessId'));
  if (found === undefined) {
    return answerFault('SOAP-09', 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  }
  const { outcome, endsAt } = found;
  const hasZip = textAt(parameters, 'includeZip') !== 'false';
  const body = writeResult(toStatus(found, now, hasZip));
  if ('errorMessage' in outcome) return answerSoap('SOAP-17', 'checkRetrieveStatus', body);
  if (hasZip && endsAt <= now) outcome.zip = null;
  return answerSoap(outcome.messages.length > 0 ? 'SOAP-16' : 'SOAP-15', 'checkRetrieveStatus', body);
}
