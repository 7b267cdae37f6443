import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HomeCard } from '#kit/page.ts'
import { wordsSource } from '../words.ts'

const SRC = join(import.meta.dirname, '../..')
const homes = globSync('{base,capabilities}/*/web/home.tsx', { cwd: SRC })

test.each(homes)('the cards of %s bring the words they say, and little else', async path => {
  const text = readFileSync(join(SRC, path), 'utf8')
  const { home }: { home: readonly HomeCard[] } = await import(join(SRC, path, '../citizen.ts'))
  const names = home.flatMap(card => card.words)
  const brought = Object.keys(Object.assign({}, ...(await Promise.all(names.map(name => wordsSource(name, 'vi'))))))
  const said = [...text.matchAll(/'([a-z-]+\.web\.[\w.-]+)'/g)].map(match => match[1])
  expect(said.filter(id => !brought.some(word => word === id))).toEqual([])
  expect(brought.length).toBeLessThan(25)
})

test('a module’s words are those of all its files', async () => {
  const all = Object.keys((await wordsSource('followup', 'en')) ?? {})
  expect(all).toEqual(expect.arrayContaining(['followup.web.card', 'followup.watch.right']))
  expect(Object.keys((await wordsSource('followup/home', 'en')) ?? {}).length).toBeLessThan(all.length)
  expect(wordsSource('followup/nothing', 'en')).toBeUndefined()
})
