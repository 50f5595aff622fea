// <time-ago datetime="…">: relative text in the reader's language, absolute time in the reader's zone as tooltip.
import { locale } from './language.js';

const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const units = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];

const words = (moment, now) => {
  const seconds = Math.round((moment - now) / 1000);
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.trunc(seconds / length), unit);
    }
  }
  return Math.abs(seconds) < 10 ? relative.format(0, 'second') : relative.format(seconds, 'second');
};

const shown = new Set();

class TimeAgo extends HTMLElement {
  static observedAttributes = ['datetime', 'data-style'];
  #text;

  connectedCallback() {
    if (!this.#text) {
      this.#text = this.attachShadow({ mode: 'open' }).appendChild(document.createTextNode(''));
    }
    shown.add(this);
    this.update();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  attributeChangedCallback() {
    this.update();
  }

  update() {
    const moment = new Date(this.getAttribute('datetime'));
    if (!this.#text || Number.isNaN(moment.getTime())) {
      return;
    }
    const style = this.dataset.style;
    this.#text.data = style === 'absolute' ? short.format(moment) : style === 'date' ? absolute.format(moment) : words(moment, Date.now());
    this.title = absolute.format(moment);
  }
}

customElements.define('time-ago', TimeAgo);
setInterval(() => shown.forEach(element => element.update()), 10000);
