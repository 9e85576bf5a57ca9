import { isUtf8 } from 'node:buffer';
import {
  BIT_STRING,
  CONTEXT_0,
  INTEGER,
  membersOf,
  numberOf,
  OCTET_STRING,
  OID,
  oidOf,
  readElement,
  SEQUENCE,
  type Element,
} from './der.ts';
import { bytesOf, findPemBlocks, type PemBlock } from './pem.ts';

/** What a file is. Of a file with several parts, what its private key is; without one, its first part. */
export type FileKind =
  | 'access-token'
  | 'auth-url'
  | 'certificate'
  | 'certificate-request'
  | 'consumer-key'
  | 'dsa'
  | 'ec'
  | 'empty'
  | 'encrypted-pkcs8'
  | 'hardis'
  | 'html'
  | 'jks'
  | 'jwe'
  | 'jwt'
  | 'legacy-encrypted'
  | 'lfs-pointer'
  | 'openssh'
  | 'path'
  | 'pgp'
  | 'pkcs1'
  | 'pkcs12'
  | 'pkcs7'
  | 'pkcs8'
  | 'placeholder'
  | 'private-jwk'
  | 'public-jwk'
  | 'public-key'
  | 'putty'
  | 'sealed-by-age'
  | 'sealed-by-ansible'
  | 'sealed-by-git-crypt'
  | 'sealed-by-gpg'
  | 'sealed-by-openssl'
  | 'sealed-by-sops'
  | 'ssh-private'
  | 'ssh-public'
  | 'symmetric-jwk'
  | 'unknown';

const tagsOf = (element: Element | undefined): number[] => membersOf(element).map(({ tag }) => tag);
const startsWith = (tags: number[], ...wanted: number[]): boolean =>
  wanted.every((tag, index) => tags[index] === tag);

/** An AlgorithmIdentifier begins with an object identifier. */
const isAlgorithm = (element: Element | undefined): boolean =>
  element?.tag === SEQUENCE && membersOf(element)[0]?.tag === OID;

/** The outermost SEQUENCE of DER, most specific first; a file that is cut off is known by its beginning. */
const derKinds: Array<[FileKind, (members: Element[], tags: number[]) => boolean]> = [
  [
    'pkcs12',
    ([version, content]) =>
      numberOf(version) === 3 && oidOf(membersOf(content)[0]).startsWith('1.2.840.113549.1.7.'),
  ],
  ['pkcs7', ([type]) => oidOf(type) === '1.2.840.113549.1.7.2'],
  [
    'pkcs8',
    ([, algorithm], tags) => startsWith(tags, INTEGER, SEQUENCE, OCTET_STRING) && isAlgorithm(algorithm),
  ],
  [
    'encrypted-pkcs8',
    ([algorithm], tags) => startsWith(tags, SEQUENCE, OCTET_STRING) && isAlgorithm(algorithm),
  ],
  ['public-key', ([algorithm], tags) => startsWith(tags, SEQUENCE, BIT_STRING) && isAlgorithm(algorithm)],
  ['ec', ([version], tags) => startsWith(tags, INTEGER, OCTET_STRING) && numberOf(version) === 1],
  [
    'dsa',
    ([version], tags) => tags.length === 6 && tags.every((tag) => tag === INTEGER) && numberOf(version) === 0,
  ],
  ['pkcs1', ([version], tags) => startsWith(tags, INTEGER, INTEGER, INTEGER) && numberOf(version) <= 1],
  ['public-key', (_, tags) => startsWith(tags, INTEGER, INTEGER) && tags.length === 2],
  ['certificate-request', ([signed]) => startsWith(tagsOf(signed), INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0)],
  [
    'certificate',
    ([signed]) =>
      [
        [CONTEXT_0, INTEGER, SEQUENCE],
        [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE],
      ].some((wanted) => startsWith(tagsOf(signed), ...wanted)),
  ],
];

export function recognizeDer(bytes: Buffer): FileKind | undefined {
  const element = readElement(bytes);
  if (element?.tag !== SEQUENCE) return undefined;
  const members = membersOf(element);
  const tags = members.map(({ tag }) => tag);
  return derKinds.find(([, matches]) => matches(members, tags))?.[0];
}

/** First bytes of binary files that are not DER. */
const magics: Array<[FileKind, Buffer]> = [
  ['jks', Buffer.from('feedfeed', 'hex')],
  ['jks', Buffer.from('cececece', 'hex')],
  ['sealed-by-git-crypt', Buffer.from('\0GITCRYPT\0')],
  ['sealed-by-openssl', Buffer.from('Salted__')],
  ['sealed-by-age', Buffer.from('age-encryption.org/')],
  ['openssh', Buffer.from('openssh-key-v1\0')],
];

/** What the label of a PEM block says, where its bytes say nothing. */
const labelKinds: Array<[FileKind, RegExp]> = [
  ['openssh', /^OPENSSH PRIVATE KEY$/],
  ['ssh-private', /^SSH2 .*PRIVATE KEY$/],
  ['encrypted-pkcs8', /^ENCRYPTED PRIVATE KEY$/],
  ['pkcs1', /^RSA PRIVATE KEY$/],
  ['ec', /^EC (?:PRIVATE KEY|PARAMETERS)$/],
  ['dsa', /^DSA PRIVATE KEY$/],
  ['sealed-by-age', /^AGE ENCRYPTED FILE$/],
  ['sealed-by-gpg', /^PGP MESSAGE$/],
  ['pgp', /^PGP /],
  ['pkcs8', /PRIVATE KEY$/],
  ['certificate-request', /CERTIFICATE REQUEST$/],
  ['certificate', /CERTIFICATE$/],
  ['pkcs7', /^(?:PKCS7|CMS)$/],
  ['ssh-public', /^SSH2 PUBLIC KEY$/],
  ['public-key', /PUBLIC KEY$/],
];

