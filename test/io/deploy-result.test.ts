import { expect } from 'chai';
import { failuresOf, messageOf } from '../../src/io/deploy-result.ts';

describe('io/deploy-result', () => {
  const failure = { componentType: 'ConnectedApp', fullName: 'A', problem: 'No' };

  it('reads failures with what there is of their places', () => {
    const componentFailures = [
      { ...failure, lineNumber: 3, columnNumber: 19, problemType: 'Error', success: false },
      { ...failure, lineNumber: '4', columnNumber: '1', problemType: 'Warning' },
      { ...failure, lineNumber: null, columnNumber: 0, problemType: null },
      { componentType: '', fullName: null, fileName: 'package.xml', problem: null },
    ];
    expect(failuresOf({ componentFailures })).to.deep.equal([
      { ...failure, lineNumber: 3, columnNumber: 19, problemType: 'Error' },
      { ...failure, lineNumber: 4, columnNumber: 1, problemType: 'Warning' },
      failure,
      { componentType: '', fullName: 'package.xml', problem: '' },
    ]);
  });

  it('reads one failure that is no list, and none', () => {
    expect(failuresOf({ componentFailures: failure })).to.deep.equal([failure]);
    expect([undefined, null, {}, { componentFailures: null }].map(failuresOf)).to.deep.equal([
      [],
      [],
      [],
      [],
    ]);
  });

  it('reads the Apex tests that failed, and what they do not cover', () => {
    const runTestResult = {
      failures: { name: 'Foo', methodName: 'bar', message: 'System.AssertException: Assertion Failed' },
      codeCoverageWarnings: [
        {
          name: null,
          message:
            'Average test coverage across all Apex Classes and Triggers is 74%, at least 75% test coverage is required.',
        },
      ],
    };
    expect(failuresOf({ componentFailures: [], runTestResult })).to.deep.equal([
      { componentType: 'ApexTest', fullName: 'Foo.bar', problem: 'System.AssertException: Assertion Failed' },
      {
        componentType: 'ApexTest',
        fullName: '',
        problem:
          'Average test coverage across all Apex Classes and Triggers is 74%, at least 75% test coverage is required.',
      },
    ]);
  });

  it('says what the org says of the deploy as a whole', () => {
    // as an org said it: github.com/SFDO-Tooling/CumulusCI, issue 218
    const errorMessage =
      "null: The changes you requested require salesforce.com to temporarily lock your organization's administration setup.";
    expect(messageOf({ status: 'Failed', errorMessage, errorStatusCode: 'ALREADY_IN_PROCESS' })).to.equal(
      "ALREADY_IN_PROCESS: The changes you requested require salesforce.com to temporarily lock your organization's administration setup.",
    );
    expect(messageOf({ status: 'Failed', errorMessage: 'Late', errorStatusCode: null })).to.equal('Late');
    expect(messageOf({ status: 'Canceled', canceledByName: 'Ada Lovelace' })).to.equal(
      'Canceled by Ada Lovelace',
    );
    expect(messageOf({ status: 'FinalizingDeployFailed', errorMessage: null })).to.equal(
      'FinalizingDeployFailed',
    );
  });
});
