// Logs in by JWT with salesforce-jwt-bearer-token-flow, which signs and exchanges by itself, and asks who it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { print, readLogin } from './login.ts';

const require = createRequire(import.meta.url);
type Token = { access_token: string; instance_url: string; id: string };
type TokenError = { error: string; error_description: string };
const { getToken } = require('salesforce-jwt-bearer-token-flow') as {
  getToken: (parameters: object, done: (error: TokenError | null, token: Token | null) => void) => void;
};
const request = require('request') as (
  options: object,
  done: (
    error: Error | null,
    response: { body: { preferred_username: string; organization_id: string } },
  ) => void,
) => void;

const { loginUrl, clientId, username, keyFile } = readLogin();
getToken(
  { iss: clientId, sub: username, aud: loginUrl, privateKey: readFileSync(keyFile, 'utf8') },
  (error, token) => {
    if (token === null) print({ error: error?.error ?? '', description: error?.error_description ?? '' });
    else void ask(token);
  },
);

async function ask({ access_token: bearer, instance_url: instanceUrl, id }: Token): Promise<void> {
  const { body } = await promisify(request)({
    url: `${instanceUrl}/services/oauth2/userinfo`,
    auth: { bearer },
    json: true,
  });
  print({ instanceUrl, id, username: body.preferred_username, orgId: body.organization_id });
}
