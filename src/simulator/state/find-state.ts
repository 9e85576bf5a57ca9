import { strike } from '../fault-strikes.ts';
import { allHosts } from '../hosts.ts';
import { LOOPBACK } from '../listen.ts';
import { endsWithinADay, makeTlsIdentity } from '../private-authority.ts';
import { addOrg, completeDescription, type OrgDescription } from '../scenario.ts';
import type { SimulatorOptions } from '../server.ts';
import { createWorld } from '../world.ts';
import { findContradictions } from './contradictions.ts';
import { StateFileError } from './state-file-error.ts';
import type { StateFile } from './state-file.ts';
import { type KeptTls, readState, restoreWorld, type State } from './stored-world.ts';

function describeOrgs({ orgs, name = 'simulator', ...options }: SimulatorOptions): OrgDescription[] {
  const said = orgs?.map((org) => ({ ...options, ...org })) ?? [{ ...options, name }];
  return said.map(completeDescription);
}

function buildState(options: SimulatorOptions): State {
  const world = createWorld(options.now ?? (() => new Date()));
  world.assumed = new Set(options.assume ?? []);
  world.foreignConsumerKeys = options.appConsumerKeyTaken ?? [];
  const descriptions = describeOrgs(options);
  for (const description of descriptions) addOrg(world, description);
  return { descriptions, world, tls: null };
}

/** What a file holds, as long as the options agree. */
function restoreState(options: SimulatorOptions, path: string, text: string): State {
  const kept = readState(text);
  if ('problem' in kept) throw new StateFileError(path, kept.problem);
  const contradictions = findContradictions(options, kept);
  if (contradictions.length > 0) {
    throw new StateFileError(path, `contradicts the options: ${contradictions.join('; ')}`);
  }
  return { ...kept, world: restoreWorld(kept, options.now ?? (() => new Date())) };
}

/** The authority that clients already trust, as long as it is good. */
async function findTls({ world, tls }: State, options: SimulatorOptions): Promise<KeptTls | null> {
  if (tls === null && !options.tls) return null;
  if (tls !== null && !endsWithinADay(tls, world.now())) return tls;
  const names = [LOOPBACK, 'localhost', ...allHosts(world).map(({ name }) => name)];
  return { ...(await makeTlsIdentity(names, world.now())), proxyPort: tls?.proxyPort ?? 0 };
}

/** What a run begins with: the world of its file, or a new one as the options describe it, and its https side. */
export async function findState(options: SimulatorOptions, file: StateFile | null): Promise<State> {
  const state = file?.text === undefined ? buildState(options) : restoreState(options, file.path, file.text);
  state.world.rulesOff = new Set(options.rulesOff ?? []);
  for (const fault of options.faults ?? []) strike(state.world, fault);
  return { ...state, tls: await findTls(state, options) };
}
