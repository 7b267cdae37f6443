import { afterEach, expect, test, vi } from 'vitest'
import { newId, timeOfId } from './ids.ts'

const NOW = new Date('2026-11-29T02:00:00Z')
const YEARS = 3 * 365 * 86_400_000
const at = (ms: number) => vi.setSystemTime(NOW.getTime() + ms)
afterEach(() => void vi.useRealTimers())

test('ids of a process are in the order in which they were made, also when its clock is put back a little', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  at(0)
  const ids = Array.from({ length: 2000 }, () => newId())
  at(-30_000)
  ids.push(newId())
  at(1)
  ids.push(newId())
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a clock that was years ahead and is put right leaves no ids in those years', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  at(YEARS)
  expect(timeOfId(newId()).getTime()).toBe(NOW.getTime() + YEARS)
  at(0)
  expect(timeOfId(newId())).toEqual(NOW)
})
