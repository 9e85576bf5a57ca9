import type { SiteFact, Trouble, WayFact } from '../../diagnosis/facts.ts';
import { askSite, findProxy, lookUp } from '../../io/way.ts';
import { troubleOf } from './trouble.ts';

/** After these, something answers at the host, or may. */
const answered = ['NotSalesforceError', 'RedirectRefusedError', 'OrgBusyError', 'NoAnswerInTimeError'];

/** Looks closer at the way to a host whose token endpoint gave no answer of its own. `trouble`: what came instead. */
export async function lookAtWay(host: URL, trouble: Trouble, signal?: AbortSignal): Promise<WayFact> {
  const proxy = findProxy(host) ?? null;
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
