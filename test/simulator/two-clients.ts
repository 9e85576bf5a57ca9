// Two administrators who work in one org at the same time.
import { addUser } from '../../src/simulator/org-state.ts';
import { openAdminSession } from '../../src/simulator/sessions.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import { type Files, zipOf } from './app-files.ts';
import { type Clock, makeClock, pollDeploy, postZip, startOrg } from './org-client.ts';

/** How long a deploy takes there. */
export const SECONDS = 60;

export type Clients = { first: Simulator; second: Simulator; clock: Clock };

/** One org with two administrators, each with a session, where a deploy takes a minute. */
export async function twoClients(
  start: (options: SimulatorOptions) => Promise<Simulator> = startOrg,
  options: SimulatorOptions = {},
): Promise<Clients> {
  const clock = makeClock();
  const first = await start({ now: clock.now, ...options });
  const username = 'second@simulator.example';
  addUser(first.org, { username, profile: 'System Administrator' });
  const user = first.org.records.users.find((candidate) => candidate.username === username)!;
  const { token: accessToken } = openAdminSession(first.org, user);
  first.org.deploySeconds = SECONDS;
  return { first, second: { ...first, admin: { ...first.admin, username, accessToken } }, clock };
}

/** Begins a deploy and does not wait for it; the answer tells how it ended. */
export async function begin(client: Simulator, files: Files): Promise<() => Promise<unknown[]>> {
  const { json } = await postZip(client, zipOf(files));
  return async () => {
    const { result, fact } = await pollDeploy(client, String(json.id));
    return [result.status, fact, ...result.details.componentFailures.map(({ problem }) => problem)];
  };
}

/** Two deploys, the second begun before the first has ended, and how both end. */
export async function overlap(
  { first, second, clock }: Clients,
  one: Files,
  other: Files,
): Promise<unknown[]> {
  const ends = [await begin(first, one)];
  clock.time += 1000;
  ends.push(await begin(second, other));
  clock.time += SECONDS * 1000;
  return Promise.all(ends.map((end) => end()));
}

/** How a deploy ends that has nothing to say: its status and its rule. */
export const DONE = ['Succeeded', 'DEPLOY-02'];
