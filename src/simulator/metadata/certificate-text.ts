import { X509Certificate } from 'node:crypto';

const PEM_MARKER = '-----BEGIN CERTIFICATE-----';

function toPem(text: string): string {
  if (text.includes(PEM_MARKER)) return text;
  const body = text.replace(/\s+/g, '');
  // Some tools send the base64 of a whole PEM file, as SOAP shows the content of a Certificate component.
  const decoded = Buffer.from(body, 'base64').toString('latin1');
  if (decoded.includes(PEM_MARKER)) return decoded;
  return `${PEM_MARKER}\n${body.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}

/** Reads every spelling in which tools deploy a certificate; undefined when there is none in the text. */
export function readCertificate(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(toPem(text.trim()));
  } catch {
    return undefined;
  }
}

/** The form that the org gives back: base64 of the DER bytes on one line. */
export function toOneLine(text: string): string {
  return readCertificate(text)?.raw.toString('base64') ?? '';
}
