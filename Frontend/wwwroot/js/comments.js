// Shows the comments that people who have a link write about moments of a recording, and sends theirs.

// How often it is looked for what others have written.
const refreshMilliseconds = 15_000;

const positionOf = milliseconds => {
  const seconds = Math.floor(milliseconds / 1000);
  const two = number => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

// Moves the recording of the page to a moment.
export function seek(milliseconds) {
  const media = document.querySelector('[data-media]');
  if (media) {
    media.currentTime = milliseconds / 1000;
    media.scrollIntoView({ block: 'nearest' });
  }
}

export function attach(root) {
  const find = name => root.querySelector(`[data-${name}]`);
  const address = root.dataset.linkedComments;
  const media = document.querySelector('[data-media]');
  const list = find('comments');
  const form = find('comment-form');
  const nameField = form.querySelector('input');
  const textField = form.querySelector('textarea');

  // What was written on this page, which its token deletes for as long as the page is open.
  const tokens = new Map();
  let tag = null;
  let newest = 0;

  // The moment is that at which somebody begins to write; the recording may go on.
  let begun = null;
  const moment = () => begun ?? Math.min(Math.round((media?.currentTime ?? 0) * 1000), Number(root.dataset.end));
  const showMoment = () => { find('comment-at').textContent = positionOf(moment()); };

  const make = comment => {
    const row = find('comment-template').content.cloneNode(true).firstElementChild;
    row.dataset.comment = comment.id;
    const time = row.querySelector('[data-comment-time]');
    time.textContent = positionOf(comment.at_ms);
    time.ariaLabel = root.dataset.seekTo.replace('{0}', positionOf(comment.at_ms));
    time.addEventListener('click', () => seek(comment.at_ms));
    if (comment.name) {
      row.querySelector('[data-comment-name]').textContent = comment.name;
    }
    row.querySelector('[data-comment-text]').textContent = comment.text;
    row.querySelector('[data-comment-delete]').addEventListener('click', () => remove(comment.id));
    return row;
  };

  const show = comments => {
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const known = new Map([...list.children].map(row => [row.dataset.comment, row]));
    list.replaceChildren(...comments.map(comment => {
      const row = known.get(comment.id) ?? make(comment);
      row.querySelector('[data-comment-resolved]').hidden = !comment.resolved_at;
      row.querySelector('[data-comment-delete]').hidden = !tokens.has(comment.id);
      return row;
    }));
    focused?.focus();
    find('comments-none').hidden = comments.length > 0;
  };

  const load = async () => {
    const turn = ++newest;
    try {
      const headers = { Accept: 'application/json', ...(tag && { 'If-None-Match': tag }) };
      const answer = await fetch(address, { headers, credentials: 'same-origin', cache: 'no-store' });
      if (turn !== newest) {
        return;
      }
      if (answer.ok) {
        const { items } = await answer.json();
        if (turn === newest) {
          tag = answer.headers.get('ETag');
          show(items);
        }
      }
      find('comments-failed').hidden = answer.ok || answer.status === 304;
    } catch {
      find('comments-failed').hidden = turn !== newest;
    }
  };

  const say = name => {
    for (const fault of ['comment-missing', 'comment-refused', 'comment-many']) {
      find(fault).hidden = fault !== name;
    }
  };

  const remove = async id => {
    try {
      const answer = await fetch(`${address}/${id}`, { method: 'DELETE', headers: { Accept: 'application/json', 'X-Comment-Token': tokens.get(id) }, credentials: 'same-origin' });
      say(answer.ok || answer.status === 404 ? null : 'comment-refused');
      if (answer.ok) {
        // Its button is gone with it.
        textField.focus();
      }
    } catch {
      say('comment-refused');
    }
    await load();
  };

  const send = async () => {
    const [name, text] = [nameField.value.trim(), textField.value.trim()];
    if (!name || !text) {
      say('comment-missing');
      (name ? textField : nameField).focus();
      return;
    }
    try {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        credentials: 'same-origin',
        body: JSON.stringify({ at_ms: moment(), text, name }),
      });
      if (answer.status !== 201) {
        say(answer.status === 429 ? 'comment-many' : 'comment-refused');
        return;
      }
      const written = await answer.json();
      tokens.set(written.id, written.token);
      textField.value = '';
      begun = null;
      showMoment();
      say(null);
      await load();
    } catch {
      say('comment-refused');
    }
  };

  const button = form.querySelector('[type=submit]');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (button.ariaDisabled === 'true') {
      return;
    }
    button.ariaDisabled = 'true';
    await send();
    button.ariaDisabled = null;
  });
  textField.addEventListener('input', () => {
    begun = textField.value ? moment() : null;
    showMoment();
  });
  media?.addEventListener('timeupdate', showMoment);
  const refresh = () => document.visibilityState === 'visible' && load();
  setInterval(refresh, refreshMilliseconds);
  document.addEventListener('visibilitychange', refresh);
  load();
  root.dataset.attached = 'true';
}
