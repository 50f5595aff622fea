import { get, post } from '../api.js';
import { fill, h, patch, patchChildren, perFrame, tone } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { listKeys } from '../list.js';
import { listen, live } from '../live.js';
import { facts, panelKey, section, showPanel, updatePanel } from '../panel.js';
import { empty, loading, searchBox } from '../parts.js';
import { asked, keep } from '../router.js';
import { colourOf, resources } from '../state.js';
import { toast } from '../toast.js';

const kinds = [[/postgres.*database|database/i, 'database', 'Database'], [/postgres/i, 'database', 'PostgreSQL server'], [/redis/i, 'bolt', 'Redis'], [/rabbit/i, 'queue', 'RabbitMQ'], [/project/i, 'project', 'Project'], [/container/i, 'project', 'Container'], [/executable/i, 'program', 'Executable']];
const groups = [['bad', 'Need attention'], ['info', 'In progress'], ['ok', 'Running'], ['mute', 'Not running']];
const pending = new Map();
const hiddenValue = '••••••••';

export function kindOf(resource) {
  const found = kinds.find(([pattern]) => pattern.test(resource.type));
  return { icon: found?.[1] ?? 'program', text: found?.[2] ?? resource.type.replace(/Resource$/, '') };
}

/** What a person should think of it: [tone, word]. */
export function stateOf(resource) {
  const { state, health, exitCode } = resource;
  if (state === 'Running' || state === 'Active') {
    if (health === 'Unhealthy') return ['bad', 'Unhealthy'];
    if (health === 'Degraded') return ['warn', 'Degraded'];
    return health === 'Healthy' || !resource.healthReports.length ? ['ok', 'Running'] : ['info', 'Checking health'];
  }
  if (state === 'RuntimeUnhealthy') return ['bad', 'Unhealthy'];
  if (state === 'FailedToStart') return ['bad', 'Failed to start'];
  if (state === 'Exited') return exitCode ? ['bad', `Exited (${exitCode})`] : ['mute', 'Stopped'];
  if (state === 'Finished') return exitCode ? ['bad', `Failed (${exitCode})`] : ['mute', 'Finished'];
  if (state === 'NotStarted') return ['mute', 'Not started'];
  return ['info', state];
}

const pill = (resource) => {
  const [kind, text] = stateOf(resource);
  return h('span', { class: `pill ${kind}` }, text);
};

