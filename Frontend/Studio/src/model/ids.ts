// Creates ids of new cues, which must be unique although several users may edit a document at the same time.

/** Creates ids that begin with the author's mark, which is unique to each opened page, and end with a counter. */
export function idsOf(author: string): () => string {
  let made = 0;
  return () => `${author}-${++made}`;
}

/** Creates the mark of an opened page: eight random characters. (Without TLS, a page cannot use crypto.randomUUID.) */
export function newAuthor(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), value => value.toString(16).padStart(2, '0')).join('');
}
