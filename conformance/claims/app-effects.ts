import { consumerKeyOf, nameOf, optionsOf, permissionSetOf } from '../apps.ts';
import { adding, checkPieces, judgeFailure, judgeSuccess, refused, replacing } from '../check-deploys.ts';
import { type Claim, eachHolds, judge, judgeFact, type Outcome, restError, seenIn } from '../claim.ts';
import {
  appTypes,
  deletionOf,
  GLOBAL,
  HEADER,
  type Piece,
  POLICY,
  SWITCHES,
  tag,
  writeApp,
} from '../components.ts';
import { deploy, deployFiles } from '../deploy.ts';
import { type Answer, jsonOf, valueAt } from '../http.ts';
import { awaitAnswer, logIn, requireApp, requireLogin } from '../logins.ts';
import { expectWords, isSaid, words } from '../refusals.ts';
import { listNames, readComponent, readElement } from '../soap.ts';
import { callRest, query, rowsOf, type Trial } from '../trial.ts';

/** Of an elliptic curve; its key is thrown away. */
const EC_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkDCCATWgAwIBAgIUIafXwEt2swOFiG52IEPeMsGZsHcwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRQ29uZm9ybWFuY2UgdHJpYWwwIBcNMjYxMTI0MTI0NzAwWhgP
MjEyNjEwMzExMjQ3MDBaMBwxGjAYBgNVBAMMEUNvbmZvcm1hbmNlIHRyaWFsMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkbWgOuA4duoodji+icfeXkXmKDkME0Vv
gu1F7SK2CuDIj7IA3sDmbb/kS4uUWOsdYZNhnWAL2T+4fffX2FoJMaNTMFEwHQYD
VR0OBBYEFDipe88luINDUY413Z+wZuwWniyyMB8GA1UdIwQYMBaAFDipe88luIND
UY413Z+wZuwWniyyMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh
ANBtYxRpmdn3gDeaawcEeiJFrDx3fo5b6XtWt2OULLp4AiEAjTfJ+4EWIeRsFfNu
cb84StQkbKDlb88EBdRCWibB+ZA=
-----END CERTIFICATE-----
`;

function globalOfGood(trial: Trial, extra: string): Piece[] {
  const pieces = writeApp({ ...optionsOf(trial, 'good'), consumerKey: undefined, globalExtra: extra });
  return pieces.filter(({ type }) => type === GLOBAL);
}

const keys: Claim[] = [
  {
    ...refused(['APP-03'], 'a consumer key that an app of any org has is taken', {
      pieces: (trial) => adding(GLOBAL, tag('consumerKey', consumerKeyOf(trial, 'good')))(trial),
      says: /The consumer key is already taken\./,
    }),
    apps: ['good'],
  },
  refused(
    ['APP-04'],
    'a chosen consumer key has 8 to 256 letters and digits',
    { pieces: adding(GLOBAL, tag('consumerKey', 'Short12')) },
    { pieces: adding(GLOBAL, tag('consumerKey', 'x'.repeat(257))) },
    { pieces: adding(GLOBAL, tag('consumerKey', 'Has blanks and signs!')) },
  ),
  {
    ...refused(['APP-26'], "the app's own consumer key is refused on update", {
      pieces: (trial) => globalOfGood(trial, tag('consumerKey', consumerKeyOf(trial, 'good'))),
      says: /You cannot provide a Consumer Key/,
    }),
    apps: ['good'],
  },
  {
    ...refused(['APP-18'], 'rotating the consumer key is a warning', {
      pieces: (trial) => globalOfGood(trial, tag('shouldRotateConsumerKey', 'true')),
    }),
    apps: ['good'],
  },
  {
    facts: ['APP-05'],
    says: 'without a chosen key the org makes one that begins with 3MVG9, and keeps it when the app is deployed again',
    apps: ['bare'],
    run: async (trial) => {
      requireApp(trial, 'bare');
      const readKey = () => readElement(trial, GLOBAL, nameOf(trial, 'bare'), 'consumerKey');
      const before = (await readKey()) ?? '';
      const certificate = `${trial.keys.certificate}\n`;
      await deploy(trial, writeApp({ ...optionsOf(trial, 'bare'), certificate, globalExtra: '' }));
      const after = await readKey();
      const isKept = before.startsWith('3MVG9') && before === after;
      const seen = before === after ? `${before.slice(0, 5)}…, kept` : `${before.slice(0, 5)}…, then another`;
      return judgeFact(isKept, '3MVG9…, kept', seen);
    },
  },
];

async function checkCertificate(trial: Trial, certificate: string) {
  return checkPieces(trial, replacing(GLOBAL, 'certificate', certificate)(trial));
}

const certificates: Claim = {
  facts: ['APP-09'],
  says: 'a certificate is taken as PEM, as one line of base64 and as base64 of the PEM; no certificate, and one of an EC key, are refused',
  run: (trial) => {
    const { certificate } = trial.keys;
    const body = certificate.replace(/-----[^-]+-----|\s/g, '');
    return eachHolds(
      async () => judgeSuccess(await checkCertificate(trial, certificate)),
      async () => judgeSuccess(await checkCertificate(trial, body)),
      async () => judgeSuccess(await checkCertificate(trial, Buffer.from(certificate).toString('base64'))),
      async () => judgeFailure(await checkCertificate(trial, 'nonsense')),
      async () => judgeFailure(await checkCertificate(trial, EC_CERTIFICATE)),
    );
  },
};

const OWN_POLICY = {
  permittedUsersPolicyType: 'AllSelfAuthorized',
  refreshTokenPolicyType: 'SpecificLifetime',
  refreshTokenValidityPeriod: '365',
  refreshTokenValidityUnit: 'Days',
  ipRelaxationPolicyType: 'Enforce',
  requiredSessionLevel: 'STANDARD',
};

const madeByTheOrg: Claim[] = [
  {
    facts: ['APP-15'],
    says: 'an app without policies gets <App>_oauthPlcy and <App>_plcy, open to all users',
    apps: ['bare'],
    run: async (trial) => {
      requireApp(trial, 'bare');
      const name = nameOf(trial, 'bare');
      const ofApp = async (type: string) =>
        (await listNames(trial, type)).filter((item) => item.startsWith(name));
      const names = [...(await ofApp(POLICY)), ...(await ofApp(SWITCHES))].join(' ');
      return eachHolds(
        () =>
          Promise.resolve(
            judgeFact(names === `${name}_oauthPlcy ${name}_plcy`, `${name}_oauthPlcy ${name}_plcy`, names),
          ),
        async () => {
          const read = await readComponent(trial, POLICY, `${name}_oauthPlcy`);
          const record = valueAt(read.value, 'readMetadataResponse.result.records');
          return judge({ ...read, value: record }, { status: 200, values: OWN_POLICY });
        },
      );
    },
  },
  {
    facts: ['APP-22'],
    says: 'isPkceRequired reads true, although false was sent',
    apps: ['bare'],
    run: async (trial) => {
      requireApp(trial, 'bare');
      const text = await readElement(trial, GLOBAL, nameOf(trial, 'bare'), 'isPkceRequired');
      return judgeFact(text === 'true', 'true', text ?? 'nothing');
    },
  },
  {
    facts: ['APP-23'],
    says: 'deleting the header deletes the other parts',
    apps: ['deletedByHeader'],
    run: async (trial) => {
      requireApp(trial, 'deletedByHeader');
      const name = nameOf(trial, 'deletedByHeader');
      await deployFiles(trial, deletionOf([{ type: HEADER, fullName: name }], trial.org.apiVersion), {});
      const left: string[] = [];
      for (const type of appTypes) {
        if ((await listNames(trial, type)).some((item) => item.startsWith(name))) left.push(type);
      }
      return judgeFact(left.length === 0, 'nothing', left.join(', ') || 'nothing');
    },
  },
  {
    facts: ['APP-20'],
    says: 'a policy that is deployed again without its permission sets takes the grant away',
    apps: ['redeployed'],
    run: takeGrantAway,
  },
];

async function takeGrantAway(trial: Trial): Promise<Outcome> {
  requireApp(trial, 'redeployed');
  const name = nameOf(trial, 'redeployed');
  const [app] = await rowsOf(
    trial,
    `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${name}'`,
  );
  const deployPolicy = async (permissionSet: string | undefined) => {
    const pieces = writeApp({ ...optionsOf(trial, 'redeployed'), permissionSet });
    return deploy(
      trial,
      pieces.filter(({ type }) => type === POLICY),
    );
  };
  const countGrants = async () => {
    const answer = await query(
      trial,
      `SELECT COUNT() FROM SetupEntityAccess WHERE SetupEntityId = '${String(app?.Id)}'`,
    );
    return { answer, count: valueAt(jsonOf(answer), 'totalSize') };
  };
  const before = await countGrants();
  await deployPolicy(undefined);
  const without = await countGrants();
  await deployPolicy(permissionSetOf(trial));
  const seen = `${String(before.count)} before, ${String(without.count)} after`;
  return eachHolds(
    () => Promise.resolve(judge(seenIn(without.answer), { status: 200 })),
    () => Promise.resolve(judgeFact(seen === '1 before, 0 after', '1 before, 0 after', seen)),
  );
}

