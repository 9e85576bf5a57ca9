import { ADMIN_ORG, APP_NAME } from '../diagnosis/command-line.ts';
import type { CheckFacts } from './check-facts.ts';
import type { CheckFinding } from './entry-check.ts';

/** `values` are those of the text, `command` the words after `sf`. */
export type Found = { values: Array<string | number>; command?: string[] };

/** Of one thing that can be found: its text is `finding.NAME` of messages/entry-check.md. */
export type FindingRow = Pick<CheckFinding, 'name' | 'about' | 'verdict'> & {
  find: (facts: CheckFacts) => Found | undefined;
};

/** An administrator who can be asked: whom the person named, else whom the entry names. */
export function adminOf({ adminOrg, org, recorded }: CheckFacts): string {
  return adminOrg ?? org?.targetOrg ?? recorded?.admin ?? ADMIN_ORG;
}

/** `sf jwt setup` of the entry: does what is missing, and writes down what is true. */
export const setUpAgain = (facts: CheckFacts): string[] => [
  'jwt',
  'setup',
  '--org',
  facts.name,
  ...unlessRecorded(facts),
];

/** One proven login, after which `sf` and the entry know its parts. */
export const logInAgain = ({ name }: CheckFacts): string[] => ['jwt', 'login', '--org', name];

/** Tells which of several parts is the wrong one. */
export const diagnoseEntry = (facts: CheckFacts): string[] => [
  'jwt',
  'diagnose',
  '--org',
  facts.name,
  '--target-org',
  adminOf(facts),
];

/** The same check with the org, which decides. */
export const checkWithOrg = (facts: CheckFacts): string[] => [
  'jwt',
  'check',
  '--org',
  facts.name,
  '--target-org',
  adminOf(facts),
];

/** A new pair for the app; of a certificate file alone, by its files. */
export function rotate(facts: CheckFacts): string[] {
  const { name, recorded, keyPath } = facts;
  const words = ['jwt', 'app', 'rotate'];
  if (recorded) return [...words, '--org', name, ...unlessRecorded(facts)];
  const files = [
    '--jwt-key-file',
    keyPath ?? name.replace(/(\.[^./\\]*)?$/, '.key'),
    '--certificate-file',
    name,
  ];
  return [...words, '--target-org', ADMIN_ORG, '--name', APP_NAME, ...files];
}

export const inspectFile = (path: string): string[] => ['jwt', 'inspect', path];

/** The entry's own administrator need not be typed. */
function unlessRecorded(facts: CheckFacts): string[] {
  return facts.recorded?.admin === adminOf(facts) ? [] : ['--target-org', adminOf(facts)];
}
