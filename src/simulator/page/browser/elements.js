// Elements are made by name and filled with text: what an org holds never becomes markup.

/** @typedef {Node | string | null} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {Child[]} children null stands for nothing
 * @returns {HTMLElementTagNameMap[T]}
 */
function make(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * @template {Element} T
 * @param {T} made
 * @param {Record<string, string>} attributes
 */
function withAttributes(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/**
 * A sentence in which backticks quote code.
 * @param {string} text
 * @returns {Child[]}
 */
function toSentence(text) {
  return text.split('`').map((part, place) => (place % 2 === 1 ? make('code', '', part) : part));
}

/** @param {string} command */
function makeCommand(command) {
  const words = command.split(' ').map((word) => make('span', '', word));
  return make('code', '', ...words.flatMap((word, place) => (place === 0 ? [word] : [' ', word])));
}

/** @param {string[]} commands to type, one after the other */
function makeCommands(commands) {
  return make('pre', '', ...commands.map(makeCommand));
}

/** @param {string} text @param {string} kind `good`, `bad`, `wait` or `plain` */
function makeBadge(text, kind) {
  return make('span', `badge ${kind}`, text);
}

/** @param {string} id */
function elementById(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}`);
  return found;
}

/** Time of day in UTC, with the date where it is not the day of `now`. @param {string} at @param {string} now */
function makeTime(at, now) {
  const isToday = at.slice(0, 10) === now.slice(0, 10);
  const shown = isToday ? at.slice(11, 19) : at.slice(0, 19).replace('T', ' ');
  return withAttributes(make('time', '', shown), {
    datetime: at,
    title: `${at.slice(0, 19).replace('T', ' ')} UTC`,
  });
}

/** Counts down until a time; `tick` keeps it going. @param {string} at */
function makeCountdown(at) {
  return withAttributes(makeBadge('takes effect soon', 'wait'), { 'data-until': at });
}

/** @param {number} now epoch milliseconds */
function tickCountdowns(now) {
  for (const badge of document.querySelectorAll('[data-until]')) {
    const seconds = Math.max(0, Math.ceil((Date.parse(badge.getAttribute('data-until') ?? '') - now) / 1000));
    const span = seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
    const text = `takes effect in ${span}`;
    if (badge.textContent !== text) badge.textContent = text;
  }
}

/**
 * Names and values.
 * @param {string} className
 * @param {[name: string, ...value: Child[]][]} rows
 */
function makeList(className, rows) {
  return make(
    'dl',
    className,
    ...rows.map(([name, ...value]) => make('div', '', make('dt', '', name), make('dd', '', ...value))),
  );
}

/** Which folds a person has opened (true) or closed (false), by their keys. @type {Map<string, boolean>} */
const folds = new Map();

/**
 * A fold that keeps its state when it is drawn anew.
 * @param {string} key
 * @param {boolean} isOpen unless a person has decided otherwise
 * @param {HTMLElement} summary
 * @param {Child[]} content
 */
function makeFold(key, isOpen, summary, ...content) {
  const made = make('details', '', summary, ...content);
  made.open = folds.get(key) ?? isOpen;
  summary.setAttribute('data-key', key);
  summary.addEventListener('click', () => folds.set(key, !made.open));
  return made;
}
