import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/** The ASN.1 string types of names. Of DirectoryString, RFC 5280 (4.1.2.4) leaves the first two for new certificates. */
export type StringType = 'utf8' | 'printable' | 'ia5';

type AttributeRow = { oid: string; longName: string; maxLength: number; string?: StringType };

/**
 * The attribute types that a subject may use: those of RFC 4514 (section 3), and others that authorities ask for. Upper
 * bounds in characters: RFC 5280, appendix A.1; street: X.520; UID: RFC 4524; DC: one label of a host name (RFC 4519, 2.4).
 */
const attributeTypes = {
  CN: { oid: '2.5.4.3', longName: 'commonName', maxLength: 64 },
  O: { oid: '2.5.4.10', longName: 'organizationName', maxLength: 64 },
  OU: { oid: '2.5.4.11', longName: 'organizationalUnitName', maxLength: 64 },
  L: { oid: '2.5.4.7', longName: 'localityName', maxLength: 128 },
  ST: { oid: '2.5.4.8', longName: 'stateOrProvinceName', maxLength: 128 },
  C: { oid: '2.5.4.6', longName: 'countryName', maxLength: 2, string: 'printable' },
  street: { oid: '2.5.4.9', longName: 'streetAddress', maxLength: 128 },
  DC: { oid: '0.9.2342.19200300.100.1.25', longName: 'domainComponent', maxLength: 63, string: 'ia5' },
  UID: { oid: '0.9.2342.19200300.100.1.1', longName: 'userId', maxLength: 256 },
  serialNumber: { oid: '2.5.4.5', longName: 'serialNumber', maxLength: 64, string: 'printable' },
  GN: { oid: '2.5.4.42', longName: 'givenName', maxLength: 32_768 },
  SN: { oid: '2.5.4.4', longName: 'surname', maxLength: 32_768 },
  emailAddress: { oid: '1.2.840.113549.1.9.1', longName: 'E', maxLength: 255, string: 'ia5' },
} as const satisfies Record<string, AttributeRow>;

export type AttributeType = keyof typeof attributeTypes;

/** `type` is the short name, as OpenSSL and node:crypto print it. */
export type SubjectAttribute = { type: AttributeType; oid: string; string: StringType; value: string };

/** A distinguished name in the order in which a certificate holds it: the reverse of its RFC 4514 text. */
export type Subject = SubjectAttribute[];

/** Both names of each type, in capitals, because their case does not matter (RFC 4514, section 3). */
const typesByName = new Map(
  Object.entries(attributeTypes).flatMap(([type, { longName }]) =>
    [type, longName].map((name) => [name.toUpperCase(), type as AttributeType] as const),
  ),
);

