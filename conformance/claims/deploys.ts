import {
  adding,
  appToCheck,
  check,
  judgeFailure,
  judgeSuccess,
  refused,
  replacing,
  setToCheck,
  switchesOf,
} from '../check-deploys.ts';
import { nameOf } from '../apps.ts';
import { type Claim, eachHolds, judge, judgeFact, seenIn, summarise } from '../claim.ts';
import {
  deletionOf,
  GLOBAL,
  HEADER,
  packageOf,
  pathOf,
  POLICY,
  SETTINGS,
  tag,
  writeManifest,
  writePiece,
} from '../components.ts';
import { jsonOf, listAt } from '../http.ts';
import { requireApp } from '../logins.ts';

const elements: Claim[] = [
  refused(['DEPLOY-03'], 'an element that the type does not have is invalid at this location', {
    pieces: adding(GLOBAL, '<nothing>x</nothing>'),
    says: /Element \{http:\/\/soap\.sforce\.com\/2006\/04\/metadata\}nothing invalid at this location in type ExtlClntAppGlobalOauthSettings/,
  }),
  refused(['DEPLOY-04'], 'isNamedUserJwtEnabled of the global settings is not valid in version 64.0', {
    pieces: adding(GLOBAL, tag('isNamedUserJwtEnabled', 'false')),
    version: '64.0',
    says: /not valid in version 64\.0/,
  }),
  refused(['DEPLOY-05'], 'a value outside an enum names value and enum', {
    pieces: (trial) =>
      appToCheck(trial, POLICY, (content) => content.replace('AdminApprovedPreAuthorized', 'AdminApproved')),
    says: /'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'/,
  }),
  refused(
    ['DEPLOY-06'],
    'contactEmail, callbackUrl, externalClientApplication, isEnabled, and the label of a permission set are required',
    { pieces: replacing(HEADER, 'contactEmail', undefined), says: /Required field is missing: contactEmail/ },
    { pieces: replacing(GLOBAL, 'callbackUrl', undefined), says: /Required field is missing: callbackUrl/ },
    {
      pieces: replacing(SETTINGS, 'externalClientApplication', undefined),
      says: /Required field is missing: externalClientApplication/,
    },
    {
      pieces: (trial) => [...appToCheck(trial), switchesOf(`${trial.prefix}_checked`, '')],
      says: /Required field is missing: isEnabled/,
    },
    { pieces: (trial) => [setToCheck(trial, '')], says: /Required field is missing: label/ },
  ),
  refused(['DEPLOY-21'], 'a flag must be true or false', {
    pieces: adding(GLOBAL, tag('isConsumerSecretOptional', 'maybe')),
  }),
  refused(['DEPLOY-23'], 'an element that comes twice is duplicated at this location', {
    pieces: adding(HEADER, tag('contactEmail', 'ops@example.com')),
    says: /Element (\{[^}]*\})?contactEmail is duplicated at this location in type ExternalClientApplication/,
  }),
  {
    facts: ['DEPLOY-16'],
    says: 'XML that is not well-formed is an error parsing the file',
    run: async (trial) => {
      const files = packageOf([setToCheck(trial)], trial.org.apiVersion);
      files[pathOf(setToCheck(trial))] = '<PermissionSet><label>';
      return judgeFailure(await check(trial, files), /Error parsing file/);
    },
  },
];

const places: Claim[] = [
  {
    facts: ['DEPLOY-34'],
    says: 'a problem with one element comes with its line and column',
    run: async (trial) => {
      const files = packageOf(adding(GLOBAL, '<nothing>x</nothing>')(trial), trial.org.apiVersion);
      const { answer } = await check(trial, files);
      const [failure] = listAt(jsonOf(answer), 'deployResult.details.componentFailures');
      return judge(
        { ...seenIn(answer), value: failure },
        { values: { lineNumber: /^\d+$/, columnNumber: /^\d+$/ } },
      );
    },
  },
];

