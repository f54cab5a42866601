#!/usr/bin/env node
// Runs one of our TypeScript files under a Node that can: `node scripts/run.mjs lab/main.ts …`.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildPackages } from './setup/build.mjs'
import { ensureNode } from './setup/node-runtime.mjs'
import { stopOnSignals, trackChild } from './setup/own-children.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { root } from './setup/root.mjs'
import { giveUp, giveUpOnSetUpError } from './setup/say.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) giveUp('usage: node scripts/run.mjs FILE.ts [arguments]')
stopOnSignals({ graceMs: 1_500 })
await ensureNode()
await ensurePackages()
await buildPackages().catch(giveUpOnSetUpError)

const child = spawn(process.execPath, ['--conditions=react-server', join(root, file), ...args], {
  stdio: 'inherit',
})
trackChild(child, { patient: true })
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 143 : 1)))
