/** A kind of host, by its name. `isGeneral`: logins of many orgs go there, so that an org's own address says more. */
export type HostKind = {
  name:
    | 'login'
    | 'test'
    | 'government'
    | 'china'
    | 'my-domain'
    | 'site'
    | 'instance'
    | 'simulator'
    | 'other-salesforce'
    | 'custom';
  pattern: RegExp;
  /** What the audience is: the host itself, with its path, or the general host of the org's type. */
  audience: 'origin' | 'address' | 'general';
  isGeneral: boolean;
};

/** The domain of somebody else: it can be that of an Experience Cloud site. */
const CUSTOM: HostKind = { name: 'custom', pattern: /^/, audience: 'address', isGeneral: false };

/**
 * The first that fits counts. Where what is said of one was seen or is documented: login and test are the documented
 * audiences; My Domain for both is what works for apps of both kinds, production and sandbox (simstudioai/sim pull 6508,
 * n8n-io/n8n issue 28990); a site is its own audience (OAuth JWT flow, "site URL"), with its path, and the token endpoint lies
 * below that path, as `sf` and jsforce ask it; orgs of a government's cloud are asked at their My Domain for login or test
 * (simple-salesforce pull 711), but only those of the military have a name of their own (`SfdcUrl` of sfdx-core), and nobody
 * has told of a login there; China's names are of `SfdcUrl`, too, and nobody has told of a login there, either; an instance is
 * no documented audience.
 */
export const hostKinds: readonly HostKind[] = [
  { name: 'login', pattern: /^login\.salesforce\.com$/, audience: 'origin', isGeneral: true },
  { name: 'test', pattern: /^test\.salesforce\.com$/, audience: 'origin', isGeneral: true },
  { name: 'government', pattern: /\.salesforce\.mil$/, audience: 'general', isGeneral: false },
  { name: 'china', pattern: /\.sfcrm(?:products|apps)\.cn$/, audience: 'origin', isGeneral: false },
  {
    name: 'my-domain',
    pattern: /\.my[.-]salesforce\.com$|\.cloudforce\.com$/,
    audience: 'origin',
    isGeneral: false,
  },
  // sites before enhanced domains are those of force.com
  { name: 'site', pattern: /\.(?:site|force)\.com$/, audience: 'address', isGeneral: false },
  { name: 'instance', pattern: /^[a-z]{2,4}\d+s?\.salesforce\.com$/, audience: 'general', isGeneral: true },
  {
    name: 'simulator',
    pattern: /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/,
    audience: 'address',
    isGeneral: false,
  },
  { name: 'other-salesforce', pattern: /(?:^|\.)salesforce\.com$/, audience: 'origin', isGeneral: false },
  CUSTOM,
];

export function kindOfHost({ hostname }: URL): HostKind {
  return hostKinds.find(({ pattern }) => pattern.test(hostname)) ?? CUSTOM;
}

/** True for `acme--dev.sandbox.my.salesforce.com` and the like, and for instances of sandboxes (`cs42`, `usa3s`). */
export function isSandboxName({ hostname }: URL): boolean {
  return (
    /\.(?:sandbox|scratch)\.my[.-]/.test(hostname) ||
    /^[^.]+--[^.]+\.cs\d+\.my\.salesforce\.com$/.test(hostname) ||
    /^(?:cs\d+|[a-z]{2,4}\d+s)\.salesforce\.com$/.test(hostname)
  );
}

/** `hasPackage`: the namespace of a package, or "c", stands behind the org's name (acme--c.vf.force.com). */
type PageHost = { suffix: RegExp; myDomain: string; hasPackage?: true };

/**
 * Hosts that show pages and take no logins, and the My Domain of the same org. The names are of "My Domain URL formats" in
 * Salesforce's help and of `SfdcUrl` of sfdx-core.
 */
const pageHosts: readonly PageHost[] = [
  { suffix: /\.lightning\.force\.com$/, myDomain: '.my.salesforce.com' },
  { suffix: /\.lightning\.crmforce\.mil$/, myDomain: '.my.salesforce.mil' },
  { suffix: /\.lightning\.sfcrmapps\.cn$/, myDomain: '.my.sfcrmproducts.cn' },
  { suffix: /\.my-lightning\.com$/, myDomain: '.my-salesforce.com' },
  { suffix: /\.lightning\.com$/, myDomain: '.my.salesforce.com' },
  { suffix: /\.my\.salesforce-setup\.com$/, myDomain: '.my.salesforce.com' },
  { suffix: /\.file\.force\.com$/, myDomain: '.my.salesforce.com' },
  { suffix: /\.builder\.salesforce-experience\.com$/, myDomain: '.my.salesforce.com' },
  { suffix: /\.vf\.force\.com$/, myDomain: '.my.salesforce.com', hasPackage: true },
  { suffix: /\.documentforce\.com$/, myDomain: '.my.salesforce.com', hasPackage: true },
  // before enhanced domains, with the instance between
  {
    suffix: /(?:\.[a-z]{2,4}\d+s?)?\.(?:visual\.force|content\.force|visualforce)\.com$/,
    myDomain: '.my.salesforce.com',
    hasPackage: true,
  },
];

/** The My Domain of the org whose pages a host shows; undefined for every other host. */
export function myDomainOfPages({ hostname }: URL): string | undefined {
  const page = pageHosts.find(({ suffix }) => suffix.test(hostname));
  if (!page) return undefined;
  const [name = '', ...rest] = hostname.replace(page.suffix, '').split('.');
  return [page.hasPackage ? name.replace(/--[^-]+$/, '') : name, ...rest].join('.') + page.myDomain;
}