const manifests: Claim[] = [
  {
    facts: ['DEPLOY-07'],
    says: 'a member without a file is an error, unless allowMissingFiles is set',
    run: (trial) => {
      const member = setToCheck(trial);
      const files = { 'package.xml': writeManifest([member], trial.org.apiVersion) };
      const words = new RegExp(
        `An object '${member.fullName}' of type PermissionSet was named in package.xml, but was not found in zipped directory`,
      );
      return eachHolds(
        async () => judgeFailure(await check(trial, files), words),
        async () => judgeSuccess(await check(trial, files, { allowMissingFiles: true })),
      );
    },
  },
  {
    facts: ['DEPLOY-08'],
    says: 'a file that package.xml does not name is "Not in package.xml"',
    run: async (trial) => {
      const files = packageOf([], trial.org.apiVersion);
      const stranger = setToCheck(trial);
      files[pathOf(stranger)] = writePiece(stranger);
      return judgeFailure(await check(trial, files), /Not in package\.xml/i);
    },
  },
  {
    facts: ['DEPLOY-09'],
    says: 'a zip without package.xml fails',
    run: async (trial) => {
      const stranger = setToCheck(trial);
      return judgeFailure(
        await check(trial, { [pathOf(stranger)]: writePiece(stranger) }),
        /No package\.xml found/,
      );
    },
  },
  {
    facts: ['DEPLOY-10'],
    says: 'deleting what is not there is a warning that names it',
    run: async (trial) => {
      const member = { type: HEADER, fullName: `${trial.prefix}_Nothing` };
      const { answer } = await check(trial, deletionOf([member], trial.org.apiVersion), {
        ignoreWarnings: true,
      });
      const words = `No ${HEADER} named: ${member.fullName} found`;
      return judgeFact(answer.text.includes(words), words, summarise(seenIn(answer)));
    },
  },
  {
    facts: ['DEPLOY-37'],
    says: 'the parts of an app can be deleted at once, the header named first, without a warning',
    apps: ['good'],
    run: async (trial) => {
      requireApp(trial, 'good');
      const fullName = nameOf(trial, 'good');
      const members = [HEADER, SETTINGS, GLOBAL, POLICY].map((type) => ({ type, fullName }));
      return judgeSuccess(await check(trial, deletionOf(members, trial.org.apiVersion)));
    },
  },
  {
    facts: ['DEPLOY-17'],
    says: 'a warning fails a deploy that does not ignore warnings',
    run: async (trial) => {
      const member = { type: HEADER, fullName: `${trial.prefix}_Nothing` };
      return judgeFailure(await check(trial, deletionOf([member], trial.org.apiVersion)));
    },
  },
  {
    facts: ['DEPLOY-19'],
    says: 'a type that does not exist fails',
    run: async (trial) => {
      const members = [{ type: 'NoSuchType', fullName: 'Nothing' }];
      return judgeFailure(
        await check(trial, { 'package.xml': writeManifest(members, trial.org.apiVersion) }),
      );
    },
  },
  refused(['DEPLOY-32'], 'a type that the package version does not have is named', {
    pieces: (trial) => appToCheck(trial).filter(({ type }) => type === HEADER),
    version: '58.0',
    says: /Entity type '?"?ExternalClientApplication"?'? is not available in this api version/,
  }),
  refused(['DEPLOY-20'], "a version above the org's is refused", {
    pieces: (trial) => [setToCheck(trial)],
    version: '999.0',
  }),
  {
    facts: ['DEPLOY-22'],
    says: 'file names may end in -meta.xml, and * names all of a type',
    run: async (trial) => {
      const piece = setToCheck(trial);
      const all = writeManifest([{ type: piece.type, fullName: '*' }], trial.org.apiVersion);
      return judgeSuccess(
        await check(trial, { 'package.xml': all, [`${pathOf(piece)}-meta.xml`]: writePiece(piece) }),
      );
    },
  },
];

/** What the packages of a deploy must be; every one is only checked. */
export const deployClaims: Claim[] = [...elements, ...places, ...manifests];
