// Measures the width of texts on the screen.

/** The ranges of Unicode's East_Asian_Width W and F. */
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const invisible = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
const plain = /^[ -~]*$/;

/** Computes the columns of a text: wide characters take two, combining marks and invisible characters none. */
export function columnsOf(text: string): number {
  if (plain.test(text)) {
    return text.length;
  }
  let columns = 0;
  for (const character of text) {
    columns += invisible.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return columns;
}
