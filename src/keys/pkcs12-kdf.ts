import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { PassphraseText } from './passphrase.ts';

const ROUNDS_AT_ONCE = 10_000;

export type Pkcs12Derivation = {
  digest: string;
  passphrase: PassphraseText;
  salt: Buffer;
  count: number;
  /** 1 a key, 2 an initialisation vector, 3 the key of a MAC (RFC 7292, B.3). */
  purpose: 1 | 2 | 3;
  length: number;
};

/** The key derivation of PKCS#12 (RFC 7292, B.2). The names u, v, D, I, A, B are the standard's. The result is a secret. */
export async function derivePkcs12Key({
  digest,
  passphrase,
  salt,
  count,
  purpose,
  length,
}: Pkcs12Derivation): Promise<Buffer> {
  const u = createHash(digest).digest().length;
  const v = u > 32 ? 128 : 64;
  const D = Buffer.alloc(v, purpose);
  let I: Buffer = Buffer.concat([fillBlocks(salt, v), fillBlocks(toBmpString(passphrase), v)]);
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; made += u) {
    const A = await hashRounds(digest, Buffer.concat([D, I]), count);
    blocks.push(A);
    I = addToBlocks(I, fillBlocks(A, v).subarray(0, v), v);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

async function hashRounds(digest: string, bytes: Buffer, count: number): Promise<Buffer> {
  let hashed = bytes;
  for (let round = 0; round < count; round += 1) {
    // a second on the main thread: Ctrl-C has to be heard in between
    if (round % ROUNDS_AT_ONCE === 0) await setImmediate();
    hashed = hash(digest, hashed, 'buffer');
  }
  return hashed;
}

/** Copies of the bytes, as many as fill whole blocks. */
function fillBlocks(bytes: Buffer, blockLength: number): Buffer {
  const length = blockLength * Math.ceil(bytes.length / blockLength);
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** Each block of I becomes (block + B + 1) modulo 2 to the power of its bits. */
function addToBlocks(I: Buffer, B: Buffer, blockLength: number): Buffer {
  const sum = Buffer.alloc(I.length);
  for (let block = 0; block < I.length; block += blockLength) {
    let carry = 1;
    for (let at = blockLength - 1; at >= 0; at--) {
      carry += I.readUInt8(block + at) + B.readUInt8(at);
      sum.writeUInt8(carry & 0xff, block + at);
      carry >>= 8;
    }
  }
  return sum;
}

/** UTF-16, big-endian, with a zero at the end (RFC 7292, B.1); nothing for no passphrase. */
function toBmpString(passphrase: PassphraseText): Buffer {
  return passphrase === undefined ? Buffer.alloc(0) : Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
}
