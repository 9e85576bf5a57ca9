import { Messages } from '@salesforce/core/messages';
import {
  flagsFor,
  PERMISSIONS_TO_DEPLOY,
  permissionsFor,
  rules,
  type Fact,
  type RefusedApp,
  type Rule,
} from './deploy-rules.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-jwt', 'deploy-failure');

export type { RefusedApp };

/** One component that the org refused, in the org's own words. `problemType` is `Error` or `Warning`. */
export type ComponentFailure = {
  componentType: string;
  fullName: string;
  problem: string;
  problemType?: string;
  lineNumber?: number;
  columnNumber?: number;
};

/** The type that a failed Apex test of the org has among the failures. */
const TEST_TYPE = 'ApexTest';

/** A rule, and the failures that it explains. */
type Explanation = { rule: Rule; caught: Partial<Record<Fact, string>>; failures: ComponentFailure[] };

/**
 * The named error for a deploy that the org refused: the cause where a rule knows it, and after it all that the org said.
 * `fallback` is what it said of the deploy as a whole.
 */
export function explainDeployFailure(
  app: RefusedApp,
  failures: readonly ComponentFailure[],
  fallback: string,
): Error {
  const ofDeploy: ComponentFailure = { componentType: '', fullName: '', problem: fallback };
  const causes = failures.filter((failure) => !isConsequence(failure));
  const rest = failures.filter((failure) => !causes.includes(failure));
  // what only follows from others explains nothing while another component failed for a reason of its own
  const explanation = findExplanation([...(causes.length > 0 ? causes : rest), ofDeploy]);
  const error = explanation ? errorOf(explanation, app) : refusedOf(app, failures);
  const said = new Set([...(explanation?.failures ?? []), ...causes, ...rest]);
  error.message += `\n${quote(said.size > 0 ? [...said] : [ofDeploy])}`;
  return error;
}

/** Whether the org refused a new app because there is one by now, or parts of one: somebody else made it meanwhile. */
export const isAppExistsAlready = (failures: readonly ComponentFailure[]): boolean =>
  isExplainedBy('AppExistsAlready', failures);

/** Whether this org lets nobody create Connected Apps. */
export const isConnectedAppsBlocked = (failures: readonly ComponentFailure[]): boolean =>
  isExplainedBy('ConnectedAppsBlocked', failures);

const isExplainedBy = (error: string, failures: readonly ComponentFailure[]): boolean =>
  failures.some((failure) => rules.some((rule) => rule.error === error && fits(rule, failure)));

const isConsequence = (failure: ComponentFailure): boolean =>
  rules.some((rule) => rule.isConsequence && fits(rule, failure));

/** What a test of the org says is about the org's own code, whatever its words are. */
const fits = ({ isOfTests = false, says }: Rule, { componentType, problem }: ComponentFailure): boolean =>
  isOfTests === (componentType === TEST_TYPE) && says.test(problem);

function findExplanation(failures: readonly ComponentFailure[]): Explanation | undefined {
  for (const rule of rules) {
    const explained = failures.filter((failure) => fits(rule, failure));
    const [failure] = explained;
    if (failure) return { rule, caught: rule.says.exec(failure.problem)?.groups ?? {}, failures: explained };
  }
  return undefined;
}

function errorOf({ rule, caught, failures }: Explanation, app: RefusedApp): Error {
  const types = failures.map(({ componentType }) => componentType).filter(Boolean);
  const permissions = types.map((type) => permissionsFor[type]).filter((each) => each !== undefined);
  const facts: Partial<Record<Fact, string>> = {
    name: app.name,
    org: app.targetOrg ?? 'ORG',
    version: app.apiVersion,
    component: types[0],
    permissions: [...new Set(permissions)].join(', ') || PERMISSIONS_TO_DEPLOY,
    ...caught,
  };
  facts.flag = flagsFor[facts.element ?? ''] ?? '--help';
  const named = (names: readonly Fact[] = []): string[] => names.map((name) => clean(facts[name] ?? '?'));
  return messages.createError(`error.${rule.error}`, named(rule.tells), named(rule.does));
}

/** A warning ends a deploy as an error does, unless warnings are ignored (Metadata guide, DeployOptions). */
function refusedOf(app: RefusedApp, failures: readonly ComponentFailure[]): Error {
  const isWarned =
    failures.length > 0 && failures.every(({ problemType }) => problemType?.toLowerCase() === 'warning');
  return messages.createError(isWarned ? 'error.DeployWarned' : 'error.AppRefused', [app.name]);
}

const MOST_LINES = 10;
const MOST_CHARACTERS = 1000;

/** All that the org said, line by line. */
function quote(failures: readonly ComponentFailure[]): string {
  const lines = failures.slice(0, MOST_LINES).map((failure) => `  ${clean(lineOf(failure))}`);
  const more = failures.length - lines.length;
  if (more > 0) lines.push(`  ${messages.getMessage('more', [more])}`);
  return [messages.getMessage('orgSaid'), ...lines].join('\n');
}

function lineOf({ componentType, fullName, problem, lineNumber, columnNumber }: ComponentFailure): string {
  const place = lineNumber === undefined ? '' : ` (${lineNumber}:${columnNumber ?? 0})`;
  const subject = `${componentType} ${fullName}`.trim() + place;
  return subject ? `${subject}: ${problem}` : problem;
}

/** Foreign text as one line without control characters, of a length that can be read. */
function clean(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
