import { expect } from 'chai';
import { findLoginFault, type LoginParts } from '../../src/assertion/login-faults.ts';

const MY_DOMAIN = 'https://acme.my.salesforce.com';
const good: LoginParts = {
  clientId: '3MVG9.EXAMPLE_key0123456789',
  username: 'deploy@acme.example',
  host: new URL(MY_DOMAIN),
  audience: MY_DOMAIN,
};

describe('assertion/login-faults', () => {
  type Row = [changes: Partial<LoginParts>, name: string, words: string, hidden?: string];
  const key = good.clientId;
  const login = new URL('https://login.salesforce.com');
  const test = new URL('https://test.salesforce.com');
  const rows: Row[] = [
    [{ clientId: good.username, username: key }, 'LoginSwappedError', 'are swapped'],
    [{ clientId: 'CONSUMER_KEY' }, 'ClientIdIsPlaceholderError', '"CONSUMER_KEY"'],
    [{ clientId: 'your-client-id' }, 'ClientIdIsPlaceholderError', '"your-client-id"'],
    [{ clientId: '<consumer key>' }, 'ClientIdIsPlaceholderError', '"<consumer key>"'],
    [{ clientId: '$SF_CLIENT_ID' }, 'ClientIdIsPlaceholderError', '"$SF_CLIENT_ID"'],
    [{ clientId: '${{ secrets.CLIENT_ID }}' }, 'ClientIdIsPlaceholderError', 'secrets.CLIENT_ID'],
    [{ clientId: '3MVG9...' }, 'ClientIdIsPlaceholderError', '"3MVG9..."'],
    [{ clientId: 'undefined' }, 'ClientIdIsPlaceholderError', '"undefined"'],
    [{ clientId: `${key}\n` }, 'ClientIdMalformedError', 'a line break at its character 28', key],
    [{ clientId: `${key}\r\n` }, 'ClientIdMalformedError', 'a line break', key],
    [{ clientId: ` ${key}` }, 'ClientIdMalformedError', 'a blank at its character 1;', key],
    [{ clientId: `"${key}"` }, 'ClientIdMalformedError', 'a quotation mark at its character 1;', key],
    [{ clientId: `“${key}”` }, 'ClientIdMalformedError', 'a quotation mark', key],
    [{ clientId: `${key}==` }, 'ClientIdMalformedError', 'a character that no consumer key has', key],
    [{ clientId: '-----BEGIN PRIVATE KEY-----\nMIIE' }, 'ClientIdMalformedError', 'a line break', 'MIIE'],
    [{ clientId: '' }, 'ClientIdLengthError', 'has 0 characters'],
    [{ clientId: '3MVG9ab' }, 'ClientIdLengthError', 'has 7 characters; it has 8 to 256'],
    [{ clientId: 'a'.repeat(257) }, 'ClientIdLengthError', 'has 257 characters', 'aaaa'],
    [{ username: 'deploy' }, 'UsernameMalformedError', '"deploy"'],
    [{ username: '' }, 'UsernameMalformedError', '""'],
    [{ username: 'deploy@acme.example ' }, 'UsernameMalformedError', '"deploy@acme.example "'],
    [{ username: "'deploy@acme.example'" }, 'UsernameMalformedError', 'e-mail'],
    [{ username: '"deploy@acme.example"' }, 'UsernameMalformedError', 'e-mail'],
    [{ username: `deploy@${'a'.repeat(100)} b` }, 'UsernameMalformedError', 'deploy@a…', 'aaaa'],
    [{ username: '005000000000001AAA' }, 'UsernameMalformedError', '"005000000000001AAA"'],
    [{ host: new URL('https://acme.lightning.force.com') }, 'HostIsPagesError', 'shows pages'],
    [{ audience: '' }, 'AudienceNotAddressError', '""'],
    [{ audience: 'the org' }, 'AudienceNotAddressError', '"the org"'],
    [{ audience: '"https://login.salesforce.com"' }, 'AudienceNotAddressError', 'no address'],
    [{ audience: 'https://acme.lightning.force.com' }, 'AudienceIsPagesError', 'acme.lightning.force.com'],
    [{ audience: 'acme.my.salesforce-setup.com' }, 'AudienceIsPagesError', 'setup'],
    [{ host: login, audience: test.origin }, 'AudienceOfOtherHostError', 'login.salesforce.com refuses'],
    [{ host: test, audience: login.origin }, 'AudienceOfOtherHostError', 'test.salesforce.com refuses'],
    [{ host: test, audience: 'login.salesforce.com/' }, 'AudienceOfOtherHostError', 'refuses'],
  ];
  for (const [changes, name, words, hidden] of rows) {
    it(`says ${name} of ${JSON.stringify(changes)}`, () => {
      const error = findLoginFault({ ...good, ...changes });
      expect(error?.name).to.equal(name);
      expect(error?.message).to.contain(words).and.to.contain('Nothing was sent');
      expect(error?.exitCode).to.equal(2);
      expect(error?.actions).to.have.length.above(0);
      const told = [error?.message, ...(error?.actions ?? [])].join('\n');
      expect(told).not.to.match(/%[sd]|undefined(?!")/);
      if (hidden !== undefined) expect(told).not.to.contain(hidden);
    });
  }

  const fine: Array<Partial<LoginParts>> = [
    {},
    { clientId: 'Short.ID' },
    { clientId: 'PlatformCLI' },
    { username: 'deploy+ci@acme.example.dev' },
    { username: "o'brien@acme.example" },
    { audience: 'acme.my.salesforce.com' },
    { audience: `${MY_DOMAIN}/` },
    { audience: `${MY_DOMAIN}/services/oauth2/token` },
    { audience: login.origin },
    { audience: test.origin },
    { host: login, audience: `${login.origin}/` },
    { host: login, audience: MY_DOMAIN },
    { host: new URL('http://127.0.0.1:7357'), audience: test.origin },
  ];
  for (const changes of fine) {
    it(`finds nothing that is certain in ${JSON.stringify(changes)}`, () =>
      expect(findLoginFault({ ...good, ...changes })).to.equal(undefined));
  }
});
