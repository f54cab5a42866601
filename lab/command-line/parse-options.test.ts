import { expect, test } from 'vitest'
import type { OptionSpec } from '../scenario.ts'
import { parseOptions, UsageError } from './parse-options.ts'

const specs: Record<string, OptionSpec> = {
  rate: { kind: 'number', help: '', default: '300', min: 1, max: 2_000 },
  for: { kind: 'duration', help: '', default: '60s', max: 600_000 },
  nodes: { kind: 'text', help: '' },
  json: { kind: 'switch', help: '' },
}

test('reads options and fills in defaults', () => {
  const options = parseOptions(['--rate', '5', '--json', '--nodes=ws-1'], specs)
  expect(options.number('rate')).toBe(5)
  expect(options.number('for')).toBe(60_000)
  expect(options.text('nodes')).toBe('ws-1')
  expect(options.switch('json')).toBe(true)
})

test.each([
  [['--rate', 'many'], 'expected a number'],
  [['--rate', ''], 'expected a number'],
  [['--rate', '3000'], 'expected 1 to 2000'],
  [['--for', '11m'], 'expected 0 to 600000 ms'],
  [['--unknown'], '--unknown'],
  [['stray'], 'stray'],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args, specs)).toThrow(UsageError)
  expect(() => parseOptions(args, specs)).toThrow(message)
})
