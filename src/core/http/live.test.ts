import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paced } from './live.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first change is told at once, those within the pause once each at its end', () => {
  const told: string[] = []
  const pace = paced(topic => told.push(topic), 250)
  for (let i = 0; i < 10; i++) pace.changed('indicators')
  pace.changed('work')
  expect(told).toEqual(['indicators'])
  vi.advanceTimersByTime(250)
  expect(told).toEqual(['indicators', 'indicators', 'work'])
  vi.advanceTimersByTime(1000)
  expect(told).toHaveLength(3)
  pace.changed('work')
  expect(told).toHaveLength(4)
})

test('a change a millisecond is told four times a second', () => {
  const told: string[] = []
  const pace = paced(topic => told.push(topic), 250)
  for (let i = 0; i < 1000; i++) {
    pace.changed('indicators')
    vi.advanceTimersByTime(1)
  }
  expect(told).toHaveLength(5)
  pace.stop()
  vi.advanceTimersByTime(1000)
  expect(told).toHaveLength(5)
})
