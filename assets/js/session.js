/* Says two minutes before the end that a session ends, and lets it go on.

   The page says how long its session lasts. Another tab that is opened, or that stays signed in,
   tells this one, so that nobody is warned who is at work elsewhere. Without this script a session
   ends as announced on the long forms, and what was typed is kept by the server all the same. */

const WARN_BEFORE = 120_000; // milliseconds; WCAG 2.2.1 asks for at least 20 seconds
const LOOK_EVERY = 1_000; // a timer for the moment itself would sleep through it with the computer

/**
 * Watch the end of the session this page was opened in.
 *
 * @param {Document} page - the document
 * @param {Window} view - its window
 */
export function startSession(page, view) {
  const dialog = page.querySelector("dialog[data-cairn-session]");
  if (!dialog || typeof dialog.showModal !== "function") {
    return;
  }
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const others = "BroadcastChannel" in view ? new view.BroadcastChannel("cairn-session") : null;
  let endsAt = 0;
  let canStay = true;
  let dismissed = false;
  let over = false;

  const set = (left) => {
    endsAt = Date.now() + left.seconds * 1000;
    canStay = left.can_stay;
    dismissed = over = false;
    part("failed").hidden = true;
    if (dialog.open && left.seconds * 1000 > WARN_BEFORE) {
      dialog.close();
    }
  };

  const open = () => {
    if (!dialog.open) {
      dialog.showModal();
      part("title").focus();
    }
  };

  const warn = (left) => {
    part("before").hidden = false;
    part("over").hidden = true;
    part("title").textContent = "You will be signed out soon";
    part("reason-idle").hidden = !canStay;
    part("reason-long").hidden = canStay;
    part("stay").hidden = !canStay;
    part("sign-in").hidden = true;
    say(part("left"), inWords(left));
    open();
  };

  const end = () => {
    over = true;
    part("before").hidden = true;
    part("over").hidden = false;
    part("title").textContent = "You are signed out";
    const typing = Boolean(page.querySelector('main form[method="post"]'));
    part("with-form").hidden = !typing;
    part("without-form").hidden = typing;
    part("stay").hidden = true;
    part("failed").hidden = true;
    part("sign-in").hidden = typing;
    open();
    part("title").focus();
  };

  const look = () => {
    const left = endsAt - Date.now();
    if (over || left > WARN_BEFORE) {
      return;
    }
    if (left <= 0) {
      end();
    } else if (!dismissed) {
      warn(left);
    }
  };

  const stay = async (event) => {
    event.preventDefault();
    try {
      const form = part("stay");
      const answer = await view.fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (!answer.ok) {
        // Sent elsewhere to sign in: it ended meanwhile. Anything else may come right.
        answer.type === "opaqueredirect" ? end() : (part("failed").hidden = false);
        return;
      }
      const left = await answer.json();
      set(left);
      others?.postMessage(left);
      dialog.close();
    } catch {
      part("failed").hidden = false;
    }
  };

  const said = { seconds: Number(dialog.dataset.endsIn), can_stay: dialog.dataset.canStay === "yes" };
  set(said);
  others?.postMessage(said);
  others?.addEventListener("message", (event) => set(event.data));
  part("stay").addEventListener("submit", stay);
  part("close").addEventListener("click", () => {
    dismissed = true;
    dialog.close();
  });
  dialog.addEventListener("cancel", () => {
    dismissed = true; // with Escape
  });
  view.setInterval(look, LOOK_EVERY);
  // A page that comes back from the browser's memory, or a tab looked at again, may be long over.
  page.addEventListener("visibilitychange", look);
}

/** Change words only when they differ, so that a screen reader says each once. */
function say(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

/** How long is left, in the few steps that are worth hearing. */
function inWords(left) {
  if (left > 60_000) {
    return "2 minutes";
  }
  return left > 30_000 ? "1 minute" : "30 seconds";
}
