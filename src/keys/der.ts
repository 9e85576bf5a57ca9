/**
 * One element of ASN.1 in DER, or in BER with indefinite lengths, which some PKCS#12 writers use (X.690).
 * `end` is where the next one begins; `missing` counts the bytes that its length announces and that are not there.
 */
export type Element = { tag: number; contents: Buffer; end: number; missing: number };

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OID = 0x06;
export const SEQUENCE = 0x30;
export const CONTEXT_0 = 0xa0;

/** A hostile file must not exhaust the stack. */
const MAXIMUM_DEPTH = 32;

/** Reads the element at `offset`. One that is cut off is given as far as it goes; undefined where there is none. */
export function readElement(bytes: Buffer, offset = 0, depth = 0): Element | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  // tags above 30 take more than one byte; no key or certificate has them
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  if (first === 0x80) return readIndefinite(bytes, offset, depth);
  const lengthBytes = first > 0x80 ? first & 0x7f : 0;
  const start = offset + 2 + lengthBytes;
  if (lengthBytes > 4 || start > bytes.length) return undefined;
  const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(offset + 2, lengthBytes));
  return { tag, contents: bytes.subarray(start, end), end, missing: Math.max(0, end - bytes.length) };
}

/** Such an element ends with two zero bytes, which only reading its members finds. */
function readIndefinite(bytes: Buffer, offset: number, depth: number): Element {
  const tag = bytes.readUInt8(offset);
  const start = offset + 2;
  let at = start;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    const member = depth < MAXIMUM_DEPTH ? readElement(bytes, at, depth + 1) : undefined;
    if (!member || member.missing > 0)
      return { tag, contents: bytes.subarray(start), end: bytes.length, missing: 2 };
    at = member.end;
  }
  return { tag, contents: bytes.subarray(start, at), end: at + 2, missing: 0 };
}

/** The members of a constructed element, as far as they can be read. */
export function membersOf(element: Element | undefined): Element[] {
  const members: Element[] = [];
  if (!element || (element.tag & 0x20) === 0) return members;
  for (let at = 0; at < element.contents.length;) {
    const member = readElement(element.contents, at);
    if (!member) break;
    members.push(member);
    at = member.end;
  }
  return members;
}

/** The bytes of an OCTET STRING, which BER may cut into several; also of one with an implicit tag. */
export function octetsOf(element: Element | undefined, depth = 0): Buffer {
  if (!element) return Buffer.alloc(0);
  if ((element.tag & 0x20) === 0 || depth > MAXIMUM_DEPTH) return element.contents;
  return Buffer.concat(membersOf(element).map((part) => octetsOf(part, depth + 1)));
}

/** An object identifier in dotted form; empty when the element is none. */
export function oidOf(element: Element | undefined): string {
  if (element?.tag !== OID) return '';
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of element.contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** A small positive INTEGER; infinite when it is larger than a number holds exactly, or negative. */
export function numberOf(element: Element | undefined): number {
  if (element?.tag !== INTEGER || element.contents.length === 0) return NaN;
  const digits = element.contents[0] === 0 ? element.contents.subarray(1) : element.contents;
  if (digits.length > 6 || element.contents.readInt8(0) < 0) return Infinity;
  return digits.length === 0 ? 0 : digits.readUIntBE(0, digits.length);
}

/** True when the outermost element announces more bytes than there are. */
export function isCutOff(der: Buffer): boolean {
  const element = readElement(der);
  return element === undefined ? der.length < 6 : element.missing > 0;
}
