import { verify } from 'node:crypto';
import { Messages } from '@salesforce/core/messages';
import { loadDerWriter, toPem } from '../keys/der-writer.ts';
import type { KeyPair } from '../keys/generate.ts';
import { distinguishedName, endEntityExtensions, signed, subjectPublicKeyInfo } from './structure.ts';
import type { Subject } from './subject.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

const VERSION_1 = 0;
/** PKCS#9 extensionRequest (RFC 2985, 5.4.2). */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/**
 * Builds a PKCS#10 certificate request (RFC 2986) over the pair's public key, signed with SHA-256, as PEM. It asks for the
 * extensions that our own certificates have; the authority decides.
 */
export async function buildRequest(pair: KeyPair, subject: Subject): Promise<string> {
  const write = await loadDerWriter();
  const { sequence, set, oid, integer, tagged, encode } = write;
  const extensions = sequence(...endEntityExtensions(write, pair.publicKey));
  const contents = sequence(
    integer(VERSION_1),
    distinguishedName(write, subject),
    subjectPublicKeyInfo(write, pair.publicKey),
    tagged(0, sequence(oid(EXTENSION_REQUEST), set(extensions))),
  );
  const der = signed(write, contents, pair.privateKey);
  // node:crypto reads no requests: the signature, which ends it, is checked over what was to be signed
  const signature = der.subarray(-(pair.publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  if (!verify('sha256', encode(contents), pair.publicKey, signature))
    throw messages.createError('error.RequestSelfCheckFailed');
  return toPem('CERTIFICATE REQUEST', der);
}
