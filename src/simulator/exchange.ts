import type { OrgRequest } from './answer.ts';
import type { OrgApp } from './apps.ts';
import type { Assertion } from './assertion.ts';
import type { OrgState, User } from './org-state.ts';
import type { World } from './world.ts';

/**
 * One request to the token endpoint while it is being checked. The checks fill in what they find: the assertion, then
 * app and user with their orgs.
 */
export type Exchange = {
  world: World;
  request: OrgRequest;
  now: Date;
  grantType: string;
  /** As it was sent. */
  assertionText: string;
  /** Empty until it has been read. */
  assertion: Assertion;
  app?: OrgApp;
  appOrg?: OrgState;
  user?: User;
  org?: OrgState;
};
