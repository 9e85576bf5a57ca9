import { nameOf } from '../apps.ts';
import { CannotTry, type Claim, judge, judgeFact, type Seen } from '../claim.ts';
import { HEADER, tag } from '../components.ts';
import { valueAt } from '../http.ts';
import { requireApp } from '../logins.ts';
import { callSoap } from '../soap.ts';
import type { Trial } from '../trial.ts';

const PAUSE_MILLISECONDS = 1000;
const MOST_TRIES = 60;

/** Asks for components, or a package, and waits for the end. */
async function retrieve(trial: Trial, what: string): Promise<Seen> {
  const request = tag('apiVersion', trial.org.apiVersion) + tag('singlePackage', 'true') + what;
  const started = await callSoap(trial, 'retrieve', `<request>${request}</request>`);
  const id = valueAt(started.value, 'retrieveResponse.result.id');
  if (typeof id !== 'string') return started;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const content = tag('asyncProcessId', id) + tag('includeZip', 'true');
    const seen = await callSoap(trial, 'checkRetrieveStatus', content);
    if (valueAt(seen.value, 'checkRetrieveStatusResponse.result.done') !== 'false') return seen;
    await trial.pause(PAUSE_MILLISECONDS);
  }
  throw new CannotTry('the retrieve does not end');
}

function unpackaged(trial: Trial, fullName: string): string {
  const types = `<types>${tag('members', fullName)}${tag('name', HEADER)}</types>`;
  return `<unpackaged>${types}${tag('version', trial.org.apiVersion)}</unpackaged>`;
}

const RESULT = 'checkRetrieveStatusResponse.result';

/** Retrieves by SOAP. */
export const retrieveClaims: Claim[] = [
  {
    facts: ['SOAP-15'],
    says: 'a retrieve of an app brings its file in a zip',
    apps: ['good'],
    run: async (trial) => {
      requireApp(trial, 'good');
      const seen = await retrieve(trial, unpackaged(trial, nameOf(trial, 'good')));
      return judge(seen, {
        status: 200,
        values: { [`${RESULT}.success`]: 'true', [`${RESULT}.zipFile`]: /^UEsDB/ },
      });
    },
  },
  {
    facts: ['SOAP-16'],
    says: 'what a retrieve does not find becomes a message',
    run: async (trial) => {
      const name = `${trial.prefix}_Nothing`;
      const seen = await retrieve(trial, unpackaged(trial, name));
      const words = `Entity of type '${HEADER}' named '${name}' cannot be found`;
      return judge(seen, { status: 200, values: { [`${RESULT}.messages.problem`]: words } });
    },
  },
  {
    facts: ['SOAP-17'],
    says: 'a retrieve of a package that is not there fails as a whole',
    run: async (trial) => {
      const seen = await retrieve(trial, tag('packageNames', `${trial.prefix}_Nothing`));
      const outcome = judge(seen, { status: 200, members: RESULT });
      const message = String(valueAt(seen.value, `${RESULT}.errorMessage`));
      return outcome.kind === 'holds'
        ? judgeFact(/No package named/.test(message), 'No package named …', message)
        : outcome;
    },
  },
];
