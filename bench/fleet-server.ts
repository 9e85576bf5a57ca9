// The orgs of bench/fleet.ts, in a process of their own: one simulator with all of them, each with an app of the same certificate.
// Some refuse the login, for reasons that take turns.
import {
  addPermissionSet,
  assignPermissionSet,
  blockApp,
  deactivateUser,
  exhaustLogins,
  removeCertificate,
} from '../src/simulator/org-changes.ts';
import { startSimulator, type SimulatedOrg } from '../src/simulator/server.ts';
import { startDeploy, settleDeploys } from '../src/simulator/metadata/deploy-queue.ts';
import { externalApp, filesOf, zipOf } from '../test/simulator/app-files.ts';

export type FleetWish = { orgs: number; failing: number; certificate: string };
/** `expected`: the name of the error, where there is to be one. */
export type BenchOrg = {
  name: string;
  username: string;
  clientId: string;
  instanceUrl: string;
  orgId: string;
  expected: string | null;
};

const APP = 'Bench_App';
const SET = 'Bench_Access';

/** What is wrong with an org, by the error that a login has to end with. */
const wrongs: Array<[error: string, spoil: (org: SimulatedOrg) => void]> = [
  ['AssertionInvalidError', ({ org }) => removeCertificate(org, APP)],
  ['UserInactiveError', ({ org, admin }) => deactivateUser(org, admin.username)],
  ['AppBlockedError', ({ org }) => blockApp(org, APP)],
  ['LoginRateExceededError', ({ org, admin }) => exhaustLogins(org, admin.username)],
];

process.on('message', (wish: FleetWish) => void start(wish));
process.on('disconnect', () => process.exit());

async function start({ orgs, failing, certificate }: FleetWish): Promise<void> {
  const simulator = await startSimulator({
    orgs: Array.from({ length: orgs }, (_, index) => ({ name: `bench${index}` })),
  });
  const every = Math.floor(orgs / failing);
  const told = simulator.orgs.map((org, index): BenchOrg => {
    const clientId = `3MVG9BENCHkey${String(index).padStart(10, '0')}`;
    deployApp(org, certificate, clientId);
    const turn = Math.floor(index / every);
    const wrong = index % every === 0 && turn < failing ? wrongs[turn % wrongs.length] : undefined;
    wrong?.[1](org);
    const { name, admin, origin, orgId } = org;
    const { username } = admin;
    return { name, username, clientId, instanceUrl: origin.origin, orgId, expected: wrong?.[0] ?? null };
  });
  process.send?.(told);
}

function deployApp({ org, admin }: SimulatedOrg, certificate: string, consumerKey: string): void {
  addPermissionSet(org, SET);
  assignPermissionSet(org, admin.username, SET);
  const pieces = externalApp({ name: APP, certificate, consumerKey, permissionSet: SET });
  const [user] = org.records.users;
  if (!user) throw new Error('An org has an administrator');
  const upload = { zip: zipOf(filesOf(pieces)), options: { singlePackage: true }, version: 66 };
  startDeploy(org, upload, user, org.now());
  settleDeploys(org, org.now());
}
