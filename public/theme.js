// Before the first paint, so that no theme flashes; `?theme=` wins over what this browser remembers.
;(() => {
  const known = ['dark', 'light']
  let theme = new URLSearchParams(location.search).get('theme')
  try {
    if (!known.includes(theme)) theme = localStorage.getItem('stormdeck.theme')
  } catch {}
  if (known.includes(theme)) document.documentElement.dataset.theme = theme
})()
