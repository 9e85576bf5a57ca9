import type { KeyObject } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import type { DecodedJwt } from '../assertion/decode.ts';
import { verifySignature } from '../assertion/verify.ts';
import { unusable, warning, type Finding } from './finding.ts';
import type { Item } from './inspection.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'inspection');

/** What an item is compared by. */
export type Subject = { item: Item; publicKey?: KeyObject; jwt?: DecodedJwt };

/** A key or certificate that the user named; `source` is the file's name for messages. */
export type Reference = { is: 'key' | 'certificate'; source: string; publicKey: KeyObject };

/**
 * Whether a file belongs to another one, or was signed by it; `own` compares the key and the certificate inside one file,
 * which nobody asked for.
 */
export type Check = {
  against: 'key' | 'certificate' | 'own';
  source: string;
  holds: boolean;
  findings: Finding[];
};

/** Carries out the check that the user asked for. `source` names the file that is inspected. */
export function checkAgainst(subjects: readonly Subject[], source: string, reference: Reference): Check {
  const token = subjects.find(({ jwt }) => jwt !== undefined);
  const findings = token?.jwt
    ? findSignatureFaults(token.jwt, token.item, reference)
    : findPairFaults(subjects, source, reference);
  return { against: reference.is, source: reference.source, holds: findings.length === 0, findings };
}

/** Compares the key and the certificates of one file, when it has both. */
export function checkOwnPair(subjects: readonly Subject[], source: string): Check[] {
  const key = subjects.find(({ item, publicKey }) => item.kind === 'private-key' && publicKey);
  const certificates = subjects.filter(({ item, publicKey }) => item.kind === 'certificate' && publicKey);
  const { publicKey } = key ?? {};
  if (!publicKey || certificates.length === 0) return [];
  const holds = certificates.some((certificate) => certificate.publicKey?.equals(publicKey));
  const findings = holds ? [] : [warning(messages.createWarning('warning.OwnPairDiffers', [source]))];
  return [{ against: 'own', source, holds, findings }];
}

function findSignatureFaults(jwt: DecodedJwt, item: Item, reference: Reference): Finding[] {
  const { source } = reference;
  const reason = messages.getMessage('because.SignatureInvalid');
  switch (verifySignature(jwt, reference.publicKey)) {
    case 'valid':
      return [];
    case 'key':
      return [unusable(messages.createWarning('warning.SignatureKeyUnusable', [source]), reason)];
    case 'signature':
      return item.kind === 'jwt-access-token'
        ? [unusable(messages.createWarning('warning.SignatureIsOrgs', [source]), reason)]
        : [unusable(messages.createWarning('warning.SignatureInvalid', [source]), reason)];
    default:
      return [unusable(messages.createWarning('warning.SignatureNotRs256', [source]), reason)];
  }
}

function findPairFaults(subjects: readonly Subject[], source: string, reference: Reference): Finding[] {
  const [first, ...others] = candidatesFor(subjects, reference);
  const isSame = (subject: Subject | undefined): boolean =>
    subject?.publicKey?.equals(reference.publicKey) ?? false;
  if (isSame(first)) return [];
  const reason = messages.getMessage('because.PairDiffers');
  if (!first) {
    const text = messages.createWarning('warning.NothingToCompare', [source, reference.source]);
    return [unusable(text, reason)];
  }
  const position = subjects.indexOf(others.find(isSame) ?? first) + 1;
  if (others.some(isSame)) {
    const text = messages.createWarning('warning.PairFurtherBack', [reference.source, position, source]);
    return [unusable(text, messages.getMessage('because.PairFurtherBack'))];
  }
  return [
    unusable(
      messages.createWarning(
        'warning.PairDiffers',
        [source, reference.source],
        [keyFileOf(first, source, reference)],
      ),
      reason,
    ),
  ];
}

/** The private key among the two, for a command line; a placeholder when it is none or no file. */
function keyFileOf({ item }: Subject, source: string, reference: Reference): string {
  const key = item.kind === 'private-key' ? source : reference.is === 'key' && reference.source;
  return key === false || /^\$|^standard input$/.test(key) ? 'KEY_FILE' : `"${key}"`;
}

/** Certificates first for a key, keys first for a certificate; of a bundle the first is the one that an app would get. */
function candidatesFor(subjects: readonly Subject[], { is }: Reference): Subject[] {
  const isCounterpart = ({ item }: Subject): boolean => (item.kind === 'certificate') === (is === 'key');
  const comparable = subjects.filter(({ publicKey }) => publicKey);
  return [...comparable.filter(isCounterpart), ...comparable.filter((subject) => !isCounterpart(subject))];
}
