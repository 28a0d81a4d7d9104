// Single keys for work that is the same many times a day (the daily review, the link queue).
//
//   <form data-shortcuts> … <input type="radio" data-shortcut="1"> … <button data-shortcut="s"> … </form>
//
// A key only works while the focus is inside the region, and never while somebody is typing (WCAG 2.2, 2.1.4).
// data-shortcuts="focus" also puts the focus on the first control when the page opens.
const typing = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]'

export function shortcuts (scope) {
  for (const region of scope.querySelectorAll('[data-shortcuts]')) {
    const controls = new Map()
    for (const control of region.querySelectorAll('[data-shortcut]')) {
      const key = control.dataset.shortcut.toLowerCase()
      controls.set(key, control)
      control.setAttribute('aria-keyshortcuts', key)
      showKey(control, key)
    }

    region.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(typing)) return
      const control = controls.get(event.key.toLowerCase())
      if (!control || control.disabled) return
      event.preventDefault()
      control.focus()
      control.click()
    })

    if (region.dataset.shortcuts === 'focus' && !document.querySelector('.govuk-error-summary')) {
      region.querySelector('[data-shortcut]')?.focus({ preventScroll: true })
    }
  }
}

function showKey (control, key) {
  const words = control.labels?.[0] ?? control
  if (words.querySelector('.tl-key')) return
  const badge = document.createElement('kbd')
  badge.className = 'tl-key'
  badge.setAttribute('aria-hidden', 'true')
  badge.textContent = key.toUpperCase()
  words.append(' ', badge)
}
