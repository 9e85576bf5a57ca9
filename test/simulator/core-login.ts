/** Runs in a process of its own: @salesforce/core reads HOME and its switches when it is loaded. */
import { AuthInfo, Connection, Org } from '@salesforce/core';

const [username = '', privateKey = '', clientId = '', loginUrl = ''] = process.argv.slice(2);

const authInfo = await AuthInfo.create({ username, oauth2Options: { clientId, privateKey, loginUrl } });
await authInfo.save();
const connection = await Connection.create({ authInfo });
const { records } = await connection.query<{ Name: string }>('SELECT Name FROM Organization');
const identity = await connection.singleRecordQuery<{ Username: string }>(
  `SELECT Username FROM User WHERE Username = '${username}'`,
);
const org = await Org.create({ aliasOrUsername: username });
await org.refreshAuth();
const { orgId, isDevHub, isSandbox, instanceApiVersion } = authInfo.getFields();
process.stdout.write(
  JSON.stringify({
    orgId,
    isDevHub,
    isSandbox,
    instanceApiVersion,
    name: records[0]?.Name,
    username: identity.Username,
  }),
);