const secrets: Claim[] = [
  refused(['APP-36'], 'a chosen consumer secret has 8 to 256 letters and digits', {
    pieces: adding(GLOBAL, tag('consumerSecret', 'Short12')),
  }),
  {
    facts: ['APP-31'],
    says: 'the credentials of an app are listed, or the org says that the feature is not enabled',
    apps: ['good'],
    run: async (trial) => {
      requireApp(trial, 'good');
      const name = nameOf(trial, 'good');
      const soql = `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${name}'`;
      const [app] = await rowsOf(trial, soql);
      const seen = seenIn(await callRest(trial, `/apps/oauth/credentials/${String(app?.Id)}`));
      return seen.status === 403
        ? judge(seen, restError(403, 'FUNCTIONALITY_NOT_ENABLED', /not currently enabled/))
        : judge(seen, {
            status: 200,
            members: 'consumers.0.id consumers.0.key consumers.0.name consumers.0.url',
          });
    },
  },
];

const withoutCertificate: Claim = {
  facts: ['APP-20'],
  says: 'global settings that are deployed again without certificate end the logins, and with it they begin again',
  apps: ['redeployed'],
  failedLogins: 1,
  run: redeployWithoutCertificate,
};

async function redeployWithoutCertificate(trial: Trial): Promise<Outcome> {
  await requireLogin(trial, 'redeployed');
  const attempt = () => logIn(trial, 'redeployed');
  const deployAgain = async (certificate: string | undefined) => {
    const options = { ...optionsOf(trial, 'redeployed'), certificate, consumerKey: undefined };
    const { success, answer } = await deploy(trial, writeApp(options));
    return judge(seenIn(answer), success ? {} : { values: { 'deployResult.success': true } });
  };
  const awaitWords = (isWanted: (answer: Answer) => boolean) =>
    awaitAnswer(trial, 'redeployed', attempt, isWanted, () => true);
  return eachHolds(
    () => deployAgain(undefined),
    async () =>
      judge(seenIn(await awaitWords(isSaid(words.invalidAssertion))), expectWords(words.invalidAssertion)),
    () => deployAgain(trial.keys.certificate),
    async () => judge(seenIn(await awaitWords(({ status }) => status === 200)), { status: 200 }),
  );
}

/** Keys, certificates, and what the org makes of an app. */
export const appEffects: Claim[] = [...keys, ...secrets, certificates, ...madeByTheOrg, withoutCertificate];
