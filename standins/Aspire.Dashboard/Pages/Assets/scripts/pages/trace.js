import { get } from '../api.js';
import { fill, h, isTyping, tone } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { shortcutsOn } from '../list.js';
import { listen, live } from '../live.js';
import { facts, panelKey, section, showPanel } from '../panel.js';
import { copyButton, empty, loading, searchBox, senderChip } from '../parts.js';
import { asked, keep } from '../router.js';
import { colourOf } from '../state.js';

const severe = { Warning: 'warn', Error: 'bad', Critical: 'bad' };

export function openTrace(main, { traceId }, signal, setTitle) {
  const closed = new Set();
  let trace = null;
  let shown = asked('span');
  let text = '';
  let current = null;
  let spansSeen = -1;
  const title = h('h1', {}, 'Trace');
  const summary = h('div', { class: 'trace-facts' });
  const grid = h('div', { class: 'waterfall', role: 'treegrid', 'aria-label': 'Spans', 'aria-colcount': '2' });
  const frame = h('div', { class: 'table-frame', tabindex: '-1' }, loading());
  main.append(h('div', { class: 'page-head' },
    h('div', { class: 'trace-title' }, h('a', { class: 'back', href: '/traces' }, icon('back'), 'Traces'), title), h('span', { class: 'fill' }),
    searchBox('Find in this trace', text, (value) => { text = value.trim().toLowerCase(); dim(); }), summary), frame);

  async function load() {
    try {
      const found = await get(`/api/traces/${encodeURIComponent(traceId)}`, {}, signal);
      if (trace?.spans.length === found.spans.length && trace.logs.length === found.logs.length) return;
      trace = found;
      draw();
    } catch (problem) {
      if (!signal.aborted && !trace) fill(frame, empty('traces', problem.title ?? 'This trace cannot be shown', problem.message));
    }
  }

  function draw() {
    const total = trace.summary;
    setTitle(total.name);
    title.textContent = `${total.root.label}: ${total.name}`;
    fill(summary, h('span', {}, 'Started ', h('b', {}, format.time(total.start))), h('span', {}, 'Duration ', h('b', {}, format.duration(total.durationMs))),
      h('span', {}, 'Depth ', h('b', {}, String(1 + Math.max(...trace.spans.map((span) => span.depth))))), h('span', {}, h('b', {}, format.plural(trace.spans.length, 'span'))),
      total.errorCount ? h('span', { class: 'pill bad' }, format.plural(total.errorCount, 'error')) : null,
      h('a', { href: `/structuredlogs?traceId=${traceId}` }, format.plural(trace.logs.length, 'log record')),
      h('span', {}, h('span', { class: 'trace-id' }, traceId), ' ', copyButton(traceId, 'Copy trace id')),
      trace.refused ? h('span', { class: 'pill warn' }, `${format.plural(trace.refused, 'span')} over the limit not kept`) : null);
    const focused = grid.contains(document.activeElement);
    fill(grid, h('div', { role: 'row', class: 'wf-head' }, h('div', { role: 'columnheader' }, 'Span'), h('div', { role: 'columnheader', class: 'ticks' }, ticks(total.durationMs))), rows());
    if (grid.parentElement !== frame) fill(frame, grid);
    roam(current && grid.querySelector(`[data-id="${current}"]`) ? current : visible()[0]?.dataset.id, focused);
    dim();
    const span = trace.spans.find((item) => item.spanId === shown);
    if (span && (!panelKey() || panelKey() === shown)) details(span, false);
  }

  const ticks = (duration) => [h('span', { class: 'visually-hidden' }, 'Time'), ...[0, 0.25, 0.5, 0.75].map((part) => h('span', { 'aria-hidden': 'true', style: { left: `${part * 100}%` } }, format.duration(part * duration)))];

  function rows() {
    const logs = Map.groupBy(trace.logs, (log) => log.spanId ?? '');
    const parents = new Set(trace.spans.filter((span) => !span.parentIsMissing).map((span) => span.parentSpanId));
    const made = [];
    let hiddenBelow = Infinity;
    for (const span of trace.spans) {
      if (span.depth > hiddenBelow) continue;
      hiddenBelow = closed.has(span.spanId) ? span.depth : Infinity;
      made.push(row(span, parents.has(span.spanId), logs.get(span.spanId) ?? []));
    }
    return made;
  }

  function row(span, isParent, logs) {
    const whole = Math.max(trace.summary.durationMs, 0.000001);
    const percent = (offset) => `${Math.max(0, Math.min(100, 100 * offset / whole))}%`;
    const [left, right] = [100 * span.offsetMs / whole, 100 * (span.offsetMs + span.durationMs) / whole];
    const failed = span.status === 'Error';
    const element = h('div', {
      role: 'row', class: `wf-row${failed ? ' failed' : ''}${span.spanId === shown ? ' selected' : ''}`, tabindex: '-1', 'data-primary': true, dataset: { id: span.spanId },
      'aria-level': String(span.depth + 1), 'aria-expanded': isParent ? String(!closed.has(span.spanId)) : null, style: { '--depth': String(Math.min(span.depth, 12)), ...tone(colourOf(span.resource.name)) },
      onclick: (event) => { roam(span.spanId, true); if (event.target.closest('.twist') && isParent) fold(span.spanId); else select(span, true); },
    },
    h('div', { role: 'gridcell', class: 'wf-name' }, h('span', { class: 'twist' }, isParent ? icon('twist') : null), h('span', { class: 'bar-mark' }),
      h('span', { class: 'wf-text' }, h('span', { class: 'title', title: span.name }, span.name),
        h('span', { class: 'who' }, span.resource.label, kind(span) ? ` · ${kind(span)}` : '', span.parentIsMissing ? ' · parent not received' : '')),
      failed ? badIcon() : null),
    h('div', { role: 'gridcell', class: 'wf-time' },
      h('span', { class: 'bar', style: { left: percent(span.offsetMs), width: `${Math.max(0, right - left)}%` } }),
      h('span', { class: 'took', style: right > 78 && left > 30 ? { right: `${100 - left}%` } : { left: `${right}%` } }, format.duration(span.durationMs)),
      span.events.map((event) => h('span', { class: 'happened', title: event.name, style: { left: percent(event.offsetMs) } })),
      logs.map((log) => h('span', { class: `logged ${severe[log.level] ?? ''}`, title: log.message, style: { left: percent(log.offsetMs) } }))));
    return element;
  }

  function badIcon() {
    const symbol = icon('alert');
    symbol.setAttribute('class', 'bad-icon');
    return [symbol, h('span', { class: 'visually-hidden' }, 'failed')];
  }

  const visible = () => [...grid.querySelectorAll('.wf-row')];

  // One row at a time takes part in the tab order.
  function roam(id, focus) {
    for (const item of visible()) item.tabIndex = item.dataset.id === id ? 0 : -1;
    current = id;
    const element = grid.querySelector(`[data-id="${id}"]`);
    if (focus && element) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'nearest' });
    }
  }

  function fold(id) {
    if (!closed.delete(id)) closed.add(id);
    draw();
    roam(id, true);
  }

  function dim() {
    for (const item of visible()) {
      const span = trace.spans.find((candidate) => candidate.spanId === item.dataset.id);
      item.classList.toggle('dim', Boolean(text) && ![span.name, span.resource.label, span.statusMessage, span.scope, ...span.attributes.flatMap((pair) => [pair.name, pair.value])].some((value) => value.toLowerCase().includes(text)));
    }
  }

  function select(span, focus) {
    shown = span.spanId;
    keep({ span: shown });
    for (const item of visible()) item.classList.toggle('selected', item.dataset.id === shown);
    details(span, focus);
  }

  function details(span, focus) {
    const logs = trace.logs.filter((log) => log.spanId === span.spanId);
    showPanel({
      key: span.spanId, focus, title: span.name,
      subtitle: h('div', { class: 'small soft' }, senderChip(span.resource), kind(span) ? ` ${kind(span)}` : ''),
      onClose: () => { shown = ''; keep({ span: '' }); visible().forEach((item) => item.classList.remove('selected')); },
      body: [
        span.status === 'Error' ? h('p', { class: 'notice bad' }, span.statusMessage || 'This span failed.') : null,
        section('Span', facts([['Duration', format.duration(span.durationMs)], ['Starts after', format.duration(span.offsetMs)], ['Started', format.time(span.start)], ['Kind', span.kind], ['Status', span.status], ['Source', span.scope], ['Span id', span.spanId], ['Parent id', span.parentSpanId]])),
        span.attributes.length ? section('Attributes', facts(span.attributes.map((pair) => [pair.name, pair.value]), true)) : null,
        span.events.length ? section('Events', span.events.map((event) => h('div', { class: 'section' }, h('p', {}, h('b', {}, event.name), h('span', { class: 'soft' }, ` after ${format.duration(event.offsetMs - span.offsetMs)}`)),
          event.attributes.length ? facts(event.attributes.map((pair) => [pair.name, pair.value]), true) : null))) : null,
        span.links.length ? section('Links', h('ul', { class: 'log-lines' }, span.links.map((link) => h('li', {}, h('span', { class: 'soft' }, 'Trace'), link.isKept ? h('a', { class: 'mono', href: `/traces/detail/${link.traceId}?span=${link.spanId}` }, link.traceId) : h('span', { class: 'mono' }, link.traceId))))) : null,
        logs.length ? section('Logs', h('ul', { class: 'log-lines' }, logs.map((log) => h('li', {}, h('span', { class: `level ${log.level}` }, format.level(log.level)), h('a', { href: `/structuredlogs?traceId=${traceId}&log=${log.number}` }, log.message))))) : null,
        span.leftOut ? h('p', { class: 'notice warn' }, `${format.plural(span.leftOut, 'attribute, event or link', 'attributes, events or links')} over the limits not kept.`) : null,
      ],
    });
  }

  document.addEventListener('keydown', (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || !trace) return;
    const inGrid = grid.contains(event.target);
    const plain = shortcutsOn() && !event.shiftKey;
    const all = visible();
    const index = all.findIndex((item) => item.dataset.id === current);
    const span = trace.spans.find((item) => item.spanId === current);
    const move = (to) => {
      event.preventDefault();
      const next = all[Math.max(0, Math.min(all.length - 1, to))];
      roam(next.dataset.id, true);
      if (panelKey()) select(trace.spans.find((item) => item.spanId === next.dataset.id), false);
    };
    if ((plain && event.key === 'j') || (inGrid && event.key === 'ArrowDown')) move(inGrid ? index + 1 : Math.max(index, 0));
    else if ((plain && event.key === 'k') || (inGrid && event.key === 'ArrowUp')) move(index - 1);
    else if (inGrid && event.key === 'Home') move(0);
    else if (inGrid && event.key === 'End') move(all.length - 1);
    else if (inGrid && (event.key === 'Enter' || event.key === ' ') && span) { event.preventDefault(); select(span, true); }
    else if (inGrid && event.key === 'ArrowLeft' && all[index]?.getAttribute('aria-expanded') === 'true') fold(current);
    else if (inGrid && event.key === 'ArrowLeft' && span?.depth) move(all.findIndex((item) => item.dataset.id === span.parentSpanId));
    else if (inGrid && event.key === 'ArrowRight' && all[index]?.getAttribute('aria-expanded') === 'false') fold(current);
  }, { signal });

  // Spans of a running trace come in over time.
  listen('telemetry', ({ spans }) => { if (spans !== spansSeen) { spansSeen = spans; load(); } }, signal);
  live.start();
  load();
}

function kind(span) {
  const attribute = (name) => span.attributes.find((pair) => pair.name === name)?.value;
  return attribute('db.system.name') ?? attribute('db.system') ?? attribute('messaging.system') ?? (span.kind === 'Internal' || span.kind === 'Unspecified' ? '' : span.kind.toLowerCase());
}
