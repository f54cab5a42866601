// Runs before the first paint, so that no theme flashes. `?theme=` wins over what this browser remembers; with
// neither, the style sheet follows the system. A file rather than an inline script: a strict CSP stays possible.
;(() => {
  const known = ['dark', 'light']
  let theme = new URLSearchParams(location.search).get('theme')
  try {
    if (!known.includes(theme)) theme = localStorage.getItem('stormdeck.theme')
  } catch {
    // Storage is refused in some frames; the system's theme is a fine answer.
  }
  if (known.includes(theme)) document.documentElement.dataset.theme = theme
})()
