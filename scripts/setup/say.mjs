/** One voice for everything that runs in a terminal: what is being done, how it went, what to do about it. */
const colour = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

export const say = {
  doing: text => process.stdout.write(`${paint('36', '•')} ${text}\n`),
  done: text => process.stdout.write(`${paint('32', '✓')} ${text}\n`),
  note: text => process.stdout.write(`  ${paint('2', text)}\n`),
  warn: text => process.stderr.write(`${paint('33', '▲')} ${text}\n`),
  fail: text => process.stderr.write(`${paint('31', '✗')} ${text}\n`),
}

/** Ends the process with one sentence that says what failed and what to do. */
export function giveUp(text, code = 1) {
  say.fail(text)
  process.exit(code)
}

/** `1.2 s`, `2 min 05 s`. */
export function seconds(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${String(Math.round((ms % 60_000) / 1000)).padStart(2, '0')} s`
}

/** Something that was being set up does not work; the message is a sentence for whoever waits. */
export class SetUpError extends Error {}

/** For commands that cannot go on without it: a SetUpError ends the process with its sentence. */
export function giveUpOnSetUpError(error) {
  if (error instanceof SetUpError) giveUp(error.message)
  throw error
}
