/** A proxy of the environment: the variable that names it, and where it listens, without its password. */
export type NamedProxy = { variable: string; host: string; hostname: string; port: string };

const PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** The proxy for `url`, unless NO_PROXY leaves it out. The order of the variables is that of undici and of `sf`. */
export function findProxy(url: URL): NamedProxy | undefined {
  const names =
    url.protocol === 'https:'
      ? ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']
      : ['http_proxy', 'HTTP_PROXY'];
  const variable = names.find((name) => process.env[name]);
  const value = variable && process.env[variable];
  if (!variable || !value || !URL.canParse(value)) return undefined;
  const { hostname, port, protocol } = new URL(value);
  const open = port || (PORTS[protocol] ?? '');
  return { variable, host: `${hostname}:${open}`, hostname, port: open };
}
