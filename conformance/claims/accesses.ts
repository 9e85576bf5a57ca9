import { CannotTry, type Claim, judge, restError, seenIn } from '../claim.ts';
import { createRecord, query, rowsOf, type Trial } from '../trial.ts';

/** The app's row; rows of access lead to it by its id. */
async function idOfGoodApp(trial: Trial): Promise<string> {
  const [row] = await rowsOf(
    trial,
    `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${trial.prefix}_good'`,
  );
  if (row === undefined) throw new CannotTry('the org does not show the app to queries');
  return String(row.Id);
}

/** Rows of access, and the app that they lead to. */
export const accessClaims: Claim[] = [
  {
    facts: ['APP-28'],
    says: "a policy's permission set is a row of SetupEntityAccess, of the type ExternalClientApplication",
    apps: ['good'],
    run: async (trial) => {
      const where = `ParentId = '${trial.permissionSetId}' AND SetupEntityId = '${await idOfGoodApp(trial)}'`;
      const answer = await query(trial, `SELECT SetupEntityType FROM SetupEntityAccess WHERE ${where}`);
      return judge(seenIn(answer), {
        status: 200,
        values: { totalSize: 1, 'records.0.SetupEntityType': 'ExternalClientApplication' },
      });
    },
  },
  {
    facts: ['APP-44'],
    says: "an app's scopes are columns of their own, and those of its policy are none",
    apps: ['good'],
    run: async (trial) => {
      const columns = 'OauthScopesAPI, OauthScopesREFRESH_TOKEN, OauthScopesFULL';
      const where = `ExternalClientApplicationId = '${await idOfGoodApp(trial)}'`;
      const answer = await query(trial, `SELECT ${columns} FROM ExtlClntAppOauthSettings WHERE ${where}`);
      return judge(seenIn(answer), {
        status: 200,
        values: {
          'records.0.OauthScopesAPI': true,
          'records.0.OauthScopesREFRESH_TOKEN': true,
          'records.0.OauthScopesFULL': false,
        },
      });
    },
  },
  {
    facts: ['DATA-11'],
    says: 'a second row for the same permission set and app is a duplicate',
    apps: ['good'],
    run: async (trial) => {
      const body = { ParentId: trial.permissionSetId, SetupEntityId: await idOfGoodApp(trial) };
      return judge(
        seenIn((await createRecord(trial, 'SetupEntityAccess', body)).answer),
        restError(400, 'DUPLICATE_VALUE'),
      );
    },
  },
  {
    facts: ['ORG-04'],
    says: 'every profile owns a permission set, which its users are assigned to',
    run: async (trial) => {
      const soql = `SELECT PermissionSet.IsOwnedByProfile FROM PermissionSetAssignment WHERE AssigneeId = '${trial.org.userId}' AND PermissionSet.IsOwnedByProfile = true`;
      return judge(seenIn(await query(trial, soql)), { status: 200, values: { totalSize: 1 } });
    },
  },
];
