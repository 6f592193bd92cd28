/* Exit this page: leave at once, without a way back to this page.

   After GOV.UK Frontend's component of the same name (MIT), with these differences: it leaves by
   `location.replace`, so that Back does not return here; it can tell the server to end the session;
   and it works wherever the button stands, with one listener for the document.

   Rules: Shift pressed three times, at most five seconds between presses; any other key starts again;
   Shift held as part of another key does not count. */

const PRESSES = 3;
const WAIT = 5000;
const HIDING = "cairn-exit-hides-content";
const WORDS = {
  one: "Shift, press 2 more times to exit.",
  two: "Shift, press 1 more time to exit.",
  expired: "Exit this page expired.",
  leaving: "Loading.",
};

/**
 * Start the button, the skip link and the keys of this page, if it has an exit.
 *
 * @param {Document} page - the document
 * @param {Window} view - its window
 */
export function startExit(page, view) {
  const root = page.querySelector('[data-module="cairn-exit"]');
  const button = root && root.querySelector("a[href]");
  if (!button) {
    return;
  }
  const exit = new Exit({ page, view, root, button });
  button.addEventListener("click", exit.onClick);
  button.addEventListener("keydown", exit.onSpace);
  for (const link of page.querySelectorAll('[data-cairn-exit="skip"]')) {
    link.addEventListener("click", exit.onClick);
  }
  page.addEventListener("keyup", exit.onKey, true);
  view.addEventListener("pageshow", exit.onShow);
}

class Exit {
  constructor({ page, view, root, button }) {
    this.page = page;
    this.view = view;
    this.button = button;
    this.clearUrl = root.dataset.clearUrl || "";
    this.presses = 0;
    this.modified = false;
    this.timer = null;
    this.overlay = null;
    this.title = page.title;

    // Until this runs it is a link, and answers as one; from now on it answers to Space as well.
    button.setAttribute("role", "button");

    this.status = page.createElement("span");
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    root.append(this.status);

    this.dots = page.createElement("span");
    this.dots.className = "govuk-exit-this-page__indicator";
    this.dots.setAttribute("aria-hidden", "true");
    for (let press = 0; press < PRESSES; press += 1) {
      const dot = page.createElement("span");
      dot.className = "govuk-exit-this-page__indicator-light";
      this.dots.append(dot);
    }
    button.append(this.dots);

    this.onClick = this.onClick.bind(this);
    this.onSpace = this.onSpace.bind(this);
    this.onKey = this.onKey.bind(this);
    this.onShow = this.onShow.bind(this);
  }

  onClick(event) {
    event.preventDefault();
    this.leave();
  }

  /* What calls itself a button answers to Space, and does not scroll. */
  onSpace(event) {
    if (event.key === " ") {
      this.onClick(event);
    }
  }

  onKey(event) {
    if (event.key === "Shift" && !this.modified) {
      this.press();
    } else if (this.presses > 0 && event.key !== "Shift") {
      this.expire();
    }
    // A key released while Shift is still down means that Shift was part of that key.
    this.modified = event.shiftKey;
  }

  press() {
    this.presses += 1;
    this.show();
    if (this.presses >= PRESSES) {
      this.leave();
      return;
    }
    this.status.textContent = this.presses === 1 ? WORDS.one : WORDS.two;
    this.restartTimer(() => this.expire());
  }

  expire() {
    this.presses = 0;
    this.show();
    this.status.textContent = WORDS.expired;
    this.restartTimer(() => {
      this.status.textContent = "";
    });
  }

  restartTimer(then) {
    this.view.clearTimeout(this.timer);
    this.timer = this.view.setTimeout(then, WAIT);
  }

  show() {
    this.dots.classList.toggle("govuk-exit-this-page__indicator--visible", this.presses > 0);
    [...this.dots.children].forEach((dot, index) => {
      dot.classList.toggle("govuk-exit-this-page__indicator-light--on", index < this.presses);
    });
  }

  leave() {
    this.view.clearTimeout(this.timer);
    this.presses = 0;
    this.status.textContent = "";
    this.page.title = WORDS.leaving;
    this.page.body.classList.add(HIDING);
    if (!this.overlay) {
      this.overlay = this.page.createElement("div");
      this.overlay.className = "cairn-exit-overlay";
      this.overlay.setAttribute("role", "alert");
      this.page.body.append(this.overlay);
    }
    this.overlay.textContent = WORDS.leaving;
    if (this.clearUrl && this.view.navigator.sendBeacon) {
      this.view.navigator.sendBeacon(this.clearUrl);
    }
    this.view.location.replace(this.button.href);
  }

  /* The browser may show a kept copy of this page again: take the cover off and start afresh. */
  onShow() {
    this.view.clearTimeout(this.timer);
    this.presses = 0;
    this.modified = false;
    this.page.title = this.title;
    this.page.body.classList.remove(HIDING);
    if (this.overlay) {
      this.overlay.remove();
      this.overlay = null;
    }
    this.status.textContent = "";
    this.show();
  }
}
