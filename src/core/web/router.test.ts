import { expect, test } from 'vitest'
import { findPage, matchPath } from './router.tsx'

test.each([
  ['/', '/', {}],
  ['/places/:placeId', '/places/7', { placeId: '7' }],
  ['/places/:placeId', '/places', null],
  ['/places/:placeId', '/places/7/staff', null],
  ['/places/:placeId/staff', '/places/7/staff', { placeId: '7' }],
  ['/docs/*', '/docs/a/b', {}],
  ['/docs/*', '/other', null],
  ['/people/:name', '/people/Nguy%E1%BB%85n', { name: 'Nguyễn' }],
])('%s at %s', (pattern, path, params) => expect(matchPath(pattern, path)).toEqual(params))

test('fixed words win over parameters', () => {
  const pages = [{ path: '/places/:placeId' }, { path: '/places/new' }]
  expect(findPage(pages, '/places/new')?.page.path).toBe('/places/new')
  expect(findPage(pages, '/places/7')).toEqual({ page: pages[0], params: { placeId: '7' } })
  expect(findPage(pages, '/nowhere')).toBeUndefined()
})
