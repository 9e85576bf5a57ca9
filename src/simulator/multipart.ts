/** The parts of a multipart/form-data body by name; undefined when it is none. */
export function readMultipart(contentType: string, body: Buffer): Map<string, Buffer> | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const parts = new Map<string, Buffer>();
  // latin1 maps each byte to one character, so that the text can be cut without harm to a zip.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const headerEnd = part.indexOf('\r\n\r\n');
    const [, name] = /\bname="([^"]*)"/.exec(part.slice(0, headerEnd)) ?? [];
    if (headerEnd < 0 || name === undefined) return undefined;
    parts.set(name, Buffer.from(part.slice(headerEnd + 4, -2), 'latin1'));
  }
  return parts;
}
