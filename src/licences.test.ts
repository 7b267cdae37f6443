import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** What may be given on under Apache-2.0, by its SPDX name. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  'Zlib',
  'PostgreSQL',
  'Python-2.0',
  'PSF-2.0',
  'CC0-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'OFL-1.1',
])

/** What package.json says otherwise, or not at all, and why it may stay. */
const EXCEPTIONS: Readonly<Record<string, { readonly says: string | undefined; readonly why: string }>> = {
  buffers: {
    says: undefined,
    why: 'says nothing; its author’s others are MIT. Only the stream reader of exceljs would load it',
  },
  chainsaw: { says: 'MIT/X11', why: 'MIT by its old name; comes with exceljs' },
  'png-js': { says: undefined, why: 'its LICENSE file is MIT; comes with pdfkit' },
  '@img/sharp-libvips': { says: 'LGPL-3.0-or-later', why: 'a library of its own, unchanged and loaded as it is' },
  lightningcss: { says: 'MPL-2.0', why: 'a tool of the build, unchanged; nothing of it is in what is served' },
}
/** Its binaries, one package a platform. */
const packageOf = (name: string) =>
  ['lightningcss', '@img/sharp-libvips'].find(one => name.startsWith(`${one}-`)) ?? name
const exceptionOf = (name: string) => EXCEPTIONS[packageOf(name)]

/** Whether an SPDX expression lets us choose an allowed licence: AND binds closer than OR. */
function isAllowed(expression: string): boolean {
  const words = expression.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const either = (): boolean => {
    let yes = both()
    while (words[at] === 'OR') {
      at++
      yes = both() || yes
    }
    return yes
  }
  const both = (): boolean => {
    let yes = one()
    while (words[at] === 'AND') {
      at++
      yes = one() && yes
    }
    return yes
  }
  const one = (): boolean => {
    const word = words[at++]
    if (word !== '(') return word !== undefined && ALLOWED.has(word)
    const yes = either()
    return words[at++] === ')' && yes
  }
  const yes = either()
  return at === words.length && yes
}

interface Installed {
  readonly name: string
  readonly licence: string | undefined
}

/** Every package that an installation brings, by the lockfile; those of other platforms are not there to be read. */
function installed(): readonly Installed[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 13),
      file: join(root, path, 'package.json'),
    }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, licence: licenceIn(JSON.parse(readFileSync(file, 'utf8'))) }))
}

type Said = string | { readonly type: string }

function licenceIn({ license, licenses }: { license?: Said; licenses?: readonly Said[] }): string | undefined {
  const said = license ?? licenses?.[0]
  return typeof said === 'object' ? said.type : said
}

test('every package of an installation may be given on under Apache-2.0', () => {
  const packages = installed()
  expect(packages.length).toBeGreaterThan(300)
  const refused = packages.filter(({ name, licence }) => {
    const exception = exceptionOf(name)
    return exception ? exception.says !== licence : !isAllowed(licence ?? '')
  })
  expect(refused).toEqual([])
})

test('no exception outlives its package', () => {
  const names = new Set(installed().flatMap(({ name }) => [name, packageOf(name)]))
  expect(Object.keys(EXCEPTIONS).filter(name => !names.has(name))).toEqual([])
})

describe('an expression', () => {
  test.each([
    ['MIT', true],
    ['GPL-3.0-or-later', false],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND GPL-3.0-only', false],
    ['(ISC AND CC-BY-3.0)', true],
    ['GPL-2.0-only OR (MIT AND Zlib)', true],
    ['(GPL-2.0-only OR MIT) AND AGPL-3.0-only', false],
    ['Apache-2.0 WITH LLVM-exception', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', false],
    ['', false],
  ])('%s is allowed: %s', (expression, allowed) => expect(isAllowed(expression)).toBe(allowed))
})
