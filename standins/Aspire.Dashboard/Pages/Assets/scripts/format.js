const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const whole = new Intl.NumberFormat();

export const count = (number) => whole.format(number);
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export function time(text) {
  const at = new Date(text);
  const today = new Date().toDateString() === at.toDateString();
  return `${today ? '' : `${at.toLocaleDateString()} `}${clock.format(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** Three digits that matter: 0.42 ms, 13.8 ms, 1.27 s, 2 m 05 s. */
export function duration(milliseconds) {
  if (milliseconds < 0.001) return '0 ms';
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds < 1000) return `${Number(milliseconds.toPrecision(3))} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toPrecision(3))} s`;
  return span(milliseconds);
}

/** The two largest units. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} m`;
  if (minutes) return `${minutes} m ${seconds % 60} s`;
  return `${seconds} s`;
}

const levels = { Trace: 'trce', Debug: 'dbug', Information: 'info', Warning: 'warn', Error: 'fail', Critical: 'crit' };
export const level = (name) => levels[name] ?? name;
