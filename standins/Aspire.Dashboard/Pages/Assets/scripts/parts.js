import { h, tone } from './dom.js';
import { icon } from './icons.js';
import { colourOf } from './state.js';

/** A search box with its icon and its key. */
export function searchBox(label, value, onInput) {
  const input = h('input', { type: 'search', 'aria-label': label, placeholder: label, value, autocomplete: 'off', spellcheck: 'false', 'data-search': true, oninput: () => onInput(input.value) });
  return h('div', { class: 'search' }, icon('search'), input, h('kbd', { 'aria-hidden': 'true' }, '/'));
}

export function select(label, options, value, onChange) {
  const element = h('select', { 'aria-label': label, onchange: () => onChange(element.value) }, options.map(([key, text]) => h('option', { value: key }, text)));
  element.value = value;
  if (element.selectedIndex < 0) element.selectedIndex = 0;
  return element;
}

/** Changes the options of a select and keeps what is chosen, even when nobody has sent it yet. */
export function setOptions(element, options) {
  const value = element.value;
  const all = options.some(([key]) => key === value) ? options : [...options, [value, value]];
  const wanted = JSON.stringify(all);
  if (element.dataset.options === wanted) return;
  element.dataset.options = wanted;
  element.replaceChildren(...all.map(([key, text]) => h('option', { value: key }, text)));
  element.value = value;
}

export function toggle(label, pressed, onChange, name = null) {
  const button = h('button', {
    type: 'button', class: 'button', 'aria-pressed': String(pressed),
    onclick: () => {
      const now = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(now));
      onChange(now);
    },
  }, name ? icon(name) : null, label);
  return button;
}

export function empty(name, title, text) {
  return h('div', { class: 'empty' }, icon(name), h('h2', {}, title), h('p', {}, text));
}

/** Who sent it: a swatch in the resource's colour, and its label. */
export function senderChip(sender, extra = null) {
  return h('span', { class: 'chip' }, h('span', { class: 'swatch', style: tone(colourOf(sender.name)) }), sender.label, extra);
}

export function senderOptions(overview, all) {
  const names = new Map();
  for (const sender of overview.senders) names.set(sender.name, [...(names.get(sender.name) ?? []), sender]);
  const options = [['', all]];
  for (const [name, senders] of names) {
    options.push([name, senders.length > 1 ? `${name} (all ${senders.length})` : name]);
    if (senders.length > 1) for (const sender of senders) options.push([sender.id, `\u00a0\u00a0${sender.id}`]);
  }
  return options;
}

export function copyButton(text, label) {
  const button = h('button', {
    type: 'button', class: 'icon-button', 'aria-label': label, title: label,
    onclick: async (event) => {
      event.stopPropagation();
      await navigator.clipboard.writeText(text);
      button.replaceChildren(icon('check'));
      setTimeout(() => button.replaceChildren(icon('copy')), 1200);
    },
  }, icon('copy'));
  return button;
}

export function loading() {
  return h('div', { class: 'empty', role: 'status' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), h('span', { class: 'visually-hidden' }, 'Loading'));
}
