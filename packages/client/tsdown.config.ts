import { defineConfig } from 'tsdown'

// The protocol is inlined: what ships depends on nothing of ours.
export default defineConfig({
  entry: { index: 'src/index.ts', react: 'src/react.ts' },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  clean: true,
  fixedExtension: false,
  noExternal: ['@stormdeck/protocol'],
})
