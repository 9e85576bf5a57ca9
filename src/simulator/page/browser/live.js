// Fetches the state whenever the simulator says that it has changed, and draws what is different.

/** @type {Snapshot | undefined} */
let current;
/** How far the orgs' clock is ahead of this machine's, in milliseconds. */
let clockOffset = 0;
/** What each part of the page was drawn from. @type {Map<string, string>} */
const drawn = new Map();

function chosenId() {
  return location.hash.replace(/^#org=/, '');
}

/**
 * Draws a part anew if what it shows has changed; the focus stays where it was.
 * @param {string} id
 * @param {unknown} source
 * @param {() => Node[]} makeParts
 */
function draw(id, source, makeParts) {
  const key = JSON.stringify(source);
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  const part = elementById(id);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const focusKey = focused?.getAttribute('data-key') ?? null;
  part.replaceChildren(...makeParts());
  const same = [...part.querySelectorAll('[data-key]')].find(
    (one) => one.getAttribute('data-key') === focusKey,
  );
  if (same instanceof HTMLElement) same.focus({ preventScroll: true });
}

function drawAll() {
  if (current === undefined) return;
  const snapshot = current;
  const { orgs, attempts, now } = snapshot;
  const chosen = orgs.find(({ id }) => id === chosenId());
  // Of several orgs, only the chosen one is shown whole.
  const whole = orgs.length === 1 ? orgs : orgs.filter((org) => org === chosen);
  elementById('title').textContent = orgs.length === 1 ? 'Simulated org' : 'Simulated orgs';
  elementById('filter').hidden = orgs.length < 2;
  elementById('main').classList.toggle('with-org', whole.length > 0);
  const newest = attempts[0]?.id;
  draw('filter', [orgs, newest, chosen], () => makeCards(snapshot, chosen));
  draw('attempts', [orgs, newest, chosen], () => makeAttempts(snapshot, chosen));
  draw('orgs', whole, () => whole.map((org) => makeOrg(org, now)));
  tick();
}

function tick() {
  if (current === undefined) return;
  const now = Date.now() + clockOffset;
  elementById('clock').textContent = `${new Date(now).toISOString().slice(11, 19)} UTC`;
  tickCountdowns(now);
}

/** @param {number} lastId of the attempts known so far */
function announce(lastId) {
  const newest = current?.attempts.find(({ id }) => id > lastId);
  if (newest === undefined) return;
  const { answer, username, org } = newest;
  elementById('announcement').textContent = isGranted(newest)
    ? `Granted: ${username} in ${org}`
    : `Refused: ${username} in ${org}, ${answer.description}`;
}

/** @param {'live' | 'lost'} state @param {string} text */
function showConnection(state, text) {
  const connection = elementById('connection');
  if (connection.textContent !== text) connection.textContent = text;
  connection.className = `connection ${state}`;
}

async function refresh() {
  const response = await fetch('/simulator/state');
  const lastId = current?.attempts[0]?.id ?? 0;
  /** @type {unknown} */
  const state = await response.json();
  current = /** @type {Snapshot} */ (state);
  clockOffset = Date.parse(current.now) - Date.now();
  drawAll();
  announce(lastId);
  showConnection('live', 'Live');
}

function lose() {
  showConnection('lost', 'Not connected: the simulator has stopped. This page goes on when it is back.');
}

function connect() {
  const events = new EventSource('/simulator/events');
  events.addEventListener('message', () => void refresh().catch(lose));
  events.addEventListener('error', () => {
    lose();
    // A browser gives up for good on an answer that is not a stream.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  });
}

elementById('filter').addEventListener('click', ({ target }) => {
  const card = target instanceof Element ? target.closest('[data-key]') : null;
  if (card === null) return;
  const id = card.getAttribute('data-key') ?? '';
  history.replaceState(null, '', id === '' ? location.pathname : `#org=${id}`);
  drawAll();
});
addEventListener('hashchange', drawAll);
setInterval(tick, 1000);
connect();
