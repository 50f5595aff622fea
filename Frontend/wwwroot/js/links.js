// Opens links to captions, and starts what is shown of them. The token of a link is behind the # of its address, which browsers send to no server;
// it is exchanged for a cookie, because players cannot send headers.

// How often an editor looks for what others have saved.
const refreshMilliseconds = 15_000;

// Of an address that was opened already: without a cookie, which a browser may refuse to keep, it would be opened again for ever.
const opened = '?opened';

const open = async (place, token) => {
  const show = name => {
    for (const part of place.querySelectorAll('[data-link-opening], [data-link-gone], [data-link-failed]')) {
      part.hidden = !part.hasAttribute(name);
    }
  };
  if (!token) {
    show('data-link-gone');
    return;
  }
  show('data-link-opening');
  const root = place.dataset.openLink;
  try {
    const answer = await fetch(`${root}/open`, { method: 'POST', headers: { 'X-Api-Key': token }, credentials: 'same-origin' });
    if (answer.ok) {
      location.replace(`${root}/${await answer.text()}${opened}#${token}`);
    } else {
      show(answer.status === 404 ? 'data-link-gone' : 'data-link-failed');
    }
  } catch {
    show('data-link-failed');
  }
};

const edit = async root => {
  const { attach } = await import('./studio.js');
  const studio = await attach(root, JSON.parse(root.dataset.linkedStudio));
  const refresh = () => document.visibilityState === 'visible' && studio.refresh();
  setInterval(refresh, refreshMilliseconds);
  document.addEventListener('visibilitychange', refresh);
};

const place = document.querySelector('[data-open-link]');
const player = document.querySelector('[data-linked-player]');
const studio = document.querySelector('[data-linked-studio]');
const comments = document.querySelector('[data-linked-comments]');
if (place && location.search !== opened) {
  await open(place, location.hash.slice(1));
} else if (!place) {
  // The address is that of the link again: whoever copies or reloads it opens it.
  history.replaceState(history.state, '', location.pathname + location.hash);
}
if (player) {
  const { attach } = await import('./player.js');
  attach(player);
}
if (comments) {
  const { attach } = await import('./comments.js');
  attach(comments);
}
if (studio) {
  await edit(studio);
}
