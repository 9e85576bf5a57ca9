/**
 * Rules that are turned off, so that whoever watches for them can be shown to notice. Where a rule is a check, the check
 * passes (`isOff`, asked where all checks of a kind come together). What remains is done here, around every request.
 */
import { type Answer, answerJson, type OrgRequest } from '../answer.ts';
import type { FactId } from '../facts/facts.ts';
import { isJsonObject, type JsonObject } from '../json-values.ts';
import { isOff, type World } from '../world.ts';
import { undoEffects } from './effects.ts';
import { findUntolerated } from './tolerances.ts';

const RENAMED = 'renamed_';

function renameLast(value: JsonObject): JsonObject {
  const members = Object.entries(value);
  return Object.fromEntries(
    members.map(([name, member], index) => [index === members.length - 1 ? RENAMED + name : name, member]),
  );
}

function breakJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(breakJson);
  return isJsonObject(value) ? renameLast(value) : {};
}

function breakBody({ contentType, body }: Answer): string {
  if (contentType.includes('xml')) return body.replaceAll(/(<\/?)(?=result\b)/g, `$1${RENAMED}`);
  return JSON.stringify(contentType.includes('json') ? breakJson(JSON.parse(body)) : {});
}

/** A refusal is not made, and a positive answer is wrong in its shape. */
function breakAnswer(answer: Answer): Answer {
  if (answer.status >= 400) return answerJson(200, answer.fact, {});
  const { status } = answer;
  return { ...answer, status: status === 204 ? 200 : status, body: breakBody(answer) };
}

type Change = (answer: Answer) => Answer;

function inBody(pattern: RegExp, change: (...found: string[]) => string): Change {
  return (answer) => ({ ...answer, body: answer.body.replace(pattern, change) });
}

const PLAIN_HEADER = Buffer.from('{"alg":"RS256"}').toString('base64url');

/** Rules of what stands in an answer whose shape is another rule's. */
const changes: Partial<Record<FactId, Change>> = {
  'TOKEN-52': inBody(/(?<="scope":")[^"]*/, (scopes) => scopes.toUpperCase()),
  'OAUTH-18': inBody(/(?<="access_token":")eyJ[\w-]+/, () => PLAIN_HEADER),
  'SOQL-08': inBody(/(?<="message":")\\n.*?\\nERROR at Row:\d+:Column:\d+\\n/, () => ''),
  'SOQL-22': inBody(/"loginIpRanges"/g, () => '"ipRanges"'),
  'APP-44': inBody(/"OauthScopes\w+"/g, () => '"OauthScopes"'),
  'DEPLOY-34': inBody(/(?<="(?:line|column)Number":)\d+/g, () => 'null'),
  'DEPLOY-33': inBody(/(?<="retrieveResult":)\{[^}]*\}/, () => 'null'),
  'REST-20': (answer) => ({ ...answer, headers: {} }),
};

function changeAnswer({ rulesOff }: World, answer: Answer): Answer {
  return [...rulesOff].reduce((changed, fact) => changes[fact]?.(changed) ?? changed, answer);
}

/** Answers a request as an org would in which some rules did not hold. */
export async function answerWithRulesOff(
  world: World,
  request: OrgRequest,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  if (world.rulesOff.size === 0) return answer();
  const untolerated = findUntolerated(world, request);
  if (untolerated !== undefined) {
    return answerJson(400, untolerated, { error: 'rule_off', error_description: `${untolerated} is off` });
  }
  const before = world.orgs.map(({ records }) => structuredClone(records));
  const answered = await answer();
  for (const [index, org] of world.orgs.entries()) undoEffects(org, before[index] ?? org.records);
  if (isOff(world, answered.fact)) return breakAnswer(answered);
  return changeAnswer(world, answered);
}
