// The directions of docs/architecture.md. Checked by scripts/check/boundaries.mjs, which also proves that modules
// were read at all.
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })

export default {
  forbidden: [
    forbid(
      'no-cycles',
      {},
      { circular: true },
      'A cycle has no first step: split the piece both sides need.',
    ),
    forbid(
      'no-orphans',
      {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '\\.config\\.(ts|mjs|js)$',
          '\\.test\\.tsx?$',
          '\\.spec\\.ts$',
          '^\\.dependency-cruiser\\.mjs$',
          '^scripts/',
          '^bench/',
          '^e2e/',
          '^next\\.config\\.js$',
        ],
      },
      {},
      'Nothing reaches this file, and it reaches nothing.',
    ),
    forbid(
      'domain-is-pure',
      { path: '^lib/domain', pathNot: '(\\.test\\.|/test/)' },
      { pathNot: ['^lib/domain', '^lib/format', '^packages/protocol'] },
      'lib/domain has no I/O and knows nobody above it.',
    ),
    forbid(
      'contract-direction',
      { path: '^lib/contract', pathNot: '(\\.test\\.|/test/)' },
      { pathNot: ['^lib/contract', '^lib/domain', '^packages/protocol'] },
      'contract → domain → protocol.',
    ),
    forbid(
      'queries-direction',
      { path: '^lib/queries', pathNot: '(\\.test\\.|/test/)' },
      { path: ['^lib/server', '^app', '^components', '^packages/(agent|client)'] },
      'The browser never reaches the server by import.',
    ),
    forbid(
      'leaves',
      { path: '^lib/(format|url)', pathNot: '(\\.test\\.|/test/)' },
      { path: '^(app|components|lib/(server|queries))' },
      'Leaves know nobody above them.',
    ),
    forbid(
      'server-is-private',
      {
        pathNot: [
          '^lib/server',
          '^app/',
          '^instrumentation',
          '^proxy\\.ts$',
          '^scripts/',
          '^bench/',
          '^e2e/',
          '^lab/simulator',
        ],
      },
      { path: '^lib/server' },
      'Nothing but app/ and instrumentation enters lib/server, not even for types.',
    ),
    forbid(
      'server-direction',
      { path: '^lib/server', pathNot: '(\\.test\\.|/test/)' },
      {
        path: [
          '^app',
          '^components',
          '^lib/queries',
          '^lib/url',
          '^packages/(agent|client)',
          '^(lab|bench|scripts|e2e)/',
        ],
      },
      'lib/server → contract, domain, protocol.',
    ),
    forbid(
      'ui-knows-no-domain',
      { path: '^components/ui' },
      { path: ['^components/(?!ui)', '^lib/(domain|contract|queries|server)', '^app'] },
      'components/ui knows no domain.',
    ),
    forbid(
      'recharts-in-charts',
      { pathNot: '^components/charts' },
      { path: 'node_modules/recharts' },
      'components/charts is the only importer of recharts.',
    ),
    forbid(
      'charts-and-shell-below-features',
      { path: '^components/(charts|shell)/', pathNot: '\\.test\\.' },
      { path: '^components/(?!ui/|charts/|shell/)' },
      'Features use charts and shell, never the other way round.',
    ),
    forbid(
      'components-know-the-app-only',
      { path: '^components/', pathNot: '\\.test\\.' },
      { path: '^(app|packages/(agent|client)|lab|bench|scripts|e2e)/' },
      'components → lib.',
    ),
    forbid(
      'product-without-tests',
      {
        path: '^(app|components|lib|packages)/|^(instrumentation|proxy)',
        pathNot: '\\.test\\.|/(test|testing|test-kit)/',
      },
      { path: '/(test|testing|test-kit)/|^e2e/|\\.(test|spec)\\.', pathNot: 'node_modules' },
      'What ships does not reach what tests it.',
    ),
    forbid(
      'features-apart',
      { path: '^components/(?!ui/|charts/|shell/|gallery/)([^/]+)/', pathNot: '\\.test\\.' },
      { path: '^components/', pathNot: ['^components/(ui|charts|shell)/', '^components/$1/'] },
      'Features never import each other.',
    ),
    forbid(
      'app-uses-fronts',
      { path: '^app' },
      { path: '^(packages/(agent|client)|lab|bench|scripts)' },
      'app → components, lib.',
    ),
    forbid(
      'agent-and-client-never-meet',
      { path: '^packages/agent' },
      { path: '^packages/client' },
      'They ship into different processes.',
    ),
    forbid(
      'client-and-agent-never-meet',
      { path: '^packages/client', pathNot: '\\.integration\\.test\\.' },
      { path: '^packages/agent' },
      'They ship into different processes.',
    ),
    forbid(
      'packages-stand-alone',
      { path: '^packages/' },
      { path: '^(lib|app|components|lab|bench|scripts)/', pathNot: '^scripts/test/' },
      'Packages ship without the app.',
    ),
    forbid(
      'protocol-has-no-dependencies',
      { path: '^packages/protocol', pathNot: '(\\.test\\.|/test/)' },
      { pathNot: '^packages/protocol' },
      'One truth, no dependencies.',
    ),
    forbid(
      'lab-by-the-front-door',
      { path: '^lab', pathNot: ['^lab/simulator', '\\.test\\.'] },
      { path: '^packages/(agent|client)/src/(?!index\\.ts$|react\\.ts$)' },
      'lab uses packages as their users do.',
    ),
    forbid(
      'resolvable',
      {},
      { couldNotResolve: true, pathNot: ['^@stormdeck/(agent|client)', '^node:sqlite$', '^node:'] },
      'The import leads nowhere.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules|packages/[^/]+/dist' },
    exclude: { path: '(^|/)(\\.next(-gallery)?|\\.runtime|\\.stormdeck|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['react-server', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
}
