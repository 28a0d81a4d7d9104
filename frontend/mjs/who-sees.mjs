// Says who will see an item while the author still chooses: the same question that the button asks of the server.
export function whoSees (root = document) {
  for (const region of root.querySelectorAll('[data-who-sees]')) {
    const form = region.closest('form')
    if (!form) continue
    let last = 0
    form.addEventListener('change', async (event) => {
      if (!event.target.name?.startsWith('Who.')) return
      const mine = ++last
      const answers = new FormData(form)
      answers.set('Step', 'who')
      try {
        const response = await fetch(form.action || location.href, { method: 'POST', body: new URLSearchParams(answers) })
        const page = new DOMParser().parseFromString(await response.text(), 'text/html')
        const fresh = page.querySelector('[data-who-sees]')
        if (mine === last && fresh) region.replaceChildren(...fresh.childNodes)
      } catch {
        // without an answer the button still asks
      }
    })
  }
}
