// A print button is of no use without scripts, so pages mark it hidden and this shows it.
export function printButtons (scope) {
  for (const button of scope.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
