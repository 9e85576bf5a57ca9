// What can be wrong with the host of a login, and with the network that leads there.
import type { SimulatorOptions } from '../../src/simulator/server.ts';

/** `isProject`: the host is named by the project. `isByHand`: a person alone can mend it, in the environment. */
export type HostRow = {
  cause: string;
  when: string;
  host: string;
  isProject?: true;
  audience?: string;
  env?: NodeJS.ProcessEnv;
  isByHand?: true;
  rightEnv?: (env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv;
  options?: SimulatorOptions;
};

const ACME = 'https://acme.my.salesforce.com';
const NOBODY = 'http://127.0.0.1:9';

export const hostRows: readonly HostRow[] = [
  {
    cause: 'HostOfOtherOrg',
    when: 'the login goes to another org',
    host: 'https://globex.my.salesforce.com',
  },
  {
    cause: 'HostOfOtherOrg',
    when: 'the login of a production org goes to the host of sandboxes',
    host: 'https://test.salesforce.com',
  },
  {
    cause: 'SharedHost',
    when: 'an External Client App is asked for at the host of all orgs',
    host: 'https://login.salesforce.com',
  },
  {
    cause: 'HostIsPages',
    when: 'the project names the host of the Lightning pages',
    host: 'https://acme.lightning.force.com',
    isProject: true,
  },
  {
    cause: 'AudienceOfOtherHost',
    when: 'the audience is that of sandboxes, at the host of production orgs',
    host: 'https://login.salesforce.com',
    audience: 'https://test.salesforce.com',
    options: { assume: ['external-apps-on-shared-hosts'] },
  },
  {
    cause: 'ProxyForbidsHost',
    when: 'the proxy does not lead to the host',
    host: 'https://acmee.my.salesforce.com',
  },
  {
    cause: 'TlsNotTrusted',
    when: 'nobody said whom to trust',
    host: ACME,
    env: { NODE_EXTRA_CA_CERTS: '' },
    isByHand: true,
  },
  {
    cause: 'ProxyUnreachable',
    when: 'no proxy listens',
    host: ACME,
    env: { HTTPS_PROXY: NOBODY },
    isByHand: true,
  },
  {
    cause: 'ProxyInvalid',
    when: 'the variable holds no address',
    host: ACME,
    env: { HTTPS_PROXY: 'http://proxy.example.com:80:80' },
    isByHand: true,
  },
  {
    cause: 'ProxyWantsCredentials',
    when: 'the proxy wants a password',
    host: ACME,
    isByHand: true,
    options: { tls: { credentials: 'me:secret' } },
    rightEnv: ({ HTTPS_PROXY = '' }) => ({ HTTPS_PROXY: HTTPS_PROXY.replace('//', '//me:secret@') }),
  },
];
