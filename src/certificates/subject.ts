import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'certificates');

/** The attribute types that a subject may use, with their upper bounds in characters (RFC 5280, appendix A.1). */
const attributeTypes = {
  CN: { name: 'commonName', maxLength: 64 },
  O: { name: 'organizationName', maxLength: 64 },
  OU: { name: 'organizationalUnitName', maxLength: 64 },
  L: { name: 'localityName', maxLength: 128 },
  ST: { name: 'stateOrProvinceName', maxLength: 128 },
  C: { name: 'countryName', maxLength: 2 },
} as const;

export type AttributeType = keyof typeof attributeTypes;
export type SubjectAttribute = { type: AttributeType; name: string; value: string };

/** A distinguished name in the order in which a certificate holds it: the reverse of its RFC 4514 text. */
export type Subject = SubjectAttribute[];

/**
 * Reads an RFC 4514 distinguished name such as `CN=ci,O=Acme\, Inc,C=DE`.
 * Values are UTF-8; a backslash escapes the next character or two hexadecimal digits of a UTF-8 byte.
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

function parseAttribute(part: string, subject: string): SubjectAttribute {
  const equals = part.indexOf('=');
  const type = part.slice(0, Math.max(equals, 0)).trim().toUpperCase();
  const endsInEscape = /(?<!\\)(?:\\\\)*\\$/.test(part);
  if (splitUnescaped(part, '+').length > 1 || endsInEscape || !isAttributeType(type)) {
    throw messages.createError('error.SubjectMalformed', [
      subject,
      part.trim(),
      Object.keys(attributeTypes).join(', '),
    ]);
  }
  return checkAttribute(type, unescapeValue(part.slice(equals + 1)), subject);
}

function checkAttribute(type: AttributeType, value: string, subject: string): SubjectAttribute {
  const { name, maxLength } = attributeTypes[type];
  // Control characters survive into certificates and break parsers that treat NUL as an end of text; U+FFFD stands for bytes that are no UTF-8.
  if (value === '' || /[\p{Cc}\uFFFD]/u.test(value))
    throw messages.createError('error.SubjectValueUnusable', [type, subject]);
  const length = Array.from(value).length;
  if (length > maxLength)
    throw messages.createError('error.SubjectValueTooLong', [type, subject, length, maxLength]);
  // PrintableString of two letters: ISO 3166 (RFC 5280, X520countryName)
  if (type === 'C' && !/^[A-Z]{2}$/.test(value))
    throw messages.createError('error.SubjectCountryUnknown', [value]);
  return { type, name, value };
}

const isAttributeType = (type: string): type is AttributeType => Object.hasOwn(attributeTypes, type);

/** Splits at each separator that no backslash escapes. */
function splitUnescaped(text: string, separator: ',' | '+'): string[] {
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

function unescapeValue(raw: string): string {
  const trimmed = raw.trimStart().replace(/^((?:\\.|[^\\])*?) +$/su, '$1');
  return trimmed.replace(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gsu, (escaped, character: string | undefined) =>
    character === undefined ? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  );
}
