import { allClaims } from '../../conformance/claims/all-claims.ts';
import type { Claim } from '../../conformance/claim.ts';
import { openHttp } from '../../conformance/http.ts';
import { type KeyPair, makeKeyPair } from '../../conformance/key-pair.ts';
import { meetOrg, type OrgKind } from '../../conformance/meet-org.ts';
import { walk, type Walk, type WalkOptions } from '../../conformance/walk.ts';
import type { FactId } from '../../src/simulator/facts/facts.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';

let keys: Promise<KeyPair> | undefined;

export type WalkedOrg = {
  walked: Walk;
  lines: string[];
  simulator: Simulator;
  kind: OrgKind;
  apiVersion: string;
};

export type Changes = Partial<WalkOptions> & {
  claims?: readonly Claim[];
  /** Turned off after the kit has met the org. */
  rulesOff?: FactId[];
  /** Hears each line that is told, while the org still lives. */
  onLine?: (line: string, simulator: Simulator) => void;
};

/** Lets the kit walk its claims in a simulated org, which is gone when this answers. */
export async function walkOrg(options: SimulatorOptions = {}, changes: Changes = {}): Promise<WalkedOrg> {
  keys ??= makeKeyPair();
  const { rulesOff = [], onLine, ...others } = changes;
  const simulator = await startSimulator(options);
  const http = openHttp();
  const lines: string[] = [];
  try {
    const { username, accessToken } = simulator.admin;
    const { org, kind } = await meetOrg(http, {
      instanceUrl: simulator.origin.origin,
      accessToken,
      username,
    });
    for (const fact of rulesOff) simulator.world.rulesOff.add(fact);
    const walked = await walk({
      ...{ org, accessToken, http, keys: await keys, claims: allClaims, waitMilliseconds: 0 },
      now: simulator.world.now,
      pause: () => Promise.resolve(),
      signal: new AbortController().signal,
      tell: (line) => {
        lines.push(line);
        onLine?.(line, simulator);
      },
      ...others,
    });
    return { walked, lines, simulator, kind, apiVersion: org.apiVersion };
  } finally {
    await http.close();
    await simulator.close();
  }
}

/** What an org holds that begins with the kit's name, and what a run could have changed besides. */
export function traces({ org }: Simulator): unknown {
  const { components, permissionSets, assignments, accesses } = org.records;
  return {
    components: components.map(({ fullName }) => fullName),
    permissionSets: permissionSets.map(({ name }) => name),
    assignments: assignments.map(({ id }) => id),
    accesses: accesses.map(({ id }) => id),
  };
}
