import { optionsOf } from '../apps.ts';
import { checkPieces, judgeSuccess, RESULT_MEMBERS, setToCheck } from '../check-deploys.ts';
import { CannotTry, type Claim, judge, judgeFact, type Outcome, seenIn, summarise } from '../claim.ts';
import { type Files, HEADER, packageOf, tag, writeApp, zipOf } from '../components.ts';
import { deploy, deployFiles, postDeploy, postParts } from '../deploy.ts';
import { type Answer, textAt } from '../http.ts';
import { requireApp } from '../logins.ts';
import { callRest, rowsOf, type Trial } from '../trial.ts';

async function isThere(trial: Trial, name: string): Promise<boolean> {
  return (await rowsOf(trial, `SELECT Id FROM PermissionSet WHERE Name = '${name}'`)).length > 0;
}

const START = {
  status: 201,
  values: { id: /^0Af\w{15}$/, 'deployResult.done': false, 'deployResult.status': 'Pending' },
};

const results: Claim[] = [
  {
    facts: ['DEPLOY-01'],
    says: 'a deploy starts by a POST with the parts json and file: 201, Pending',
    run: async (trial) => {
      const files = packageOf([setToCheck(trial)], trial.org.apiVersion);
      return judge(seenIn(await postDeploy(trial, files, { checkOnly: true })), START);
    },
  },
  {
    facts: ['DEPLOY-01'],
    says: "the parts may come in the other order, the options as entity_content (jsforce's way)",
    run: async (trial) => {
      const part = (name: string, type: string) =>
        Buffer.from(`Content-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`);
      const options = Buffer.from(
        JSON.stringify({ deployOptions: { checkOnly: true, singlePackage: true } }),
      );
      const zip = zipOf(packageOf([setToCheck(trial)], trial.org.apiVersion));
      return judge(
        seenIn(
          await postParts(trial, [
            Buffer.concat([part('file', 'application/zip'), zip]),
            Buffer.concat([part('entity_content', 'application/json'), options]),
          ]),
        ),
        START,
      );
    },
  },
  {
    facts: ['DEPLOY-02'],
    says: 'its end shows status, counts, and a message for each component and for package.xml, which has no type',
    run: async (trial) => {
      const { answer } = await checkPieces(trial, [setToCheck(trial)]);
      const shape = judge(seenIn(answer), {
        status: 200,
        values: {
          'deployResult.status': 'Succeeded',
          'deployResult.done': true,
          'deployResult.numberComponentsDeployed': 1,
        },
        members: `${RESULT_MEMBERS} deployResult.numberComponentErrors deployResult.numberComponentsTotal deployResult.details.componentFailures`,
      });
      if (shape.kind !== 'holds') return shape;
      const manifest = /\{[^{}]*"componentType":""[^{}]*"fileName":"package\.xml"[^{}]*\}/;
      return judgeFact(
        manifest.test(answer.text),
        'a success of package.xml without a type',
        summarise(seenIn(answer)),
      );
    },
  },
  {
    facts: ['DEPLOY-13'],
    says: 'a deploy that is over cannot be cancelled',
    run: async (trial) => {
      const { started } = await checkPieces(trial, [setToCheck(trial)]);
      const cancel = { deployResult: { status: 'Canceling' } };
      const path = `/metadata/deployRequest/${textAt(started, 'id')}`;
      return judge(seenIn(await callRest(trial, path, 'PATCH', cancel)), {
        status: 400,
        values: { '0.errorCode': 'INVALID_ID_FIELD' },
      });
    },
  },
  {
    facts: ['DEPLOY-14'],
    says: 'a deploy that only checks writes nothing',
    run: async (trial) => {
      const piece = setToCheck(trial);
      const { success, answer } = await checkPieces(trial, [piece]);
      if (!success) throw new CannotTry(`the check failed: ${answer.text.slice(0, 200)}`);
      const isWritten = await isThere(trial, piece.fullName);
      return judgeFact(
        !isWritten,
        'no permission set',
        isWritten ? 'the permission set is there' : 'nothing',
      );
    },
  },
  {
    facts: ['DEPLOY-15'],
    says: 'an unknown deploy id is 404',
    run: async (trial) =>
      judge(seenIn(await callRest(trial, '/metadata/deployRequest/0Af000000000001AAA')), { status: 404 }),
  },
  {
    facts: ['DEPLOY-18'],
    says: 'an upload without zip is refused',
    run: async (trial) => {
      const options =
        'Content-Disposition: form-data; name="json"\r\nContent-Type: application/json\r\n\r\n{"deployOptions":{}}';
      return judge(seenIn(await postParts(trial, [Buffer.from(options)])), { status: 400 });
    },
  },
];

