// The texts of the user interface, which the page provides in the user's language; a missing text shows its name, which a test of the page detects.

export type Words = (name: string, ...values: readonly (string | number)[]) => string;

/** @param texts the texts by name, with {0}, {1} … for values. */
export function wordsOf(texts: Readonly<Record<string, string>>): Words {
  return (name, ...values) => (texts[name] ?? name).replaceAll(/\{(\d)\}/g, (gap, place: string) => `${values[Number(place)] ?? gap}`);
}
