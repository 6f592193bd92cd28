/* Prompts toward language that cares, as somebody types. They never stop anything, and nothing is sent anywhere:
   the list of words stands in the page. Without this script "Check the words" does the same.

   The rules are those of kernel/caring_words.py: whole words, any spaces, * for any ending, nothing that is quoted. */

const QUOTED = /"[^"\n]*"|“[^”\n]*”|‘[^’\n]*’/g;
const WAIT = 600; // milliseconds after the last key

/**
 * Watch every box that a `data-caring` part of the page names.
 *
 * @param {Document} page - the document
 * @param {Window} view - its window
 */
export function startCaring(page, view) {
  for (const part of page.querySelectorAll("[data-caring]")) {
    const box = page.getElementById(part.dataset.caring);
    if (box) {
      watch(part, box, view);
    }
  }
}

function watch(part, box, view) {
  // A page with many boxes holds the list once, and each of its parts says where.
  const list = part.dataset.caringWords ? part.ownerDocument.getElementById(part.dataset.caringWords) : part;
  const words = [...list.querySelectorAll("[data-says]")].map((item) => ({
    says: item.dataset.says.split("|").map(pattern),
    spared: item.dataset.spared.split("|").filter(Boolean).map(pattern),
    instead: item.dataset.instead,
    why: item.textContent,
  }));
  const shown = part.querySelector('[role="status"]');
  let waiting;
  let before = "";
  const look = () => {
    const found = prompts(box.value, words);
    const now = JSON.stringify(found);
    if (now !== before) {
      before = now;
      shown.replaceChildren(...found.map((one) => paragraph(part.ownerDocument, one)));
      part.hidden = !found.length;
    }
  };
  box.addEventListener("input", () => {
    view.clearTimeout(waiting);
    waiting = view.setTimeout(look, WAIT);
  });
  look();
}

function prompts(text, words) {
  const quoted = spans(text, QUOTED);
  const found = [];
  for (const word of words) {
    const spared = word.spared.flatMap((one) => spans(text, one));
    const left = [...quoted, ...spared];
    for (const [begins, ends] of word.says.flatMap((one) => spans(text, one))) {
      if (!left.some(([from, to]) => from <= begins && ends <= to)) {
        found.push({ begins, ends, words: text.slice(begins, ends), instead: word.instead, why: word.why });
      }
    }
  }
  found.sort((one, other) => one.begins - other.begins || other.ends - one.ends);
  const kept = [];
  for (const one of found) {
    if (!kept.length || one.begins >= kept[kept.length - 1].ends) {
      kept.push(one);
    }
  }
  return kept;
}

function spans(text, expression) {
  return [...text.matchAll(expression)].map((match) => [match.index, match.index + match[0].length]);
}

function pattern(words) {
  const parts = words
    .trim()
    .split(/\s+/)
    .map((part) =>
      part
        .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, "[\\p{L}\\p{N}_]*")
        .replace(/'/g, "['’]"),
    );
  return new RegExp(`(?<![\\p{L}\\p{N}_'’])${parts.join("[\\s-]+")}(?![\\p{L}\\p{N}_])`, "giu");
}

function paragraph(page, one) {
  const line = page.createElement("p");
  const words = page.createElement("strong");
  line.className = "govuk-body";
  words.textContent = one.words;
  line.append(words, `: ${one.why} Perhaps: ${one.instead}.`);
  return line;
}
