// Copies a text. A browser may refuse that, or have no clipboard for pages without TLS: then the text that the page shows is selected, to be copied by key.
export async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const place = document.getElementById(shown);
    if (place) {
      getSelection().selectAllChildren(place);
    }
    return false;
  }
}