function postUnsound(trial: Trial, files: Files, options: object = {}): Promise<Answer> {
  return postDeploy(trial, files, { checkOnly: true, ...options });
}

const MOST_FILES = 10_000;

/** Uploads that are refused before anything is looked at. */
const uploads: Claim[] = [
  {
    facts: ['DEPLOY-24'],
    says: 'a zip of more than 10000 files is not even queued',
    run: async (trial) => {
      const names = Array.from({ length: MOST_FILES + 1 }, (_, index) => [
        `permissionsets/P${index}.permissionset`,
        '',
      ]);
      const files = { ...packageOf([], trial.org.apiVersion), ...(Object.fromEntries(names) as Files) };
      return judge(seenIn(await postUnsound(trial, files)), { status: 400, text: /Too many files in zip/ });
    },
  },
  {
    facts: ['DEPLOY-26'],
    says: 'a zip with a path that leads out of it is refused',
    run: async (trial) => {
      const files = { ...packageOf([], trial.org.apiVersion), '../outside.txt': '' };
      return judge(seenIn(await postUnsound(trial, files)), { status: 400 });
    },
  },
  {
    facts: ['DEPLOY-28'],
    says: 'an unknown level of tests is refused',
    run: async (trial) => {
      const files = packageOf([setToCheck(trial)], trial.org.apiVersion);
      return judge(seenIn(await postUnsound(trial, files, { testLevel: 'NoSuchLevel' })), { status: 400 });
    },
  },
  {
    facts: ['DEPLOY-30'],
    says: 'a check without tests cannot be deployed by its id',
    run: async (trial) => {
      const piece = setToCheck(trial);
      trial.written.components.push(piece);
      const { started } = await deployFiles(trial, packageOf([piece], trial.org.apiVersion), {
        checkOnly: true,
      });
      const quick = { validatedDeployRequestId: textAt(started, 'id') };
      return judge(seenIn(await callRest(trial, '/metadata/deployRequest', 'POST', quick)), { status: 400 });
    },
  },
  {
    facts: ['DEPLOY-33'],
    says: 'performRetrieve brings what was deployed with the details',
    apps: ['good'],
    run: async (trial) => {
      requireApp(trial, 'good');
      const again = writeApp(optionsOf(trial, 'good')).filter(({ type }) => type === HEADER);
      const { answer } = await deploy(trial, again, { performRetrieve: true });
      return judge(seenIn(answer), {
        status: 200,
        values: { 'deployResult.details.retrieveResult.zipFile': /^UEsDB/ },
      });
    },
  },
];

/** Deploys a permission set with these user permissions, and says whether it then has API Enabled. */
async function deploySet(trial: Trial, permissions: string): Promise<Outcome | boolean> {
  const fullName = `${trial.prefix}_Replaced`;
  const piece = { ...setToCheck(trial, tag('label', fullName) + permissions), fullName };
  const outcome = judgeSuccess(await deploy(trial, [piece]));
  if (outcome.kind !== 'holds') return outcome;
  const soql = `SELECT PermissionsApiEnabled FROM PermissionSet WHERE Name = '${fullName}'`;
  const [row] = await rowsOf(trial, soql);
  return row?.PermissionsApiEnabled === true;
}

const API_ENABLED = `<userPermissions>${tag('enabled', 'true')}${tag('name', 'ApiEnabled')}</userPermissions>`;

const replacement: Claim = {
  facts: ['DEPLOY-36'],
  says: 'a permission set that is deployed again loses the permissions that its file leaves out',
  run: async (trial) => {
    const first = await deploySet(trial, API_ENABLED);
    if (typeof first === 'object') return first;
    const second = await deploySet(trial, '');
    if (typeof second === 'object') return second;
    return judgeFact(first && !second, 'API Enabled, then not', `${first}, then ${second}`);
  },
};

/** How a deploy starts and ends, and what may be uploaded. */
export const deployStepClaims: Claim[] = [...results, ...uploads, replacement];