export function openResources(main, _, signal) {
  let text = asked('q');
  let group = asked('state');
  let shown = asked('resource');
  let detailed = null;
  const rows = new Map();
  const revealed = new Map();
  const tally = h('div', { class: 'tally', role: 'group', 'aria-label': 'Filter by state' });
  const body = h('tbody', {});
  const nothing = h('div', {}, loading());
  const frame = h('div', { class: 'table-frame cards', tabindex: '-1' },
    h('table', { class: 'grid', role: 'table', 'aria-label': 'Resources' },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, [['Resource'], ['State'], ['Addresses'], ['Process', 'number col-wide'], ['Restarts', 'number col-wide'], ['Up', 'number'], ['Actions', 'number']].map(([name, classes]) => h('th', { scope: 'col', role: 'columnheader', class: classes }, name)))),
      body), nothing);
  body.setAttribute('role', 'rowgroup');
  main.append(h('div', { class: 'page-head' }, h('h1', {}, 'Resources'), tally, h('span', { class: 'fill' }), searchBox('Search resources', text, (value) => { text = value.trim(); keep({ q: text }); draw(); })), frame);

  const matches = (resource) => (!group || stateOf(resource)[0] === group || (group === 'bad' && stateOf(resource)[0] === 'warn'))
    && text.toLowerCase().split(/\s+/).every((word) => [resource.displayName, resource.name, resource.type, resource.state, kindOf(resource).text, ...resource.urls.map((url) => url.url)].some((value) => value.toLowerCase().includes(word)));

  const draw = perFrame(() => {
    if (signal.aborted) return;
    drawTally();
    let previous = null;
    let visible = 0;
    for (const resource of resources.values()) {
      let row = rows.get(resource.id);
      if (!row || row.resource !== resource || row.pending !== pending.get(resource.id)) {
        const made = makeRow(resource);
        const focused = row?.element.contains(document.activeElement) ? document.activeElement.dataset.part : null;
        if (row) patch(row.element, made);
        else if (previous) previous.after(made);
        else body.prepend(made);
        row = { element: row?.element ?? made, resource, pending: pending.get(resource.id) };
        rows.set(resource.id, row);
        if (focused) (row.element.querySelector(`[data-part="${CSS.escape(focused)}"]:not(:disabled)`) ?? row.element.querySelector('[data-primary]')).focus({ preventScroll: true });
      }
      previous = row.element;
      row.element.hidden = !matches(resource);
      row.element.classList.toggle('selected', shown === resource.id);
      if (!row.element.hidden) visible++;
    }
    nothing.hidden = visible > 0;
    if (!visible && resources.size) fill(nothing, empty('search', 'No resource matches', 'Change the search or the state filter.'));
    if (shown && resources.has(shown) && (!panelKey() || (panelKey() === shown && (detailed?.resource !== resources.get(shown) || detailed.pending !== pending.get(shown))))) showDetails(resources.get(shown), false);
  });

  function drawTally() {
    const counts = new Map();
    for (const resource of resources.values()) {
      const kind = stateOf(resource)[0].replace('warn', 'bad');
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const wanted = groups.filter(([kind]) => counts.get(kind) || group === kind);
    patchChildren(tally, wanted.map(([kind, name]) => h('button', {
      type: 'button', class: `pill ${kind}`, 'aria-pressed': String(group === kind), dataset: { part: kind },
      onclick: () => { group = group === kind ? '' : kind; keep({ state: group }); draw(); },
    }, `${counts.get(kind) ?? 0} ${name.toLowerCase()}`)));
  }

  function makeRow(resource) {
    const kind = kindOf(resource);
    const [, word] = stateOf(resource);
    const why = resource.waitingFor ?? (word === 'Unhealthy' ? resource.healthReports.find((report) => report.status === 'Unhealthy')?.description : null);
    const row = h('tr', { role: 'row', class: resource.parent ? 'row-child' : null, dataset: { id: resource.id } },
      h('td', { role: 'cell' }, h('div', { class: 'resource-name' },
        h('span', { class: 'resource-icon', style: tone(colourOf(resource.name)) }, icon(kind.icon)),
        h('span', { class: 'names' },
          h('button', { type: 'button', class: 'plain', 'data-primary': true, dataset: { part: 'name' }, 'aria-haspopup': 'true', onclick: () => select(resource.id, true) }, resource.displayName),
          h('span', { class: 'resource-kind' }, kind.text)))),
      h('td', { role: 'cell', class: why ? 'wide' : null }, h('div', { class: 'state-cell' }, pill(resource), why ? h('span', { class: 'state-why' }, why) : null)),
      h('td', { role: 'cell', class: 'wide' }, resource.urls.length ? h('div', { class: 'urls' }, resource.urls.map(link)) : null),
      h('td', { role: 'cell', class: 'number col-wide' }, resource.processId === null ? '' : String(resource.processId)),
      h('td', { role: 'cell', class: 'number col-wide' }, resource.processId === null && !resource.restarts ? '' : String(resource.restarts)),
      h('td', { role: 'cell', class: 'number tight', dataset: { since: resource.stoppedAt ? '' : resource.startedAt ?? '' } }, uptime(resource)),
      h('td', { role: 'cell', class: 'tight at-end' }, actions(resource)));
    row.addEventListener('click', (event) => {
      if (!event.target.closest('a, button') && !String(getSelection())) select(resource.id, true);
    });
    return row;
  }

  const actions = (resource) => h('div', { class: 'actions' }, commandButtons(resource),
    h('a', { class: 'icon-button', href: `/consolelogs/resource/${encodeURIComponent(resource.id)}`, 'aria-label': `Console logs of ${resource.displayName}`, title: 'Console logs', dataset: { part: 'logs' } }, icon('console')));

  function commandButtons(resource, withText = false) {
    const running = pending.get(resource.id);
    return [['start', 'play', 'Start', resource.canStart], ['restart', 'restart', 'Restart', resource.canRestart], ['stop', 'stop', 'Stop', resource.canStop]]
      .filter(([name, , , can]) => can || running === name)
      .map(([name, symbol, label]) => h('button', {
        type: 'button', class: `${withText ? 'button small' : 'icon-button'}${running === name ? ' busy' : ''}`, disabled: Boolean(running), dataset: { part: name },
        'aria-label': withText ? null : `${label} ${resource.displayName}`, title: withText ? null : label,
        onclick: () => command(resource, name, label),
      }, icon(running === name ? 'restart' : symbol), withText ? label : null));
  }

  async function command(resource, name, label) {
    pending.set(resource.id, name);
    draw();
    try {
      const answer = await post(`/api/resources/${encodeURIComponent(resource.id)}/${name}`);
      toast(answer?.message ?? `${label}: ${resource.displayName} – done`);
    } catch (problem) {
      toast(`${label}: ${resource.displayName} – ${problem.message}`, true);
    } finally {
      pending.delete(resource.id);
      draw();
    }
  }

  function select(id, focus) {
    if (shown === id && panelKey() === id && focus) {
      document.querySelector('#panel h2')?.focus();
      return;
    }
    if (shown !== id) revealed.clear();
    shown = id;
    keep({ resource: id });
    showDetails(resources.get(id), focus);
    draw();
  }

  function showDetails(resource, focus) {
    detailed = { resource, pending: pending.get(resource.id) };
    const content = { title: resource.displayName, subtitle: h('div', { class: 'small soft' }, kindOf(resource).text), body: details(resource) };
    if (panelKey() === resource.id) updatePanel(content);
    else showPanel({ ...content, key: resource.id, focus, onClose: () => { shown = ''; revealed.clear(); keep({ resource: '' }); draw(); } });
  }

  function details(resource) {
    const id = encodeURIComponent(resource.id);
    const environment = resource.environment.map((variable) => [variable.name, variable.isSecret ? secret(resource, variable.name) : variable.value]);
    return [
      h('div', { class: 'panel-actions' }, commandButtons(resource, true),
        h('a', { class: 'button small', href: `/consolelogs/resource/${id}` }, 'Console'),
        h('a', { class: 'button small', href: `/structuredlogs/resource/${id}` }, 'Logs'),
        h('a', { class: 'button small', href: `/traces?resource=${id}` }, 'Traces')),
      resource.waitingFor ? h('p', { class: 'notice' }, resource.waitingFor) : null,
      section('State', facts([
        ['State', pill(resource)], ['Process', resource.processId], ['Exit code', resource.exitCode], ['Restarts', resource.restarts],
        ['Started', resource.startedAt && new Date(resource.startedAt).toLocaleString()], ['Stopped', resource.stoppedAt && new Date(resource.stoppedAt).toLocaleString()], ['Belongs to', resource.parent],
      ])),
      resource.healthReports.length ? section('Health', h('ul', { class: 'health' }, resource.healthReports.map(report))) : null,
      resource.urls.length ? section('Addresses', facts(resource.urls.map((url) => [url.name, link(url)]))) : null,
      resource.references.length ? section('References', h('div', { class: 'link-list' }, resource.references.map((name) => h('span', { class: 'chip' }, h('span', { class: 'swatch', style: tone(colourOf(name)) }), name)))) : null,
      resource.properties.length ? section('Details', facts(resource.properties.map((property) => [property.name, property.value]), true)) : null,
      environment.length ? section('Environment', facts(environment, true)) : null,
    ];
  }

  // An instance that started anew may have another value; it hides it again.
  const secretOf = (resource, name) => `${name} ${resource.startedAt}`;

  function secret(resource, name) {
    const value = revealed.get(secretOf(resource, name));
    return [h('span', {}, value ?? hiddenValue), ' ',
      h('button', {
        type: 'button', class: 'icon-button', 'aria-label': `Reveal ${name}`, 'aria-pressed': String(value !== undefined), dataset: { part: `reveal ${name}` },
        onclick: () => reveal(resource.id, name),
      }, icon(value === undefined ? 'eye' : 'hide'))];
  }

  async function reveal(id, name) {
    const key = secretOf(resources.get(id), name);
    if (!revealed.delete(key)) {
      try {
        const { value } = await get(`/api/resources/${encodeURIComponent(id)}/environment/${encodeURIComponent(name)}`, {}, signal);
        if (panelKey() !== id) return;
        revealed.set(key, value);
      } catch (problem) {
        if (!signal.aborted) toast(problem.message, true);
        return;
      }
    }
    showDetails(resources.get(id), false);
  }

  listKeys(body, { signal, onMove: (item) => { if (panelKey()) select(item.closest('tr').dataset.id, false); } });
  listen('resource', draw, signal);
  const clock = setInterval(() => {
    for (const cell of body.querySelectorAll('[data-since]')) {
      if (cell.dataset.since) cell.textContent = format.span(Date.now() - Date.parse(cell.dataset.since));
    }
  }, 1000);
  signal.addEventListener('abort', () => clearInterval(clock));
  if (resources.size) draw();
  live.start();
}

