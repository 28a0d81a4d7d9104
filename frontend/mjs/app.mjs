// Everything here only makes pages nicer: each of them works without it.
import {
  Accordion, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput,
  ServiceNavigation, SkipLink, Tabs, createAll, isSupported
} from 'govuk-frontend'
import { PlainRadios } from './radios.mjs'
import { submitOnce } from './submit-once.mjs'
import { shortcuts } from './shortcuts.mjs'
import { refresh } from './refresh.mjs'
import { printButtons } from './print.mjs'
import { passkeys } from './passkey.mjs'
import { warnBeforeEnd } from './session.mjs'
import { whoSees } from './who-sees.mjs'

// govuk-frontend wants these classes before it starts; the content security policy allows no inline script to set them
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

function start (scope) {
  if (isSupported()) {
    for (const component of [
      Accordion, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput,
      PlainRadios, ServiceNavigation, SkipLink, Tabs
    ]) createAll(component, undefined, scope)
  }
  shortcuts(scope)
  printButtons(scope)
}

start(document)
passkeys(document)
submitOnce(document)
warnBeforeEnd(document)
whoSees(document)
refresh(document, start)
