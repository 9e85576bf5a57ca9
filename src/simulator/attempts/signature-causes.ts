import type { OrgApp } from '../apps.ts';
import { type Assertion, isSignedBy } from '../assertion.ts';
import type { Exchange } from '../exchange.ts';
import { readCertificate } from '../metadata/certificate-text.ts';
import type { OrgState } from '../org-state.ts';
import { type Explanation, explainWait, quote } from './explanation.ts';
import { endOfAppPropagation, findDeployedApp, listDeployedApps } from './propagation.ts';

function whyMalformed(text: string): string {
  const count = text.split('.').length;
  if (count !== 3) return `has ${count} of the three parts that dots join`;
  if (/\s/.test(text)) return 'holds white space or line breaks';
  if (/[^A-Za-z0-9_.-]/.test(text)) {
    return 'is not base64url without padding: it holds characters such as `=`, `+` or `/`';
  }
  return 'does not hold two JSON objects, header and claims, in base64url';
}

/** An assertion that could not be taken apart. */
export function explainForm({ assertionText }: Exchange): Explanation {
  return {
    cause: `The assertion ${whyMalformed(assertionText)}.`,
    remedy: 'Build the JWT with a library, or let `sf jwt token` do it.',
  };
}

function fits(assertion: Assertion, certificateText: string): boolean {
  const certificate = readCertificate(certificateText);
  return certificate !== undefined && isSignedBy(assertion, certificate.publicKey);
}

function explainHeader({ header }: Assertion): Explanation | undefined {
  if (header.alg !== 'RS256') {
    const alg = typeof header.alg === 'string' ? header.alg : 'missing';
    return {
      cause: `The header's alg is ${quote(alg)}; the org takes RS256 alone.`,
      remedy: 'Sign with RS256: RSA and SHA-256.',
    };
  }
  if (!('crit' in header)) return undefined;
  return {
    cause: 'The header has crit: it demands extensions that the org does not know.',
    remedy: 'Leave crit out.',
  };
}

function explainOtherKey(org: OrgState, app: OrgApp, assertion: Assertion): Explanation {
  const owner = listDeployedApps(org).find(
    (other) => other.id !== app.id && fits(assertion, other.certificate),
  );
  if (owner !== undefined) {
    return {
      cause: `The signature fits the certificate of another app, ${quote(owner.name)}, and not that of ${quote(app.name)}.`,
      remedy: `Send the consumer key of ${quote(owner.name)} as iss, or sign with the key of ${quote(app.name)}.`,
    };
  }
  const { fingerprint256 = '' } = readCertificate(app.certificate) ?? {};
  return {
    cause: `The signature was not made with the private key of the certificate in ${quote(app.name)}, whose SHA-256 fingerprint begins with ${quote(fingerprint256.slice(0, 23))}.`,
    remedy:
      'Sign with the private key that belongs to this certificate, or put the certificate of your key into the app.',
  };
}

/** A signature that the app's certificate does not bear out. */
export function explainSignature(exchange: Exchange): Explanation {
  const { app, appOrg, assertion, now } = exchange;
  if (app === undefined || appOrg === undefined) return explainForm(exchange);
  const wrongHeader = explainHeader(assertion);
  if (wrongHeader !== undefined) return wrongHeader;
  const deployed = findDeployedApp(appOrg, app);
  const isNew = deployed !== undefined && deployed.certificate !== app.certificate;
  if (isNew && fits(assertion, deployed.certificate)) {
    const what = `The signature fits the new certificate of ${quote(app.name)}`;
    return explainWait(what, endOfAppPropagation(appOrg, app), now);
  }
  if (isNew && app.certificate === '') {
    const what = `The certificate of ${quote(app.name)} is being replaced, and no key works meanwhile`;
    return explainWait(what, endOfAppPropagation(appOrg, app), now);
  }
  const certificate = readCertificate(app.certificate);
  if (certificate === undefined) {
    return {
      cause: `The app ${quote(app.name)} has no certificate.`,
      remedy:
        'Deploy the app again with its certificate; a deploy of the OAuth settings without it takes it away.',
    };
  }
  if (fits(assertion, app.certificate)) {
    return {
      cause: `The certificate of ${quote(app.name)} has ended, on ${certificate.validTo}.`,
      remedy: 'Put a certificate into the app that is still valid.',
    };
  }
  return explainOtherKey(appOrg, app, assertion);
}
