// What a simulated org holds, as lines that a person can read and a test can compare.
import { createHash } from 'node:crypto';
import { settleAllDeploys, statusOf } from '../../../src/simulator/metadata/deploy-queue.ts';
import type { OrgState } from '../../../src/simulator/org-state.ts';

/** What a flow left in an org that it began with, and what it took away; both are empty where the org is as before. */
export type Change = { left: string[]; lost: string[] };

/** How many letters of a digest tell two contents apart. */
const SHOWN_DIGITS = 8;

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, SHOWN_DIGITS);
}

/**
 * A line for each component, permission set, assignment and grant, with the content where it has any, and for each deploy that
 * goes on. What is due by now is done.
 */
export function tracesOf(org: OrgState): string[] {
  const now = org.now();
  settleAllDeploys(org.world.orgs, now);
  const { records, deploys } = org;
  const { components, permissionSets, assignments, accesses, users } = records;
  const nameOfSet = (id: string): string => {
    const found = permissionSets.find((item) => item.id === id);
    return records.profiles.find((profile) => profile.id === found?.profileId)?.name ?? found?.name ?? id;
  };
  const userOf = (id: string): string => users.find((user) => user.id === id)?.username ?? id;
  const appOf = (id: string): string => components.find((item) => item.id === id)?.fullName ?? id;
  return [
    ...components.map(({ type, fullName, elements }) => `${type} ${fullName} (${digest(elements)})`),
    ...permissionSets.map(
      ({ name, label, permissions }) => `PermissionSet ${name} (${digest([label, permissions])})`,
    ),
    ...assignments.map(
      ({ userId, permissionSetId }) => `${userOf(userId)} has ${nameOfSet(permissionSetId)}`,
    ),
    ...accesses.map(({ parentId, setupEntityId }) => `${nameOfSet(parentId)} opens ${appOf(setupEntityId)}`),
    ...deploys
      .filter(({ outcome, cancelled }) => outcome === null && cancelled === null)
      .map((deploy) => `Deploy ${deploy.id} is ${statusOf(deploy, now)}`),
  ].sort();
}

/** What is in one list of lines and not in the other. */
export function compareTraces(before: string[], after: string[]): Change {
  return {
    left: after.filter((line) => !before.includes(line)),
    lost: before.filter((line) => !after.includes(line)),
  };
}

/** Lines of an org, counted by what they speak of: `5 × component, 1 × permission set`. */
export function countTraces(lines: string[]): string {
  const kinds: [name: string, form: RegExp][] = [
    ['deploy', /^Deploy /],
    ['opens', / opens /],
    ['has', / has /],
    ['permission set', /^PermissionSet /],
  ];
  const found = lines.map((line) => kinds.find(([, form]) => form.test(line))?.[0] ?? 'component');
  return [...new Set(found)]
    .map((kind) => `${found.filter((one) => one === kind).length} × ${kind}`)
    .join(', ');
}
