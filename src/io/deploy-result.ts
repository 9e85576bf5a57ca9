import type { ComponentFailure } from '../app/deploy-failure.ts';

export type DeployOutcome =
  | { kind: 'running'; status: string }
  | { kind: 'succeeded' }
  | { kind: 'failed'; failures: ComponentFailure[]; message: string };

/** A DeployMessage of the Metadata API: null where there is nothing to say; numbers are texts in some answers. */
type DeployMessage = {
  componentType?: string | null;
  fullName?: string | null;
  fileName?: string | null;
  problem?: string | null;
  problemType?: string | null;
  lineNumber?: number | string | null;
  columnNumber?: number | string | null;
};

type TestFailure = { name?: string | null; methodName?: string | null; message?: string | null };

/** What of the Metadata API's DeployResult is read here; a list of one element can be that element. */
export type DeployResult = {
  done?: boolean;
  success?: boolean;
  status?: string;
  errorMessage?: string | null;
  errorStatusCode?: string | null;
  canceledByName?: string | null;
  details?: unknown;
};

/** What the org says of a deploy as a whole. The code `null` stands before some messages. */
export function messageOf({ status, errorMessage, errorStatusCode, canceledByName }: DeployResult): string {
  const said = errorMessage?.replace(/^null: /, '');
  if (said) return errorStatusCode ? `${errorStatusCode}: ${said}` : said;
  return canceledByName ? `${status} by ${canceledByName}` : (status ?? 'Failed');
}

/** Components that failed, and Apex tests of the org that did: both end a deploy. Nothing where the answer has no details. */
export function failuresOf(details: unknown): ComponentFailure[] {
  const { componentFailures, runTestResult } = (details ?? {}) as {
    componentFailures?: unknown;
    runTestResult?: { failures?: unknown; codeCoverageWarnings?: unknown } | null;
  };
  return [
    ...listOf<DeployMessage>(componentFailures).map(toFailure),
    ...listOf<TestFailure>(runTestResult?.failures).map(toTestFailure),
    ...listOf<TestFailure>(runTestResult?.codeCoverageWarnings).map(toTestFailure),
  ];
}

const listOf = <T>(value: unknown): T[] => [value ?? []].flat() as T[];

/** What the org says of package.xml has neither type nor name in some answers. */
function toFailure(message: DeployMessage): ComponentFailure {
  const { componentType, fullName, fileName, problem, problemType } = message;
  return {
    componentType: componentType ?? '',
    fullName: fullName || (fileName ?? ''),
    problem: problem ?? '',
    ...(problemType ? { problemType } : {}),
    ...numberAt('lineNumber', message),
    ...numberAt('columnNumber', message),
  };
}

function numberAt<Name extends 'lineNumber' | 'columnNumber'>(
  name: Name,
  message: DeployMessage,
): Partial<Record<Name, number>> {
  const value = Number(message[name] ?? 0);
  return value > 0 ? ({ [name]: value } as Record<Name, number>) : {};
}

function toTestFailure({ name, methodName, message }: TestFailure): ComponentFailure {
  const fullName = [name, methodName].filter(Boolean).join('.');
  return { componentType: 'ApexTest', fullName, problem: message ?? '' };
}
