import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#core/problem.ts'
import { createOutbox, isOpen } from './outbox.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const offline = () => new Problem('core.offline', { status: 0 })

/** An outbox whose server answers in turn what it is told: a problem, or the word it accepts with. */
function talk(...answers: (Problem | Error | string)[]) {
  const sent: string[] = []
  const outbox = createOutbox<{ id: string }, string>({
    async send({ id }) {
      sent.push(id)
      const answer = answers.shift() ?? 'accepted'
      if (typeof answer === 'string') return answer
      throw answer
    },
  })
  return { outbox, sent, states: () => outbox.entries().map(({ state }) => state) }
}

test('what is accepted at once is answered', async () => {
  const { outbox, states } = talk('welcome')
  outbox.add({ id: 'a' })
  expect(states()).toEqual(['sending'])
  await vi.advanceTimersByTimeAsync(0)
  expect(outbox.entries()).toEqual([{ state: 'answered', item: { id: 'a' }, answer: 'welcome' }])
})

test.each([
  ['no network', offline()],
  ['a server that stumbles', new Problem('core.unexpected', { status: 503 })],
  ['too many requests', new Problem('core.slow', { status: 429 })],
  ['an answer cut off', new TypeError('terminated')],
])('%s: it waits and is sent again with the same id', async (_, problem) => {
  const { outbox, sent, states } = talk(problem, problem, 'welcome')
  outbox.add({ id: 'a' })
  await vi.advanceTimersByTimeAsync(0)
  expect(states()).toEqual(['waiting'])
  await vi.advanceTimersByTimeAsync(1000)
  expect(states()).toEqual(['waiting'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(states()).toEqual(['answered'])
  expect(sent).toEqual(['a', 'a', 'a'])
})

test('what the server refuses is not sent again', async () => {
  const { outbox, sent } = talk(new Problem('standing.code.forged', { status: 422 }))
  outbox.add({ id: 'a' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(outbox.entries()).toMatchObject([{ state: 'refused', problem: { code: 'standing.code.forged' } }])
  expect(sent).toEqual(['a'])
})

test('again does not wait for its turn', async () => {
  const { outbox, states } = talk(offline(), offline(), offline(), 'welcome')
  outbox.add({ id: 'a' })
  await vi.advanceTimersByTimeAsync(3000)
  expect(states()).toEqual(['waiting'])
  outbox.again()
  await vi.advanceTimersByTimeAsync(0)
  expect(states()).toEqual(['answered'])
})

test('one that waits does not hold the next', async () => {
  const { outbox, states } = talk(offline(), 'welcome')
  outbox.add({ id: 'a' })
  outbox.add({ id: 'b' })
  await vi.advanceTimersByTimeAsync(0)
  expect(states()).toEqual(['waiting', 'answered'])
  outbox.drop('b')
  expect(outbox.entries().map(entry => [entry.item.id, isOpen(entry)])).toEqual([['a', true]])
})

test('a try that gets no answer is given up, and the next one is made', async () => {
  let tries = 0
  const outbox = createOutbox<{ id: string }, string>({
    send: (_, signal) =>
      new Promise((resolve, reject) => {
        tries += 1
        if (tries > 1) resolve('welcome')
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  })
  outbox.add({ id: 'a' })
  await vi.advanceTimersByTimeAsync(8000)
  expect(outbox.entries()).toMatchObject([{ state: 'waiting' }])
  await vi.advanceTimersByTimeAsync(1000)
  expect(outbox.entries()).toMatchObject([{ state: 'answered' }])
})
