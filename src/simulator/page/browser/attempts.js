// Login attempts, the newest on top.

/** @typedef {import('../view.ts').Snapshot} Snapshot */
/** @typedef {import('../view.ts').OrgView} OrgView */
/** @typedef {import('../view.ts').AttemptView} AttemptView */
/** @typedef {import('../../attempts/read-members.ts').ReadMember} ReadMember */

const MARKS = { passed: '✓', failed: '✗', 'not reached': '·' };

/** @param {AttemptView} attempt */
function isGranted({ answer }) {
  return answer.status === 200;
}

/** @param {AttemptView} attempt */
function failedCheckOf({ checks }) {
  return checks.find(({ result }) => result === 'failed')?.name ?? '';
}

/** @param {AttemptView} attempt @param {string} now @param {boolean} hasOrgs whether to name the org */
function makeSummary(attempt, now, hasOrgs) {
  const { answer } = attempt;
  const outcome = isGranted(attempt)
    ? ['Access token granted']
    : [make('strong', '', answer.error), ` ${answer.description}`];
  const failed = failedCheckOf(attempt);
  return make(
    'summary',
    '',
    make('span', 'verdict', isGranted(attempt) ? 'Granted' : 'Refused'),
    make(
      'span',
      'gist',
      make('span', 'outcome', ...outcome),
      make(
        'span',
        'who',
        make('span', 'username', attempt.username === '' ? 'no username' : attempt.username),
        attempt.app === '' ? null : make('span', '', ` by ${attempt.app}`),
        hasOrgs && attempt.org !== '' ? make('span', '', ` in ${attempt.org}`) : null,
      ),
      failed === '' ? null : make('span', 'failed-check', 'Failed check: ', make('strong', '', failed)),
    ),
    makeTime(attempt.at, now),
  );
}

/** @param {AttemptView} attempt */
function makeExplanation({ explanation }) {
  if (explanation === null) return null;
  return makeList('explanation', [
    ['Why', ...toSentence(explanation.cause)],
    ['What would fix it', ...toSentence(explanation.remedy)],
  ]);
}

/** @param {AttemptView} attempt */
function makeChecks({ checks }) {
  const items = checks.map(({ name, result }) =>
    make(
      'li',
      result.replace(' ', '-'),
      withAttributes(make('span', 'mark', MARKS[result]), { 'aria-hidden': 'true' }),
      name,
      make('span', 'unseen', `: ${result}`),
    ),
  );
  return make('section', 'checks', make('h3', '', 'Checks, in order'), make('ol', '', ...items));
}

/** @param {string} title @param {ReadMember[]} members */
function makeMembers(title, members) {
  const rows = members.map(
    ({ name, value, note }) =>
      /** @type {[string, ...Child[]]} */ ([
        name,
        make('code', '', value),
        note === '' ? null : make('span', 'note', note),
      ]),
  );
  const list = rows.length === 0 ? make('p', 'note', 'empty') : makeList('members', rows);
  return make('section', '', make('h3', '', title), list);
}

/** @param {AttemptView} attempt */
function makeAssertion({ header, claims }) {
  if (header === null || claims === null) {
    return make('section', '', make('h3', '', 'Assertion'), make('p', 'note', 'None that could be read.'));
  }
  return make('div', 'assertion', makeMembers('Claims', claims), makeMembers('Header', header));
}

/** @param {AttemptView} attempt */
function makeAnswer({ answer, host }) {
  const { status, error, description, fact, says, confidence } = answer;
  const body =
    error === ''
      ? 'An access token, which this page does not show.'
      : make('code', '', JSON.stringify({ error, error_description: description }));
  const known = make('span', 'note', ...toSentence(says));
  return make(
    'section',
    'answer',
    make('h3', '', `Answer of ${host}, HTTP ${status}`),
    make('p', '', body),
    make('p', '', `Rests on ${fact} (${confidence.join(', ')}): `, known),
  );
}

/** @param {AttemptView} attempt @param {boolean} isNewest @param {string} now @param {boolean} hasOrgs */
function makeAttempt(attempt, isNewest, now, hasOrgs) {
  const fold = makeFold(
    `attempt ${attempt.id}`,
    isNewest,
    makeSummary(attempt, now, hasOrgs),
    makeExplanation(attempt),
    makeChecks(attempt),
    makeAssertion(attempt),
    makeAnswer(attempt),
  );
  fold.className = isGranted(attempt) ? 'attempt granted' : 'attempt refused';
  return fold;
}

/** Of the users whom nothing bars, one who may use the app, if there is one. @param {OrgView} org @param {AppView} app */
function pickUsername({ users, grants }, app) {
  const free = users.filter(({ barriers }) => barriers.length === 0).map(({ username }) => username);
  const approved = grants
    .filter((grant) => grant.app === app.name)
    .flatMap((grant) => grant.users.filter(({ isEffective }) => isEffective))
    .map(({ username }) => username);
  return free.find((username) => approved.includes(username)) ?? free[0] ?? 'USERNAME';
}

/** @param {OrgView} org */
function makeFirstSteps(org) {
  const [app] = org.apps;
  const steps =
    app === undefined
      ? ['sf jwt keygen', `sf jwt app create --target-org ${org.name} --certificate-file server.crt`]
      : [
          `sf jwt token --client-id ${app.consumerKey} --username ${pickUsername(org, app)} --jwt-key-file server.key --instance-url ${org.origin}`,
        ];
  return make(
    'div',
    'empty',
    make('p', '', 'Nobody has tried to log in yet. Next, type:'),
    makeCommands(steps),
  );
}

/** @param {Snapshot} snapshot @param {OrgView | undefined} chosen undefined for all orgs */
function makeAttempts({ attempts, orgs, now }, chosen) {
  const visible = chosen === undefined ? attempts : attempts.filter(({ org }) => org === chosen.name);
  const [first] = orgs;
  const empty = chosen ?? first;
  if (visible.length === 0 && empty !== undefined) return [makeFirstSteps(empty)];
  const hasOrgs = chosen === undefined && orgs.length > 1;
  return visible.map((attempt, place) => makeAttempt(attempt, place === 0, now, hasOrgs));
}
