import { createHash } from 'node:crypto';
import { isBlocked } from '../access-grants.ts';
import type { OrgApp } from '../apps.ts';
import { endOfAppPropagation, listDeployedApps } from '../attempts/propagation.ts';
import { isOutsideIpRanges, isOutsideLoginHours } from '../login-restrictions.ts';
import { readCertificate } from '../metadata/certificate-text.ts';
import { endOfPropagation } from '../metadata/component.ts';
import { readOptions } from '../metadata/deploy-options.ts';
import { type Deploy, statusOf } from '../metadata/deploy-queue.ts';
import type { OrgState, PermissionSet, SetupAccess, User } from '../org-state.ts';
import { hasPermission, isEffective } from '../permissions.ts';
import type { World } from '../world.ts';
import type { AppView, CertificateView, DeployView, GrantView, OrgView, Snapshot, UserView } from './view.ts';

const MAX_DEPLOYS = 20;

function unlessPassed(end: Date, now: Date): string | null {
  return end > now ? end.toISOString() : null;
}

function toCertificateView(text: string, now: Date): CertificateView | null {
  const certificate = readCertificate(text);
  if (certificate === undefined) return null;
  const endsAt = new Date(certificate.validTo);
  return {
    subject: certificate.subject.split('\n').join(', '),
    endsAt: endsAt.toISOString(),
    hasEnded: endsAt < now,
    fingerprint: certificate.fingerprint256,
  };
}

function toAppView(org: OrgState, app: OrgApp, now: Date): AppView {
  return {
    id: app.id,
    kind: app.kind === 'external' ? 'External Client App' : 'Connected App',
    name: app.name,
    label: app.label,
    consumerKey: app.consumerKey,
    scopes: app.scopes,
    policy: app.isAdminApproved ? 'Admin approved users are pre-authorized' : 'All users may self-authorize',
    certificate: toCertificateView(app.certificate, now),
    isEnabled: app.isEnabled,
    isBlocked: isBlocked(org, app),
    takesEffectAt: unlessPassed(endOfAppPropagation(org, app), now),
  };
}

/** What stands in the way of a user's logins or calls. */
function barriersOf(org: OrgState, user: User, now: Date): string[] {
  const barriers: [isThere: boolean, name: string][] = [
    [!user.isActive, 'inactive'],
    [user.isFrozen, 'frozen'],
    [!hasPermission(org, user, 'ApiEnabled', now), 'no API'],
    [isOutsideIpRanges(org, user), 'IP restricted'],
    [isOutsideLoginHours(org, user, now), 'outside login hours'],
    [user.failsToAuthenticate, 'fails to authenticate'],
  ];
  return barriers.filter(([isThere]) => isThere).map(([, name]) => name);
}

function toUserView(org: OrgState, user: User, now: Date): UserView {
  return {
    id: user.id,
    username: user.username,
    site: user.site ?? '',
    profile: org.records.profiles.find(({ id }) => id === user.profileId)?.name ?? '',
    barriers: barriersOf(org, user, now),
    lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  };
}

function usernameOf(org: OrgState, id: string): string {
  return org.records.users.find((user) => user.id === id)?.username ?? id;
}

function toGrantView(
  org: OrgState,
  app: OrgApp,
  access: SetupAccess,
  permissionSet: PermissionSet,
  now: Date,
): GrantView {
  const profile = org.records.profiles.find(({ id }) => id === permissionSet.profileId);
  const users = org.records.assignments
    .filter(({ permissionSetId }) => permissionSetId === permissionSet.id)
    .map((assignment) => {
      const { userId, createdAt } = assignment;
      const latest = createdAt > access.createdAt ? createdAt : access.createdAt;
      return {
        username: usernameOf(org, userId),
        takesEffectAt: unlessPassed(endOfPropagation(org, 'grant', latest), now),
        isEffective: isEffective(assignment, permissionSet, now),
      };
    });
  return profile === undefined
    ? { app: app.name, by: 'permission set', name: permissionSet.name, users }
    : { app: app.name, by: 'profile', name: profile.name, users };
}

function toGrantViews(org: OrgState, app: OrgApp, now: Date): GrantView[] {
  const given = org.records.accesses
    .filter(({ setupEntityId }) => setupEntityId === app.id)
    .flatMap((access) =>
      org.records.permissionSets
        .filter(({ id }) => id === access.parentId)
        .map((permissionSet) => toGrantView(org, app, access, permissionSet, now)),
    );
  const users = org.records.selfApprovals
    .filter(({ appId }) => appId === app.id)
    .map(({ userId, isDamaged }) => ({
      username: usernameOf(org, userId),
      takesEffectAt: null,
      isEffective: !isDamaged,
    }));
  return users.length === 0 ? given : [...given, { app: app.name, by: 'own approval', name: '', users }];
}

function toDeployView(org: OrgState, deploy: Deploy, now: Date): DeployView {
  const messages = deploy.outcome?.messages ?? [];
  return {
    id: deploy.id,
    status: statusOf(deploy, now),
    at: deploy.createdAt.toISOString(),
    isCheckOnly: readOptions(org, deploy.options).checkOnly,
    components: messages
      .filter(({ componentType }) => componentType !== '')
      .map(({ componentType, fullName }) => ({ type: componentType, name: fullName })),
    problems: messages
      .filter(({ problem }) => problem !== null)
      .map(({ fileName, problem }) => ({ where: fileName, text: problem ?? '' })),
  };
}

function toOrgView(org: OrgState, now: Date): OrgView {
  const apps = listDeployedApps(org);
  return {
    id: org.id,
    name: org.name,
    type: org.type,
    origin: org.myDomain.origin.origin,
    myDomain: org.myDomain.name,
    apiVersions: org.apiVersions,
    propagationSeconds: org.propagationSeconds,
    apps: apps.map((app) => toAppView(org, app, now)),
    users: org.records.users.map((user) => toUserView(org, user, now)),
    grants: apps.flatMap((app) => toGrantViews(org, app, now)),
    deploys: org.deploys
      .slice(-MAX_DEPLOYS)
      .reverse()
      .map((deploy) => toDeployView(org, deploy, now)),
  };
}

/** What the page shows of a world at a time: built from named members alone, so that no secret slips in. */
export function takeSnapshot({ orgs, attempts: log }: World, now: Date): Snapshot {
  const views = orgs.map((org) => toOrgView(org, now));
  const version = createHash('sha256')
    .update(JSON.stringify([views, log.lastId]))
    .digest('base64url');
  const attempts = log.attempts.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })).reverse();
  return { version, now: now.toISOString(), orgs: views, attempts };
}
