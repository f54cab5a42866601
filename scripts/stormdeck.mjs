#!/usr/bin/env node
// `npx stormdeck …`: finds a Node that runs our TypeScript as it is, and hands over.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureNode } from './setup/node-runtime.mjs'
import { stopOnSignals, trackChild } from './setup/own-children.mjs'
import { root } from './setup/root.mjs'

stopOnSignals({ graceMs: 1_500 })
await ensureNode()
const child = spawn(
  process.execPath,
  ['--conditions=react-server', join(root, 'scripts/cli/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
trackChild(child, { patient: true })
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 143 : 1)))