/** What the ASN.1 string types other than UTF8String can hold (X.680, 41.4; IA5String without its control characters). */
const alphabets: Record<StringType, { allows: RegExp; description: string }> = {
  utf8: { allows: /^[^]*$/, description: 'any characters' },
  printable: {
    allows: /^[A-Za-z0-9 '()+,\-./:=?]*$/,
    description: "A-Z a-z 0-9 space ' ( ) + , - . / : = ?",
  },
  ia5: { allows: /^[\x20-\x7E]*$/, description: 'ASCII characters' },
};

/**
 * Reads an RFC 4514 distinguished name such as `CN=ci,O=Acme\, Inc,C=DE`.
 * Values are UTF-8; a backslash escapes a special character or two hexadecimal digits of a UTF-8 byte. Spaces around types
 * and values do not count. What the standard allows and this does not (`+`, `#hex`) is refused by its name.
 */
export function parseSubject(text: string): Subject {
  const attributes = splitUnescaped(text, ',').map((part) => parseAttribute(part, text));
  if (!attributes.some(({ type }) => type === 'CN'))
    throw messages.createError('error.SubjectWithoutCommonName', [text]);
  return attributes.reverse();
}

/** The one-attribute subject `CN=<commonName>`. */
export function commonNameSubject(commonName: string): Subject {
  return [checkAttribute('CN', commonName, `CN=${commonName}`)];
}

/** The RFC 4514 text (section 2.4) of a subject, which `parseSubject` reads back. */
export function formatSubject(subject: Subject): string {
  const escape = (value: string): string =>
    value.replace(/[\\",+;<>]|^[ #]| $/gu, (character) => `\\${character}`);
  return subject
    .map(({ type, value }) => `${type}=${escape(value)}`)
    .reverse()
    .join(',');
}

/** Forms of a part that have a name of their own; the first that fits is told. */
const unsupportedForms: Array<{ fits: (name: string, rawValue: string) => boolean; error: string }> = [
  { fits: (name) => name.startsWith('/'), error: 'error.SubjectWithSlashes' },
  { fits: (_, value) => splitUnescaped(value, '+').length > 1, error: 'error.SubjectMultiValued' },
  { fits: (_, value) => value.startsWith('#'), error: 'error.SubjectHexValue' },
  { fits: (_, value) => splitUnescaped(value, '"').length > 1, error: 'error.SubjectQuoted' },
];

/** Any number of `pair` and of characters that may stand for themselves (RFC 4514, section 3). */
const VALUE = /^(?:\\(?:[0-9A-Fa-f]{2}|[ "#+,;<=>\\])|[^\\"+,;<>])*$/u;

function parseAttribute(part: string, subject: string): SubjectAttribute {
  const [, name = '', rest] = /^ *([^=]*?) *=(.*)$/su.exec(part) ?? [];
  const rawValue = trimSpaces(rest ?? '');
  const form = unsupportedForms.find(({ fits }) => fits(name, rawValue));
  if (form) throw messages.createError(form.error, [trimSpaces(part), subject]);
  const type = typesByName.get(name.toUpperCase());
  if (!type || !VALUE.test(rawValue)) {
    const types = Object.keys(attributeTypes).join(', ');
    throw messages.createError('error.SubjectMalformed', [subject, trimSpaces(part), types]);
  }
  return checkAttribute(type, unescapeValue(rawValue), subject);
}

function checkAttribute(type: AttributeType, value: string, subject: string): SubjectAttribute {
  const { oid, maxLength, string = 'utf8' }: AttributeRow = attributeTypes[type];
  // Control characters survive into certificates and break parsers that treat NUL as an end of text; U+FFFD stands for bytes that are no UTF-8.
  if (value === '' || /[\p{Cc}\p{Cs}\uFFFD]/u.test(value))
    throw messages.createError('error.SubjectValueUnusable', [type, subject]);
  const length = Array.from(value).length;
  if (length > maxLength)
    throw messages.createError('error.SubjectValueTooLong', [type, subject, length, maxLength]);
  // PrintableString of two letters: ISO 3166 (RFC 5280, X520countryName)
  if (type === 'C' && !/^[A-Z]{2}$/.test(value))
    throw messages.createError('error.SubjectCountryUnknown', [value]);
  const { allows, description } = alphabets[string];
  if (!allows.test(value))
    throw messages.createError('error.SubjectCharacterNotAllowed', [type, subject, description]);
  return { type, oid, string, value };
}

/** Splits at each separator that no backslash escapes. */
function splitUnescaped(text: string, separator: ',' | '+' | '"'): string[] {
  const parts: string[] = [];
  let part = '';
  let isEscaped = false;
  for (const character of text) {
    if (character === separator && !isEscaped) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
    isEscaped = character === '\\' && !isEscaped;
  }
  return [...parts, part];
}

/** Without the spaces at both ends, but for one that a backslash escapes. No other white space is dropped. */
function trimSpaces(text: string): string {
  return text.replace(/^ +/, '').replace(/^((?:\\.|[^\\])*?) +$/su, '$1');
}

function unescapeValue(raw: string): string {
  return raw.replace(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gsu, (escaped, character: string | undefined) =>
    character === undefined ? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  );
}
