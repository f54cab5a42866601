const MEANINGLESS = /^(utils?|helpers?|commons?|misc|shared)$/

/**
 * What is wrong with the name of a file, or null. A path is named after what it exports and means; a barrel hides where
 * things are, so that only a package has one, its front door.
 */
export function nameProblem(path) {
  const segments = path.replace(/\.[^/]*$/, '').split('/')
  const meaningless = segments.find(segment => MEANINGLESS.test(segment))
  if (meaningless) return `${path}: "${meaningless}" says nothing; name it after what it exports or means`
  if (segments.at(-1) === 'index' && !/^packages\/[^/]+\/src\/index\.ts$/.test(path))
    return `${path}: no barrel files; import from the file itself`
  return null
}
