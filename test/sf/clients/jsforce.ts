// Logs in by JWT with jsforce, and asks who it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { print, readLogin } from './login.ts';

const require = createRequire(import.meta.url);
/** It is what @salesforce/core brings; jsforce takes an assertion, and leaves its making to others. */
const { Connection } = require('@jsforce/jsforce-node') as {
  Connection: new (config: object) => {
    instanceUrl: string;
    authorize: (parameters: object) => Promise<{ url: string }>;
    identity: () => Promise<{ username: string; organization_id: string }>;
    query: (soql: string) => Promise<{ records: { Id: string }[] }>;
  };
};
const { sign } = require('jsonwebtoken') as {
  sign: (claims: object, key: string, options: object) => string;
};

const { loginUrl, clientId, username, keyFile } = readLogin();
const assertion = sign({ iss: clientId, sub: username, aud: loginUrl }, readFileSync(keyFile, 'utf8'), {
  algorithm: 'RS256',
  expiresIn: '3m',
});
const httpProxy = process.env['HTTPS_PROXY'];
// jsforce has login.salesforce.com built in
const oauth2 = { httpProxy, ...(loginUrl === 'https://login.salesforce.com' ? {} : { loginUrl }) };
const connection = new Connection({ oauth2, httpProxy });
try {
  const { url } = await connection.authorize({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion,
  });
  const identity = await connection.identity();
  const { records } = await connection.query('SELECT Id FROM Organization');
  print({
    instanceUrl: connection.instanceUrl,
    id: url,
    username: identity.username,
    orgId: records[0]?.Id ?? identity.organization_id,
  });
} catch (error) {
  const { name, message } = error as Error;
  print({ error: name, description: message });
}
