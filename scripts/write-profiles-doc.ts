import { writeFileSync } from 'node:fs'
import { builtInProfiles } from '../lib/server/prometheus/built-in-profiles.ts'
import { profilesDocument } from '../lib/server/prometheus/profile-document.ts'

writeFileSync(new URL('../docs/profiles.md', import.meta.url), profilesDocument(builtInProfiles()))
