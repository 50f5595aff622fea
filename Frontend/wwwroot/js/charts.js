// The crosshair of charts: one line on all charts of the page at the same time, with the values at the position of the pointer.
// The server draws the charts; this script reads the values from the attributes of the lines (data-v).
import { locale } from './language.js';

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

const number = (value, digits) => value.toLocaleString(locale, { maximumSignificantDigits: digits, useGrouping: false });
const scaled = (value, scale, least) => {
  const [size, name] = scale.find(([size]) => Math.abs(value) >= size) ?? least;
  return `${number(value / size, 3)} ${name}`;
};
const seconds = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'µs']];
const duration = value => value === 0 ? '0 s' : scaled(value, seconds, [1e-9, 'ns']);
const bytes = [[2 ** 50, 'PiB'], [2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']];

// Formats as the server does (Units.cs), which provides what depends on the language: the names of large numbers and the form of percentages.
const format = (value, { unit, large, percent }) => {
  const shorts = large.split(',').map((name, power) => [1000 ** (power + 1), name]).reverse();
  switch (unit) {
    case 'percentunit': return `${number(value * 100, 3)}${percent}`;
    case 's': return duration(value);
    case 'd': return duration(value * 86400);
    case 'bytes': return scaled(value, bytes, [1, 'B']);
    case 'Bps': return `${scaled(value, bytes, [1, 'B'])}/s`;
    case 'ops': case 'cps': return `${scaled(value, shorts, [1, '']).trim()}/s`;
    case 'reqps': return `${scaled(value, shorts, [1, '']).trim()} req/s`;
    default: return scaled(value, shorts, [1, '']).trim();
  }
};

const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
const plots = () => document.querySelectorAll('[data-plot]');
const timesOf = plot => ({ from: Number(plot.dataset.from), step: Number(plot.dataset.step), count: Number(plot.dataset.count) });

const valuesOf = plot => [...plot.querySelectorAll('.line[data-v]')].map(line => line.dataset.v.split(','));

// Home and End go to the first and last time with a value: the latest time often has none yet.
const readable = plot => {
  const { count } = timesOf(plot);
  const values = valuesOf(plot);
  const moments = Array.from({ length: count }, (_, at) => at).filter(at => values.some(line => line[at]));
  return { first: moments[0] ?? 0, last: moments.at(-1) ?? count - 1 };
};

let tip = null;
const hide = () => {
  tip?.remove();
  tip = null;
  document.querySelectorAll('.crosshair').forEach(line => line.remove());
};

const show = (plot, at) => {
  const { from, step, count } = timesOf(plot);
  const moment = from + at * step;
  for (const other of plots()) {
    const times = timesOf(other);
    const share = (moment - times.from) / (times.step * Math.max(1, times.count - 1));
    let line = other.querySelector('.crosshair');
    if (share < 0 || share > 1) {
      line?.remove();
      continue;
    }
    line ??= other.appendChild(Object.assign(document.createElement('i'), { className: 'crosshair' }));
    line.style.left = `${share * 100}%`;
  }

  tip ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'chart-tip' }));
  tip.setAttribute('role', 'status');
  const rows = [...plot.querySelectorAll('.line[data-v]')]
    .map(line => ({ name: line.dataset.n, color: line.dataset.c, value: line.dataset.v.split(',')[at] }))
    .filter(row => row.value)
    .map(row => ({ ...row, value: Number(row.value) }))
    .sort((one, other) => other.value - one.value)
    .slice(0, 16);
  const head = document.createElement('p');
  head.textContent = clock.format(new Date(moment * 1000));
  tip.replaceChildren(head, ...rows.map(row => {
    const line = document.createElement('p');
    const mark = document.createElement('i');
    mark.style.background = row.color;
    const value = document.createElement('b');
    value.textContent = format(row.value, plot.dataset);
    line.append(mark, document.createTextNode(row.name), value);
    return line;
  }));
  if (rows.length === 0) {
    tip.append(Object.assign(document.createElement('p'), { textContent: plot.dataset.none }));
  }

  const box = plot.getBoundingClientRect();
  const x = box.left + box.width * (count > 1 ? at / (count - 1) : 0.5);
  const width = tip.offsetWidth;
  tip.style.left = `${Math.max(4, x + 16 + width < innerWidth ? x + 16 : x - 16 - width)}px`;
  tip.style.top = `${Math.max(4, Math.min(box.top, innerHeight - tip.offsetHeight - 4))}px`;
  plot.dataset.at = at;
};

document.addEventListener('pointermove', event => {
  const plot = event.target.closest?.('[data-plot]');
  if (!plot) {
    if (tip) {
      hide();
    }
    return;
  }
  const box = plot.getBoundingClientRect();
  const { count } = timesOf(plot);
  show(plot, Math.max(0, Math.min(count - 1, Math.round((event.clientX - box.left) / box.width * (count - 1)))));
});

document.addEventListener('keydown', event => {
  const plot = event.target.closest?.('[data-plot]');
  const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
  if (!plot || !(event.key in moves || ['Home', 'End', 'Escape'].includes(event.key))) {
    return;
  }
  event.preventDefault();
  const last = timesOf(plot).count - 1;
  const now = Number(plot.dataset.at ?? last);
  if (event.key === 'Escape') {
    hide();
  } else {
    const ends = { Home: readable(plot).first, End: readable(plot).last };
    show(plot, ends[event.key] ?? Math.max(0, Math.min(last, now + moves[event.key])));
  }
});

document.addEventListener('focusout', hide);
