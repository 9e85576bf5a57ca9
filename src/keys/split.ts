import { bytesOf, findPemBlocks, formatPem } from './pem.ts';
import { jwksOf, parseJson, recognize, recognizeBlock, type FileKind } from './recognize.ts';
import { repair, textOf } from './repair.ts';

/**
 * One thing in a file: a PEM block, a key of a JWK set, or all of it. `contents` is PEM, DER or text that stands for itself;
 * `der` is there when it is PEM or DER.
 */
export type FilePart = {
  kind: FileKind;
  encoding: 'PEM' | 'DER' | 'JSON' | 'text';
  contents: Buffer;
  der?: Buffer;
};

/** Everything in the file, in its order, after the repair of what happened to it on its way. */
export function splitFile(contents: Buffer): FilePart[] {
  const repaired = repair(contents);
  const kind = recognize(repaired);
  const blocks = kind === 'pgp' || kind === 'sealed-by-gpg' ? [] : findPemBlocks(repaired.toString('latin1'));
  // parameters stand before the EC key that repeats them
  const wanted = blocks.filter(({ label }) => label !== 'EC PARAMETERS');
  if (wanted.length > 0) {
    return wanted.map((block) => ({
      kind: recognizeBlock(block),
      encoding: 'PEM',
      contents: Buffer.from(formatPem(block)),
      der: bytesOf(block),
    }));
  }
  return splitWhole(repaired, kind);
}

function splitWhole(contents: Buffer, kind: FileKind): FilePart[] {
  const text = textOf(contents);
  if (text === undefined) return [{ kind, encoding: 'DER', contents, der: contents }];
  const jwks = kind.endsWith('-jwk') ? jwksOf(parseJson(text)) : [];
  if (jwks.length === 0)
    return [{ kind: looksLikeJwt(kind, text) ? 'jwt' : kind, encoding: 'text', contents }];
  return jwks.map((jwk) => {
    const json = Buffer.from(JSON.stringify(jwk));
    return { kind: recognize(json), encoding: 'JSON', contents: json };
  });
}

/** A token that is damaged: it begins as every JWT does, with base64url of a brace, and has parts. */
function looksLikeJwt(kind: FileKind, text: string): boolean {
  return kind === 'unknown' && /^\s*(?:authorization:\s*)?(?:bearer\s+)?e[wy][^{]*\./i.test(text);
}
