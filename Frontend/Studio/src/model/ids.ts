// Ids of cues that are made here. Two people who edit one document at once must never make the same.

/** Makes ids that start with the author's mark, which differs for each page that is opened, and count up. */
export function idsOf(author: string): () => string {
  let made = 0;
  return () => `${author}-${++made}`;
}

/** A mark for a page that is opened: eight characters by chance. Without a certificate a page has no other source of ids. */
export function newAuthor(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), value => value.toString(16).padStart(2, '0')).join('');
}
