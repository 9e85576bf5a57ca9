/** A proxy of the environment: the variable that names it, and where it listens, without its password. */
export type NamedProxy = { variable: string; host: string; hostname: string; port: string };

const PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** The proxy for `url`, unless NO_PROXY leaves it out. The order of the variables is that of undici and of `sf`. */
export function findProxy(url: URL, env: NodeJS.ProcessEnv = process.env): NamedProxy | undefined {
  const names =
    url.protocol === 'https:'
      ? ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']
      : ['http_proxy', 'HTTP_PROXY'];
  const variable = names.find((name) => env[name]);
  const value = variable && env[variable];
  if (!variable || !value || !URL.canParse(value)) return undefined;
  if (isExempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  const { hostname, port, protocol } = new URL(value);
  const open = port || (PORTS[protocol] ?? '');
  return { variable, host: `${hostname}:${open}`, hostname, port: open };
}

/** NO_PROXY: names, with those below them, each perhaps with a port; `*` for all. */
function isExempt({ hostname, port, protocol }: URL, exemptions: string): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return exemptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = '', onlyPort] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      const domain = name.replace(/^\*?\./, '');
      const isNamed = name === '*' || hostname === name || hostname.endsWith(`.${domain}`);
      return isNamed && (onlyPort === undefined || onlyPort === actualPort);
    });
}
