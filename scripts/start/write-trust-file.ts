import { writeFileSync } from 'node:fs'
import { ensureKeys } from '../../lib/server/tiers/keys.ts'

// Agents are configured with public keys only; the private one never leaves the data folder.
const [dataDir, file] = process.argv.slice(2)
if (!dataDir || !file) throw new Error('usage: write-trust-file.ts DATA_DIR FILE')
const keys = ensureKeys(dataDir)
writeFileSync(file, JSON.stringify(keys.trust, null, 2))
