// What an org holds: apps and who may use them, users, deploys. Several orgs have a card each.

/** @typedef {import('../view.ts').AppView} AppView */
/** @typedef {import('../view.ts').GrantView} GrantView */
/** @typedef {import('../view.ts').UserView} UserView */
/** @typedef {import('../view.ts').DeployView} DeployView */

/** @param {number} count @param {string} noun */
function countOf(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @param {GrantView} grant */
function makeGrant({ by, name, users }) {
  const way = by === 'own approval' ? ['Own approval'] : [`${by} `, make('code', '', name)];
  const people = users.map(({ username, takesEffectAt, isEffective }) =>
    make(
      'li',
      'badges',
      make('span', 'username', username),
      takesEffectAt === null ? null : makeCountdown(takesEffectAt),
      isEffective ? null : makeBadge('not effective', 'bad'),
    ),
  );
  return make(
    'li',
    '',
    ...way,
    users.length === 0 ? make('span', 'note', ', assigned to nobody') : make('ul', 'people', ...people),
  );
}

/** It may be broken between two bytes, not within one. @param {string} fingerprint */
function makeFingerprint(fingerprint) {
  const bytes = fingerprint
    .split(':')
    .flatMap((byte, place) => (place === 0 ? byte : [':', make('wbr', ''), byte]));
  return make('code', 'fingerprint', 'SHA-256 ', ...bytes);
}

/** @param {AppView} app @param {GrantView[]} grants */
function makeApp(app, grants) {
  const { certificate } = app;
  const end =
    certificate === null
      ? ''
      : `${certificate.hasEnded ? 'ended' : 'ends'} ${certificate.endsAt.slice(0, 10)}`;
  return make(
    'li',
    'app',
    make('h4', '', app.label === '' ? app.name : app.label),
    make(
      'p',
      'badges',
      makeBadge(app.kind, 'plain'),
      app.isEnabled ? null : makeBadge('switched off', 'bad'),
      app.isBlocked ? makeBadge('blocked', 'bad') : null,
      app.takesEffectAt === null ? null : makeCountdown(app.takesEffectAt),
    ),
    makeList('facts', [
      ['API name', make('code', '', app.name)],
      ['Consumer key', make('code', 'whole', app.consumerKey)],
      ['Scopes', make('code', '', app.scopes.join(' '))],
      ['Policy', app.policy],
      [
        'Who may log in',
        grants.length === 0 ? make('span', 'note', 'nobody yet') : make('ul', '', ...grants.map(makeGrant)),
      ],
      certificate === null
        ? ['Certificate', makeBadge('none', 'bad')]
        : ['Certificate', `${certificate.subject}, ${end}`, makeFingerprint(certificate.fingerprint)],
    ]),
  );
}

/** @param {OrgView} org */
function makeApps({ apps, grants, name }) {
  if (apps.length > 0) {
    const items = apps.map((app) =>
      makeApp(
        app,
        grants.filter((grant) => grant.app === app.name),
      ),
    );
    return make('ul', 'items', ...items);
  }
  return make(
    'div',
    'empty',
    make('p', '', 'No app yet. To make one, type:'),
    makeCommands([`sf jwt app create --target-org ${name} --certificate-file server.crt`]),
  );
}

/** @param {UserView} user @param {string} now */
function makeUser(user, now) {
  return make(
    'li',
    'user',
    make(
      'p',
      'badges',
      make('span', 'username', user.username),
      ...user.barriers.map((barrier) => makeBadge(barrier, 'bad')),
    ),
    make(
      'p',
      'note',
      `${user.site === '' ? user.profile : `${user.profile}, ${user.site}`} · `,
      ...(user.lastLoginAt === null ? ['no login yet'] : ['last login ', makeTime(user.lastLoginAt, now)]),
    ),
  );
}

/** @param {DeployView} deploy @param {string} now */
function makeDeploy(deploy, now) {
  const kind = deploy.status.startsWith('Succeeded') ? 'good' : deploy.status === 'Failed' ? 'bad' : 'wait';
  const summary = make(
    'summary',
    '',
    makeBadge(deploy.status, kind),
    ` ${countOf(deploy.components.length, 'component')}${deploy.isCheckOnly ? ', check only' : ''} `,
    makeTime(deploy.at, now),
  );
  const problems = deploy.problems.map(({ where, text }) =>
    make('li', 'problem', make('code', '', where), ` ${text}`),
  );
  const components = deploy.components.map(({ type, name }) =>
    make('li', '', `${type} `, make('code', '', name)),
  );
  return make(
    'li',
    '',
    makeFold(
      `deploy ${deploy.id}`,
      deploy.problems.length > 0,
      summary,
      make('p', 'note', 'Id ', make('code', '', deploy.id)),
      make('ul', '', ...problems, ...components),
    ),
  );
}

/** @param {OrgView} org @param {string} now */
function makeOrg(org, now) {
  const { propagationSeconds: seconds, deploys } = org;
  const panel = make(
    'div',
    'panel',
    makeList('facts', [
      ['Type', org.type],
      ['My Domain', make('code', '', org.myDomain)],
      ['Address', make('code', '', org.origin)],
      ['Org id', make('code', '', org.id)],
      ['API versions', `${org.apiVersions[0] ?? ''} to ${org.apiVersions.at(-1) ?? ''}`],
      ['Propagation', seconds === 0 ? 'none, changes take effect at once' : countOf(seconds, 'second')],
    ]),
    make('h3', '', 'Apps'),
    makeApps(org),
    make('h3', '', 'Users'),
    make('ul', 'items', ...org.users.map((user) => makeUser(user, now))),
    make('h3', '', 'Deploys'),
    deploys.length === 0
      ? make('p', 'note', 'None yet.')
      : make('ul', 'items deploys', ...deploys.map((deploy) => makeDeploy(deploy, now))),
  );
  return make('section', '', make('h2', '', `Org ${org.name}`), panel);
}

/** @param {OrgView} org @param {AttemptView[]} attempts of this org @param {boolean} isChosen */
function makeCard(org, attempts, isChosen) {
  const [newest] = attempts;
  const granted = attempts.filter(isGranted).length;
  const state = newest === undefined ? 'idle' : isGranted(newest) ? 'granted' : 'refused';
  const card = make(
    'button',
    `card ${state}`,
    make('strong', '', org.name),
    makeBadge(org.type, 'plain'),
    make('span', 'note', org.origin),
    make('span', '', `${countOf(org.apps.length, 'app')}, ${countOf(org.users.length, 'user')}`),
    make(
      'span',
      'tally',
      attempts.length === 0 ? 'no login yet' : `${granted} granted, ${attempts.length - granted} refused`,
    ),
  );
  return withAttributes(card, { type: 'button', 'data-key': org.id, 'aria-pressed': String(isChosen) });
}

/** @param {Snapshot} snapshot @param {OrgView | undefined} chosen undefined for all orgs */
function makeCards({ orgs, attempts }, chosen) {
  const all = withAttributes(
    make(
      'button',
      'card all',
      make('strong', '', 'All orgs'),
      make('span', 'note', countOf(attempts.length, 'attempt')),
    ),
    { type: 'button', 'data-key': '', 'aria-pressed': String(chosen === undefined) },
  );
  const cards = orgs.map((org) =>
    makeCard(
      org,
      attempts.filter((attempt) => attempt.org === org.name),
      org === chosen,
    ),
  );
  return [all, ...cards];
}
