/** An RFC 4514 text of the name that node:crypto gives: one attribute a line in the order of the DER, nothing for none. */
export function nameText(name: string | undefined): string {
  // RFC 4514 reverses the order of the DER
  return (name ?? '').split('\n').reverse().join(',');
}
