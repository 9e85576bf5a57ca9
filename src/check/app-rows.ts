import type { CheckedOrg, CheckFacts } from './check-facts.ts';
import {
  adminOf,
  checkWithOrg,
  diagnoseEntry,
  logInAgain,
  setUpAgain,
  type FindingRow,
  type Found,
} from './finding-row.ts';
import { appCertificateOf, isRotating, readCertificateOf, readKeyOf } from './looks.ts';
import { ADMIN_ORG } from '../diagnosis/command-line.ts';

/** What the org tells, where it was asked. */
export const appRows: readonly FindingRow[] = [
  { name: 'LoginRefused', about: 'app', verdict: 'drift', find: findRefusal },
  { name: 'OrgNotAsked', about: 'app', verdict: 'unknown', find: findTrouble },
  { name: 'OrgIsAnother', about: 'app', verdict: 'unknown', find: findOtherOrg },
  { name: 'OrgRefreshed', about: 'app', verdict: 'drift', find: findNewOrg },
  { name: 'AppNotTold', about: 'app', verdict: 'unknown', find: findUntoldApp },
  { name: 'AppGone', about: 'app', verdict: 'drift', find: findNoApp },
  { name: 'AppRenamed', about: 'app', verdict: 'drift', find: findOtherName },
  { name: 'AppOff', about: 'app', verdict: 'drift', find: findSwitchedOff },
  { name: 'AppHasNoCertificate', about: 'app', verdict: 'drift', find: findBareApp },
  { name: 'AppOfOtherKey', about: 'app', verdict: 'drift', find: findOtherKey },
  { name: 'AppHasOtherCertificate', about: 'app', verdict: 'drift', find: findOtherCertificate },
];

function findRefusal(facts: CheckFacts): Found | undefined {
  const { orgTrouble } = facts;
  if (!orgTrouble?.isRefusal) return undefined;
  return { values: [firstLine(orgTrouble.message)], command: diagnoseEntry(facts) };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** Whom nobody typed was asked only where `sf` knows them; else a login failed, and both are looked into by a diagnosis. */
function findTrouble(facts: CheckFacts): Found | undefined {
  const { orgTrouble } = facts;
  if (!orgTrouble || orgTrouble.isRefusal) return undefined;
  const { adminOrg } = facts;
  return {
    values: [firstLine(orgTrouble.message)],
    command: adminOrg === null ? diagnoseEntry(facts) : ['org', 'display', '--target-org', adminOrg],
  };
}

/** Ids have 15 characters, or 18. */
function isOther({ recorded, org }: CheckFacts): boolean {
  const orgId = recorded?.orgId;
  return org !== null && orgId !== undefined && orgId.slice(0, 15) !== org.orgId.slice(0, 15);
}

const isSameHost = ({ recorded, org }: CheckFacts): boolean =>
  URL.canParse(recorded?.instanceUrl ?? '') &&
  new URL(recorded?.instanceUrl ?? '').host === new URL(org?.host ?? '').host;

/** A login goes to the entry's own address, so that only an administrator can be of another org. */
const isOtherOrg = (facts: CheckFacts): boolean =>
  isOther(facts) && facts.org?.targetOrg !== null && !isSameHost(facts);

function findOtherOrg(facts: CheckFacts): Found | undefined {
  const { org, recorded } = facts;
  if (!org || !isOtherOrg(facts)) return undefined;
  return {
    values: [org.targetOrg ?? '', org.orgId, recorded?.orgId ?? ''],
    command: ['jwt', 'check', '--org', facts.name, '--target-org', ADMIN_ORG],
  };
}

/** A refresh of a sandbox gives it another id, and the same address. */
function findNewOrg(facts: CheckFacts): Found | undefined {
  const { org, recorded } = facts;
  if (!org || !isOther(facts) || isOtherOrg(facts)) return undefined;
  const command = org.targetOrg === null ? logInAgain(facts) : setUpAgain(facts);
  return { values: [recorded?.orgId ?? '', org.orgId], command };
}

/** The org that was asked for its app, and is the entry's. */
function askedOrg(facts: CheckFacts): CheckedOrg | undefined {
  const { org } = facts;
  return org && org.targetOrg !== null && !isOtherOrg(facts) ? org : undefined;
}

const appOf = (facts: CheckFacts) => askedOrg(facts)?.app ?? undefined;

function findUntoldApp(facts: CheckFacts): Found | undefined {
  const org = askedOrg(facts);
  if (org?.app !== null) return undefined;
  return { values: [org.targetOrg ?? ''], command: diagnoseEntry(facts) };
}

function findNoApp(facts: CheckFacts): Found | undefined {
  if (appOf(facts) !== false) return undefined;
  return { values: [facts.recorded?.clientId ?? ''], command: setUpAgain(facts) };
}

function findOtherName(facts: CheckFacts): Found | undefined {
  const [app, said] = [appOf(facts), facts.recorded?.app];
  if (!app || !said || (app.name === said.name && app.type === said.type)) return undefined;
  // by the name of the file, a set-up would make a second app
  const command = [...setUpAgain(facts), '--name', app.name, '--type', app.type];
  return { values: [app.name, app.type, said.name, said.type], command };
}

function findSwitchedOff(facts: CheckFacts): Found | undefined {
  const app = appOf(facts);
  if (!app || app.isEnabled !== false) return undefined;
  return { values: [app.name], command: diagnoseEntry(facts) };
}

function findBareApp(facts: CheckFacts): Found | undefined {
  const app = appOf(facts);
  if (!app || app.certificate !== false) return undefined;
  return { values: [app.name], command: diagnoseEntry(facts) };
}

/** Of a rotation that was broken off, the app may have the next certificate: that row says what to do. */
function comparedApp(facts: CheckFacts) {
  const [app, certificate] = [appOf(facts), appCertificateOf(facts)];
  return app && certificate && !isRotating(facts) ? { app, certificate } : undefined;
}

function findOtherKey(facts: CheckFacts): Found | undefined {
  const compared = comparedApp(facts);
  const key = readKeyOf(facts);
  const known = key?.sha256 ?? readCertificateOf(facts)?.publicKeySha256;
  if (!compared || known === undefined || compared.certificate.publicKeySha256 === known) return undefined;
  const source = key?.source ?? readCertificateOf(facts)?.source ?? '';
  return { values: [compared.app.name, source], command: diagnoseEntry(facts) };
}

/** Of the same key, an app can have a newer certificate, or an older one. */
function findOtherCertificate(facts: CheckFacts): Found | undefined {
  const compared = comparedApp(facts);
  const file = readCertificateOf(facts);
  if (!compared || !file || findOtherKey(facts)) return undefined;
  const { app, certificate } = compared;
  if (certificate.sha256 === file.sha256) return undefined;
  const day = (end: string): string => end.slice(0, 10);
  return {
    values: [app.name, day(certificate.notAfter), file.source, day(file.notAfter)],
    command: putIntoApp(facts, file.path ?? ''),
  };
}

function putIntoApp(facts: CheckFacts, file: string): string[] {
  const app = appOf(facts);
  if (!app) return checkWithOrg(facts);
  const type = app.type === 'connected-app' ? ['--type', app.type] : [];
  const names = ['--name', app.name, ...type, '--certificate-file', file];
  return ['jwt', 'app', 'create', '--target-org', adminOf(facts), ...names];
}
