import { fill, h, patch, patchChildren } from './dom.js';
import { icon } from './icons.js';

const element = document.getElementById('panel');
let present = null;

const controls = () => [...element.querySelectorAll('a, button, [tabindex]')];

/** Shows details beside the list; below 1080 px it lies over it. */
export function showPanel({ key, title, subtitle, body, onClose, focus = true }) {
  const same = present?.key === key;
  const scroll = same ? element.querySelector('.panel-body')?.scrollTop : 0;
  const focused = same ? controls().indexOf(document.activeElement) : -1;
  present = { key, onClose, opener: same ? present.opener : document.activeElement };
  const heading = h('h2', { tabindex: '-1' }, title);
  const content = h('div', { class: 'panel-body', tabindex: '0', role: 'group', 'aria-label': 'Details' }, body);
  const close = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close details', onclick: () => closePanel() }, icon('close'));
  fill(element, h('div', { class: 'panel-head' }, h('div', {}, heading, subtitle), close), content);
  element.hidden = false;
  content.scrollTop = scroll ?? 0;
  if (focus && !same) heading.focus({ preventScroll: true });
  else if (focused >= 0) (controls()[focused] ?? heading).focus({ preventScroll: true });
}

/** Tells what is new of what the panel shows, without taking anything away from under a hand. */
export function updatePanel({ title, subtitle, body }) {
  const hadFocus = element.contains(document.activeElement);
  const [heading, below] = element.querySelector('.panel-head > div').children;
  patch(heading, h('h2', { tabindex: '-1' }, title));
  patch(below, subtitle);
  patchChildren(element.querySelector('.panel-body'), h('div', {}, body).childNodes);
  if (hadFocus && (!element.contains(document.activeElement) || document.activeElement.disabled)) heading.focus({ preventScroll: true });
}

export function closePanel({ restore = true } = {}) {
  if (element.hidden) return false;
  const { onClose, opener } = present ?? {};
  const hadFocus = element.contains(document.activeElement);
  present = null;
  element.hidden = true;
  element.replaceChildren();
  onClose?.();
  if (restore && (hadFocus || document.activeElement === document.body)) {
    // One after the other: a list of selectors finds what comes first on the page, not what comes first in the list.
    const home = opener?.isConnected && opener !== document.body ? opener
      : document.querySelector('[data-primary].current') ?? document.querySelector('.selected [data-primary]') ?? document.querySelector('[data-primary]') ?? document.getElementById('main');
    home.focus();
  }
  return true;
}

export const panelKey = () => present?.key ?? null;

export function section(title, ...content) {
  return h('section', { class: 'section' }, h('div', { class: 'section-head' }, h('h3', {}, title)), content);
}

export function facts(pairs, code = false) {
  return h('dl', { class: code ? 'facts code' : 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}
