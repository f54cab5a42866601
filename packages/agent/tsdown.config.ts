import { defineConfig } from 'tsdown'

// The protocol is inlined: what ships depends on nothing of ours.
export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: { eager: true },
  clean: true,
  fixedExtension: false,
  deps: { alwaysBundle: ['@stormdeck/protocol'] },
})
