import { expect } from 'chai';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { markup } from '../../src/check/markup.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
});

describe('markup', () => {
  it('makes text of every value, and markup of none', () => {
    const hostile = `<img src=x onerror="alert('1')">&amp;`;
    expect(markup`<p title="${hostile}">${hostile}</p>`.markup).to.equal(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;">' +
        '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;</p>',
    );
  });

  it('puts markup into markup, one or a list', () => {
    const items = ['a', '<b>'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}${markup`<hr>`}${undefined}${3}</ul>`.markup).to.equal(
      '<ul><li>a</li><li>&lt;b&gt;</li><hr>3</ul>',
    );
  });

  it('shows what XML cannot hold, and what turns the direction of reading, as a sign of its own', () => {
    expect(markup`${'a\u0000b\u001bc\u202ed\ud800e\uffff'}`.markup).to.equal(
      'a\ufffdb\ufffdc\ufffdd\ufffde\ufffd',
    );
  });

  it('is read by a parser of XML as the text that it was', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((value) => `x${value}x`);
    fc.assert(
      fc.property(text, (value) => {
        const { markup: xml } = markup`<a b="${value}">${value}</a>`;
        const read = parser.parse(xml) as { a: { '@b': string; '#text': string } };
        expect(read.a).to.deep.equal({ '@b': value, '#text': value });
      }),
    );
  });
});
