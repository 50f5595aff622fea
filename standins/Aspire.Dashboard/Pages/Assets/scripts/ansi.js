// ECMA-48 "select graphic rendition" to elements; every other escape sequence is left out.
const sequence = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
const control = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;

export const strip = (text) => text.replace(sequence, '').replace(control, '');

export function render(text) {
  const fragment = document.createDocumentFragment();
  let style = {};
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    put(fragment, text.slice(from, match.index), style);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = apply(style, match[1]);
  }
  put(fragment, text.slice(from), style);
  return fragment;
}

function put(fragment, raw, style) {
  const text = raw.replace(control, '');
  if (!text) return;
  const classes = Object.values(style).filter((value) => typeof value === 'string');
  if (!classes.length && !style.colour && !style.ground) {
    fragment.append(text);
    return;
  }
  const element = document.createElement('span');
  element.className = classes.join(' ');
  if (style.colour) element.style.color = readable(style.colour);
  if (style.ground) element.style.backgroundColor = rgb(style.ground);
  element.append(text);
  fragment.append(element);
}

function apply(before, parameters) {
  let style = { ...before };
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index];
    if (code === 0) style = {};
    else if (code === 1) style.bold = 'a-bold';
    else if (code === 2) style.dim = 'a-dim';
    else if (code === 3) style.italic = 'a-italic';
    else if (code === 4) style.under = 'a-under';
    else if (code === 22) { delete style.bold; delete style.dim; }
    else if (code === 23) delete style.italic;
    else if (code === 24) delete style.under;
    else if (code >= 30 && code <= 37) foreground(style, code - 30);
    else if (code >= 90 && code <= 97) foreground(style, code - 82);
    else if (code === 39) { delete style.fore; delete style.colour; }
    else if (code >= 40 && code <= 47) ground(style, code - 40);
    else if (code >= 100 && code <= 107) ground(style, code - 100);
    else if (code === 49) { delete style.back; delete style.ground; }
    else if (code === 38 || code === 48) {
      const set = code === 38 ? foreground : ground;
      if (codes[index + 1] === 5) { set(style, codes[index + 2]); index += 2; }
      else if (codes[index + 1] === 2) { set(style, codes.slice(index + 2, index + 5)); index += 4; }
    }
  }
  return style;
}

function foreground(style, colour) {
  delete style.fore;
  delete style.colour;
  if (typeof colour === 'number' && colour < 16) style.fore = `f${colour}`;
  else style.colour = typeof colour === 'number' ? fromPalette(colour) : colour;
}

function ground(style, colour) {
  delete style.back;
  delete style.ground;
  if (typeof colour === 'number' && colour < 16) style.back = `b${colour % 8}`;
  else style.ground = typeof colour === 'number' ? fromPalette(colour) : colour;
}

function fromPalette(index) {
  if (index >= 232) return Array(3).fill(8 + (index - 232) * 10);
  const cube = [0, 95, 135, 175, 215, 255];
  return [cube[Math.floor((index - 16) / 36) % 6], cube[Math.floor((index - 16) / 6) % 6], cube[(index - 16) % 6]];
}

const rgb = ([red, green, blue]) => `rgb(${[red, green, blue].map((part) => Math.max(0, Math.min(255, part | 0))).join(' ')})`;

// A program chose its colour for a dark terminal; here it has to be read on both grounds.
const readable = (colour) => `light-dark(color-mix(in oklab, ${rgb(colour)} 45%, #171a26), color-mix(in oklab, ${rgb(colour)} 70%, #e8eaf2))`;
