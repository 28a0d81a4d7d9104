// A double click submits once. The server refuses the second as well; this spares people the surprise.
// A form that answers with a download says data-allow-resubmit, because the page does not change after it.
const sent = new WeakSet()

export function submitOnce (root) {
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('data-allow-resubmit')) return
    if (sent.has(form)) {
      event.preventDefault()
      return
    }
    sent.add(form)
    // a lost connection must not leave the form dead
    setTimeout(() => sent.delete(form), 10000)
  })

  // back to a page kept in memory: the form may be sent again
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) for (const form of root.querySelectorAll('form')) sent.delete(form)
  })
}
