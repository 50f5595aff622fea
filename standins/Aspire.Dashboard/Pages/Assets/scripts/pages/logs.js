import { get, remove } from '../api.js';
import { fill, h, settled } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { listKeys } from '../list.js';
import { listen, live } from '../live.js';
import { facts, panelKey, section, showPanel } from '../panel.js';
import { copyButton, empty, loading, searchBox, select, senderChip, senderOptions, setOptions, toggle } from '../parts.js';
import { asked, keep } from '../router.js';
import { toast } from '../toast.js';

const most = 1000;

export function openLogs(main, { id }, signal) {
  const filter = { q: asked('q'), resource: id ?? asked('resource'), level: asked('level'), traceId: asked('traceId') };
  let shown = asked('log');
  let last = 0;
  let seen = -1;
  let paused = false;
  let generation = 0;
  let queue = Promise.resolve();
  const set = (name) => (value) => { filter[name] = value.trim(); keep({ [name]: filter[name] }); soon(); };
  const picker = select('Resource', [['', 'All resources'], ...(filter.resource ? [[filter.resource, filter.resource]] : [])], filter.resource, set('resource'));
  const hits = h('span', { class: 'hits', role: 'status' });
  const traceBox = h('input', { type: 'text', value: filter.traceId, placeholder: 'Trace id', 'aria-label': 'Trace id', maxlength: '32', spellcheck: 'false', oninput: () => set('traceId')(traceBox.value) });
  const body = h('tbody', { role: 'rowgroup' });
  const nothing = h('div', {}, loading());
  main.append(h('div', { class: 'page-head' }, h('h1', {}, 'Structured logs'), h('div', { class: 'filters' },
    searchBox('Text or attribute=value', filter.q, set('q')),
    picker,
    select('Level', [['', 'All levels'], ['Debug', 'Debug and above'], ['Information', 'Information and above'], ['Warning', 'Warning and above'], ['Error', 'Error and above'], ['Critical', 'Critical']], filter.level, set('level')),
    traceBox,
    toggle('Live', true, (on) => { paused = !on; if (on) load(); }),
    h('button', { type: 'button', class: 'button', onclick: clear }, icon('trash'), 'Clear'),
    hits)),
  h('div', { class: 'table-frame cards', tabindex: '-1' }, h('table', { class: 'grid log-grid', role: 'table', 'aria-label': 'Log records, newest first' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['Time', 'Level', 'Resource', 'Message', 'Trace'].map((name) => h('th', { scope: 'col', role: 'columnheader' }, name)))), body), nothing));

  // One after the other: what is read on from depends on what was read.
  function load(more = false) {
    const mine = more ? generation : ++generation;
    queue = queue.then(async () => {
      if (signal.aborted || mine !== generation) return;
      try {
        const [found, overview] = await Promise.all([get('/api/logs', { ...filter, after: more ? last : 0, limit: more ? most : 300 }, signal), get('/api/telemetry', {}, signal)]);
        if (mine !== generation) return;
        setOptions(picker, senderOptions(overview, 'All resources'));
        draw(found, more);
      } catch (problem) {
        if (!signal.aborted) hits.textContent = problem.message;
      }
    });
  }

  const soon = settled(() => load(), 150);
  let matched = 0;

  function draw(found, more) {
    last = found.last;
    matched = more ? matched + found.matched : found.matched;
    const made = found.logs.map((log) => row(log, more));
    if (more) {
      body.prepend(...made);
      while (body.childElementCount > most) body.lastElementChild.remove();
    } else {
      fill(body, made);
    }
    hits.textContent = filter.q || filter.resource || filter.level || filter.traceId ? `${format.count(Math.min(matched, found.kept))} of ${format.plural(found.kept, 'record')}` : format.plural(found.kept, 'record');
    nothing.hidden = body.childElementCount > 0;
    fill(nothing, found.kept ? empty('search', 'No record matches', 'Change the filters.') : empty('logs', 'No log records yet', 'They show here as soon as a service sends them.'));
    if (shown && !panelKey()) details(shown, false);
  }

  function row(log, fresh) {
    const element = h('tr', { role: 'row', class: `${fresh ? 'fresh ' : ''}${String(log.number) === shown ? 'selected' : ''}`, dataset: { id: String(log.number) } },
      h('td', { role: 'cell', class: 'time tight' }, format.time(log.at)),
      h('td', { role: 'cell', class: 'tight' }, h('span', { class: `level ${log.level}` }, format.level(log.level))),
      h('td', { role: 'cell', class: 'tight' }, senderChip(log.resource)),
      h('td', { role: 'cell', class: 'wide' }, h('button', { type: 'button', class: 'plain log-message', 'data-primary': true, 'aria-haspopup': 'true', onclick: () => open(log.number, true) }, log.message || '(no text)'), log.hasException ? h('span', { class: 'small soft' }, ' with exception') : null),
      h('td', { role: 'cell', class: 'tight col-wide' }, log.traceId ? h('a', { class: 'trace-id', href: `/traces/detail/${log.traceId}${log.spanId ? `?span=${log.spanId}` : ''}`, 'aria-label': `Trace ${log.traceId.slice(0, 7)}` }, log.traceId.slice(0, 7)) : ''));
    element.addEventListener('click', (event) => { if (!event.target.closest('a, button') && !String(getSelection())) open(log.number, true); });
    return element;
  }

  function open(number, focus) {
    shown = String(number);
    keep({ log: shown });
    for (const item of body.children) item.classList.toggle('selected', item.dataset.id === shown);
    details(shown, focus);
  }

  async function details(number, focus) {
    let log;
    try {
      log = await get(`/api/logs/${number}`, {}, signal);
    } catch (problem) {
      if (!signal.aborted) { shown = ''; keep({ log: '' }); toast(problem.message, true); }
      return;
    }
    if (number !== shown) return;
    const exception = log.attributes.filter((pair) => pair.name.startsWith('exception.'));
    const trace = log.summary.traceId;
    showPanel({
      key: number, focus, title: `${log.summary.level} log`,
      subtitle: h('div', { class: 'small soft' }, senderChip(log.summary.resource), ` ${format.time(log.summary.at)}`),
      onClose: () => { shown = ''; keep({ log: '' }); for (const item of body.children) item.classList.remove('selected'); },
      body: [
        section('Message', h('pre', { class: 'block', tabindex: '0', role: 'group', 'aria-label': 'Message' }, log.summary.message)),
        exception.length ? section('Exception', h('pre', { class: 'block', tabindex: '0', role: 'group', 'aria-label': 'Exception' }, exception.find((pair) => pair.name === 'exception.stacktrace')?.value ?? exception.map((pair) => pair.value).join(': '))) : null,
        trace ? h('div', { class: 'panel-actions' }, h('a', { class: 'button small', href: `/traces/detail/${trace}${log.summary.spanId ? `?span=${log.summary.spanId}` : ''}` }, icon('traces'), 'Open trace'),
          h('button', { type: 'button', class: 'button small', onclick: () => { traceBox.value = trace; set('traceId')(trace); } }, 'Logs of this trace')) : null,
        section('Record', facts([['Category', log.summary.category], ['Event', log.eventName], ['Trace id', trace ? [trace, ' ', copyButton(trace, 'Copy trace id')] : null], ['Span id', log.summary.spanId]])),
        log.attributes.length ? section('Attributes', facts(log.attributes.filter((pair) => !exception.includes(pair)).map((pair) => [pair.name, pair.value]), true)) : null,
        log.resourceAttributes.length ? section('Resource', facts(log.resourceAttributes.map((pair) => [pair.name, pair.value]), true)) : null,
      ],
    });
  }

  async function clear() {
    try {
      await remove('/api/logs');
    } catch (problem) {
      toast(problem.message, true);
    }
    load();
  }

  listKeys(body, { signal, onMove: (item) => { if (panelKey()) open(item.closest('tr').dataset.id, false); } });
  listen('telemetry', ({ logs }) => {
    if (logs === seen) return;
    seen = logs;
    if (!paused && last) load(true);
    else if (!paused) load();
  }, signal);
  live.start();
  load();
}
