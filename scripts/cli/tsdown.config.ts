import { defineConfig } from 'tsdown'

// The command line as one file beside the standalone server, for where the sources are not: `node stormdeck.mjs tier list`.
export default defineConfig({
  entry: { stormdeck: 'main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  dts: false,
  clean: false,
  deps: { alwaysBundle: [/.*/] },
  inputOptions: { resolve: { conditionNames: ['react-server', 'node', 'import', 'default'] } },
})
