import { expect, test } from 'vitest'
import { galleryAllowed } from './gallery-allowed.ts'

test('never in production unless asked for by name', () => {
  expect(galleryAllowed({ NODE_ENV: 'production' })).toBe(false)
  expect(galleryAllowed({ NODE_ENV: 'production', STORMDECK_GALLERY: '0' })).toBe(false)
  expect(galleryAllowed({ NODE_ENV: 'production', STORMDECK_GALLERY: '1' })).toBe(true)
  expect(galleryAllowed({ NODE_ENV: 'development' })).toBe(true)
})
