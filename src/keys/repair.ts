import { isUtf8 } from 'node:buffer';
import { bytesOf, findPemBlocks, formatPem } from './pem.ts';
import { isRecognized } from './recognize.ts';

/** A text is wrapped so often at most; a hostile one must not keep us busy. */
const MAXIMUM_LAYERS = 6;

/**
 * Undoes what secret stores, shells, editors and mail do to a key or certificate that is a text: byte order marks, UTF-16,
 * line breaks that became spaces, `\n` or nothing, quotes, indentation, base64 around the whole. PEM comes back as
 * RFC 7468 lays it out, without what stands around its blocks; DER and every other binary as it is. Never fails.
 */
export function repair(contents: Buffer): Buffer {
  return takeOffLayers(contents, MAXIMUM_LAYERS);
}

function takeOffLayers(contents: Buffer, layers: number): Buffer {
  const text = layers > 0 ? textOf(contents) : undefined;
  if (text === undefined) return contents;
  const inner =
    repairPem(text) ?? decodeBase64(text, layers - 1) ?? Buffer.from(straightenQuotes(unquote(text)), 'utf8');
  return inner.equals(contents) ? contents : takeOffLayers(inner, layers - 1);
}

/** The text of the bytes, whatever encoding an editor or PowerShell chose; undefined for what is no text. */
export function textOf(contents: Buffer): string | undefined {
  const [first, second, third] = contents;
  if (first === 0xff && second === 0xfe) return contents.subarray(2).toString('utf16le');
  if (first === 0xfe && second === 0xff) return swapBytes(contents.subarray(2)).toString('utf16le');
  if (first === 0x2d && second === 0 && third === 0x2d) return contents.toString('utf16le');
  if (isUtf8(contents) && !contents.includes(0)) return contents.toString('utf8').replace(/^\uFEFF/, '');
  // a name in another encoding, in what explains a PEM block, harms nothing
  return contents.includes('-----BEGIN ') ? contents.toString('latin1') : undefined;
}

function swapBytes(contents: Buffer): Buffer {
  return Buffer.from(contents.subarray(0, contents.length & ~1)).swap16();
}

/** PEM blocks in their standard form; what an armour of another program holds is not ours to rewrite. */
function repairPem(text: string): Buffer | undefined {
  const plain = straightenDashes(undoEscapes(text));
  const blocks = findPemBlocks(plain);
  if (blocks.length === 0 || blocks.some(({ label }) => label.startsWith('PGP '))) return undefined;
  const [block] = blocks;
  const inside = block && blocks.length === 1 ? bytesOf(block) : undefined;
  // `certutil -encode` of Windows, its tool for base64, makes a "certificate" of any file
  if (inside?.includes('-----BEGIN ')) return inside;
  return Buffer.from(blocks.map(formatPem).join(''), 'utf8');
}

/** Word processors join hyphens to dashes, and copying loses some of them. */
function straightenDashes(text: string): string {
  return text.replace(
    /[-\u2010-\u2015\u2212]{2,8}[ \t]?(BEGIN|END)[ \t]{0,4}([A-Z0-9 ]{3,64}?)[ \t]?[-\u2010-\u2015\u2212]{2,8}/g,
    '-----$1 $2-----',
  );
}

/** JSON, shells and `.env` files write line breaks and some signs of base64 with a backslash, sometimes several times over. */
function undoEscapes(text: string): string {
  if (text.includes('-----BEGIN%20')) return undoEscapes(decodePercent(text));
  if (!text.includes('\\')) return text;
  // what may follow the backslashes is optional, so that a long row of them is looked at once
  return text.replace(
    /\\+(r\\+n|n|r|\r?\n|t|u00[0-9a-f]{2})?/gi,
    (_, escaped = '') => escapes[String(escaped).charAt(0).toLowerCase()]?.(String(escaped)) ?? '',
  );
}

/** What an escape stands for, by its first character. */
const escapes: Record<string, (escaped: string) => string> = {
  n: () => '\n',
  r: () => '\n',
  t: () => ' ',
  u: (escaped) => String.fromCharCode(parseInt(escaped.slice(1), 16)),
  '\n': () => '\n',
};

function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** Base64, on one line or several, of something that we know; also a PEM block that lost its first line. */
function decodeBase64(text: string, layers: number): Buffer | undefined {
  const body = undoEscapes(unquote(text))
    .replace(/-----END [A-Z0-9 ]{3,64}-----\s*$/, '')
    .replace(/\s/g, '');
  if (body.length < 64 || !/^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}$/.test(body)) return undefined;
  const decoded = takeOffLayers(Buffer.from(body, 'base64'), layers);
  return isRecognized(decoded) ? decoded : undefined;
}

/** Without spaces and the quotes around it; a JSON string is decoded. */
function unquote(text: string): string {
  const trimmed = text.trim().replace(/(["'`])[,;]$/, '$1');
  if (!/^(["'`])[^]*\1$/.test(trimmed)) return trimmed;
  return (parseJsonString(trimmed) ?? trimmed.slice(1, -1)).trim();
}

/** JSON whose quotes kept the backslashes of a string that it once was. */
function straightenQuotes(text: string): string {
  return /^[{[]\s*\\+"/.test(text) ? text.replace(/\\+("?)/g, '$1') : text;
}

function parseJsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
