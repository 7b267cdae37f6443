import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'

const SOURCES = join(import.meta.dirname, '..')

/** Names that modules take out of the settings: `const { PORTAL_URL: url } = app.config.settings ?? {}`. */
function namesAsked(): string[] {
  const asked = globSync('{base,capabilities}/**/*.ts', { cwd: SOURCES }).flatMap(path =>
    [...readFileSync(join(SOURCES, path), 'utf8').matchAll(/const \{([^{}]+)\} = [\w.]*config\.settings/g)].flatMap(
      ([, names = '']) => [...names.matchAll(/\b([A-Z]+_[A-Z_]+)\b/g)].map(([name]) => name),
    ),
  )
  return [...new Set(asked)].sort()
}

test('every setting that a module asks for can be set', () => {
  const names = namesAsked()
  expect(names).toEqual(expect.arrayContaining(['PARCELS_URL', 'PAYMENT_SECRET', 'PORTAL_URL']))
  const settings = readSettings(Object.fromEntries(names.map(name => [name, 'x'])))
  expect(Object.keys(settings).sort()).toEqual(names)
})

test('of what else stands in the environment modules see nothing', () => {
  expect(readSettings({ HOME: '/root', SAOLA_ORIGIN: 'https://saola.example.vn', PORTAL_URL: '' })).toEqual({})
})
