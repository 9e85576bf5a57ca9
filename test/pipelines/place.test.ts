import { expect } from 'chai';
import { placeOf } from '../../src/pipelines/place.ts';
import type { Place } from '../../src/pipelines/pipeline.ts';

const addresses: Array<[address: string | undefined, place: Place]> = [
  ['https://github.com/acme/app.git', { host: 'github.com', owner: 'acme', repository: 'app' }],
  ['git@bitbucket.org:acme/my-app.git', { host: 'bitbucket.org', owner: 'acme', repository: 'my-app' }],
  [
    'ssh://git@gitlab.example:2222/group/sub/app',
    { host: 'gitlab.example', owner: 'group', repository: 'app' },
  ],
  ['https://dev.azure.com/acme/Sales/_git/app', { host: 'dev.azure.com', owner: 'acme', repository: 'app' }],
  ['https://dev.azure.com/acme/Our%20Sales/_git/Our%20app', { host: 'dev.azure.com', owner: 'acme' }],
  ['https://github.com/acme/$(id).git', { host: 'github.com', owner: 'acme' }],
  ['https://github.com/-acme/--app', { host: 'github.com' }],
  ['/srv/git/app.git', {}],
  ['../app', {}],
  ['', {}],
  [undefined, {}],
];

describe('where a repository is', () => {
  for (const [address, place] of addresses) {
    it(`is told by ${address ?? 'nothing'}`, () => expect(placeOf(address)).to.deep.equal(place));
  }
});
