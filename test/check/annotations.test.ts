import { expect } from 'chai';
import { renderAnnotations } from '../../src/check/annotations.ts';
import { judgeEntry } from '../../src/check/entry-check.ts';
import { endingIn, goodFacts, resultOf } from './check-samples.ts';

const place = { file: 'sf-jwt.json', line: 4 };
const { stored } = goodFacts;

/** The runner reads them back: actions/runner, src/Runner.Common/ActionCommand.cs. */
function read(line: string): { level: string; properties: Record<string, string>; message: string } {
  const [, level = '', list = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const unescape = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = list.split(',').map((each) => {
    const [name = '', value = ''] = each.split(/=(.*)/s);
    return [name, unescape(value)] as const;
  });
  return { level, properties: Object.fromEntries(properties), message: unescape(data) };
}

describe('the annotations of GitHub Actions', () => {
  it('are one for each org, at its line, with all that was found and what mends it', () => {
    const lines = renderAnnotations(
      resultOf([judgeEntry(goodFacts), judgeEntry(endingIn('uat', 9))]),
      () => place,
    );
    expect(lines).to.deep.equal([
      '::warning file=sf-jwt.json,line=4,title=uat%3A ends soon::The certificate ends in 9 days, on 2026-12-04.%0Asf jwt app rotate --org uat',
    ]);
  });

  it('are errors where something does not agree, and come first', () => {
    const drifting = judgeEntry({ ...endingIn('ci', 200), stored: { ...stored, clientId: '50%,a::b' } });
    const lines = renderAnnotations(resultOf([judgeEntry(endingIn('uat', 9)), drifting]), (name) => ({
      file: `a,b:${name}.json`,
    })).map(read);
    expect(lines.map(({ level }) => level)).to.deep.equal(['error', 'warning']);
    expect(lines[0]?.properties).to.deep.equal({ file: 'a,b:ci.json', title: 'ci: does not agree' });
    expect(lines[0]?.message).to.contain('with the consumer key 50%,a::b.\nsf jwt login --org ci');
  });

  it('are no more than GitHub shows of a level in a step, and the last names the rest', () => {
    const ending = Array.from({ length: 40 }, (_, index) => judgeEntry(endingIn(`org-${index + 10}`, 9)));
    const lines = renderAnnotations(resultOf(ending), () => place).map(read);
    expect(lines).to.have.length(10);
    const last = lines.at(-1);
    expect(last?.properties['title']).to.equal('31 more orgs');
    expect(last?.message).to.match(/^org-19, org-20, .*, org-49$/);
    const ten = renderAnnotations(resultOf(ending.slice(0, 10)), () => place).map(read);
    expect(ten.at(-1)?.properties['title']).to.equal('org-19: ends soon');
  });
});
