import { expect } from 'chai';
import type { SfError } from '@salesforce/core/sfError';
import { explainDeployFailure, type ComponentFailure } from '../../src/app/deploy-failure.ts';
import { shownBy, thrownBy } from '../io/thrown.ts';

const failure = (
  problem: string,
  componentType = 'ConnectedApp',
  fullName = 'Jwt_Cli',
): ComponentFailure => ({
  componentType,
  fullName,
  problem,
});

describe('app/deploy-failure', () => {
  const spec = { type: 'connected-app', name: 'Jwt_Cli', apiVersion: '67.0' } as const;
  const explain = (failures: ComponentFailure[], fallback = 'Failed'): Promise<SfError> =>
    thrownBy(() => {
      throw explainDeployFailure(spec, failures, fallback);
    });

  const rows: Array<[problem: string, name: string]> = [
    [
      "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
      'ConnectedAppsBlockedError',
    ],
    ['The consumer key is already taken', 'ConsumerKeyTakenError'],
    ['Consumer key is already taken by another app.', 'ConsumerKeyTakenError'],
    ['You cannot provide a consumer key for an existing app', 'AppExistsAlreadyError'],
    ['Unable to save: required field is missing: contactEmail', 'AppRefusedError'],
    ["Note: You can't create a connected app. ", 'AppRefusedError'],
  ];
  for (const [problem, name] of rows) {
    it(`explains "${problem}" as ${name}, in the org's own words`, async () => {
      const error = await explain([failure(problem)]);
      expect(error.name).to.equal(name);
      expect(error.message).to.include(problem);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    });
  }

  it('finds a known cause behind failures that follow from it', async () => {
    const error = await explain([
      failure(
        'In field: externalClientApplication - no ExternalClientApplication named Jwt_Cli found',
        'ExtlClntAppOauthSettings',
      ),
      failure('The consumer key is already taken', 'ExtlClntAppGlobalOauthSettings'),
    ]);
    expect(error.name).to.equal('ConsumerKeyTakenError');
  });

  it('shows each failure with its component where no cause is known', async () => {
    const error = await explain([
      failure('first problem', 'TypeA', 'A'),
      failure('second problem', 'TypeB', 'B'),
    ]);
    expect(error.message).to.match(
      /^The org refused the app "Jwt_Cli".*\n {2}TypeA A: first problem\n {2}TypeB B: second problem$/s,
    );
  });

  it("shows the deployment's own message where no component failed", async () => {
    expect((await explain([], 'UNKNOWN_EXCEPTION: try later')).message).to.include(
      '\nUNKNOWN_EXCEPTION: try later',
    );
  });

  it('names the other kind of app where Connected Apps are blocked', async () => {
    const error = await explain([failure("You can't create a connected app. Contact support.")]);
    expect(error.actions?.at(-1)).to.include('sf jwt app create --type external-client-app --name Jwt_Cli');
  });
});
