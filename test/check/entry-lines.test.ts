import { expect } from 'chai';
import fc from 'fast-check';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { linesOfEntries } from '../../src/check/entry-lines.ts';

/** JSON is YAML, whose reader knows where it has read what. */
function linesByYaml(text: string): Map<string, number> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false });
  const orgs = document.get('orgs');
  const pairs = isMap(orgs) ? orgs.items : [];
  return new Map(
    pairs.flatMap(({ key }) =>
      isScalar(key) ? [[String(key.value), lineCounter.linePos(key.range?.[0] ?? 0).line]] : [],
    ),
  );
}

describe('the lines of the entries', () => {
  it('are those of their names', () => {
    const text = `{
  "$schema": "…",
  "orgs": {
    "production": { "username": "orgs", "key": { "uat": "{" } },
    "uat":
      { "list": [{ "orgs": { "no": 1 } }, "]"], "orgs": { "no": 1 } },
    "c\\u0069": {}
  },
  "other": { "production": {} }
}`;
    expect([...linesOfEntries(text)]).to.deep.equal([
      ['production', 4],
      ['uat', 5],
      ['ci', 7],
    ]);
  });

  it('are as a reader of YAML finds them, whatever the file holds', () => {
    const names = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), {
      noNullPrototype: true,
    });
    const indentations = fc.constantFrom('  ', '\t', '', ' ');
    fc.assert(
      fc.property(names, fc.jsonValue({ maxDepth: 2 }), indentations, (orgs, other, indentation) => {
        const text = JSON.stringify({ before: other, orgs, after: { orgs } }, null, indentation);
        // tabs are no indentation in YAML
        const spaces = JSON.stringify({ before: other, orgs, after: { orgs } }, null, indentation && ' ');
        expect([...linesOfEntries(text)]).to.deep.equal([...linesByYaml(spaces)]);
      }),
      { numRuns: 200 },
    );
  });
});
