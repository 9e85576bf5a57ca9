import type { Answer } from '../answer.ts';
import {
  cancelDeploy,
  findDeploy,
  startDeploy,
  startQuickDeploy,
  statusOf,
} from '../metadata/deploy-queue.ts';
import { factOf, toDeployResult } from '../metadata/deploy-result.ts';
import type { UploadFault } from '../metadata/package-limits.ts';
import { findElement, textAt, textsOf, type XmlElement } from '../metadata/xml-elements.ts';
import type { SoapContext } from './soap-context.ts';
import { answerFault, answerSoap, writeValue } from './soap-envelope.ts';

function answerUploadFault({ code, message, fact }: UploadFault): Answer {
  return answerFault(fact, code, message);
}

/** `deploy`: a zip in base64 and its options. */
export function deploy({ org, user, now, version }: SoapContext, parameters: XmlElement[]): Answer {
  const zip = Buffer.from(textAt(parameters, 'ZipFile'), 'base64');
  const given = findElement(parameters, 'DeployOptions')?.children ?? [];
  const options = {
    ...Object.fromEntries(given.map(({ name, text }) => [name, text])),
    runTests: textsOf(given, 'runTests'),
  };
  const started = startDeploy(org, { zip, options, version }, user, now);
  if ('code' in started) return answerUploadFault(started);
  return answerSoap(
    'SOAP-08',
    'deploy',
    writeValue('result', { done: false, id: started.id, state: 'Queued' }),
  );
}

/** `deployRecentValidation`: the quick deploy of a validation. */
export function deployRecentValidation({ org, user, now }: SoapContext, parameters: XmlElement[]): Answer {
  const started = startQuickDeploy(org, textAt(parameters, 'validationId'), user, now);
  if ('code' in started) return answerUploadFault(started);
  return answerSoap('DEPLOY-29', 'deployRecentValidation', writeValue('result', started.id));
}

export function checkDeployStatus({ org, now }: SoapContext, parameters: XmlElement[]): Answer {
  const found = findDeploy(org, textAt(parameters, 'asyncProcessId'));
  if (found === undefined) {
    return answerFault('SOAP-09', 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  }
  const result = toDeployResult(org, found, now, textAt(parameters, 'includeDetails') === 'true');
  return answerSoap(factOf(found, statusOf(found, now)), 'checkDeployStatus', writeValue('result', result));
}

/** `cancelDeploy`; the guide calls its parameter `String`, jsforce `id`. */
export function cancel({ org, user, now, version }: SoapContext, parameters: XmlElement[]): Answer {
  const found = findDeploy(org, textAt(parameters, 'id') || textAt(parameters, 'String'));
  if (found === undefined) return answerFault('DEPLOY-13', 'INVALID_ID_FIELD', 'Invalid deploy ID');
  const fault = cancelDeploy(found, user, version, now);
  if (fault !== undefined) return answerUploadFault(fault);
  const done = statusOf(found, now) === 'Canceled';
  return answerSoap('DEPLOY-12', 'cancelDeploy', writeValue('result', { done, id: found.id }));
}
