import { crc32, inflateRawSync } from 'node:zlib';

/** One file of a zip, as its central directory describes it; nothing of it is unpacked yet. */
export type ZipEntry = {
  path: string;
  /** In bytes, unpacked. */
  size: number;
  packedSize: number;
  method: number;
  isEncrypted: boolean;
  checksum: number;
  offset: number;
};

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const FILE_HEADER = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

const BROKEN = 'The zip file is damaged';

function findDirectoryEnd(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_LENGTH - LONGEST_COMMENT);
  for (let place = zip.length - END_LENGTH; place >= first; place -= 1) {
    if (zip.readUInt32LE(place) === DIRECTORY_END) return place;
  }
  throw new Error(BROKEN);
}

function readDirectoryEntry(zip: Buffer, place: number): ZipEntry & { end: number } {
  if (place + 46 > zip.length || zip.readUInt32LE(place) !== DIRECTORY_ENTRY) throw new Error(BROKEN);
  const pathEnd = place + 46 + zip.readUInt16LE(place + 28);
  return {
    path: zip.toString('utf8', place + 46, pathEnd),
    size: zip.readUInt32LE(place + 24),
    packedSize: zip.readUInt32LE(place + 20),
    method: zip.readUInt16LE(place + 10),
    isEncrypted: (zip.readUInt16LE(place + 8) & 1) === 1,
    checksum: zip.readUInt32LE(place + 16),
    offset: zip.readUInt32LE(place + 42),
    end: pathEnd + zip.readUInt16LE(place + 30) + zip.readUInt16LE(place + 32),
  };
}

/** How many entries a zip says to have, without looking at any of them. Throws on what is no zip. */
export function countEntries(zip: Buffer): number {
  return zip.readUInt16LE(findDirectoryEnd(zip) + 10);
}

/** The entries of a zip, folders among them, without unpacking any. Throws on what is no zip. */
export function listEntries(zip: Buffer): ZipEntry[] {
  const end = findDirectoryEnd(zip);
  const entries: ZipEntry[] = [];
  let place = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const entry = readDirectoryEntry(zip, place);
    entries.push(entry);
    place = entry.end;
  }
  return entries;
}

function unpack(packed: Buffer, { method, size, isEncrypted }: ZipEntry): Buffer {
  if (isEncrypted || (method !== STORED && method !== DEFLATED)) {
    throw new Error('The zip file is encrypted or packed in an unknown way');
  }
  // The directory may lie about the size: unpacking stops there.
  return method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
}

/** Unpacks one entry, never more than the size that it claims. Throws when it is not what the directory says. */
export function readEntry(zip: Buffer, entry: ZipEntry): Buffer {
  const { offset } = entry;
  if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== FILE_HEADER) throw new Error(BROKEN);
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const content = unpack(zip.subarray(start, start + entry.packedSize), entry);
  if (content.length !== entry.size || crc32(content) !== entry.checksum) throw new Error(BROKEN);
  return content;
}
