import { expect, test } from 'vitest'
import { fitted } from './fit.ts'

const ROOM = { width: 400, height: 300 }

test.each([
  ['a wide picture', { width: 800, height: 200 }, 0, 1, { width: 400, height: 100 }],
  ['a small one is not blown up', { width: 40, height: 30 }, 0, 1, { width: 40, height: 30 }],
  ['one lying on its side stands up', { width: 800, height: 200 }, 1, 1, { width: 75, height: 300 }],
  ['turned over it is as wide as before', { width: 800, height: 200 }, 2, 1, { width: 400, height: 100 }],
  ['enlarged it goes beyond the room', { width: 800, height: 200 }, 0, 3, { width: 1200, height: 300 }],
])('%s', (_, picture, turns, zoom, box) => {
  const shown = fitted(picture, ROOM, turns, zoom)
  expect(shown.box).toEqual(box)
  expect(shown.image.width / shown.image.height).toBeCloseTo(picture.width / picture.height)
})
