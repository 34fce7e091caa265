/** Who may import whom. The rules of ARCHITECTURE.md, "Rooms", held by a machine. */
const DOORS = '^modules/[^/]+/src/(index|subgraph|worker|http)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-knows-no-module',
      comment: 'shared holds no business noun.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(modules|gateway|seeds|scripts)/' },
    },
    {
      name: 'modules-meet-at-doors',
      comment: 'A module imports another only through its "." door.',
      severity: 'error',
      from: { path: '^modules/([^/]+)/' },
      to: {
        path: '^modules/([^/]+)/',
        pathNot: ['^modules/$1/', '^modules/[^/]+/src/index\\.ts$'],
      },
    },
    {
      name: 'modules-know-no-gateway',
      severity: 'error',
      from: { path: '^modules/[^/]+/src/' },
      to: { path: '^(gateway|seeds|scripts)/' },
    },
    {
      name: 'gateway-uses-doors',
      severity: 'error',
      from: { path: '^gateway/src/' },
      to: { path: '^modules/', pathNot: DOORS },
    },
    {
      name: 'domain-is-pure',
      comment:
        'No database, no graph, no clock: a domain imports itself and the arithmetic of amounts, time and ids.',
      severity: 'error',
      from: { path: '^modules/([^/]+)/src/domain/' },
      to: {
        path: '^(modules|shared|gateway)/|node_modules/(@mikro-orm|kysely|pg|@pothos|graphql|express|bullmq)/',
        pathNot: [
          '^modules/$1/src/(domain/|ids\\.ts|door\\.ts|door/|transaction\\.ts)',
          '^modules/[^/]+/src/index\\.ts$',
          '^shared/src/(amounts|business-time|ids|messages|outcome|phone|principal|vin|wire-codec)\\.ts$',
        ],
      },
    },
    {
      name: 'graph-goes-through-application',
      comment: 'Nothing below application imports the graph.',
      severity: 'error',
      from: { path: '^modules/[^/]+/src/(application|domain|storage)/' },
      to: { path: '^modules/[^/]+/src/(graphql/|subgraph\\.ts)' },
    },
    {
      name: 'storage-knows-no-use-case',
      severity: 'error',
      from: { path: '^modules/[^/]+/src/storage/' },
      to: { path: '^modules/[^/]+/src/application/' },
    },
    {
      name: 'pages-import-no-server',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(modules|shared|gateway|seeds|scripts)/' },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      // Vite's addresses of assets are no modules; the build refuses what is not there.
      to: { couldNotResolve: true, pathNot: '\\?url$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/test/|\\.test\\.ts$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
