// A passkey is made or given by the browser; the answer goes to the server in an ordinary form. Without scripts, or in a
// browser without passkeys, the form stays hidden and the codes do as well.
//
//   <form data-passkey="create" data-passkey-question="/…" hidden> … <input name="Credential"> … <button> </form>
export function passkeys (root) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return
  for (const form of root.querySelectorAll('form[data-passkey]')) {
    form.hidden = false
    form.addEventListener('submit', (event) => give(event, form))
  }
}

async function give (event, form) {
  const answer = form.elements.namedItem('Credential')
  if (answer.value) return
  event.preventDefault()
  event.stopPropagation()
  const problem = form.querySelector('[data-passkey-problem]')
  problem.hidden = true
  try {
    const asked = await fetch(form.dataset.passkeyQuestion, { method: 'POST', body: new FormData(form), credentials: 'same-origin' })
    // led elsewhere: a session that has ended, or a second factor that must be given first
    if (asked.redirected) return window.location.assign(asked.url)
    if (!asked.ok) throw new Error(String(asked.status))
    const question = await asked.json()
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: window.PublicKeyCredential.parseCreationOptionsFromJSON(question) })
      : await navigator.credentials.get({ publicKey: window.PublicKeyCredential.parseRequestOptionsFromJSON(question) })
    answer.value = JSON.stringify(credential.toJSON())
    form.requestSubmit()
  } catch {
    problem.hidden = false
  }
}
