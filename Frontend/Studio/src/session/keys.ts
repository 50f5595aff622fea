// The keyboard map, and the help page that is generated from it.

export type ActionName =
  | 'play' | 'slower' | 'faster' | 'usualSpeed' | 'back' | 'forth' | 'frameBack' | 'frameForth' | 'loop' | 'playAroundStart' | 'playAroundEnd'
  | 'previousCue' | 'nextCue' | 'selectPrevious' | 'selectNext' | 'selectAll' | 'jump' | 'nextDoubtful' | 'previousDoubtful'
  | 'toggleBookmark' | 'nextBookmark' | 'previousBookmark' | 'nextFault'
  | 'markStart' | 'markEnd' | 'startEarlier' | 'startLater' | 'endEarlier' | 'endLater' | 'shiftEarlier' | 'shiftLater' | 'shift' | 'stretch'
  | 'edit' | 'leaveText' | 'split' | 'splitAndPlay' | 'giveBefore' | 'giveAfter' | 'merge' | 'mergeSentence' | 'insert' | 'remove'
  | 'speaker1' | 'speaker2' | 'speaker3' | 'speaker4' | 'speaker5' | 'speaker6' | 'noSpeaker'
  | 'find' | 'recogniseAgain' | 'undo' | 'redo' | 'save' | 'help';

export type ActionGroup = 'playing' | 'going' | 'times' | 'text' | 'speakers' | 'document';

/** Where a key works: anywhere in the studio, or only outside of text fields. */
export type KeyPlace = 'anywhere' | 'outside';

export interface KeyBinding {
  readonly action: ActionName;
  readonly group: ActionGroup;
  /** Modifiers in the order Ctrl, Alt, Shift, then the value of KeyboardEvent.key, as in "Ctrl+Shift+Z". Ctrl is ⌘ on a Mac as well. */
  readonly keys: readonly string[];
  readonly place: KeyPlace;
}

/** The part of a KeyboardEvent that identifies the key. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing?: boolean;
}

function anywhere(group: ActionGroup, action: ActionName, ...keys: string[]): KeyBinding {
  return { action, group, keys, place: 'anywhere' };
}

function outside(group: ActionGroup, action: ActionName, ...keys: string[]): KeyBinding {
  return { action, group, keys, place: 'outside' };
}

/** All actions. Keys without modifiers have an alternative with one, so that every action is available while typing. */
export const keyMap: readonly KeyBinding[] = [
  outside('playing', 'play', ' '),
  anywhere('playing', 'play', 'Ctrl+ ', 'F4'),
  anywhere('playing', 'slower', 'Alt+['),
  anywhere('playing', 'faster', 'Alt+]'),
  anywhere('playing', 'usualSpeed', 'Alt+\\'),
  outside('playing', 'back', 'ArrowLeft'),
  anywhere('playing', 'back', 'Alt+,'),
  outside('playing', 'forth', 'ArrowRight'),
  anywhere('playing', 'forth', 'Alt+.'),
  outside('playing', 'frameBack', 'Shift+ArrowLeft'),
  outside('playing', 'frameForth', 'Shift+ArrowRight'),
  anywhere('playing', 'loop', 'Alt+L'),
  anywhere('playing', 'playAroundStart', 'F7'),
  anywhere('playing', 'playAroundEnd', 'F8'),

  outside('going', 'previousCue', 'ArrowUp'),
  anywhere('going', 'previousCue', 'Alt+ArrowUp'),
  outside('going', 'nextCue', 'ArrowDown'),
  anywhere('going', 'nextCue', 'Alt+ArrowDown'),
  outside('going', 'selectPrevious', 'Shift+ArrowUp'),
  outside('going', 'selectNext', 'Shift+ArrowDown'),
  outside('going', 'selectAll', 'Ctrl+A'),
  anywhere('going', 'jump', 'Ctrl+G'),
  anywhere('going', 'nextDoubtful', 'F9'),
  anywhere('going', 'previousDoubtful', 'Shift+F9'),
  anywhere('going', 'nextFault', 'F10'),
  anywhere('going', 'toggleBookmark', 'Ctrl+F2'),
  anywhere('going', 'nextBookmark', 'F2'),
  anywhere('going', 'previousBookmark', 'Shift+F2'),

  outside('times', 'markStart', 'I'),
  anywhere('times', 'markStart', 'Alt+I'),
  outside('times', 'markEnd', 'O'),
  anywhere('times', 'markEnd', 'Alt+O'),
  anywhere('times', 'startEarlier', 'Alt+Shift+A'),
  anywhere('times', 'startLater', 'Alt+Shift+S'),
  anywhere('times', 'endEarlier', 'Alt+Shift+D'),
  anywhere('times', 'endLater', 'Alt+Shift+F'),
  anywhere('times', 'shiftEarlier', 'Alt+Shift+ArrowLeft'),
  anywhere('times', 'shiftLater', 'Alt+Shift+ArrowRight'),
  anywhere('times', 'shift', 'Alt+T'),
  anywhere('times', 'stretch', 'Alt+Shift+T'),

  outside('text', 'edit', 'Enter'),
  anywhere('text', 'leaveText', 'Escape'),
  anywhere('text', 'split', 'Ctrl+Enter'),
  anywhere('text', 'splitAndPlay', 'Ctrl+Shift+Enter'),
  anywhere('text', 'giveBefore', 'Alt+PageUp'),
  anywhere('text', 'giveAfter', 'Alt+PageDown'),
  anywhere('text', 'merge', 'Alt+M'),
  anywhere('text', 'mergeSentence', 'Alt+Shift+M'),
  anywhere('text', 'insert', 'Alt+Insert', 'Alt+N'),
  outside('text', 'remove', 'Delete'),
  anywhere('text', 'remove', 'Ctrl+Delete'),
  anywhere('text', 'recogniseAgain', 'Alt+R'),

  anywhere('speakers', 'speaker1', 'Alt+1'),
  anywhere('speakers', 'speaker2', 'Alt+2'),
  anywhere('speakers', 'speaker3', 'Alt+3'),
  anywhere('speakers', 'speaker4', 'Alt+4'),
  anywhere('speakers', 'speaker5', 'Alt+5'),
  anywhere('speakers', 'speaker6', 'Alt+6'),
  anywhere('speakers', 'noSpeaker', 'Alt+0'),

  anywhere('document', 'find', 'Ctrl+F', 'Ctrl+H'),
  anywhere('document', 'undo', 'Ctrl+Z'),
  anywhere('document', 'redo', 'Ctrl+Shift+Z', 'Ctrl+Y'),
  anywhere('document', 'save', 'Ctrl+S'),
  anywhere('document', 'help', 'F1'),
  outside('document', 'help', '?', 'Shift+?'),
];

