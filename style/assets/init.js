// Starts the few GOV.UK components that behave better with a script. Every page
// works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.min.js";

// The components look for this class before they do anything.
document.body.classList.add("govuk-frontend-supported");

createAll(Button, { preventDoubleClick: true });
for (const Component of [
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(Component);
}
