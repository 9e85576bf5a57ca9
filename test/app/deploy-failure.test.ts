import { expect } from 'chai';
import type { SfError } from '@salesforce/core/sfError';
import {
  explainDeployFailure,
  isAppExistsAlready,
  isConnectedAppsBlocked,
  type ComponentFailure,
} from '../../src/app/deploy-failure.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';
import { sentences } from './deploy-sentences.ts';

const failure = (
  problem: string,
  componentType = 'ConnectedApp',
  fullName = 'Jwt_Cli',
  more: Partial<ComponentFailure> = {},
): ComponentFailure => ({ componentType, fullName, problem, ...more });

const app = {
  type: 'connected-app',
  name: 'Jwt_Cli',
  apiVersion: '67.0',
  targetOrg: 'admin@example.com',
} as const;

const explain = async (failures: ComponentFailure[], fallback = 'Failed'): Promise<SfError> =>
  thrownBy(() => {
    throw explainDeployFailure(app, failures, fallback);
  });

describe('app/deploy-failure', () => {
  for (const [sentence, name, told = ''] of sentences) {
    it(`explains "${sentence}" as ${name}`, async () => {
      const error = await explain([failure(sentence)]);
      expect(error.name).to.equal(name);
      expect(error.message).to.include(told);
      expect(error.message).to.include(`\nThe org said:\n  ConnectedApp Jwt_Cli: ${sentence.trim()}`);
      expect(error.actions?.at(-1)).to.match(/\bsf [a-z]+ [a-z]+/);
      expect(shownBy(error)).not.to.match(/%[dj]|undefined|\[object|\?/);
    });
  }

  describe('finds the cause', () => {
    const cases: Array<[what: string, failures: ComponentFailure[], name: string]> = [
      [
        'behind what follows from it',
        [
          failure('INVALID_CROSS_REFERENCE_KEY: There is no app', 'ExtlClntAppOauthSettings'),
          failure('The consumer key is already taken', 'ExtlClntAppGlobalOauthSettings'),
        ],
        'ConsumerKeyTakenError',
      ],
      [
        'that stops everything behind one that stops a part',
        [
          failure("INVALID_FIELD: We couldn't find permission sets called X"),
          failure('INSUFFICIENT_ACCESS: no'),
        ],
        'PermissionMissingError',
      ],
      [
        'that nobody knows, rather than what follows from it',
        [
          failure("doesn't have a valid OAuth settings configuration.", 'ExtlClntAppGlobalOauthSettings'),
          failure('Quite new', 'ExtlClntAppOauthSettings'),
        ],
        'AppRefusedError',
      ],
    ];
    for (const [what, failures, name] of cases) {
      it(what, async () => {
        const error = await explain(failures);
        expect(error.name).to.equal(name);
        for (const { problem } of failures) expect(error.message).to.include(problem);
      });
    }

    it('in what the org says of the deploy as a whole', async () => {
      const said =
        "ALREADY_IN_PROCESS: The changes you requested require salesforce.com to temporarily lock your organization's administration setup.";
      const error = await explain([], said);
      expect(error.name).to.equal('OrgSetupLockedError');
      expect(error.message).to.match(/\n {2}ALREADY_IN_PROCESS: The changes/);
      expect((await explain([], 'Canceled by Ada Lovelace')).name).to.equal('DeployCanceledError');
      expect((await explain([], 'Quite new')).message).to.match(/\nThe org said:\n {2}Quite new$/);
    });
  });

  it('says the explained failure first, and all the others after it', async () => {
    const error = await explain([
      failure('Parent entity failed to deploy', 'ExtlClntAppOauthConfigurablePolicies', 'P'),
      failure('Quite new', 'ExternalClientApplication', 'A', { lineNumber: 4, columnNumber: 12 }),
      failure('The consumer key is already taken.', 'ExtlClntAppGlobalOauthSettings', 'G'),
    ]);
    expect(error.message.split('\n').slice(1)).to.deep.equal([
      'The org said:',
      '  ExtlClntAppGlobalOauthSettings G: The consumer key is already taken.',
      '  ExternalClientApplication A (4:12): Quite new',
      '  ExtlClntAppOauthConfigurablePolicies P: Parent entity failed to deploy',
    ]);
  });

  it('says ten of many failures, and how many more there are', async () => {
    const many = Array.from({ length: 25 }, (_, index) => failure(`Quite new ${index}`));
    const lines = (await explain(many)).message.split('\n');
    expect(lines).to.have.length(13);
    expect(lines.at(-2)).to.include('Quite new 9');
    expect(lines.at(-1)).to.equal('  … and 15 more');
  });

  it('makes one line of each sentence, without what moves a cursor, and not endless', async () => {
    const error = await explain([failure(`\u001b[2Jgone\r\nnext\u202e${'x'.repeat(5000)}`)]);
    const lines = error.message.split('\n');
    expect(lines).to.have.length(3);
    expect(lines[2]).to.match(/^ {2}ConnectedApp Jwt_Cli: \[2Jgone next x+…$/);
    expect(lines[2]).to.have.length.below(1100);
  });

  it('names the permissions that the refused kinds of component take', async () => {
    const error = await explain([
      failure('INSUFFICIENT_ACCESS: no', 'ExternalClientApplication'),
      failure('INSUFFICIENT_ACCESS: no', 'ExtlClntAppOauthSettings'),
      failure('INSUFFICIENT_ACCESS: no', 'ExtlClntAppOauthConfigurablePolicies'),
    ]);
    expect(error.message).to.include(
      '"Customize Application" and "Create, edit, and delete External Client Apps", "View all External Client Apps, view their settings, and edit their policies"',
    );
    expect((await explain([], 'INSUFFICIENT_ACCESS: no')).message).to.include('Modify Metadata');
  });

  it('keeps failed tests of the org apart from what is wrong with the app', async () => {
    const test = failure('INSUFFICIENT_ACCESS: in a test', 'ApexTest', 'Foo.bar');
    expect((await explain([test])).name).to.equal('ApexTestsFailedError');
    expect((await explain([test, failure('The consumer key is already taken')])).name).to.equal(
      'ConsumerKeyTakenError',
    );
  });

  it('tells warnings, which end a deploy as well, from refusals', async () => {
    const warning = failure('shouldRotateConsumerKey: the consumer is rotated', 'ConnectedApp', 'A', {
      problemType: 'Warning',
    });
    expect((await explain([warning])).name).to.equal('DeployWarnedError');
    expect((await explain([warning, failure('Quite new')])).name).to.equal('AppRefusedError');
  });

  it('names the other kind of app where Connected Apps are blocked, and the org of the commands', async () => {
    const blocked = await explain([failure("You can't create a connected app. Contact support.")]);
    expect(blocked.actions?.at(-1)).to.include('sf jwt app create --type external-client-app --name Jwt_Cli');
    const missing = await explain([failure("couldn't find permission sets called X")]);
    expect(missing.actions?.at(-1)).to.match(/ --target-org admin@example\.com$/);
  });

  it('names the flag for what is missing', async () => {
    const actionsFor = async (field: string): Promise<string | undefined> =>
      (await explain([failure(`Required field is missing: ${field}`)])).actions?.at(-1);
    expect(await actionsFor('contactEmail')).to.match(/sf jwt app create --contact-email ops@example\.com$/);
    expect(await actionsFor('isEnabled')).to.match(/sf jwt app create --help$/);
  });

  it('knows an app that somebody else made meanwhile, and an org that wants no Connected Apps', () => {
    const exists = [failure('Quite new'), failure('You cannot provide a Consumer Key')];
    const duplicate = [failure('DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on X')];
    const taken = [failure('The consumer key is already taken.')];
    const blocked = [failure("You can't create a connected app. To enable it, contact Support.")];
    expect([exists, duplicate, taken, blocked, []].map(isAppExistsAlready)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([exists, blocked].map(isConnectedAppsBlocked)).to.deep.equal([false, true]);
  });
});
