import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import { profilesDocument } from './profile-document.ts'

it('docs/profiles.md is what the profiles say (node scripts/run.mjs scripts/write-profiles-doc.ts)', () => {
  const written = readFileSync(new URL('../../../docs/profiles.md', import.meta.url), 'utf8')
  expect(written).toBe(profilesDocument(builtInProfiles()))
})

it('holds every signal with how it was verified', () => {
  const text = profilesDocument(builtInProfiles())
  for (const profile of builtInProfiles()) {
    expect(text).toContain(`<a id="${profile.id}">`)
    for (const signal of Object.keys(profile.signals)) expect(text).toContain(`| ${signal} | \``)
  }
})
