// Shortly before the session ends for idleness, and when it has ended, the page is covered and says so. Nothing typed is
// lost: the form below can be sent when somebody has signed in again in another window. Without scripts the foot of each
// page says when it ends, and /session looks again by itself.
const warnSeconds = 120

export function warnBeforeEnd (root) {
  const dialog = root.getElementById('session-warning')
  if (!dialog?.showModal) return
  const words = dialog.querySelector('[data-session-words]')
  const stay = dialog.querySelector('[data-session-stay]')
  const over = dialog.querySelector('[data-session-over]')
  let timer

  const askIn = (seconds) => { clearTimeout(timer); timer = setTimeout(ask, Math.max(1, seconds) * 1000) }

  // another window may have been at work: ask how long there is. Asking does not prolong it.
  async function ask () {
    const left = await secondsLeft('GET')
    if (left === null) return ended()
    if (left > warnSeconds) {
      if (dialog.open && over.hidden) dialog.close()
      return askIn(left - warnSeconds)
    }
    show()
    askIn(left + 1)
  }

  async function secondsLeft (method, body) {
    try {
      const answer = await fetch('/session', { method, body, credentials: 'same-origin', headers: { 'X-Requested-With': 'fetch' } })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const left = page.getElementById('session')?.dataset.sessionSeconds
      return left === undefined ? null : Number(left)
    } catch {
      // no connection is not the end of a session
      return warnSeconds + 30
    }
  }

  function show () {
    if (dialog.open) return
    dialog.showModal()
    dialog.querySelector('h2').focus()
  }

  function ended () {
    dialog.querySelector('h2').textContent = 'You have been signed out'
    words.textContent = 'Nothing happened for a while.'
    stay.hidden = true
    over.hidden = false
    show()
  }

  stay.addEventListener('submit', async (event) => {
    event.preventDefault()
    event.stopPropagation()
    const left = await secondsLeft('POST', new FormData(stay))
    if (left === null) return ended()
    dialog.close()
    askIn(left - warnSeconds)
  })

  // Escape is "stay" while there is a session; afterwards the page is shown only to somebody who has signed in again
  dialog.addEventListener('cancel', async (event) => {
    event.preventDefault()
    if (over.hidden) return stay.querySelector('button').click()
    const left = await secondsLeft('GET')
    if (left === null) return
    dialog.close()
    askIn(left - warnSeconds)
  })

  askIn(Number(dialog.dataset.sessionSeconds) - warnSeconds)
}
