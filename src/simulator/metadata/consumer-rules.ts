import { randomBytes } from 'node:crypto';
import type { OrgRecords, OrgState } from '../org-state.ts';
import { OWN_WORDING } from '../refusals.ts';
import { readCertificate } from './certificate-text.ts';
import { type ComponentFault, fault, type Placement } from './placement.ts';
import { textAt } from './xml-elements.ts';

const KEY_PREFIX = '3MVG9';
const KEY_LENGTH = 85;
const CONSUMER_KEY = /^[A-Za-z0-9_.]{8,256}$/;

/** In this org as the deploy leaves it, in every other one, and outside (APP-03), but for those of apps that were here (APP-47). */
function takenKeys(org: OrgState, draft: OrgRecords): string[] {
  const outside = org.world.foreignConsumerKeys.filter((key) => !org.formerConsumerKeys.includes(key));
  return [...outside, ...allRecords(org, draft).flatMap(consumerKeysOf)];
}

function allRecords(org: OrgState, draft: OrgRecords): OrgRecords[] {
  return [draft, ...org.world.orgs.filter((other) => other !== org).map(({ records }) => records)];
}

function consumerKeysOf(records: OrgRecords): string[] {
  const live = records.components.flatMap(({ elements }) => [
    textAt(elements, 'consumerKey'),
    textAt(elements, 'oauthConfig', 'consumerKey'),
  ]);
  return [...live, ...records.stagedCredentials.map(({ key }) => key)];
}

/** APP-05 */
export function generateConsumerKey(): string {
  return (
    KEY_PREFIX +
    randomBytes(64)
      .toString('base64url')
      .replaceAll('-', '.')
      .slice(0, KEY_LENGTH - 5)
  );
}

export function generateConsumerSecret(): string {
  return randomBytes(32).toString('hex').toUpperCase();
}

/** Rules of a key that the deployer chose: its characters, and that no org in the world has it. */
export function checkChosenKey({ org, draft }: Placement, key: string): ComponentFault | undefined {
  if (key === '') return undefined;
  if (!CONSUMER_KEY.test(key)) {
    return fault('APP-04', `The consumer key must be 8 to 256 letters or digits ${OWN_WORDING}`);
  }
  return takenKeys(org, draft).includes(key)
    ? fault('APP-03', 'The consumer key is already taken.')
    : undefined;
}

function secretsOf(records: OrgRecords): string[] {
  const live = records.components.flatMap(({ elements }) => [
    textAt(elements, 'consumerSecret'),
    textAt(elements, 'oauthConfig', 'consumerSecret'),
  ]);
  return [...live, ...records.stagedCredentials.map(({ secret }) => secret)];
}

/** A secret may be chosen when the app is made, under the rules of a key (APP-36). */
export function checkChosenSecret(
  { org, draft }: Placement,
  secret: string,
  isNew: boolean,
): ComponentFault | undefined {
  if (secret === '') return undefined;
  if (!isNew) return fault('APP-36', `The consumer secret cannot be changed ${OWN_WORDING}`);
  if (!CONSUMER_KEY.test(secret)) {
    return fault('APP-36', `The consumer secret must be 8 to 256 letters or digits ${OWN_WORDING}`);
  }
  return allRecords(org, draft).flatMap(secretsOf).includes(secret)
    ? fault('APP-36', `The consumer secret is in use ${OWN_WORDING}`)
    : undefined;
}

/** An app's certificate must be readable and hold an RSA key. */
export function checkCertificate(text: string): ComponentFault | undefined {
  if (text.trim() === '') return undefined;
  const certificate = readCertificate(text);
  if (certificate === undefined) return fault('APP-09', `The certificate cannot be read ${OWN_WORDING}`);
  return certificate.publicKey.asymmetricKeyType === 'rsa'
    ? undefined
    : fault('APP-09', `The certificate's key is not an RSA key ${OWN_WORDING}`);
}
