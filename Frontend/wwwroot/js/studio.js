// Loads the studio (/studio/attach.js), starts it with the captions, and connects it with the rest of the page.

const read = async (address, signal) => {
  const answer = await fetch(address, { headers: { Accept: 'application/json' }, cache: 'no-store', credentials: 'same-origin', signal });
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer;
};

const shown = cue => cue && { start: cue.start, end: cue.end, text: cue.text };

export async function attach(root, settings) {
  const ending = new AbortController();
  const [{ attach: start }, opened] = await Promise.all([import(settings.module), read(settings.document, ending.signal)]);
  const captions = await opened.json();
  if (!root.isConnected) {
    throw new Error(settings.document);
  }
  const revision = async number => (await read(`${settings.revisions}/${number}`, ending.signal)).json();

  // Undo continues with the revisions that were saved before the page was opened.
  let oldest = captions.revision;
  const older = async () => {
    const { items } = await (await read(settings.revisions, ending.signal)).json();
    const next = items.find(item => item.revision < oldest);
    if (!next) {
      return null;
    }
    const found = await revision(next.revision);
    oldest = next.revision;
    return found;
  };

  const studio = start(root, {
    documentUrl: settings.document,
    document: captions,
    tag: opened.headers.get('ETag'),
    draftKey: settings.draftKey,
    preset: 'usual',
    peaks: { url: settings.peaks, mediaUrl: settings.media, mayDecode: settings.mayDecode },
    texts: settings.texts,
  }, {
    recogniseAgain: () => {
      const offer = document.querySelector('details#again');
      if (offer) {
        offer.open = true;
        offer.querySelector('summary').focus();
      }
    },
    olderRevision: () => older().catch(() => null),
  });

  return {
    refresh: () => studio.refresh(),
    save: () => studio.save(),
    tag: () => studio.tag(),
    selection: () => studio.selection(),
    takeOver: async (address, start, end) => studio.takeOver(await (await read(address, ending.signal)).json(), start, end),
    showBeside: async address => studio.showBeside(address ? await (await read(address, ending.signal)).json() : null),
    takeTimes: async address => studio.takeTimes(await (await read(address, ending.signal)).json()),
    speakers: () => studio.speakers(),
    nameSpeakers: names => studio.nameSpeakers(names),
    compare: async (number, most) => studio.compareWith(await revision(number)).slice(0, most)
      .map(({ cue, before, after }) => ({ cue, before: shown(before), after: shown(after) })),
    detach: () => {
      studio.detach();
      ending.abort();
    },
  };
}
