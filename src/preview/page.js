// Shows the snapshots that the server sends: swaps the pages that changed, keeps the rest where it
// is, and lays what is wrong over the last good pages.
'use strict';

const byId = id => document.getElementById(id);
const main = byId('pages');
const FIT_MAX = 1.15, ZOOM_STEP = 1.2, ZOOM_MIN = 0.25, ZOOM_MAX = 4;
const POINTS_TO_PIXELS = 96 / 72;
const PATIENCE_MS = 250; // a build shorter than this is not announced

let snapshot = null;
let zoom = null; // null fits the width
let dismissed = false;
let announcing = 0;

// Pages: an element of the right size for each, its picture loaded when it comes near the view.

const near = new IntersectionObserver(
  entries => entries.filter(entry => entry.isIntersecting).forEach(entry => load(entry.target)),
  { root: main, rootMargin: '100% 0px' },
);

function load(element) {
  const key = element.dataset.key;
  if (element.dataset.shown === key) return;
  element.dataset.shown = key;
  const picture = new Image();
  picture.alt = 'Page ' + element.dataset.number;
  picture.src = '/p/' + encodeURIComponent(key) + '.svg';
  // The old picture stays until the new one can be drawn, so that nothing flickers.
  picture.decode().catch(() => {}).then(() => {
    if (element.dataset.key === key) element.replaceChildren(picture);
  });
}

function showPages(pages) {
  const anchor = anchorOf();
  const old = [...main.querySelectorAll('.page')];
  const spare = new Map();
  old.forEach(element => spare.set(element.dataset.key, [...(spare.get(element.dataset.key) || []), element]));
  const kept = pages.map(page => (spare.get(page.key) || []).shift());
  const left = [...spare.values()].flat();
  const elements = pages.map((page, index) => {
    if (kept[index]) return kept[index];
    // The page that stood here most likely became this one: keep its picture while loading.
    const same = left.indexOf(old[index]);
    const element = same >= 0 ? left.splice(same, 1)[0] : newPage();
    if (old.length) flash(element);
    return element;
  });
  pages.forEach((page, index) => dress(elements[index], page, index));
  main.replaceChildren(...elements);
  left.forEach(element => near.unobserve(element));
  layOut();
  restore(anchor, elements);
  // Observing anew makes the observer look again at pages whose key changed while in view.
  elements.forEach(element => { near.unobserve(element); near.observe(element); });
}

function newPage() {
  const element = document.createElement('section');
  element.className = 'page';
  return element;
}

function dress(element, page, index) {
  element.dataset.key = page.key;
  element.dataset.number = index + 1;
  element.dataset.width = page.width;
  element.dataset.height = page.height;
  element.setAttribute('aria-label', 'Page ' + (index + 1));
}

function flash(element) {
  element.classList.remove('fresh');
  requestAnimationFrame(() => element.classList.add('fresh'));
  element.addEventListener('animationend', () => element.classList.remove('fresh'), { once: true });
}

function layOut() {
  const elements = [...main.querySelectorAll('.page')];
  const widest = Math.max(1, ...elements.map(element => Number(element.dataset.width)));
  const room = main.clientWidth - parseFloat(getComputedStyle(main).paddingLeft) * 2;
  const fit = Math.min(room / widest, FIT_MAX * POINTS_TO_PIXELS);
  const scale = zoom === null ? fit : zoom * POINTS_TO_PIXELS;
  for (const element of elements) {
    element.style.width = element.dataset.width * scale + 'px';
    element.style.height = element.dataset.height * scale + 'px';
  }
  byId('fit').textContent = zoom === null ? 'Fit' : Math.round(zoom * 100) + ' %';
  return scale / POINTS_TO_PIXELS;
}

// The page at the top of the view, and how far it is scrolled, as a share of its height.
function anchorOf() {
  const top = main.getBoundingClientRect().top;
  const elements = [...main.querySelectorAll('.page')];
  const index = elements.findIndex(element => element.getBoundingClientRect().bottom > top);
  if (index < 0 || main.scrollTop === 0) return null;
  const box = elements[index].getBoundingClientRect();
  return { element: elements[index], index, share: (top - box.top) / box.height };
}

function restore(anchor, elements) {
  if (!anchor) return;
  const element = elements.includes(anchor.element) ? anchor.element : elements[Math.min(anchor.index, elements.length - 1)];
  if (!element) return;
  const box = element.getBoundingClientRect();
  main.scrollTop += box.top + anchor.share * box.height - main.getBoundingClientRect().top;
}

function showWhere() {
  const elements = [...main.querySelectorAll('.page')];
  const middle = main.getBoundingClientRect().top + main.clientHeight / 2;
  const index = elements.findIndex(element => element.getBoundingClientRect().bottom > middle);
  const at = index < 0 ? elements.length : index + 1;
  byId('where').textContent = elements.length ? at + ' / ' + elements.length : '';
}

// Problems: the text is what a terminal shows, so its colour codes become classes.

