import { say } from '../setup/say.mjs'

/** More failures than this are no accident of timing: the step has failed. */
export const MOST_UNSTEADY = 3

/**
 * A step on real time whose few failed tests are run once more with nothing beside them (ADR 14). What then passes is
 * told as unsteady, with the reason of its failure; what fails again, or cannot be named, has failed.
 * The step answers `again` beside `failures`: for each failure the argument that runs it alone.
 * @param announce says that tests run again, and which
 */
export const withSecondRun =
  (run, announce = say.doing) =>
  async options => {
    const first = await run(options)
    const { failed, failures = [], again = [] } = first
    if (failed === 0 || failed > MOST_UNSTEADY || failures.length !== failed || again.length !== failed)
      return first
    announce(`once more, alone: ${again.join(', ')}`)
    const second = await run([...new Set(again)])
    if (second.failed > 0 || second.passed < failed) return first
    return { ...first, passed: first.passed + failed, failed: 0, failures: [], unsteady: failures }
  }
