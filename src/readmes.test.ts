import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const MOST_LINES = 25

const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Every folder that is a part of its own. */
const folders = globSync(
  ['bin', 'bench', 'e2e', 'docs/decisions', 'src/{core,kit,simulation,apps}', 'src/{base,capabilities,kit}/*/'],
  { cwd: root },
).map(folder => folder.replace(/\/$/, ''))

test('the parts are found', () => expect(folders.length).toBeGreaterThan(20))

describe.each(folders)('%s', folder => {
  test('has a README of one page', () => {
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true)
    expect(read(`${folder}/README.md`).trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES)
  })
})

const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: root }).sort()

test('decisions have numbers of their own', () => {
  const numbers = decisions.map(path => path.match(/(\d{4})-[a-z0-9-]+\.md$/)?.[1])
  expect(numbers).not.toContain(undefined)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test.each(decisions)('%s is short', path => {
  expect(read(path).trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES)
})

describe.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', page => {
  const text = read(page)

  test('names files that are there', () => {
    const links = Array.from(text.matchAll(/\]\((?!https?:)([^)#]+)/g), ([, path = '']) => path)
    const files = text.match(/\b(?:src|core|base|apps|bin|docs)\/[\w./-]+\.\w+/g) ?? []
    const isThere = (path: string) => existsSync(join(root, path)) || existsSync(join(root, 'src', path))
    expect([...links, ...files].filter(path => !isThere(path))).toEqual([])
  })

  test('names scripts and commands that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: object }
    const named = Array.from(text.matchAll(/npm (?:run )?(start|test|dev|check|bench|new)\b/g), ([, name = '']) => name)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(name => !(name in scripts))).toEqual([])
  })
})

test('the picture of the architecture has every module', () => {
  const modules = globSync('src/{base,capabilities}/*/index.ts', { cwd: root }).map(path => path.split('/')[2] ?? '')
  const [picture = ''] = read('ARCHITECTURE.md').match(/```mermaid[\s\S]*?```/) ?? []
  expect(modules.filter(name => !picture.includes(name))).toEqual([])
})

/** Tables that migrations make and never say what they are. */
function uncommented(sql: string): readonly string[] {
  const made = sql.matchAll(/^create (?:unlogged )?table (?:if not exists )?([\w.]+)(?! partition of)/gim)
  const said = new Set(Array.from(sql.matchAll(/^comment on table ([\w.]+) is '[^']/gim), ([, name]) => name))
  const gone = new Set(Array.from(sql.matchAll(/^drop table (?:if exists )?([\w.]+)/gim), ([, name]) => name))
  return Array.from(made, ([, name = '']) => name).filter(name => !said.has(name) && !gone.has(name))
}

const migrations = globSync('src/**/migrations/*.sql', { cwd: root }).sort()

test('every table says what it is', () => {
  const all = migrations.map(read).join('\n')
  expect(all.match(/^create table/gim)?.length).toBeGreaterThan(20)
  expect(uncommented(all)).toEqual([])
})

test.each([
  ['create table a.b (x int);', ['a.b']],
  ["create table a.b (x int);\ncomment on table a.b is 'What it is.';", []],
  ["create table a.b (x int);\ncomment on table a.c is 'Another.';", ['a.b']],
  ["create table a.b (x int);\ncomment on table a.b is '';", ['a.b']],
  ['create table a.b (x int);\ndrop table a.b;', []],
])('%j leaves unsaid: %j', (sql, names) => expect(uncommented(sql)).toEqual(names))
