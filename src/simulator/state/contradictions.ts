import { completeDescription, type OrgDescription } from '../scenario.ts';
import type { SimulatorOptions } from '../server.ts';
import type { StoredState } from './stored-world.ts';

type Member = keyof OrgDescription;

function show(value: unknown): string {
  return JSON.stringify(value);
}

function isSame(one: unknown, other: unknown): boolean {
  return show(one) === show(other);
}

/** Users and the like are too long to be shown, and may hold names of people. */
function showDifference(member: Member, kept: unknown, said: unknown): string {
  const isShort = typeof kept !== 'object' && typeof said !== 'object';
  return isShort ? `its ${member} is ${show(kept)}, not ${show(said)}` : `its ${member} are others`;
}

function findInOrg(said: OrgDescription, kept: OrgDescription): string[] {
  const complete = completeDescription(said);
  return (Object.keys(complete) as Member[])
    .filter((member) => said[member] !== undefined && !isSame(complete[member], kept[member]))
    .map((member) => `org ${kept.name}: ${showDifference(member, kept[member], complete[member])}`);
}

/** What is said of all orgs counts for each that the file holds; with names, the orgs have to be the same. */
function findInOrgs({ orgs, ...options }: SimulatorOptions, kept: OrgDescription[]): string[] {
  const { name } = options;
  const said =
    orgs?.map((org) => ({ ...options, ...org })) ??
    (name === undefined ? kept.map((org) => ({ ...options, name: org.name })) : [{ ...options, name }]);
  const [keptNames, saidNames] = [kept, said].map((list) => list.map((org) => org.name).join(', '));
  if (keptNames !== saidNames) return [`it holds ${keptNames}, not ${saidNames}`];
  return kept.flatMap((description, index) => findInOrg(said[index] ?? description, description));
}

/** Where options say something else of a world than the file that it comes from. What they do not say is no matter. */
export function findContradictions(options: SimulatorOptions, kept: StoredState): string[] {
  const { assume, appConsumerKeyTaken, tls } = options;
  const { assumed, foreignConsumerKeys } = kept.world;
  return [
    ...findInOrgs(options, kept.descriptions),
    ...(assume === undefined || isSame([...assume].sort(), [...assumed].sort())
      ? []
      : [`it assumes ${assumed.join(', ') || 'nothing'}, not ${assume.join(', ') || 'nothing'}`]),
    ...(appConsumerKeyTaken === undefined || isSame(appConsumerKeyTaken, foreignConsumerKeys)
      ? []
      : ['the consumer keys of other orgs are others']),
    ...(tls === undefined || Boolean(tls) === (kept.tls !== null)
      ? []
      : [`it serves ${kept.tls === null ? 'http' : 'https'}, not ${tls ? 'https' : 'http'}`]),
  ];
}
