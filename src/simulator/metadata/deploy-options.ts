import type { JsonObject } from '../json-values.ts';
import type { OrgState } from '../org-state.ts';
import { isOff } from '../world.ts';
import { OWN_WORDING } from '../refusals.ts';
import type { UploadFault } from './package-limits.ts';

export type DeployOptions = {
  allowMissingFiles: boolean;
  checkOnly: boolean;
  ignoreWarnings: boolean;
  performRetrieve: boolean;
  rollbackOnError: boolean;
};

/** Levels of tests, and the API version that brought each. */
const TEST_LEVELS: Record<string, number> = {
  NoTestRun: 0,
  RunSpecifiedTests: 0,
  RunLocalTests: 0,
  RunAllTestsInOrg: 0,
  RunRelevantTests: 66,
};

/** JSON brings a flag, SOAP a word. */
export function isSet(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Rolling back is what production demands, so it is not asked there (DEPLOY-14). */
export function readOptions(org: OrgState, options: JsonObject): DeployOptions {
  const read = (name: string, fallback: boolean) =>
    options[name] === undefined ? fallback : isSet(options[name]);
  return {
    allowMissingFiles: read('allowMissingFiles', false),
    checkOnly: read('checkOnly', false) && !isOff(org.world, 'DEPLOY-14'),
    ignoreWarnings: read('ignoreWarnings', false) || isOff(org.world, 'DEPLOY-17'),
    performRetrieve: read('performRetrieve', false),
    rollbackOnError: org.type === 'production' || read('rollbackOnError', false),
  };
}

/** Whether tests were asked for; there are none in the simulated org, so all of them pass (DEPLOY-28). */
export function runsTests({ testLevel }: JsonObject): boolean {
  return typeof testLevel === 'string' && testLevel !== 'NoTestRun';
}

/** A level of tests must exist in the API version that is used. */
export function checkTestLevel({ testLevel }: JsonObject, version: number): UploadFault | undefined {
  if (testLevel === undefined || testLevel === null) return undefined;
  const since = typeof testLevel === 'string' ? TEST_LEVELS[testLevel] : undefined;
  if (since !== undefined && version >= since) return undefined;
  const message = `${JSON.stringify(testLevel)} is no testLevel of version ${version.toFixed(1)} ${OWN_WORDING}`;
  return { code: 'INVALID_OPERATION', message, fact: 'DEPLOY-28' };
}
