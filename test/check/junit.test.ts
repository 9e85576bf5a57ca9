import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import { judgeEntry } from '../../src/check/entry-check.ts';
import { renderJunit } from '../../src/check/junit.ts';
import { endingIn, fleetOf, goodFacts, resultOf } from './check-samples.ts';

type Element = Record<string, unknown>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => ['testsuite', 'testcase'].includes(name),
  htmlEntities: true,
});

/**
 * What an element may have, from junit-10.xsd of Jenkins' xUnit plugin (jenkinsci/xunit-plugin,
 * src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd): required attributes, other ones, elements.
 */
const schema: Record<string, { required: string[]; optional: string[]; inside: string[] }> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors'],
    inside: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    inside: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'group'],
    inside: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], inside: ['#text'] },
  error: { required: [], optional: ['type', 'message'], inside: ['#text'] },
  skipped: { required: [], optional: ['type', 'message'], inside: ['#text'] },
};

function findFaults(name: string, element: Element): string[] {
  const { required, optional, inside } = schema[name]!;
  const members = Object.keys(element);
  const attributes = members.filter((each) => each.startsWith('@')).map((each) => each.slice(1));
  const elements = members.filter((each) => !each.startsWith('@'));
  return [
    ...required.filter((each) => !attributes.includes(each)).map((each) => `${name} lacks ${each}`),
    ...attributes
      .filter((each) => ![...required, ...optional].includes(each))
      .map((each) => `${name}@${each}`),
    ...elements.filter((each) => !inside.includes(each)).map((each) => `${name}/${each}`),
    ...elements
      .filter((each) => each !== '#text')
      .flatMap((each) => [element[each]].flat().flatMap((child) => findFaults(each, child as Element))),
  ];
}

function read(xml: string): { root: Element; suites: Element[] } {
  const { testsuites } = parser.parse(xml) as { testsuites: Element };
  return { root: testsuites, suites: testsuites['testsuite'] as Element[] };
}

const { stored } = goodFacts;

describe('the JUnit report', () => {
  it('has the form that Jenkins takes, and counts what it has', () => {
    const { root, suites } = read(renderJunit(fleetOf(120)));
    expect(findFaults('testsuites', root)).to.deep.equal([]);
    expect(suites).to.have.length(120);
    const cases = suites.flatMap((suite) => suite['testcase'] as Element[]);
    for (const [attribute, element] of [
      ['@failures', 'failure'],
      ['@errors', 'error'],
    ] as const) {
      const count = cases.filter((each) => each[element] !== undefined).length;
      expect(count).to.be.greaterThan(0);
      expect(root[attribute]).to.equal(String(count));
      expect(suites.reduce((sum, suite) => sum + Number(suite[attribute]), 0)).to.equal(count);
    }
    expect(root['@tests']).to.equal(String(cases.length));
  });

  it('has a failure for what is found, an error for what nobody could see, and skips what is not there', () => {
    const entries = [
      judgeEntry({ ...endingIn('uat', 9), stored: { ...stored, clientId: 'A<B' } }),
      judgeEntry({ ...endingIn('ci', 90), recorded: { admin: 'x' } }),
      judgeEntry({ ...goodFacts, name: 'production' }),
    ];
    const { suites } = read(renderJunit(resultOf(entries)));
    const cases = suites.map((suite) =>
      Object.fromEntries<Record<string, Element>>(
        (suite['testcase'] as Array<Record<string, Element> & { '@name': string }>).map((each) => [
          each['@name'],
          each,
        ]),
      ),
    );
    expect(suites[0]).to.include({
      '@name': 'uat',
      '@tests': '5',
      '@failures': '2',
      '@errors': '0',
      '@skipped': '1',
      '@timestamp': '2026-11-25T12:00:00',
    });
    expect(cases[0]?.['login that sf has stored']?.['failure']).to.deep.equal({
      '@type': 'StoredLoginOfOtherApp',
      '@message': '"sf" logs in as deploy@acme.example.uat by another app, with the consumer key A<B.',
      '#text':
        '"sf" logs in as deploy@acme.example.uat by another app, with the consumer key A<B.\nsf jwt login --org uat',
    });
    expect(cases[0]?.['app in the org']?.['skipped']).to.deep.equal({ '@message': 'The org was not asked.' });
    expect(cases[1]?.['project file and certificate']?.['error']).to.include({ '@type': 'EntryNotSetUp' });
    expect(suites[2]).to.include({ '@failures': '0', '@errors': '0', '@skipped': '0' });
  });
});
