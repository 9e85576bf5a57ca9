import { StateAggregator } from '@salesforce/core/stateAggregator';
import { expect } from 'chai';
import { examineMachine } from '../../src/flows/doctor.ts';

describe('the flow behind sf doctor', () => {
  // core remembers the logins that tests before, in the same process, had at a home that is gone
  before(() => StateAggregator.clearInstance());

  it('finds nothing wrong with a machine that has no logins', async () => {
    const { checks, suggestions, counts } = await examineMachine(new Date('2030-01-01T00:00:00Z'));
    expect(checks.map(({ status }) => status)).to.deep.equal(Array<string>(7).fill('pass'));
    expect(suggestions).to.deep.equal([]);
    expect(counts).to.include({ loginsByJwt: 0, time: '2030-01-01T00:00:00.000Z' });
  });

  it('knows that a clock is wrong which says a time before this code', async () => {
    const { checks, suggestions } = await examineMachine(new Date('2001-02-03T04:05:06Z'));
    expect(checks.filter(({ status }) => status === 'fail')).to.deep.equal([
      { title: 'The clock is not behind the plugin itself', status: 'fail' },
    ]);
    expect(suggestions.join()).to.include('2001-02-03T04:05:06');
  });
});
