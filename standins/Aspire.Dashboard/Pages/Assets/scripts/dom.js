/** Makes an element. Text is always text, never markup. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

// Handlers come with the element, so a control only takes over from one of the same part, a row from the row of the same thing.
const alike = (present, fresh) => present.nodeType === fresh.nodeType && present.nodeName === fresh.nodeName
  && (!(fresh instanceof Element) || (fresh instanceof HTMLElement && present.dataset.part === fresh.dataset.part && present.dataset.id === fresh.dataset.id
    && (fresh.nodeName !== 'BUTTON' || fresh.dataset.part !== undefined)));

/** Makes an element say what a fresh one says and keeps what is alike: a press that is half done, the focus and a selection stay. */
export function patch(present, fresh) {
  if (present.isEqualNode(fresh)) return;
  if (!(fresh instanceof Element)) {
    present.data = fresh.data;
    return;
  }
  for (const { name } of [...present.attributes]) if (!fresh.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  patchChildren(present, fresh.childNodes);
}

export function patchChildren(present, fresh) {
  let at = present.firstChild;
  for (const node of [...fresh]) {
    let found = at;
    while (found && !found.isEqualNode(node) && !alike(found, node)) found = found.nextSibling;
    if (!found) {
      present.insertBefore(node, at);
      continue;
    }
    while (at !== found) at = without(at);
    patch(found, node);
    at = found.nextSibling;
  }
  while (at) at = without(at);
}

function without(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** Runs at most once per frame. */
export function perFrame(action) {
  let waiting = 0;
  return () => {
    waiting ||= requestAnimationFrame(() => { waiting = 0; action(); });
  };
}

/** Runs when calls have ceased for a while. */
export function settled(action, milliseconds = 200) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

export const isTyping = (target) => target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'));
export const tone = (colour) => ({ '--tone': `var(--c${colour % 12})` });
