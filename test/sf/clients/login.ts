/** What each client program is told, as JSON, and prints. */
export type Login = { loginUrl: string; clientId: string; username: string; keyFile: string };

export type LoggedIn = { instanceUrl: string; id: string; username: string; orgId: string };
export type Refused = { error: string; description: string };

export function readLogin(): Login {
  return JSON.parse(process.argv[2] ?? '') as Login;
}

export function print(result: LoggedIn | Refused): void {
  process.stdout.write(JSON.stringify(result));
}
