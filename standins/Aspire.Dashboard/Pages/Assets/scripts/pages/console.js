import { render, strip } from '../ansi.js';
import { fill, h, perFrame, settled, tone } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { listen, live } from '../live.js';
import { empty, searchBox, select, setOptions, toggle } from '../parts.js';
import { asked, go, keep } from '../router.js';
import { colourOf, resources } from '../state.js';

const most = 10_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const setting = (name, value) => (value === undefined ? localStorage.getItem(name) === 'on' : localStorage.setItem(name, value ? 'on' : 'off'));

export function openConsole(main, { id }, signal, setTitle) {
  const chosen = id ?? '*';
  let text = asked('q');
  let follow = true;
  let missed = 0;
  let last = 0;
  let lines = [];
  let fresh = [];

  const options = () => [['*', 'All resources'], ...[...resources.values()].filter((item) => item.startedAt || item.id === chosen).map((item) => [item.id, item.displayName])];
  const picker = select('Resource', [['*', 'All resources'], ...(id ? [[id, id]] : [])], chosen, (value) => go(value === '*' ? '/consolelogs' : `/consolelogs/resource/${encodeURIComponent(value)}`));
  const hits = h('span', { class: 'hits' });
  const followButton = toggle('Follow', true, (on) => setFollow(on), 'down');
  const output = h('div', { class: 'console', role: 'log', 'aria-live': 'off', 'aria-label': 'Console output', tabindex: '0' });
  const jump = h('div', { class: 'to-end' }, h('button', { type: 'button', class: 'button small', onclick: () => setFollow(true) }, icon('down'), h('span', {}, 'Latest')));
  const list = h('div', {});
  const nothing = h('div', {}, empty('console', 'Nothing written yet', 'Lines show here as soon as a process writes them.'));
  output.append(list, nothing, jump);
  output.classList.toggle('times', setting('console-times'));
  output.classList.toggle('wrap', localStorage.getItem('console-wrap') !== 'off');
  main.append(h('div', { class: 'page-head' }, h('h1', {}, 'Console logs'), h('div', { class: 'filters' },
    picker,
    searchBox('Filter lines', text, (value) => { text = value; keep({ q: text }); refilter(); }),
    followButton,
    toggle('Times', setting('console-times'), (on) => { setting('console-times', on); output.classList.toggle('times', on); }),
    toggle('Wrap', localStorage.getItem('console-wrap') !== 'off', (on) => { setting('console-wrap', on); output.classList.toggle('wrap', on); }),
    id ? h('a', { class: 'button', href: `/api/resources/${encodeURIComponent(id)}/console/download`, download: '' }, icon('download'), 'Download') : null,
    h('button', { type: 'button', class: 'button', title: 'Empties this view; the host keeps its lines', onclick: () => { lines = []; fresh = []; rebuild(); } }, icon('trash'), 'Clear'),
    hits)), output);

  const matches = (line) => !text || line.plain.toLowerCase().includes(text.toLowerCase());

  function take({ resourceId, lines: batch }) {
    if (id && resourceId !== id) return;
    for (const line of batch) {
      if (id) {
        if (line.number <= last) continue;
        if (last && line.number > last + 1) fresh.push({ gap: line.number - last - 1, plain: '' });
        last = line.number;
      }
      fresh.push({ ...line, resourceId, plain: strip(line.text) });
    }
    draw();
  }

  const draw = perFrame(() => {
    if (signal.aborted) return;
    const added = fresh;
    fresh = [];
    lines.push(...added);
    // Lines of several resources come in batches of each; the clock puts the first screenful in order.
    if (!id && added.length > 50) {
      lines.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
      lines = lines.slice(-most);
      rebuild();
      return;
    }
    const visible = added.filter((line) => line.gap || matches(line)).map(element);
    list.append(...visible);
    if (lines.length > most) lines = lines.slice(-most);
    while (list.childElementCount > most) list.firstElementChild.remove();
    if (!follow) missed += visible.length;
    finish();
  });

  function rebuild() {
    list.replaceChildren(...lines.filter((line) => line.gap ? !text : matches(line)).map(element));
    finish();
  }

  const refilter = settled(rebuild, 120);

  function element(line) {
    if (line.gap) return h('div', { class: 'line gap' }, `… ${format.plural(line.gap, 'line')} missed`);
    const resource = resources.get(line.resourceId);
    return h('div', { class: line.isError ? 'line err' : 'line' },
      h('span', { class: 'n' }, String(line.number)),
      h('span', { class: 'at' }, line.at ? clock.format(new Date(line.at)) : ''),
      id ? null : h('span', { class: 'who', style: tone(colourOf(resource?.name ?? line.resourceId)), title: line.resourceId }, resource?.displayName ?? line.resourceId),
      h('span', { class: 'text' }, render(line.text)));
  }

  function finish() {
    nothing.hidden = list.childElementCount > 0;
    if (lines.length && !list.childElementCount) fill(nothing, empty('search', 'No line matches', 'Change the filter.'));
    hits.textContent = text ? `${format.count(list.childElementCount)} of ${format.plural(lines.length, 'line')}` : format.plural(lines.length, 'line');
    jump.hidden = follow;
    jump.querySelector('span').textContent = missed ? `${format.plural(missed, 'new line')}` : 'Latest';
    if (follow) output.scrollTop = output.scrollHeight;
  }

  function setFollow(on) {
    follow = on;
    missed = 0;
    followButton.setAttribute('aria-pressed', String(on));
    finish();
  }

  let top = 0;
  output.addEventListener('scroll', () => {
    const atEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 24;
    // Following only ever scrolls down; only a person scrolls up.
    if (follow && !atEnd && output.scrollTop < top) setFollow(false);
    else if (!follow && atEnd && output.scrollTop > top) setFollow(true);
    top = output.scrollTop;
  }, { passive: true });

  listen('console', take, signal);
  listen('resource', () => queueMicrotask(() => {
    setOptions(picker, options());
    if (id && resources.has(id)) setTitle(`${resources.get(id).displayName} console`);
  }), signal);
  setOptions(picker, options());
  live.start(() => {
    if (!id) { lines = []; fresh = []; list.replaceChildren(); }
    return { id: chosen, after: id ? last : 0 };
  });
}
