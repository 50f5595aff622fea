import { get, remove } from '../api.js';
import { fill, h, patchChildren, settled, tone } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { listKeys } from '../list.js';
import { listen, live } from '../live.js';
import { empty, loading, searchBox, select, senderChip, senderOptions, setOptions, toggle } from '../parts.js';
import { asked, keep } from '../router.js';
import { colourOf } from '../state.js';
import { toast } from '../toast.js';

export function openTraces(main, _, signal) {
  const filter = { q: asked('q'), resource: asked('resource'), status: asked('status'), minDurationMs: asked('minDurationMs'), traceId: asked('traceId') };
  let paused = false;
  let limit = 100;
  let busy = false;
  let again = false;
  let drawn = '';
  const set = (name) => (value) => { filter[name] = value.trim(); keep({ [name]: filter[name] }); soon(); };
  const picker = select('Resource', [['', 'All resources'], ...(filter.resource ? [[filter.resource, filter.resource]] : [])], filter.resource, set('resource'));
  const hits = h('span', { class: 'hits', role: 'status' });
  const least = h('input', { type: 'number', min: '0', step: 'any', value: filter.minDurationMs, placeholder: '0', 'aria-label': 'Minimum duration in milliseconds', oninput: () => set('minDurationMs')(least.value) });
  const body = h('tbody', { role: 'rowgroup' });
  const nothing = h('div', {}, loading());
  const more = h('p', { class: 'empty', hidden: true }, h('button', { type: 'button', class: 'button', onclick: () => { limit = Math.min(1000, limit * 2); load(); } }, 'Show more'));
  main.append(h('div', { class: 'page-head' }, h('h1', {}, 'Traces'), h('div', { class: 'filters' },
    searchBox('Name, text, attribute=value or trace id', filter.q, set('q')),
    picker,
    select('Status', [['', 'Any status'], ['Error', 'With errors'], ['Ok', 'Without errors']], filter.status, set('status')),
    h('span', { class: 'field' }, '≥', least, 'ms'),
    toggle('Live', true, (on) => { paused = !on; if (on) load(); }),
    h('button', { type: 'button', class: 'button', onclick: clear }, icon('trash'), 'Clear'),
    hits)),
  h('div', { class: 'table-frame cards', tabindex: '-1' }, h('table', { class: 'grid', role: 'table', 'aria-label': 'Traces, newest first' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['Trace', 'Started', 'Spans', 'Duration'].map((name) => h('th', { scope: 'col', role: 'columnheader' }, name)))), body), nothing, more));

  async function load() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const [found, overview] = await Promise.all([get('/api/traces', { ...filter, limit }, signal), get('/api/telemetry', {}, signal)]);
      setOptions(picker, senderOptions(overview, 'All resources'));
      draw(found, overview);
    } catch (problem) {
      if (!signal.aborted) { hits.textContent = problem.message; }
    } finally {
      busy = false;
      if (again && !signal.aborted) { again = false; soon(); }
    }
  }

  const soon = settled(load, 150);

  function draw(found, overview) {
    const text = JSON.stringify(found.traces);
    if (drawn !== text) {
      drawn = text;
      const longest = Math.max(...found.traces.map((trace) => trace.durationMs), 0.001);
      patchChildren(body, found.traces.map((trace) => row(trace, longest)));
    }
    const searched = Object.values(filter).some(Boolean);
    hits.textContent = searched ? `${format.count(found.matched)} of ${format.plural(found.kept, 'trace')}` : format.plural(found.kept, 'trace');
    hits.title = `${format.count(overview.spans.received)} spans received, ${format.count(overview.spans.forgotten)} made room for newer ones, ${format.count(overview.spans.refused)} over the limit of their trace`;
    more.hidden = found.traces.length >= found.matched || limit >= 1000;
    nothing.hidden = found.traces.length > 0;
    fill(nothing, found.kept ? empty('search', 'No trace matches', 'Change the filters.') : empty('traces', 'No traces yet', 'They show here as soon as a service sends spans.'));
  }

  function row(trace, longest) {
    const element = h('tr', { role: 'row', dataset: { id: trace.traceId } },
      h('td', { role: 'cell', class: 'wide' }, h('div', { class: 'trace-name' }, h('span', { class: 'swatch', style: tone(colourOf(trace.root.name)) }),
        h('span', {}, h('a', { href: `/traces/detail/${trace.traceId}`, 'data-primary': true }, `${trace.root.label}: ${trace.name}`), ' ',
          h('span', { class: 'trace-id' }, trace.traceId.slice(0, 7)), trace.isComplete ? null : h('span', { class: 'trace-id' }, ' · root not received')))),
      h('td', { role: 'cell', class: 'time tight' }, format.time(trace.start)),
      h('td', { role: 'cell', class: 'wide last' }, h('div', { class: 'shares' }, trace.resources.map((share) => senderChip(share.resource, [
        h('span', { class: 'soft' }, String(share.spanCount)), share.errorCount ? h('span', { class: 'err' }, format.plural(share.errorCount, 'error')) : null])))),
      h('td', { role: 'cell', class: 'tight at-end' }, h('div', { class: 'meter', style: tone(colourOf(trace.root.name)) }, h('span', { class: 'value' }, format.duration(trace.durationMs)),
        h('span', { class: 'track', 'aria-hidden': 'true' }, h('span', { style: { width: `${Math.max(1, 100 * trace.durationMs / longest)}%` } })))));
    element.addEventListener('click', (event) => { if (!event.target.closest('a, button') && !String(getSelection())) element.querySelector('a').click(); });
    return element;
  }

  async function clear() {
    try {
      await remove('/api/traces');
    } catch (problem) {
      toast(problem.message, true);
    }
    load();
  }

  listKeys(body, { signal });
  listen('telemetry', () => { if (!paused) load(); }, signal);
  live.start();
  load();
}
