// Creates elements. Texts are always set as text, because captions are untrusted.

type Attributes = Readonly<Record<string, string | boolean | null>>;

/** Creates an element with attributes, a text or children. Attributes that are null or false are omitted. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...content: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    setAttribute(made, attribute, value);
  }
  made.append(...content);
  return made;
}

/** Sets an attribute, or removes it if it is null or false; nothing is changed that has the value already. */
export function setAttribute(of: Element, name: string, value: string | boolean | null): void {
  const wanted = value === true ? '' : value === false ? null : value;
  if (of.getAttribute(name) === wanted) {
    return;
  }
  if (wanted === null) {
    of.removeAttribute(name);
  } else {
    of.setAttribute(name, wanted);
  }
}

/** Formats a time for display: 1:02:03.4. */
export function clock(milliseconds: number): string {
  const tenths = Math.floor(milliseconds / 100);
  const seconds = Math.floor(tenths / 10);
  const two = (value: number) => value.toString().padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}.${tenths % 10}`;
}
