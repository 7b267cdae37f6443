import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { writtenStyle } from './style.ts'

const FONTS = resolve(import.meta.dirname, '../../../node_modules/@fontsource/be-vietnam-pro/files')

test('a written page asks for the font by the names of its files, which the build keeps', () => {
  const { text } = writtenStyle(import.meta.dirname, 'cards.css')
  const asked = [...text.matchAll(/url\("\/assets\/([^"]+)"\)/g)].map(([, name]) => name as string)
  expect(asked.map(name => /-(vietnamese|latin)-(400|700)-/.exec(name)?.slice(1).join(' ')).sort()).toEqual([
    'latin 400',
    'latin 700',
    'vietnamese 400',
    'vietnamese 700',
  ])
  expect(asked.filter(name => !existsSync(join(FONTS, name)))).toEqual([])
})
