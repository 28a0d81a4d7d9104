// A region that shows the progress of long work asks again by itself.
//
//   <div id="import-progress" data-refresh-url="/imports/7/progress" data-refresh-seconds="2" aria-live="polite"> … </div>
//
// The answer is the region's new content: a fragment, or a page that holds an element with the region's id. Work that has
// ended answers with an element that says data-refresh-done (and data-refresh-go="/url" to move on). Without scripts, or
// when the answers stop, the "Refresh" link inside the region does the same.
export function refresh (root, start) {
  for (const region of root.querySelectorAll('[data-refresh-url]')) watch(region, start)
}

function watch (region, start) {
  const usual = Math.max(1, Number(region.dataset.refreshSeconds) || 5) * 1000
  let wait = usual
  let shown = region.innerHTML

  const again = () => setTimeout(ask, wait)
  async function ask () {
    if (!region.isConnected) return
    if (document.hidden) return again()
    try {
      const response = await fetch(region.dataset.refreshUrl, { credentials: 'same-origin', headers: { 'X-Requested-With': 'fetch' } })
      if (!response.ok) throw new Error(String(response.status))
      wait = usual
      if (show(await response.text())) again()
    } catch {
      wait = Math.min(wait * 2, 60000)
      again()
    }
  }

  function show (html) {
    const page = new DOMParser().parseFromString(html, 'text/html')
    const fresh = (region.id && page.getElementById(region.id)) || page.body
    // unchanged content is left alone, or a screen reader would read it again and again
    if (fresh.innerHTML !== shown) {
      shown = fresh.innerHTML
      region.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)))
      start(region)
    }
    const done = fresh.hasAttribute('data-refresh-done') ? fresh : fresh.querySelector('[data-refresh-done]')
    if (!done) return true
    const next = done.dataset.refreshGo
    if (next?.startsWith('/') && !next.startsWith('//')) window.location.assign(next)
    return false
  }

  again()
}