const byKey = new Map(keyMap.flatMap(binding => binding.keys.map(key => [`${binding.place} ${key}`, binding.action] as const)));

/** Returns the action of a key; null if it has none there. Keys that write or compose a character are left to the text field. */
export function actionOf(press: KeyPress, isInText: boolean): ActionName | null {
  if (press.isComposing || (isInText && isWritten(press))) {
    return null;
  }
  const names = namesOf(press);
  return find('anywhere', names) ?? (isInText ? null : find('outside', names));
}

/** One line of the help page: an action with all its keys. */
export interface HelpLine {
  readonly action: ActionName;
  readonly keys: readonly string[];
}

/** Returns the help page: the groups in the order of the map, each with its actions. */
export function helpSheet(): ReadonlyMap<ActionGroup, readonly HelpLine[]> {
  const sheet = new Map<ActionGroup, { action: ActionName; keys: string[] }[]>();
  for (const { group, action, keys } of keyMap) {
    const lines = sheet.get(group) ?? [];
    sheet.set(group, lines);
    const line = lines.find(other => other.action === action);
    if (line) {
      line.keys.push(...keys);
    } else {
      lines.push({ action, keys: [...keys] });
    }
  }
  return sheet;
}

function find(place: KeyPlace, names: readonly string[]): ActionName | null {
  return names.map(name => byKey.get(`${place} ${name}`)).find(action => action !== undefined) ?? null;
}

/** Returns the names of a key: by its character and, where Alt changes the character as on a Mac, by its position on the keyboard. */
function namesOf(press: KeyPress): string[] {
  const modifiers = `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${press.shiftKey ? 'Shift+' : ''}`;
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const placed = press.altKey ? keyOfCode(press.code) : null;
  return placed && placed !== key ? [modifiers + key, modifiers + placed] : [modifiers + key];
}

/** On Macs many keyboards write @, [ or € by Option with a letter or digit: these are characters, not shortcuts. */
function isWritten(press: KeyPress): boolean {
  const placed = keyOfCode(press.code);
  return press.altKey && !press.ctrlKey && !press.metaKey && placed !== null && press.key !== placed && /^[!-/:-@[-`{-~€]$/u.test(press.key);
}

function keyOfCode(code: string): string | null {
  const marks: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']', Backslash: '\\', Comma: ',', Period: '.' };
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? marks[code] ?? null;
}
