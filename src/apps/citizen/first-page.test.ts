import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HomeCard } from '#kit/page.ts'

const SRC = join(import.meta.dirname, '../..')

const wordsIn = (layer: string, name: string): string[] => {
  const file = name.includes('/') ? `${name}.vi.json` : `${name}/vi.json`
  return globSync(`${layer}/${file}`, { cwd: SRC }).flatMap(path =>
    Object.keys(JSON.parse(readFileSync(join(SRC, path), 'utf8'))),
  )
}

const homes = globSync('{base,capabilities}/*/web/home.tsx', { cwd: SRC })

test.each(homes)('the cards of %s bring the words they say, and little else', async path => {
  const [layer = '', module = ''] = path.split('/')
  const { home }: { home: readonly HomeCard[] } = await import(join(SRC, layer, module, 'web/citizen.ts'))
  const brought = home.flatMap(card => card.words).flatMap(name => wordsIn(layer, name))
  const text = readFileSync(join(SRC, path), 'utf8')
  const said = [...text.matchAll(/'([a-z-]+\.web\.[\w.-]+)'/g)].map(match => match[1])
  expect(said.filter(id => !brought.some(word => word === id))).toEqual([])
  expect(brought.length).toBeLessThan(25)
})
