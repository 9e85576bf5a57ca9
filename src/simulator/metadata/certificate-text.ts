import { type KeyObject, X509Certificate } from 'node:crypto';

const PEM_MARKER = '-----BEGIN CERTIFICATE-----';

function toPem(text: string): string {
  if (text.includes(PEM_MARKER)) return text;
  const body = text.replace(/\s+/g, '');
  // Some tools send the base64 of a whole PEM file, as SOAP shows the content of a Certificate component.
  const decoded = Buffer.from(body, 'base64').toString('latin1');
  if (decoded.includes(PEM_MARKER)) return decoded;
  return wrapAsPem(body);
}

/** PEM of base64 on one line. */
export function wrapAsPem(line: string): string {
  return `${PEM_MARKER}\n${line.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}

function parseCertificate(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(toPem(text.trim()));
  } catch {
    return undefined;
  }
}

const MOST_KNOWN = 1000;
/** What was read last: parsing takes as long as verifying a signature. */
const known = new Map<string, X509Certificate | undefined>();
const publicKeys = new WeakMap<X509Certificate, KeyObject>();

/** Reads every spelling in which tools deploy a certificate; undefined when there is none in the text. */
export function readCertificate(text: string): X509Certificate | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MOST_KNOWN) known.clear();
  const certificate = parseCertificate(text);
  known.set(text, certificate);
  return certificate;
}

/** Its public key, parsed once. */
export function publicKeyOf(certificate: X509Certificate): KeyObject {
  const key = publicKeys.get(certificate) ?? certificate.publicKey;
  publicKeys.set(certificate, key);
  return key;
}

/** The form that the org gives back: base64 of the DER bytes on one line. */
export function toOneLine(text: string): string {
  return readCertificate(text)?.raw.toString('base64') ?? '';
}
