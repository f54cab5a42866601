import { expect, test } from 'vitest'
import { tabTitle } from './screen-title.ts'

test.each([
  ['/', null, 'Fleet · Stormdeck'],
  ['/nodes', null, 'Nodes · Stormdeck'],
  ['/nodes/a%2Fb', '◆ Storm on ws-2', '◆ Storm on ws-2 · Node a/b · Stormdeck'],
  ['/nodes/%E0%A4%A', null, 'Node %E0%A4%A · Stormdeck'],
  ['/storms/s-1', null, 'Storm s-1 · Stormdeck'],
  ['/embed', null, 'Embed · Stormdeck'],
  ['/embed/pool', null, 'Panel · Stormdeck'],
  ['/wall', '◆ Blind', '◆ Blind · Wall · Stormdeck'],
  ['/nowhere', null, 'Stormdeck'],
])('%s with %s', (path, sign, title) => expect(tabTitle(path, sign)).toBe(title))
