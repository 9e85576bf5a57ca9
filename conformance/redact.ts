import type { Trial } from './trial.ts';

type Form = [form: RegExp, mark: string];

/** Whole secrets, which hold ids: they go first. */
const secrets: Form[] = [
  [/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g, '‹PEM›'],
  [/\beyJ[\w-]+(?:\.[\w-]*){1,2}/g, '‹JWT›'],
  [/\b00D\w{12}(?:\w{3})?(?:!|%21)[\w.]+/g, '‹token›'],
  [/\b3MVG9[\w.]+/g, '‹consumer key›'],
];

const names: Form[] = [
  [/https?:\/\/[^\s"'<>/\\]+/g, '‹origin›'],
  [/[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g, '‹username›'],
  [/\b[\w-]+(?:\.[\w-]+)*\.(?:salesforce|force|salesforce-sites|site|cloudforce)\.(?:com|mil)\b/gi, '‹host›'],
  // Record ids begin with the prefix of their object, three characters of which the first is a digit or an a.
  [/\b[0a][0-9A-Za-z]{2}[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?\b/g, '‹id›'],
  [/[A-Za-z0-9+/=_-]{60,}/g, '‹long text›'],
];

const PUBLIC = /^https:\/\/(?:login|test)\.salesforce\.com$|^http:\/\/soap\.sforce\.com$/;

function replaceForms(text: string, forms: Form[]): string {
  return forms.reduce(
    (rest, [form, mark]) => rest.replace(form, (found) => (PUBLIC.test(found) ? found : mark)),
    text,
  );
}

/** A text without the ids, names, hosts, keys and tokens of the org; the kit's own names lose what is unique in them. */
export function redact(trial: Pick<Trial, 'org' | 'accessToken' | 'prefix'>, text: string): string {
  const { org, accessToken, prefix } = trial;
  const own: [string, string][] = [
    [org.username, '‹username›'],
    [org.orgId.slice(0, 15), '‹id›'],
    [org.userId.slice(0, 15), '‹id›'],
    [prefix.replaceAll('_', ''), 'App'],
    [prefix, 'App'],
  ];
  const withoutSecrets = replaceForms(text.replaceAll(accessToken, '‹token›'), secrets);
  const plain = own.reduce((rest, [name, mark]) => rest.replaceAll(name, mark), withoutSecrets);
  return replaceForms(plain, names).replaceAll(org.instanceUrl.host, '‹host›');
}
