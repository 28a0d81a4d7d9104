import { Radios } from 'govuk-frontend'

// A radio button that reveals more fields is given aria-expanded, which ARIA does not allow on a radio button: screen
// readers differ in what they make of it. The revealed fields follow in reading order, so nothing is lost without it.
export class PlainRadios extends Radios {
  syncConditionalRevealWithInputState (input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}
