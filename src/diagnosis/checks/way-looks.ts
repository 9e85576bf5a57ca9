import type { Facts } from '../facts.ts';
import { quoted, sight, type Look, type Sight } from './look.ts';

/** Which of the looks at the way a failure belongs to, by the name of its error; the others stand before or behind it. */
const steps = {
  proxy: /^Proxy/,
  'host-name': /^HostNotFound/,
  connection: /^(HostUnreachable|NoAnswerInTime|ConnectionBroken)/,
  tls: /^Tls/,
} as const;

type Step = keyof typeof steps;

const order = Object.keys(steps) as Step[];

/** Which step the way there failed at, if it did; an answer of something else came after all of them. */
function failedAt({ exchange }: Facts): Step | undefined {
  if (exchange?.kind !== 'failed') return undefined;
  const { name } = exchange.trouble;
  return order.find((step) => steps[step].test(name));
}

const onWay =
  (step: Step, pass: (facts: Facts) => Sight) =>
  (facts: Facts): Sight => {
    const { exchange } = facts;
    if (exchange === null) return sight('skipped', 'notAsked');
    const failed = failedAt(facts);
    if (failed === step && exchange.kind === 'failed') return quoted('failed', exchange.trouble.message);
    if (failed && order.indexOf(failed) < order.indexOf(step)) return sight('skipped', 'notReached');
    return pass(facts);
  };

const hostOf = ({ login }: Facts): string => new URL(login.host).host;

function seeProxy({ way }: Facts): Sight {
  if (!way) return sight('passed', 'proxy.unneeded');
  return way.proxy
    ? sight('passed', 'proxy', [way.proxy.address, way.proxy.variable])
    : sight('skipped', 'proxy.none');
}

function seeName(facts: Facts): Sight {
  const addresses = facts.way?.addresses ?? [];
  return addresses.length > 0
    ? sight('passed', 'host-name.addresses', [hostOf(facts), addresses.join(', ')])
    : sight('passed', 'host-name', [hostOf(facts)]);
}

function seeHost(facts: Facts): Sight {
  const { exchange, way } = facts;
  if (exchange === null) return sight('skipped', 'notAsked');
  if (exchange.kind !== 'failed') return sight('passed', 'host', [hostOf(facts)]);
  if (!way?.site) return sight('skipped', 'notReached');
  const { site } = way;
  if (site.kind === 'failed') return quoted('unknown', site.trouble.message);
  if (site.kind === 'other')
    return sight('failed', 'host.other', [hostOf(facts), site.status, site.contentType ?? '-']);
  return site.kind === 'org'
    ? sight('passed', 'host.org', [hostOf(facts), site.orgId, site.myDomain ?? '-'])
    : sight('passed', 'host.salesforce', [hostOf(facts)]);
}

function seeEndpoint(facts: Facts): Sight {
  const { exchange } = facts;
  if (exchange === null) return sight('skipped', 'notAsked');
  if (exchange.kind === 'granted') return sight('passed', 'token-endpoint', [exchange.scope || '-']);
  if (exchange.kind === 'refused')
    return sight('failed', 'token-endpoint.refused', [exchange.description, exchange.error]);
  return failedAt(facts) ? sight('skipped', 'notReached') : quoted('failed', exchange.trouble.message);
}

/** What is looked at on the way to the host, and there. */
export const wayLooks: readonly Look[] = [
  { name: 'proxy', see: onWay('proxy', seeProxy) },
  { name: 'host-name', see: onWay('host-name', seeName) },
  { name: 'connection', see: onWay('connection', (facts) => sight('passed', 'connection', [hostOf(facts)])) },
  {
    name: 'tls',
    see: onWay('tls', ({ login }) =>
      login.host.startsWith('https:') ? sight('passed', 'tls') : sight('skipped', 'tls.none'),
    ),
  },
  { name: 'host', see: seeHost },
  { name: 'token-endpoint', see: seeEndpoint },
  {
    name: 'token-format',
    see: ({ exchange }) =>
      exchange?.kind === 'granted' && exchange.isJwtToken ? sight('warning', 'token-format') : undefined,
  },
];

/** The call with the token, which comes last. */
export const apiLook: Look = {
  name: 'api-call',
  see: ({ api, exchange }) => {
    if (!api) return sight('skipped', exchange?.kind === 'granted' ? 'notAsked' : 'api-call.none');
    if (api.kind === 'proven') return sight('passed', 'api-call');
    if (api.kind === 'failed') return quoted('failed', api.trouble.message);
    return sight('failed', 'api-call.refused', [api.status, api.message || '-', api.errorCode || '-']);
  },
};
