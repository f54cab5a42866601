import { defineConfig } from 'tsdown'

/** The parser of the protocol builds values when it is loaded; nothing here uses them, so they may go. */
const PARSER = ['object', 'array', 'record', 'oneOf', 'text', 'number', 'integer', 'nullable', 'withDefault']

/** Names of our own fields that are never on a wire, in the browser's objects or in the API, so that they may be short. */
const PRIVATE =
  /^(unanswered|retries|refusals|hintAsked|attemptedAt|notBefore|heardAt|beatMs|answered|returning|opensAt|until|effects|retryAfterMs|due|stable|silence|tooLarge|spreadMs|attempt|answer|move|background|place|session|check|model|url|baseMs|factor|maxMs|jitterMs|maxAttempts)$/

const shared = {
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: { eager: true },
  fixedExtension: false,
} as const

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts' },
    minify: { compress: true, mangle: true, codegen: true, mangleProps: { include: PRIVATE } },
    outputOptions: { comments: { annotation: false } },
    treeshake: { moduleSideEffects: false, manualPureFunctions: PARSER },
    // The protocol is inlined: what ships depends on nothing of ours.
    deps: { alwaysBundle: ['@stormdeck/protocol'] },
  },
  {
    ...shared,
    entry: { react: 'src/react.ts' },
    clean: false,
    minify: true,
    deps: { neverBundle: ['react', '@stormdeck/client'] },
  },
])
