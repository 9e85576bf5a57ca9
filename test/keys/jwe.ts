// A compact JWE sealed with a passphrase, written from RFC 7516 and RFC 7518 with node:crypto alone: an oracle that shares no
// code with the plugin or its libraries.
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';

export type JweHeader = Record<string, unknown>;

/** RFC 3394, 2.2.3.1: the initial value of AES key wrap. */
const WRAP_IV = Buffer.alloc(8, 0xa6);

const encode = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url');
const decode = (text = ''): Buffer => Buffer.from(text, 'base64url');

export function headerOf(jwe: string): JweHeader {
  return JSON.parse(decode(jwe.split('.')[0]).toString()) as JweHeader;
}

/** RFC 7518, 4.8: PBKDF2 with the salt `UTF8(alg) || 0x00 || p2s`; hash and key length stand in the name of the algorithm. */
function deriveKey({ alg, p2s, p2c }: JweHeader, passphrase: string): Buffer {
  const [, hash = '', bits = ''] = /^PBES2-HS(\d+)\+A(\d+)KW$/.exec(String(alg)) ?? [];
  const salt = Buffer.concat([Buffer.from(String(alg)), Buffer.from([0]), decode(String(p2s))]);
  return pbkdf2Sync(passphrase, salt, Number(p2c), Number(bits) / 8, `sha${hash}`);
}

/** RFC 7518, 4.4: the key that encrypts the contents, wrapped by the derived one. */
export function unwrapKey(jwe: string, passphrase: string): Buffer {
  const derived = deriveKey(headerOf(jwe), passphrase);
  const wrapping = createDecipheriv(`id-aes${derived.length * 8}-wrap`, derived, WRAP_IV);
  return Buffer.concat([wrapping.update(decode(jwe.split('.')[1])), wrapping.final()]);
}

/** RFC 7516, 5.2, for AES-GCM (RFC 7518, 5.3). The encoded header is what is authenticated beside the contents. */
export function openJwe(jwe: string, passphrase: string): Buffer {
  const [header = '', , iv, ciphertext, tag] = jwe.split('.');
  const key = unwrapKey(jwe, passphrase);
  const cipher = createDecipheriv(`aes-${key.length * 8}-gcm` as 'aes-256-gcm', key, decode(iv));
  cipher.setAAD(Buffer.from(header));
  cipher.setAuthTag(decode(tag));
  return Buffer.concat([cipher.update(decode(ciphertext)), cipher.final()]);
}

/** Few iterations, because a test seals and opens many. */
export const QUICK_HEADER: JweHeader = {
  alg: 'PBES2-HS512+A256KW',
  enc: 'A256GCM',
  p2c: 1000,
  p2s: encode(Buffer.alloc(16, 7)),
};

/** RFC 7516, 5.1. What the header says of alg, enc, p2s and p2c is done, where it can be; the header is written as it is. */
export function sealJwe(contents: string | Buffer, passphrase: string, header = QUICK_HEADER): string {
  const encodedHeader = encode(JSON.stringify(header));
  const [, bits = '256'] = /^A(\d+)GCM$/.exec(String(header['enc'])) ?? [];
  const key = randomBytes(Number(bits) / 8);
  const derived = deriveKey(header, passphrase);
  const wrapping = createCipheriv(`id-aes${derived.length * 8}-wrap`, derived, WRAP_IV);
  const wrapped = Buffer.concat([wrapping.update(key), wrapping.final()]);
  const iv = randomBytes(12);
  const cipher = createCipheriv(`aes-${bits}-gcm` as 'aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(encodedHeader));
  const ciphertext = Buffer.concat([cipher.update(contents), cipher.final()]);
  return [encodedHeader, ...[wrapped, iv, ciphertext, cipher.getAuthTag()].map(encode)].join('.');
}

/** The same with other members in its header, which is all that an attacker can change without the passphrase. */
export function withHeader(jwe: string, changes: JweHeader): string {
  const header = { ...headerOf(jwe), ...changes };
  return [encode(JSON.stringify(header)), ...jwe.split('.').slice(1)].join('.');
}
