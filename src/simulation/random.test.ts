import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proportionalParts, RandomStream, WeightedChoice } from './random.ts'

const draws = (stream: RandomStream, count: number) => Array.from({ length: count }, () => stream.next())
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('a position gives the same numbers whatever was drawn before', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(), fc.nat(), fc.nat(20), (seed, a, b, before) => {
      const one = new RandomStream(seed, 'movement')
      const other = new RandomStream(seed, 'movement')
      draws(other, before)
      expect(draws(one.at(a, b), 5)).toEqual(draws(other.at(a, b), 5))
    }),
  )
})

test('purposes, seeds and positions have numbers of their own', () => {
  const first = [
    new RandomStream(1, 'movement').at(3, 4),
    new RandomStream(1, 'names').at(3, 4),
    new RandomStream(2, 'movement').at(3, 4),
    new RandomStream(1 + 2 ** 32, 'movement').at(3, 4),
    new RandomStream(1, 'movement').at(4, 3),
    new RandomStream(1, 'movement').at(3, 4, 1),
  ].map(stream => draws(stream, 4).join())
  expect(new Set(first).size).toBe(first.length)
})

test('neighbouring positions look independent', () => {
  const stream = new RandomStream(5, 'movement')
  const firsts = Array.from({ length: 40_000 }, (_, person) => stream.at(person, 20_000).unit())
  expect(mean(firsts)).toBeCloseTo(0.5, 2)
  const centred = firsts.map(value => value - 0.5)
  const correlation = mean(centred.slice(1).map((value, i) => value * (centred[i] as number))) * 12
  expect(Math.abs(correlation)).toBeLessThan(0.02)
})

test.each([
  ['normal', (r: RandomStream) => r.normal(3, 2), 3],
  ['log-normal', (r: RandomStream) => r.logNormal(4.4, 1.8), 4.4],
  ['gamma of shape 0.5', (r: RandomStream) => r.gammaOfMeanOne(0.5), 1],
  ['gamma of shape 3', (r: RandomStream) => r.gammaOfMeanOne(3), 1],
  ['Poisson', (r: RandomStream) => r.poisson(0.7), 0.7],
])('%s has its mean', (_, draw, expected) => {
  const stream = new RandomStream(9, 'moments')
  const values = Array.from({ length: 60_000 }, () => draw(stream))
  expect(Math.abs(mean(values) / expected - 1)).toBeLessThan(0.03)
})

test('weights decide how often a position is drawn, and a weight of nothing never', () => {
  const choice = new WeightedChoice([1, 0, 3])
  const stream = new RandomStream(2, 'choice')
  const counts = [0, 0, 0]
  for (let i = 0; i < 20_000; i++) counts[choice.draw(stream)]!++
  expect(counts[1]).toBe(0)
  expect((counts[2] as number) / (counts[0] as number)).toBeCloseTo(3, 0)
  expect(() => new WeightedChoice([0, 0])).toThrow(RangeError)
})

test('proportional parts are whole, sum up, and stray by less than one', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }).filter(list => list.some(w => w > 0))
  fc.assert(
    fc.property(fc.nat(100_000), weights, fc.double({ min: 0, max: 0.999, noNaN: true }), (total, list, offset) => {
      const sum = list.reduce((a, b) => a + b, 0)
      const parts = [...proportionalParts(total, list, offset)]
      expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
      parts.slice(0, -1).forEach((part, i) => {
        expect(Math.abs(part - (total * (list[i] as number)) / sum)).toBeLessThanOrEqual(1.000001)
      })
    }),
  )
})
