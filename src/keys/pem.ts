/**
 * One block of PEM (RFC 7468; with the headers of RFC 1421 that old openssl writes). `body` is base64 without white space,
 * as it came. `isClosed`: the line that ends it is there.
 */
export type PemBlock = { label: string; encryption?: PemEncryption; body: string; isClosed: boolean };

/** `DEK-Info` of old openssl: the name of the cipher, and its initialisation vector as hexadecimal. */
export type PemEncryption = { cipher: string; iv: string };

/** Labels as the standards write them, by which one that lost its spaces is known again. */
const labels = [
  'PRIVATE KEY',
  'RSA PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'EC PRIVATE KEY',
  'EC PARAMETERS',
  'DSA PRIVATE KEY',
  'OPENSSH PRIVATE KEY',
  'PUBLIC KEY',
  'RSA PUBLIC KEY',
  'CERTIFICATE',
  'TRUSTED CERTIFICATE',
  'X509 CERTIFICATE',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
];

const labelsBySquashed = new Map(labels.map((label) => [label.replaceAll(' ', ''), label]));

/** All blocks of the text, in order; what stands between them is explanatory. */
export function findPemBlocks(text: string): PemBlock[] {
  const begins = [...text.matchAll(/-----BEGIN ?([A-Z0-9 ]{1,64}?)-----/g)];
  return begins.map((begin, index) => {
    const from = begin.index + begin[0].length;
    const rest = text.slice(from, begins[index + 1]?.index);
    const stop = rest.indexOf('--');
    const inside = stop < 0 ? rest : rest.slice(0, stop);
    const isClosed = stop >= 0 && /^-----END ?[A-Z0-9 ]{1,64}-----/.test(rest.slice(stop, stop + 90));
    return { label: nameOf(begin[1] ?? ''), ...splitHeaders(inside), isClosed };
  });
}

function nameOf(label: string): string {
  return labelsBySquashed.get(label.replaceAll(' ', '')) ?? label;
}

function splitHeaders(inside: string): Pick<PemBlock, 'encryption' | 'body'> {
  const header =
    /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*((?:AES|CAMELLIA|ARIA|SEED)[A-Z0-9-]*|[A-Z0-9-]+),\s*/.exec(
      inside,
    );
  if (!header) return { body: compact(inside) };
  const [read, cipher = ''] = header;
  // without the line break, only the length of a block tells where the vector ends
  const ivLength = /^(?:AES|CAMELLIA|ARIA|SEED)/.test(cipher) ? 32 : 16;
  const iv = inside.slice(read.length, read.length + ivLength);
  return { encryption: { cipher, iv }, body: compact(inside.slice(read.length + ivLength)) };
}

/**
 * Takes out white space, what is left of a line of dashes, and line breaks that became the letter n. No base64 of DER begins
 * with that letter, so it is a line break when it stands at the beginning and after each 64 characters.
 */
function compact(body: string): string {
  const text = body.replace(/\s/g, '').replace(/-+$/, '');
  if (!/^n(?:[A-Za-z0-9+/]{64}n)*[A-Za-z0-9+/]{1,64}={0,2}n$/.test(text)) return text;
  return text.slice(1, -1).replace(/(.{64})n/g, '$1');
}

/** The block as RFC 7468 lays it out. One that was not closed stays so. */
export function formatPem({ label, encryption, body, isClosed }: PemBlock): string {
  const headers = encryption
    ? `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${encryption.cipher},${encryption.iv}\n\n`
    : '';
  const lines = body.replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${headers}${lines}${isClosed ? `-----END ${label}-----\n` : ''}`;
}

/** The bytes of the block; undefined when its body is no base64. */
export function bytesOf({ body }: PemBlock): Buffer | undefined {
  // what base64 leaves open at the end (padding, a single character) is for DER's own lengths to tell
  return /^[A-Za-z0-9+/]+={0,2}$/.test(body) ? Buffer.from(body, 'base64') : undefined;
}
