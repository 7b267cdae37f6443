import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** A small tree in which every rule of the boundaries is broken once, and what is allowed is done once. */
const BROKEN: Readonly<Record<string, { file: string; imports: string }>> = {
  'core-knows-no-domain': { file: 'src/core/up.ts', imports: '#base/units/queries.ts' },
  'kit-knows-no-domain': { file: 'src/kit/up.ts', imports: '#base/units/queries.ts' },
  'base-knows-no-capability': { file: 'src/base/units/up.ts', imports: '#capabilities/tracing/index.ts' },
  'capabilities-know-no-app': { file: 'src/capabilities/tracing/up.ts', imports: '#apps/modules.ts' },
  'capabilities-meet-through-events-and-base': {
    file: 'src/capabilities/tracing/sideways.ts',
    imports: '#capabilities/testing/index.ts',
  },
  'nothing-imports-the-simulation': { file: 'src/base/units/fake.ts', imports: '#simulation/simulate.ts' },
  'browser-has-no-server': { file: 'src/base/units/web/page.tsx', imports: '#core/db/db.ts' },
  'contracts-run-everywhere': { file: 'src/base/units/contract.ts', imports: './queries.ts' },
  'no-circles-between-modules': { file: 'src/base/people/circle.ts', imports: '#base/units/circle.ts' },
}

const ALLOWED: readonly { file: string; imports: string }[] = [
  { file: 'src/capabilities/tracing/listens.ts', imports: '#capabilities/testing/events.ts' },
  { file: 'src/capabilities/tracing/down.ts', imports: '#base/units/queries.ts' },
  { file: 'src/base/units/down.ts', imports: '#core/contract.ts' },
  { file: 'src/base/units/units.test.ts', imports: '#apps/modules.ts' },
  { file: 'src/apps/modules.ts', imports: '#capabilities/tracing/index.ts' },
]

const TARGETS = [
  'src/core/contract.ts',
  'src/core/db/db.ts',
  'src/base/units/queries.ts',
  'src/capabilities/tracing/index.ts',
  'src/capabilities/testing/index.ts',
  'src/capabilities/testing/events.ts',
  'src/simulation/simulate.ts',
]

const root = resolve(import.meta.dirname, '..')
let dir: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'saola-boundaries-'))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(dir, file)), { recursive: true })
    writeFileSync(join(dir, file), text)
  }
  for (const file of TARGETS) write(file, 'export const x = 1\n')
  for (const { file, imports } of [...Object.values(BROKEN), ...ALLOWED])
    write(file, `import { x } from '${imports}'\nexport { x }\n`)
  write('src/base/units/circle.ts', "import { x } from '#base/people/circle.ts'\nexport { x }\n")
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  write('package.json', JSON.stringify({ type: 'module', imports }))
  write('tsconfig.json', '{}')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Violation {
  readonly rule: { readonly name: string }
  readonly from: string
}

function violationsIn(cwd: string): Violation[] {
  const cruiser = join(root, 'node_modules/.bin/depcruise')
  const args = ['--config', join(root, '.dependency-cruiser.cjs'), '-T', 'json', 'src']
  const { stdout, stderr } = spawnSync(cruiser, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 })
  expect(stderr).toBe('')
  return JSON.parse(stdout).summary.violations
}

test('each rule of the boundaries catches who breaks it, and nobody else', () => {
  const found = violationsIn(dir)
  for (const [rule, { file }] of Object.entries(BROKEN))
    expect(found.map(v => `${v.rule.name} ${v.from}`)).toContain(`${rule} ${file}`)
  const guilty = new Set(found.map(v => v.from))
  for (const { file } of ALLOWED) expect(guilty).not.toContain(file)
})
