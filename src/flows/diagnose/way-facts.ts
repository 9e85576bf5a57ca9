import type { SiteFact, Trouble, WayFact } from '../../diagnosis/facts.ts';
import { findProxy } from '../../io/proxy-variables.ts';
import { askSite, lookUp } from '../../io/way.ts';
import { troubleOf } from './trouble.ts';

/** After these, something answers at the host, or may. */
const answered = ['NotSalesforceError', 'RedirectRefusedError', 'OrgBusyError', 'NoAnswerInTimeError'];

/**
 * Looks at the way to a host: which proxy it takes, and, where the token endpoint gave no answer of its own but `trouble`, what
 * the name stands for and what answers there.
 */
export async function lookAtWay(
  host: URL,
  trouble: Trouble | undefined,
  signal?: AbortSignal,
): Promise<WayFact> {
  const found = findProxy(host);
  const proxy = found ? { variable: found.variable, address: found.host } : null;
  if (!trouble) return { proxy, addresses: null, site: null };
  const [addresses, site] = await Promise.all([
    proxy ? null : lookUp(host.hostname.replace(/^\[(.*)\]$/, '$1')),
    answered.includes(trouble.name) ? lookAtSite(host, signal) : null,
  ]);
  return { proxy, addresses, site };
}

async function lookAtSite(host: URL, signal?: AbortSignal): Promise<SiteFact> {
  try {
    return await askSite(host, signal);
  } catch (error) {
    return { kind: 'failed', trouble: troubleOf(error) };
  }
}
