import { expect } from 'chai';
import fc from 'fast-check';
import { printable } from '../../src/inspection/printable.ts';

describe('inspection/printable', () => {
  const rows: Array<[string, string]> = [
    ['Müller & Söhne, 日本 مرحبا 🔑', 'Müller & Söhne, 日本 مرحبا 🔑'],
    ['\u001b[2Jgone', String.raw`\u001b[2Jgone`],
    ['\u009b31m', String.raw`\u009b31m`],
    ['line\r\nbreak\u2028', String.raw`line\u000d\u000abreak\u2028`],
    ['\u202Eevil', String.raw`\u202eevil`],
    ['\u2066a\u2069', String.raw`\u2066a\u2069`],
    ['half \ud800', String.raw`half \ud800`],
  ];
  for (const [text, shown] of rows) {
    it(`shows ${JSON.stringify(text)} as ${shown}`, () => expect(printable(text)).to.equal(shown));
  }

  it('cuts what is long, and says how long it was', () => {
    expect(printable('🔑'.repeat(5000))).to.equal(`${'🔑'.repeat(300)}… (5000 characters)`);
  });

  it('never lets a control or a turn of direction through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.to.match(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
