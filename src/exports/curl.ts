import { Messages } from '@salesforce/core/messages';
import { GRANT_TYPE, type ExportedText, type LoginRequest } from './login-request.ts';
import { comment, commandLine, shells, type Shell } from './shells.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'exports');

/**
 * A script that signs an assertion each time it runs, exchanges it by curl and calls the API. Assertion and token go through
 * pipes, so that they are in no file and no argument, which every user of a machine may see.
 */
export function renderCurl(request: LoginRequest, shell: Shell): ExportedText[] {
  return [scripts[shell](request)];
}

const scripts: Record<Shell, (request: LoginRequest) => ExportedText> = {
  posix: renderPosix,
  powershell: renderPowerShell,
};

/** `printf` is part of the shell: what it prints is no argument of a program. */
function renderPosix({
  name,
  username,
  loginUrl,
  tokenEndpoint,
  apiPath,
  signWords,
}: LoginRequest): ExportedText {
  const { quote } = shells.posix;
  const lines = [
    '#!/bin/sh',
    ...remark('curl.what', username, loginUrl),
    ...remark('curl.needs.posix'),
    ...remark('curl.secrets'),
    'set -eu',
    '',
    `assertion=$(${commandLine('posix', signWords)})`,
    `answer=$(printf %s "$assertion" | curl --silent --show-error --data grant_type=${GRANT_TYPE} \\`,
    `  --data-urlencode assertion@- ${quote(tokenEndpoint)})`,
    '',
    ...remark('curl.member'),
    String.raw`member() { printf '%s\n' "$answer" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }`,
    'token=$(member access_token)',
    `if [ -z "$token" ]; then printf '%s\\n' "$answer" >&2; exit 1; fi`,
    '',
    `printf 'Authorization: Bearer %s\\n' "$token" |`,
    `  curl --silent --show-error --fail --header @- "$(member instance_url)${apiPath}"`,
  ];
  return { name: `${name}.sh`, contents: `${lines.join('\n')}\n`, isSecret: false };
}

/**
 * What PowerShell pipes to a program ends with a line break, and up to 7.3 it may be taken apart (PowerShell issues 5974 and
 * 1908), so that `assertion@-` would send it, too. curl's own files of options do not mind. In Windows PowerShell, `curl` alone
 * is something else.
 */
function renderPowerShell({
  name,
  username,
  loginUrl,
  tokenEndpoint,
  apiPath,
  signWords,
}: LoginRequest): ExportedText {
  const { quote } = shells.powershell;
  const lines = [
    ...remark('curl.what', username, loginUrl),
    ...remark('curl.needs.powershell'),
    ...remark('curl.secrets'),
    "$ErrorActionPreference = 'Stop'",
    "$curl = if ($IsMacOS -or $IsLinux) { 'curl' } else { 'curl.exe' }",
    '',
    `$assertion = ${commandLine('powershell', signWords)}`,
    'if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }',
    `$answer = 'data-urlencode = "assertion={0}"' -f $assertion |`,
    `  & $curl --silent --show-error --config - --data grant_type=${GRANT_TYPE} ${quote(tokenEndpoint)} |`,
    '  Out-String | ConvertFrom-Json',
    'if (-not $answer.access_token) { [Console]::Error.WriteLine(($answer | ConvertTo-Json)); exit 1 }',
    '',
    `'header = "Authorization: Bearer {0}"' -f $answer.access_token |`,
    `  & $curl --silent --show-error --fail --config - "$($answer.instance_url)${apiPath}"`,
    'exit $LASTEXITCODE',
  ];
  return { name: `${name}.ps1`, contents: `${lines.join('\n')}\n`, isSecret: false };
}

const remark = (key: string, ...tokens: string[]): string[] => comment(messages.getMessage(key, tokens));
