import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '#core/problem.ts'
import en from './en.json' with { type: 'json' }
import { regionOf, sightings, TARGET } from './frames.ts'
import { cameraProblem } from './problems.ts'
import vi from './vi.json' with { type: 'json' }

describe('what is decoded of a frame', () => {
  test.each([
    ['a landscape frame whole', 1280, 720, 0, { x: 0, y: 0, width: 1280, height: 720, toWidth: 640, toHeight: 360 }],
    ['its middle, unshrunk', 1280, 720, 1, { x: 320, y: 40, width: 640, height: 640, toWidth: 640, toHeight: 640 }],
    ['a portrait frame whole', 720, 1280, 2, { x: 0, y: 0, width: 720, height: 1280, toWidth: 360, toHeight: 640 }],
    ['its middle, unshrunk', 480, 1280, 3, { x: 0, y: 320, width: 480, height: 640, toWidth: 480, toHeight: 640 }],
    ['a small frame, always whole', 640, 480, 1, { x: 0, y: 0, width: 640, height: 480, toWidth: 640, toHeight: 480 }],
  ])('%s: %i × %i', (_, width, height, turn, region) => expect(regionOf({ width, height }, turn)).toEqual(region))

  test('a region lies in its frame and is never enlarged', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8000 }),
        fc.integer({ min: 1, max: 8000 }),
        fc.nat(9),
        (width, height, turn) => {
          const region = regionOf({ width, height }, turn)
          expect(region.x + region.width).toBeLessThanOrEqual(width)
          expect(region.y + region.height).toBeLessThanOrEqual(height)
          expect(Math.max(region.toWidth, region.toHeight)).toBeLessThanOrEqual(TARGET)
          expect(Math.min(region.toWidth, region.toHeight)).toBeGreaterThan(0)
          expect(region.toWidth).toBeLessThanOrEqual(region.width)
        },
      ),
    ))
})

describe('sightings', () => {
  test('a code counts once while it stays, and again after three seconds away', () => {
    const isNew = sightings(3000)
    const seen = [0, 100, 2900, 5800, 8799, 11_799].map(now => isNew('A', now))
    expect(seen).toEqual([true, false, false, false, false, true])
  })

  test('codes side by side do not hide each other', () => {
    const isNew = sightings(3000)
    expect([isNew('A', 0), isNew('B', 10), isNew('A', 20), isNew('B', 30)]).toEqual([true, true, false, false])
  })
})

describe('refused cameras', () => {
  test.each([
    ['NotAllowedError', 'scan.camera-refused'],
    ['SecurityError', 'scan.camera-refused'],
    ['NotFoundError', 'scan.no-camera'],
    ['OverconstrainedError', 'scan.no-camera'],
    ['NotReadableError', 'scan.camera-busy'],
    ['TypeError', 'scan.camera-failed'],
  ])('%s is %s, with something to say in both languages', (name, code) => {
    expect(cameraProblem(new DOMException('', name)).code).toBe(code)
    expect(vi).toHaveProperty([code])
    expect(en).toHaveProperty([code])
  })

  test('a named problem keeps its name', () =>
    expect(cameraProblem(new Problem('scan.insecure')).code).toBe('scan.insecure'))
  test('both languages say the same things', () => expect(Object.keys(en)).toEqual(Object.keys(vi)))
})
