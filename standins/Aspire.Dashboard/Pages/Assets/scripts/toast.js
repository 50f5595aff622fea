import { h } from './dom.js';
import { icon } from './icons.js';

export function toast(text, bad = false) {
  const element = h('div', { class: bad ? 'toast bad' : 'toast' }, icon(bad ? 'alert' : 'check'), h('span', {}, text));
  document.getElementById('toasts').append(element);
  setTimeout(() => element.remove(), bad ? 9000 : 4000);
}
