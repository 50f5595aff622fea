import { fill, h, isTyping } from './dom.js';
import { icon } from './icons.js';
import { shortcutsOn } from './list.js';
import { listen } from './live.js';
import { closePanel } from './panel.js';
import { go, route, startRouter } from './router.js';
import { loadResources, needsCare, resources, watchResources } from './state.js';
import { openConsole } from './pages/console.js';
import { openLogs } from './pages/logs.js';
import { openResources } from './pages/resources.js';
import { openTrace } from './pages/trace.js';
import { openTraces } from './pages/traces.js';

const pages = [
  { key: 'r', path: '/', name: 'Resources', short: 'Resources', icon: 'resources' },
  { key: 'c', path: '/consolelogs', name: 'Console', short: 'Console', icon: 'console' },
  { key: 's', path: '/structuredlogs', name: 'Structured logs', short: 'Logs', icon: 'logs' },
  { key: 't', path: '/traces', name: 'Traces', short: 'Traces', icon: 'traces' },
];

const application = document.querySelector('meta[name=application-name]').content;
const main = document.getElementById('main');
const nav = document.querySelector('.tabs');
const links = pages.map((page) => h('a', { href: page.path, title: `${page.name} (${page.key.toUpperCase()})` }, icon(page.icon), h('span', { class: 'text' }, page.name)));
nav.append(...links);

function open(page, action) {
  return (parameters, signal) => {
    const first = main.dataset.page === undefined;
    main.dataset.page = page.path;
    closePanel({ restore: false });
    document.title = `${page.name} · ${application}`;
    links.forEach((link, index) => (pages[index] === page ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')));
    main.replaceChildren();
    action(main, parameters, signal, (title) => { document.title = `${title} · ${application}`; });
    if (!first && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  };
}

route('/', open(pages[0], openResources));
route('/consolelogs', open(pages[1], openConsole));
route('/consolelogs/resource/:id', open(pages[1], openConsole));
route('/structuredlogs', open(pages[2], openLogs));
route('/structuredlogs/resource/:id', open(pages[2], openLogs));
route('/traces', open(pages[3], openTraces));
route('/traces/detail/:traceId', open(pages[3], openTrace));

// How many resources need a look, seen from every page.
let told = 0;
listen('resource', () => queueMicrotask(() => {
  const bad = [...resources.values()].filter(needsCare).length;
  if (bad === told) return;
  told = bad;
  links[0].querySelector('.badge')?.remove();
  if (bad) links[0].append(h('span', { class: 'badge' }, String(bad), h('span', { class: 'visually-hidden' }, ' need attention')));
}));

const linkState = document.getElementById('link-state');
listen('state', (state) => {
  linkState.dataset.state = state;
  linkState.querySelector('.label').textContent = state === 'live' ? 'Live' : 'Reconnecting…';
  linkState.title = state === 'live' ? 'Live' : 'The application does not answer. It may have been stopped.';
});

const themeToggle = document.getElementById('theme-toggle');
const dark = matchMedia('(prefers-color-scheme: dark)');
function paintTheme() {
  const isDark = (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const label = isDark ? 'Use light colours' : 'Use dark colours';
  fill(themeToggle, icon(isDark ? 'sun' : 'moon'));
  themeToggle.setAttribute('aria-label', label);
  themeToggle.title = label;
  return isDark;
}
themeToggle.addEventListener('click', () => {
  document.documentElement.dataset.theme = paintTheme() ? 'light' : 'dark';
  localStorage.setItem('theme', document.documentElement.dataset.theme);
  paintTheme();
});
dark.addEventListener('change', paintTheme);
paintTheme();

const help = document.getElementById('help');
const helpOpen = document.getElementById('help-open');
fill(helpOpen, icon('help'));
helpOpen.setAttribute('aria-label', 'Keyboard shortcuts');
helpOpen.title = 'Keyboard shortcuts (?)';
const keys = [...pages.map((page) => [[page.key.toUpperCase()], page.name]), [['/'], 'Search'], [['J', 'K'], 'Next and previous in a list; arrows work, too'], [['Enter'], 'Open what is selected'], [['←', '→'], 'Close and open a span'], [['Esc'], 'Close details, clear search'], [['?'], 'This help']];
const single = h('input', { type: 'checkbox', id: 'single-keys', onchange: () => localStorage.setItem('shortcuts', single.checked ? 'on' : 'off') });
single.checked = shortcutsOn();
fill(help, h('h2', { id: 'help-title' }, 'Keyboard shortcuts'),
  h('dl', { class: 'keys' }, keys.map(([names, text]) => [h('dt', {}, names.map((name) => h('kbd', {}, name))), h('dd', {}, text)])),
  h('form', { method: 'dialog', class: 'dialog-foot' }, h('label', { class: 'field' }, single, 'Single-letter shortcuts'), h('button', { class: 'button primary' }, 'Close')));
helpOpen.addEventListener('click', () => help.showModal());

const signOut = document.getElementById('sign-out');
fill(signOut, icon('exit'));
signOut.setAttribute('aria-label', 'Sign out');
signOut.title = 'Sign out';

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const search = main.querySelector('[data-search]');
  if (event.key === 'Escape') {
    if (event.target === search && search.value) {
      search.value = '';
      search.dispatchEvent(new Event('input'));
    } else if (!closePanel() && isTyping(event.target)) {
      event.target.blur();
      main.focus({ preventScroll: true });
    }
    return;
  }
  if (isTyping(event.target)) return;
  if (event.key === '/' && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === '?') {
    help.showModal();
  } else if (!event.shiftKey && shortcutsOn()) {
    const page = pages.find((item) => item.key === event.key);
    if (page) go(page.path);
  }
});

watchResources();
await loadResources().catch(() => {});
startRouter();
