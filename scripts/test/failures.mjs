/**
 * What failed, out of a runner's own report: `failures`, a line each with place and reason for the end of the run, and
 * `again`, for each of them the argument that makes the runner run it alone.
 */

/** The first lines of an error, without a terminal's colours. */
function reason(text) {
  const lines = String(text ?? '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with
    .replace(/\u001b\[[\d;]*m/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line && !line.startsWith('at '))
  return lines.slice(0, 4).join(' | ').slice(0, 400)
}

/** @param report of vitest's `json` reporter; a file that could not be loaded counts as one failure */
export function vitestFailures(report, root) {
  return listed(
    report.testResults.flatMap(file => {
      const place = file.name.replace(`${root}/`, '')
      const failed = file.assertionResults.filter(test => test.status === 'failed')
      if (failed.length === 0 && file.status === 'failed')
        return [[`${place}: ${reason(file.message)}`, place]]
      return failed.map(test => [`${place} › ${test.fullName}: ${reason(test.failureMessages[0])}`, place])
    }),
  )
}

/** @param report of Playwright's `json` reporter */
export function playwrightFailures(report) {
  const specs = suite => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)]
  return listed(
    report.suites
      .flatMap(specs)
      .filter(spec => !spec.ok)
      .map(spec => {
        const error = spec.tests.flatMap(test => test.results).find(result => result.error)?.error
        const place = `${spec.file}:${spec.line}`
        return [`e2e/${place} › ${spec.title}: ${reason(error?.message)}`, place]
      }),
  )
}

const listed = pairs => ({ failures: pairs.map(([line]) => line), again: pairs.map(([, place]) => place) })
