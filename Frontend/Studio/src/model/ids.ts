// Ids of cues that are made here. Two people who edit one document at once must never make the same.

/** Makes ids that start with the author's mark, which differs for each page that is opened, and count up. */
export function idsOf(author: string): () => string {
  let made = 0;
  return () => `${author}-${++made}`;
}