function uptime(resource) {
  if (!resource.startedAt) return '';
  const end = resource.stoppedAt ? Date.parse(resource.stoppedAt) : Date.now();
  return resource.stoppedAt && resource.state !== 'Finished' ? '' : format.span(end - Date.parse(resource.startedAt));
}

function link(url) {
  return /^https?:\/\//.test(url.url)
    ? h('a', { href: url.url, target: '_blank', rel: 'noopener noreferrer', class: url.isInternal ? 'internal' : null }, url.displayText ?? url.url.replace(/^https?:\/\//, ''))
    : h('span', { class: 'mono soft' }, url.displayText ?? url.url);
}

function report(item) {
  const kind = { Healthy: 'ok', Degraded: 'warn', Unhealthy: 'bad' }[item.status] ?? 'info';
  return h('li', {}, h('div', { class: 'top' }, h('span', { class: 'key' }, item.name), h('span', { class: `pill ${kind}` }, item.status ?? 'Not run yet')),
    item.description ? h('p', { class: 'small' }, item.description) : null,
    item.error ? h('pre', { class: 'block', tabindex: '0', role: 'group', 'aria-label': `Error of ${item.name}` }, item.error) : null,
    item.lastRunAt ? h('p', { class: 'small soft' }, `Last run ${format.time(item.lastRunAt)}`) : null);
}
