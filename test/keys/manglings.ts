// What secret stores, shells, editors and mail do to a text on its way to a pipeline. Each can be done to what another left.

export type Mangling = { what: string; apply: (contents: Buffer) => Buffer };

const onText = (what: string, change: (text: string) => string): Mangling => ({
  what,
  apply: (contents) => Buffer.from(change(contents.toString('utf8'))),
});

const wrap = (text: string, width: number, end: string): string =>
  text.replace(new RegExp(`.{1,${width}}`, 'g'), `$&${end}`);

/** They leave a text whose line breaks, if any, are still line breaks or spaces. */
export const layouts: Mangling[] = [
  onText('CRLF', (text) => text.replace(/\r?\n/g, '\r\n')),
  onText('CR alone', (text) => text.replace(/\r?\n/g, '\r')),
  onText('spaces for line breaks', (text) => text.replace(/\r?\n/g, ' ')),
  onText('no line end after the last line', (text) => text.trimEnd()),
  onText('spaces around it', (text) => `  ${text} \t`),
  onText('empty lines around it', (text) => `\n\n${text}\n\n`),
  onText('each line indented, as in YAML', (text) => text.replace(/^(?=.)/gm, '    ')),
  onText('spaces at the ends of lines', (text) => text.replace(/$/gm, '  ')),
  onText('empty lines between its lines', (text) => text.replace(/\n/g, '\n\n')),
];

/** Ways to put a text into another one. */
export const wrappings: Mangling[] = [
  onText('double quotes around it', (text) => `"${text}"`),
  onText('single quotes around it', (text) => `'${text}'`),
  onText('a JSON string', (text) => JSON.stringify(text)),
  onText('escaped line breaks', (text) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\\n')),
  onText('escaped CRLF', (text) => text.replace(/\r?\n/g, '\\r\\n')),
  onText('line breaks escaped twice', (text) => text.replace(/\r?\n/g, '\\\\n')),
  onText('a UTF-8 byte order mark', (text) => `\uFEFF${text}`),
  onText('base64 on one line', (text) => Buffer.from(text).toString('base64')),
  onText('base64 on lines of 76', (text) => wrap(Buffer.from(text).toString('base64'), 76, '\n')),
  onText('base64 on lines of 64 with CRLF', (text) => wrap(Buffer.from(text).toString('base64'), 64, '\r\n')),
  onText('base64url without padding', (text) => Buffer.from(text).toString('base64url')),
];

/** Encodings of the whole file, which only something that reads bytes can undo. They come last. */
export const encodings: Mangling[] = [
  { what: 'UTF-8', apply: (contents) => contents },
  {
    what: 'UTF-16 as PowerShell writes it',
    apply: (contents) => Buffer.from(`\uFEFF${contents.toString('utf8')}`, 'utf16le'),
  },
  {
    what: 'UTF-16, big-endian',
    apply: (contents) => Buffer.from(`\uFEFF${contents.toString('utf8')}`, 'utf16le').swap16(),
  },
];

/** Done to a PEM text itself. What was done cannot be done to every other text, so they come first or alone. */
export const pemManglings: Mangling[] = [
  onText('no line breaks at all', (text) => text.replace(/[\r\n]/g, '')),
  onText('no white space at all', (text) => text.replace(/\s/g, '')),
  onText('lines of 76', (text) => rewrap(text, 76)),
  onText('its body on one line', (text) => rewrap(text, 100_000)),
  onText('the letter n for line breaks', (text) => text.replace(/\n/g, 'n')),
  onText('a line of a .env file', (text) => `SF_JWT_KEY="${text.replaceAll('\n', '\\n')}"\n`),
  onText('a member of a JSON object', (text) => JSON.stringify({ key: text })),
  onText('the slashes escaped as PHP does', (text) => JSON.stringify(text).replaceAll('/', '\\/')),
  onText('the equals signs escaped as Gson does', (text) => JSON.stringify(text).replaceAll('=', '\\u003d')),
  onText('percent signs, as in a URL', encodeURIComponent),
  onText('lines that end in a backslash', (text) => text.replaceAll('\n', '\\\n')),
  onText('dashes of a word processor', (text) => text.replace(/-----/g, '\u2014\u2013')),
  onText('a dash too few', (text) => text.replace(/^-/, '').replace(/-\n$/, '\n')),
  onText('base64 by certutil of Windows', (text) => {
    const body = wrap(Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64'), 64, '\r\n');
    return `-----BEGIN CERTIFICATE-----\r\n${body}-----END CERTIFICATE-----\r\n`;
  }),
];

function rewrap(text: string, width: number): string {
  return text.replace(
    /(-----BEGIN [^-]*-----\n)([^-]*)(?=-----END)/g,
    (_, begin: string, body: string) => begin + wrap(body.replace(/\s/g, ''), width, '\n'),
  );
}

export function mangle(contents: Buffer, manglings: readonly Mangling[]): Buffer {
  return manglings.reduce((current, { apply }) => apply(current), contents);
}
