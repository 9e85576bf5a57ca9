import { expect } from 'chai';
import { planSecrets } from '../../src/pipelines/secrets.ts';

describe('the secrets of a pipeline', () => {
  it('are one for each org that has a key of its own', () => {
    expect(
      planSecrets([
        { name: 'production', key: { file: 'certs/production.key' } },
        { name: 'uat-2', key: { file: 'certs/uat.key' } },
        { name: 'nowhere' },
      ]),
    ).to.deep.equal([
      { name: 'SF_JWT_KEY_PRODUCTION', copies: [], orgs: ['production'], keyFile: 'certs/production.key' },
      { name: 'SF_JWT_KEY_UAT_2', copies: [], orgs: ['uat-2'], keyFile: 'certs/uat.key' },
      { name: 'SF_JWT_KEY_NOWHERE', copies: [], orgs: ['nowhere'] },
    ]);
  });

  it('are one for all orgs that have a key with each other', () => {
    const key = { file: 'certs/fleet.key' };
    expect(
      planSecrets([
        { name: 'a', key },
        { name: 'other', key: { file: 'certs/other.key' } },
        { name: 'b', key },
        { name: 'c', key },
      ]),
    ).to.deep.equal([
      {
        name: 'SF_JWT_KEY_A',
        copies: ['SF_JWT_KEY_B', 'SF_JWT_KEY_C'],
        orgs: ['a', 'b', 'c'],
        keyFile: 'certs/fleet.key',
      },
      { name: 'SF_JWT_KEY_OTHER', copies: [], orgs: ['other'], keyFile: 'certs/other.key' },
    ]);
  });

  it('have the name of the variable that an entry names', () => {
    const key = { env: 'OUR_KEY' };
    expect(
      planSecrets([
        { name: 'a', key },
        { name: 'b', key },
      ]),
    ).to.deep.equal([{ name: 'OUR_KEY', copies: [], orgs: ['a', 'b'] }]);
  });

  it('collide where two names differ in signs alone', () => {
    expect(
      planSecrets([
        { name: 'uat-2', key: { file: 'one.key' } },
        { name: 'UAT.2', key: { file: 'other.key' } },
      ]),
    ).to.deep.equal({ variable: 'SF_JWT_KEY_UAT_2', orgs: ['uat-2', 'UAT.2'] });
  });

  it('do not collide where the key is the same', () => {
    const key = { file: 'one.key' };
    expect(
      planSecrets([
        { name: 'uat-2', key },
        { name: 'UAT.2', key },
      ]),
    ).to.deep.equal([{ name: 'SF_JWT_KEY_UAT_2', copies: [], orgs: ['uat-2', 'UAT.2'], keyFile: 'one.key' }]);
  });

  it('collide where a variable that is named is that of another org', () => {
    expect(
      planSecrets([
        { name: 'a', key: { env: 'SF_JWT_KEY_B' } },
        { name: 'b', key: { file: 'b.key' } },
      ]),
    ).to.deep.equal({ variable: 'SF_JWT_KEY_B', orgs: ['a', 'b'] });
  });
});
