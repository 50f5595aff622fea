// Synchronises the list of cues with the player, entirely in the browser: no round trips during playback.
const stepSeconds = 5;

export function attach(root) {
  const media = root.querySelector('[data-media]');
  const stage = root.querySelector('[data-stage]');
  const failed = root.querySelector('[data-media-error]');
  const ending = new AbortController();
  let current = null;

  const on = (target, name, handler) => target.addEventListener(name, handler, { signal: ending.signal });
  const cues = () => root.querySelectorAll('[data-cues] > li');
  const startOf = cue => Number(cue.dataset.start);

  const cueAt = time => {
    for (const cue of cues()) {
      if (time >= startOf(cue) && time < Number(cue.dataset.end)) {
        return cue;
      }
    }
    return null;
  };

  const keepInView = cue => {
    const list = cue.parentElement;
    if (list.contains(document.activeElement) && document.activeElement.matches('textarea')) {
      return;
    }
    const top = cue.offsetTop - list.offsetTop;
    if (list.scrollHeight > list.clientHeight && (top < list.scrollTop || top + cue.offsetHeight > list.scrollTop + list.clientHeight)) {
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      list.scrollTo({ top: top - list.clientHeight / 3, behavior: calm ? 'auto' : 'smooth' });
    }
  };

  const update = () => {
    const cue = cueAt(media.currentTime);
    if (cue !== current) {
      current?.removeAttribute('aria-current');
      current = cue;
      if (cue) {
        cue.setAttribute('aria-current', 'true');
        keepInView(cue);
      }
    }
    if (stage) {
      stage.textContent = cue?.querySelector('.cue-text')?.textContent ?? '';
    }
  };

  const seek = (time, play) => {
    media.currentTime = Math.max(0, Math.min(time, media.duration || Infinity));
    if (play) {
      media.play().catch(() => undefined);
    }
  };

  const neighbour = direction => {
    const all = [...cues()];
    const now = media.currentTime;
    return direction > 0
      ? all.find(cue => startOf(cue) > now + 0.05)
      : all.findLast(cue => startOf(cue) < now - 1);
  };

  on(media, 'timeupdate', update);
  on(media, 'seeked', update);
  on(media, 'error', () => { failed.hidden = false; });
  on(media, 'loadedmetadata', () => { failed.hidden = true; });

  on(root, 'click', event => {
    const cue = event.target.closest('[data-seek]')?.closest('li[data-start]');
    if (cue) {
      seek(startOf(cue) + 0.01, true);
    }
  });

  on(document, 'keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
      || event.target.closest('input, textarea, select, dialog, summary, [contenteditable], [role=log]')
      || (event.key === ' ' && event.target.closest('button, a'))
      || event.target === media) {
      return;
    }
    switch (event.key) {
      case ' ':
        if (media.paused) {
          media.play().catch(() => undefined);
        } else {
          media.pause();
        }
        break;
      case 'ArrowLeft':
        seek(media.currentTime - stepSeconds);
        break;
      case 'ArrowRight':
        seek(media.currentTime + stepSeconds);
        break;
      case 'ArrowUp':
      case 'ArrowDown': {
        const cue = neighbour(event.key === 'ArrowDown' ? 1 : -1);
        if (!cue) {
          return;
        }
        seek(startOf(cue) + 0.01);
        break;
      }
      default:
        return;
    }
    event.preventDefault();
  });

  // Clicks count from here on.
  root.dataset.player = 'attached';
  return {
    detach: () => {
      ending.abort();
      delete root.dataset.player;
    },
  };
}
