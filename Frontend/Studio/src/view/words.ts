// What people read comes from the page, in their language; a text that is missing shows its name, which a test of the page finds.

export type Words = (name: string, ...values: readonly (string | number)[]) => string;

/** @param texts by name, with {0}, {1} … where values go. */
export function wordsOf(texts: Readonly<Record<string, string>>): Words {
  return (name, ...values) => (texts[name] ?? name).replaceAll(/\{(\d)\}/g, (gap, place: string) => `${values[Number(place)] ?? gap}`);
}
