import type { OrgApp } from '../apps.ts';
import type { Exchange } from '../exchange.ts';
import { originOf } from '../hosts.ts';
import { textMember } from '../json-values.ts';
import type { OrgState } from '../org-state.ts';
import { type Explanation, explainWait, quote, quoteAll } from './explanation.ts';
import { endOfAppPropagation, findDeployedApp, listDeployedApps } from './propagation.ts';

function createAppIn(org: OrgState | undefined): string {
  return quote(`sf jwt app create --target-org ${org?.name ?? 'ALIAS'} --certificate-file server.crt`);
}

function findNewApp({ world }: Exchange, key: string): [org: OrgState, app: OrgApp] | undefined {
  for (const org of world.orgs) {
    const app = listDeployedApps(org).find(({ consumerKey }) => consumerKey === key);
    if (app !== undefined) return [org, app];
  }
  return undefined;
}

/** No app that the token endpoint knows has the consumer key. */
export function explainUnknownKey(exchange: Exchange): Explanation {
  const { world, request, now } = exchange;
  const key = textMember(exchange.assertion.claims, 'iss');
  if (key === '') {
    return { cause: 'There is no iss, or it is not a text.', remedy: "Send the app's consumer key as iss." };
  }
  const [home, newApp] = findNewApp(exchange, key) ?? [];
  if (home !== undefined && newApp !== undefined) {
    return explainWait(`The app ${quote(newApp.name)} is new`, endOfAppPropagation(home, newApp), now);
  }
  const org = request.host.org ?? world.orgs[0];
  const apps = world.orgs.flatMap(listDeployedApps);
  if (apps.length === 0) {
    return { cause: 'There is no app yet.', remedy: `Make one: ${createAppIn(org)}` };
  }
  const meant = apps.find(({ consumerKey }) => consumerKey.toLowerCase() === key.trim().toLowerCase());
  return {
    cause:
      meant === undefined
        ? `No app has the consumer key ${quote(key)}.`
        : `Up to white space or case, this is the consumer key of ${quote(meant.name)}.`,
    remedy: `Copy the consumer key from the app. There are ${quoteAll(apps.slice(0, 5).map(({ name }) => name))}.`,
  };
}

/** An app that the called host does not know, although somebody has it. */
export function explainNotInstalled({ app, appOrg, request }: Exchange): Explanation {
  if (app === undefined || appOrg === undefined) {
    return {
      cause: 'The consumer key is that of an app in an org outside this simulation.',
      remedy: `Make an app in this org: ${createAppIn(request.host.org ?? undefined)}`,
    };
  }
  const home = originOf(appOrg.myDomain, request);
  return request.host.org === null
    ? {
        cause: `${quote(app.name)} is an External Client App, which ${quote(request.host.name)} does not serve.`,
        remedy: `Send the request to the org's My Domain, ${quote(home)}.`,
      }
    : {
        cause: `${quote(app.name)} is an External Client App of ${quote(appOrg.name)}, not of ${quote(request.host.org.name)}.`,
        remedy: `Send the request to ${quote(home)}, or make an app here: ${createAppIn(request.host.org)}`,
      };
}

/** The app lacks the scope that the flow needs. */
export function explainScope({ app, appOrg, now }: Exchange): Explanation {
  const name = quote(app?.name ?? '');
  if (app !== undefined && appOrg !== undefined) {
    const isComing = findDeployedApp(appOrg, app)?.scopes.includes('refresh_token') === true;
    if (isComing) return explainWait(`${name} has just got the scope`, endOfAppPropagation(appOrg, app), now);
  }
  return {
    cause: `${name} has the scopes ${quote(app?.scopes.join(' ') ?? '')}, without refresh_token.`,
    remedy:
      'Add the scope RefreshToken ("Perform requests at any time") to the app; the flow needs it although it returns no refresh token.',
  };
}

/** The policy switches the app, or its OAuth plugin, off. */
export function explainDisabled({ app, appOrg, now }: Exchange): Explanation {
  const name = quote(app?.name ?? '');
  if (app !== undefined && appOrg !== undefined && findDeployedApp(appOrg, app)?.isEnabled === true) {
    return explainWait(`${name} has just been switched on`, endOfAppPropagation(appOrg, app), now);
  }
  return {
    cause: `The policy of ${name} switches the app or its OAuth plugin off.`,
    remedy: 'Deploy the policy with isEnabled and isOauthPluginEnabled set to true.',
  };
}
