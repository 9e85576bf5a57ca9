import { send } from './http.ts';

/**
 * The id of the org that a host belongs to, with 15 characters, as it tells everybody (Mobile SDK guide,
 * `.well-known/auth-configuration`). Undefined where it does not tell: login and test belong to no org.
 */
export async function readOrgId(host: URL, signal?: AbortSignal): Promise<string | undefined> {
  const url = new URL('/.well-known/auth-configuration', host);
  const { status, text } = await send({ url, method: 'GET' }, signal);
  const [, orgId] = /"OrgId"\s*:\s*"(00D\w{12})(?:\w{3})?"/.exec(text) ?? [];
  return status === 200 ? orgId : undefined;
}
