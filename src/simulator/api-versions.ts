import type { OrgState } from './org-state.ts';

/** Versions up to `last` and the releases, by their own API version, that deprecate and retire them (REST-04). */
type Retirement = { last: number; deprecatedBy: number; retiredBy: number };

const retirements: Retirement[] = [
  { last: 20, deprecatedBy: 0, retiredBy: 55 },
  { last: 30, deprecatedBy: 55, retiredBy: 64 },
  { last: 40, deprecatedBy: 70, retiredBy: 73 },
];

const SEASONS = ['Winter', 'Spring', 'Summer'];

/** Three releases a year: API 64.0 is Summer '25, 65.0 Winter '26 (named after the year that follows). */
export function releaseLabel(version: string | number): string {
  const release = Number.parseInt(String(version)) - 65;
  const season = SEASONS[((release % 3) + 3) % 3] ?? '';
  return `${season} '${26 + Math.floor(release / 3)}`;
}

/** The newest version of an org. */
export function newestVersion({ apiVersions }: OrgState): number {
  return Number(apiVersions.at(-1));
}

function retirementOf(version: number): Retirement | undefined {
  return retirements.find(({ last }) => version <= last);
}

/** Whether an org of its release still has an API version, or has it yet. */
export function standingOf(
  org: OrgState,
  version: number,
): 'supported' | 'deprecated' | 'retired' | 'unknown' {
  const newest = newestVersion(org);
  const { deprecatedBy = Infinity, retiredBy = Infinity } = retirementOf(version) ?? {};
  if (version > newest || version < 1) return 'unknown';
  if (newest >= retiredBy) return 'retired';
  return newest >= deprecatedBy ? 'deprecated' : 'supported';
}

/** The release that retires a version, such as `Summer '28`. */
export function retirementRelease(version: number): string {
  return releaseLabel(retirementOf(version)?.retiredBy ?? NaN);
}
