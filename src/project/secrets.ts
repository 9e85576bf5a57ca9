/** What a secret is called in `messages/project.md`. */
export type SecretKind =
  'privateKey' | 'signed' | 'jwk' | 'accessToken' | 'refreshToken' | 'authUrl' | 'password' | 'secret';

/**
 * Texts that hold a secret, whoever wrote it there; schemas/sf-jwt.schema.json has the same patterns. What they look for is what
 * no path, address or name has in it. A certificate is no secret, though its PEM and DER begin alike.
 */
export const SECRET_TEXTS: ReadonlyArray<[kind: SecretKind, pattern: RegExp]> = [
  // PEM, and PuTTY's own form
  ['privateKey', /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-/u],
  // base64 of a PEM text: "-----BEGIN " and PRI, RSA, ENCRYPTED or EC, OPENSSH
  ['privateKey', /LS0tLS1CRUdJTiB(?:QUklW|[EFPS])/u],
  // base64 of DER: version 0 of PKCS#1 and PKCS#8, 3 of PKCS#12; an encrypted PKCS#8; a key of an elliptic curve
  [
    'privateKey',
    /MII[\w+/-]{2}[AQgw]IBA[ADz]|MII[\w+/-]{5}BgkqhkiG9w0B|MI[GH][\w+/-]M[\w+/-]{2}GCSqGSIb3DQEF|MHcCAQEE|MIG[\w+/-]AgEAM/u,
  ],
  // the same DER in hex
  ['privateKey', /30(?:82|:82:)[\dA-Fa-f:]{4,6}02:?01:?0[03]/u],
  // base64 of JSON: the header and claims of a JWT, or a JWK. A consumer key can begin so, but not for so long
  ['signed', /(?:^|[^\w+/-])e(?:yJ[\w-]{8,}\.e[yw]|(?:yJ|yAi|wo[gJi]|w0K|wki)[\w-]{100})/u],
  ['jwk', /^(?=[\s\S]*"kty")(?=[\s\S]*"[dk]"\s*:)/u],
  ['accessToken', /00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?:!|%21)[\w.]/u],
  ['refreshToken', /5Aep861[\w.]{20}/u],
  // an `SFDX auth URL` has a refresh token in it
  ['authUrl', /(?:^|[^A-Za-z])force:\/\//u],
  // of an address: user:password@host
  ['password', /:\/\/[^\s/?#@":]+:[^\s/?#@"]+@/u],
];

/** Members whose text is a secret by their name, since no one can tell it by itself. */
export const SECRET_NAMES =
  /^(?:[Pp]ass(?:phrase|word)|(?:(?:[Cc]lient|[Cc]onsumer)[_-]?)?[Ss]ecret|(?:[Aa]ccess|[Rr]efresh|[Ss]ecurity)[_-]?[Tt]oken|[Ss]ession[_-]?[Ii]d)$/u;

export type FoundSecret = { place: string; kind: SecretKind };

/** The first secret in a value of JSON, by its place (`orgs.ci.key.file`); never with its text, nor with that of a name. */
export function findSecret(value: unknown, place = ''): FoundSecret | undefined {
  if (typeof value === 'string') {
    const kind = kindOf(value);
    return kind && { place, kind };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value) && isPrivateJwk(value)) return { place, kind: 'jwk' };
  for (const [name, member] of Object.entries(value)) {
    const found = findInMember(name, member, place);
    if (found) return found;
  }
  return undefined;
}

function findInMember(name: string, member: unknown, parent: string): FoundSecret | undefined {
  const kind = kindOf(name);
  if (kind) return { place: parent, kind };
  const place = parent === '' ? name : `${parent}.${name}`;
  return typeof member === 'string' && SECRET_NAMES.test(name)
    ? { place, kind: 'secret' }
    : findSecret(member, place);
}

/** A secret anywhere in the text of a file, also where JSON reads past it: of two members of one name, the first is lost. */
export function findSecretInText(text: string): FoundSecret | undefined {
  // JSON has members called "kty" and "d" without being a key
  const kind = SECRET_TEXTS.find(([name, pattern]) => name !== 'jwk' && pattern.test(text))?.[0];
  return kind && { place: '', kind };
}

const kindOf = (text: string): SecretKind | undefined =>
  SECRET_TEXTS.find(([, pattern]) => pattern.test(text))?.[0];

/** RFC 7517: `kty` is in each; `d` is the private part of RSA and of elliptic curves, `k` that of a secret key. */
function isPrivateJwk(value: object): boolean {
  return Object.hasOwn(value, 'kty') && (Object.hasOwn(value, 'd') || Object.hasOwn(value, 'k'));
}
