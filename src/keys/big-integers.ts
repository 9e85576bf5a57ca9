/** A number as a JWK has it: base64url of its bytes, most significant first (RFC 7518, 2). Empty is zero. */
export function toBigInt(base64Url: string): bigint {
  const digits = Buffer.from(base64Url, 'base64url').toString('hex');
  return digits === '' ? 0n : BigInt(`0x${digits}`);
}

export function toBase64Url(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url');
}

/** base^exponent modulo modulus, by squaring. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let power = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}
