import type { Place } from './pipeline.ts';

/** Names that can be arguments, and parts of an address, without quotes. */
const isPlainName = (name: string): boolean => /^[\w][\w.-]*$/.test(name);

/** What the address of a repository says of it: `https://host/owner/repository.git`, or `git@host:owner/repository.git`. */
export function placeOf(remote: string | undefined): Place {
  const [, host = '', path = ''] =
    /^(?:\w+:\/\/)?(?:[^/@]*@)?([\w.-]+)(?::\d+)?[/:](.+)$/.exec(remote ?? '') ?? [];
  const parts = path
    .replace(/\.git\/?$/, '')
    .split('/')
    .filter(Boolean);
  const [owner = '', repository = ''] = [parts[0], parts.at(-1)];
  if (!isPlainName(host) || parts.length < 2) return {};
  return {
    host,
    ...(isPlainName(owner) && { owner }),
    ...(isPlainName(repository) && { repository }),
  };
}