export function recognizeBlock(block: PemBlock): FileKind {
  if (block.encryption) return 'legacy-encrypted';
  const bytes = bytesOf(block);
  const inside = bytes && recognizeBytes(bytes);
  if (inside !== undefined) return inside;
  return labelKinds.find(([, pattern]) => pattern.test(block.label))?.[0] ?? 'unknown';
}

function recognizeBytes(bytes: Buffer): FileKind | undefined {
  const magic = magics.find(([, first]) => bytes.subarray(0, first.length).equals(first));
  return magic?.[0] ?? recognizeDer(bytes);
}

/** Kinds that hold a private key, usable or not. */
const privateKinds: ReadonlySet<FileKind> = new Set<FileKind>([
  'dsa',
  'ec',
  'encrypted-pkcs8',
  'hardis',
  'jwe',
  'legacy-encrypted',
  'openssh',
  'pgp',
  'pkcs1',
  'pkcs12',
  'pkcs8',
  'private-jwk',
  'putty',
  'ssh-private',
]);

export function isPrivateKind(kind: FileKind): boolean {
  return privateKinds.has(kind);
}

/** Whole texts that are not PEM, most specific first. */
const textKinds: Array<[FileKind, RegExp]> = [
  ['empty', /^\s*$/],
  ['sealed-by-ansible', /^\$ANSIBLE_VAULT;/],
  ['sealed-by-age', /^age-encryption\.org\//],
  ['lfs-pointer', /^version https:\/\/git-lfs\.github\.com\//],
  ['putty', /^PuTTY-User-Key-File-/],
  ['ssh-public', /^(?:ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/]{40}/],
  ['hardis', /^[0-9a-f]{32}:(?:[0-9a-f]{32})+$/i],
  ['access-token', /^00D[A-Za-z0-9]{12,15}!/],
  ['auth-url', /^force:\/\//],
  ['jwe', /^eyJ[\w-]+\.[\w-]*\.[\w-]*\.[\w-]*\.[\w-]*$/],
  ['jwt', /^(?:Bearer )?eyJ[\w-]+\.[\w-]+\.[\w-]*$/],
  ['consumer-key', /^3MVG9[\w.]{20,}$/],
  ['html', /^<(?:!doctype html|html|head|body)\b/i],
  ['placeholder', /^\$(?:\{?\w+\}?|\([\w.]+\)|env:\w+)$/i],
  ['placeholder', /^(?:\$?\{\{[^\n]*\}\}|\$\{[^\n]*\}|%\w+%|\*{3,}|<[^>\n]*>)$/],
  ['placeholder', /^(?:null|undefined|none|\[?(?:redacted|masked)\]?)$/i],
  ['path', /^(?:[~.]{0,2}[\\/]|[a-z]:[\\/])[^\n]{1,400}$/i],
  ['path', /^[^\n]{1,400}\.(?:key|pem|p12|pfx|jks|der|jwk)$/i],
];

/** What `repair` gave back is. */
export function recognize(contents: Buffer): FileKind {
  const binary = recognizeBytes(contents);
  if (binary !== undefined) return binary;
  if (!isUtf8(contents)) return 'unknown';
  const text = contents.toString('utf8');
  const blocks = findPemBlocks(text).map(recognizeBlock);
  const [first] = blocks;
  if (first !== undefined) return blocks.find(isPrivateKind) ?? first;
  return recognizeJson(text) ?? textKinds.find(([, pattern]) => pattern.test(text.trim()))?.[0] ?? 'unknown';
}

/** True for what is more than a short text that could be anything. */
export function isRecognized(contents: Buffer): boolean {
  return !['empty', 'path', 'placeholder', 'unknown'].includes(recognize(contents));
}

type Json = Record<string, unknown>;
const has = (value: unknown, ...names: string[]): value is Json =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

/** The kinds of JSON: keys (RFC 7517), encrypted ones (RFC 7516), and what else people have as JSON. */
const jsonKinds: Array<[FileKind, (value: Json) => boolean]> = [
  ['sealed-by-sops', (value) => has(value, 'sops')],
  ['jwe', (value) => has(value, 'ciphertext')],
  ['private-jwk', (value) => jwksOf(value).some((jwk) => has(jwk, 'd'))],
  ['symmetric-jwk', (value) => jwksOf(value).some((jwk) => has(jwk, 'k'))],
  ['public-jwk', (value) => jwksOf(value).length > 0],
  ['access-token', (value) => has(value, 'access_token') || has(value, 'accessToken')],
];

function recognizeJson(text: string): FileKind | undefined {
  const value = parseJson(text);
  return has(value) ? (jsonKinds.find(([, matches]) => matches(value))?.[0] ?? 'unknown') : undefined;
}

/** The keys of a JWK set, or the one JWK. */
export function jwksOf(value: unknown): Json[] {
  const keys = has(value, 'keys') && Array.isArray(value['keys']) ? (value['keys'] as unknown[]) : [value];
  return keys.filter((key): key is Json => has(key, 'kty'));
}

export function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
