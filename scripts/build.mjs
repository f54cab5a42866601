#!/usr/bin/env node
// `node scripts/build.mjs`: installs what is missing and builds the packages and the app, without starting anything.
import { buildApp, buildPackages } from './setup/build.mjs'
import { ensureNode } from './setup/node-runtime.mjs'
import { stopOnSignals } from './setup/own-children.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { giveUpOnSetUpError, say } from './setup/say.mjs'

stopOnSignals({ graceMs: 1_500 })
await ensureNode()
await ensurePackages()
await buildPackages().catch(giveUpOnSetUpError)
say.done(`The app is ${await buildApp().catch(giveUpOnSetUpError)}`)
