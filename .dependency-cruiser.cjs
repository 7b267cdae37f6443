/**
 * Who may import whom: apps → capabilities → base → core; kit below whatever has a web/; never sideways between
 * capabilities, never up. Tests may look anywhere. `src/boundaries.test.ts` makes sure that each rule can fail.
 */
const TEST = '\\.test\\.tsx?$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-knows-no-domain',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TEST },
      to: { path: '^src/(kit|base|capabilities|simulation|apps)/' },
    },
    {
      name: 'kit-knows-no-domain',
      severity: 'error',
      from: { path: '^src/kit/', pathNot: TEST },
      to: { path: '^src/(base|capabilities|simulation|apps)/' },
    },
    {
      name: 'base-knows-no-capability',
      severity: 'error',
      from: { path: '^src/base/', pathNot: TEST },
      to: { path: '^src/(capabilities|simulation|apps)/' },
    },
    {
      name: 'capabilities-know-no-app',
      severity: 'error',
      from: { path: '^src/(capabilities|simulation)/', pathNot: TEST },
      to: { path: '^src/apps/' },
    },
    {
      name: 'capabilities-meet-through-events-and-base',
      comment: 'Only the published language of another capability, its events.ts, may be imported.',
      severity: 'error',
      from: { path: '^src/capabilities/([^/]+)/', pathNot: TEST },
      to: { path: '^src/capabilities/(?!$1/)[^/]+/', pathNot: '^src/capabilities/[^/]+/events\\.ts$' },
    },
    {
      name: 'nothing-imports-the-simulation',
      severity: 'error',
      from: { path: '^src/(core|kit|base|capabilities)/', pathNot: TEST },
      to: { path: '^src/simulation/' },
    },
    {
      name: 'browser-has-no-server',
      comment: 'What runs in the browser must not pull in Node or the database.',
      severity: 'error',
      from: {
        path: '(/web/|^src/kit/(?!written/)|^src/apps/(citizen|console|site)/).*\\.tsx?$',
        pathNot: TEST,
      },
      to: { path: '^(node:|src/core/(db|http|app|jobs|journal|keyring|outbox|audit|bus))', pathNot: TEST },
    },
    {
      name: 'contracts-run-everywhere',
      severity: 'error',
      from: { path: '/contract\\.ts$' },
      to: {
        path: '^(node:|src/core/(db|http|app|jobs|journal|keyring|outbox|audit|bus)|src/.*/(queries|index)\\.ts$)',
      },
    },
    {
      name: 'no-circles-between-modules',
      severity: 'error',
      from: { path: '^src/(base|capabilities)/([^/]+)/' },
      to: { circular: true, via: { pathNot: '^src/$1/$2/' } },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    moduleSystems: ['es6', 'cjs'],
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)fixture/' },
  },
}
