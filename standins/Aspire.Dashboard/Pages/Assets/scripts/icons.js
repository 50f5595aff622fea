const shapes = {
  resources: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  console: 'M4 5h16v14H4zM7.5 9.5l3 2.5-3 2.5M12.5 15h4',
  logs: 'M5 6h14M5 10h14M5 14h9M5 18h11',
  traces: 'M4 6h9M8 11h11M12 16h6',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4 4',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  help: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.5v.4M12 16.5v.1',
  exit: 'M14 4H6v16h8M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  play: 'M8 5.5v13l10.5-6.5z',
  stop: 'M7 7h10v10H7z',
  restart: 'M18.5 9A7 7 0 1 0 19 13.5M19 4.5V9h-4.5',
  close: 'M6 6l12 12M18 6 6 18',
  eye: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  hide: 'M4 4l16 16M9.5 6.4A9 9 0 0 1 12 6c5.5 0 9 6 9 6a16 16 0 0 1-2.7 3.4M6.5 8A15.5 15.5 0 0 0 3 12s3.5 6 9 6c1.4 0 2.7-.4 3.8-.9',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4 21 19.5H3zM12 10v4M12 16.8v.1',
  twist: 'M8 5l8 7-8 7z',
  back: 'M14.5 6 8.5 12l6 6',
  down: 'M12 5v13M6.5 12.5 12 18l5.5-5.5',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 19.5h14',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7',
  project: 'M12 3.5 19.5 8v8L12 20.5 4.5 16V8zM4.5 8 12 12.3 19.5 8M12 12.3v8.2',
  database: 'M12 4c4 0 7 1.2 7 2.8S16 9.5 12 9.5 5 8.3 5 6.8 8 4 12 4zM5 6.8v10.4C5 18.8 8 20 12 20s7-1.2 7-2.8V6.8M5 12c0 1.6 3 2.8 7 2.8s7-1.2 7-2.8',
  bolt: 'M13 3 5.5 13.5H11L10 21l8-11h-5.5z',
  queue: 'M4 7h16v4H4zM4 14h11v4H4z',
  program: 'M4 5h16v14H4zM4 9h16',
};

const filled = new Set(['play', 'stop', 'twist']);

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('fill', filled.has(name) ? 'currentColor' : 'none');
  svg.setAttribute('stroke', filled.has(name) ? 'none' : 'currentColor');
  svg.setAttribute('stroke-width', '1.7');
  svg.setAttribute('stroke-linecap', 'round');
  svg.setAttribute('stroke-linejoin', 'round');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}
