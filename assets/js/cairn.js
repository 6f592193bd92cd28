/* Cairn's only script. Every page works without it; this adds comfort.
   It writes no inline style and evaluates no text, so a strict content security policy holds. */

import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { SortableTable } from "@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs";

import { startCaring } from "./caring.js";
import { startExit } from "./exit.js";
import { startReveals } from "./reveals.js";
import { startSession } from "./session.js";

const COMPONENTS = [
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  SortableTable,
];

function start() {
  // GOV.UK's template does this in an inline script, which our policy forbids.
  document.body.classList.add("js-enabled", "govuk-frontend-supported");

  // Leaving must work even if something else on the page fails: first, and alone.
  startExit(document, window);
  startReveals(document, window);
  startCaring(document, window);
  startSession(document, window);

  for (const Component of COMPONENTS) {
    for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
      try {
        new Component(root);
      } catch (error) {
        console.error(error);
      }
    }
  }
}

start();