function colored(text) {
  const parent = document.createDocumentFragment();
  let classes = [];
  for (const part of text.split(/(\x1b\[[0-9;]*m)/)) {
    const code = /^\x1b\[([0-9;]*)m$/.exec(part);
    if (code) {
      const numbers = code[1].split(';').map(Number);
      if (numbers.includes(0)) classes = [];
      // Bright colours, 90 to 97, look like the plain ones.
      numbers.filter(n => n).forEach(n => classes.push('a' + (n >= 90 ? n - 60 : n)));
    } else if (part) {
      const span = document.createElement('span');
      span.className = classes.join(' ');
      span.textContent = part;
      parent.append(span);
    }
  }
  return parent;
}

// `names` in backticks are code.
function worded(text) {
  const parent = document.createDocumentFragment();
  text.split('`').forEach((part, index) => {
    const node = document.createElement(index % 2 ? 'code' : 'span');
    node.textContent = part;
    parent.append(node);
  });
  return parent;
}

function problemOf(problem) {
  const item = document.createElement('li');
  item.className = problem.severity;
  const headline = document.createElement('h2');
  headline.append(worded(problem.message));
  const meta = document.createElement('div');
  meta.className = 'meta';
  const kind = document.createElement('span');
  kind.className = 'kind';
  kind.textContent = problem.severity + '[' + problem.code + ']';
  const place = document.createElement('span');
  place.textContent = problem.place || '';
  meta.append(kind, place);
  item.append(headline, meta);
  // The first line of the text says what the headline says.
  const excerpt = problem.text.split('\n').slice(1).join('\n').trimEnd();
  if (excerpt) {
    const pre = document.createElement('pre');
    pre.append(colored(excerpt));
    item.append(pre);
  }
  return item;
}

const counted = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's');

function showProblems() {
  const problems = snapshot.diagnostics;
  const failed = snapshot.state === 'failed';
  const errors = problems.filter(problem => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const told = [errors && counted(errors, 'error'), warnings && counted(warnings, 'warning')].filter(Boolean).join(', ');
  const behind = failed && snapshot.pages.length ? ' · these are the last good pages' : '';
  byId('headline').textContent = (told || 'The build failed') + behind;
  byId('problems').replaceChildren(...problems.map(problemOf));
  byId('panel').classList.toggle('warnings', !failed);
  byId('panel').hidden = dismissed || (!failed && !problems.length);
  byId('count').hidden = !problems.length;
  byId('count').textContent = told;
  byId('count').classList.toggle('errors', failed);
}

// The status line.

function setState(state, text) {
  document.body.dataset.state = state;
  byId('status').textContent = text;
}

function showStatus() {
  const at = new Date(Date.now() - (snapshot.age_ms || 0)).toLocaleTimeString([], { hour12: false });
  const took = snapshot.took_ms < 10000 ? snapshot.took_ms + ' ms' : (snapshot.took_ms / 1000).toFixed(1) + ' s';
  const verb = snapshot.state === 'failed' ? 'failed after ' : 'built in ';
  setState(snapshot.state, verb + took + ' · ' + at);
  const mark = snapshot.state === 'failed' ? '✗ ' : '';
  document.title = mark + fileName(snapshot.report) + ' · Folio';
}

function blank(text) {
  const note = document.createElement('p');
  note.className = 'blank';
  note.textContent = text;
  main.replaceChildren(note);
}

const fileName = path => path.split(/[\\/]/).pop();

function take(next) {
  clearTimeout(announcing);
  byId('report').textContent = fileName(next.report);
  byId('report').title = next.report;
  if (next.state === 'building') {
    announcing = setTimeout(() => setState('building', 'building …'), PATIENCE_MS);
    if (!snapshot && !next.pages.length) blank('The first build is going on.');
    if (!next.pages.length || snapshot) return;
  }
  const before = snapshot;
  snapshot = next;
  // A new build speaks up again; warnings wait until they are asked for.
  if (!before || before.revision !== next.revision) dismissed = next.state !== 'failed';
  if (next.pages.length) showPages(next.pages);
  else blank(next.state === 'failed' ? 'There are no pages yet.' : 'The report has no pages.');
  showProblems();
  showWhere();
  if (next.state !== 'building') showStatus();
}

// Wiring.

function setZoom(next) {
  const anchor = anchorOf();
  zoom = next === null ? null : Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, next));
  layOut();
  restore(anchor, [...main.querySelectorAll('.page')]);
  showWhere();
}

function showPanel(isShown) {
  dismissed = !isShown;
  if (snapshot) byId('panel').hidden = dismissed || !snapshot.diagnostics.length;
}

byId('smaller').onclick = () => setZoom(layOut() / ZOOM_STEP);
byId('larger').onclick = () => setZoom(layOut() * ZOOM_STEP);
byId('fit').onclick = () => setZoom(null);
byId('dismiss').onclick = () => showPanel(false);
byId('count').onclick = () => showPanel(dismissed);
main.addEventListener('scroll', () => requestAnimationFrame(showWhere), { passive: true });
new ResizeObserver(() => setZoom(zoom)).observe(main);
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = { Escape: () => showPanel(false), '+': byId('larger').onclick, '=': byId('larger').onclick,
                 '-': byId('smaller').onclick, 0: byId('fit').onclick };
  if (keys[event.key]) keys[event.key]();
});

const source = new EventSource('/events');
source.onmessage = message => take(JSON.parse(message.data));
source.onerror = () => {
  clearTimeout(announcing);
  setState('lost', 'connection lost · is `folio watch` still running?');
};
