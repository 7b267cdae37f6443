import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '../problem.ts'
import { createQueue, isWaiting, type NewQueued } from './queue.ts'
import { memoryStore } from './queue-store.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const offline = () => new Problem('core.offline', { status: 0 })
const item = (id: string, pass = 'pass of An'): NewQueued<string> => ({
  id,
  owner: { id: pass.split(' ').at(-1) ?? '', name: 'An' },
  about: { id: 'market', name: 'Chợ' },
  pass,
  addedAt: Date.now(),
  body: `what ${id} is`,
})

/** A queue whose server answers in turn what it is told: a problem, or the ids it parks. */
function talk(...answers: (Problem | string[])[]) {
  const sent: string[][] = []
  const store = memoryStore()
  const open = () =>
    createQueue<string>({
      name: 'test',
      store,
      most: 4,
      async send(items) {
        sent.push(items.map(({ id, pass }) => (pass === 'pass of An' ? id : `${id} ${pass}`)))
        const answer = answers.shift() ?? []
        if (answer instanceof Problem) throw answer
        return new Map(answer.map(id => [id, 'checkpoints.too-old']))
      },
    })
  return { queue: open(), open, sent, settled: () => vi.advanceTimersByTimeAsync(0) }
}

test('what is added is sent and gone, in the order of adding', async () => {
  const { queue, sent, settled } = talk()
  await Promise.all([queue.add(item('a')), queue.add(item('b')), queue.add(item('a'))])
  await settled()
  expect(sent.flat()).toEqual(['a', 'b'])
  expect(queue.state()).toMatchObject({ items: [], busy: false })
})

test('without a network it stays, also for the next start, and is tried again later and later', async () => {
  const { queue, open, sent } = talk(offline(), offline(), offline())
  await queue.add(item('a'))
  await vi.advanceTimersByTimeAsync(2_999)
  expect(sent).toHaveLength(2)
  expect(queue.state()).toMatchObject({ items: [{ id: 'a' }], failedAt: expect.any(Number) })
  const restarted = open()
  expect(restarted.state().ready).toBe(false)
  restarted.again()
  await vi.advanceTimersByTimeAsync(0)
  expect(restarted.state().items).toHaveLength(1)
  await vi.waitFor(() => expect(restarted.state()).toMatchObject({ items: [], failedAt: undefined }), 20_000)
})

test('a held item is not sent before it is let go', async () => {
  const { queue, sent, settled } = talk()
  await queue.add(item('a'), { hold: true })
  await queue.add(item('b'))
  await settled()
  expect(sent).toEqual([['b']])
  queue.letGo('a')
  await settled()
  expect(sent).toEqual([['b'], ['a']])
})

test('items of two people never share a batch, and a batch has a size', async () => {
  const { queue, sent } = talk(offline())
  for (const id of ['a', 'b', 'c', 'd', 'e']) await queue.add(item(id), { hold: true })
  await queue.add(item('x', 'pass of Bình'), { hold: true })
  for (const id of ['a', 'b', 'c', 'd', 'e', 'x']) queue.letGo(id)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sent.slice(1)).toEqual([['a', 'b', 'c', 'd'], ['e'], ['x pass of Bình']])
})

test('what the server parks stays until it is seen, without its content', async () => {
  const { queue, settled } = talk(['b'])
  await queue.add(item('a'), { hold: true })
  await queue.add(item('b'), { hold: true })
  queue.letGo('a')
  await settled()
  queue.letGo('b')
  await settled()
  expect(queue.state().items).toEqual([])
  const parking = talk(['c'])
  await parking.queue.add(item('c'))
  await parking.settled()
  const [kept] = parking.queue.state().items
  expect(kept).toMatchObject({ id: 'c', body: undefined, told: { what: 'parked', word: 'checkpoints.too-old' } })
  expect(kept && isWaiting(kept)).toBe(false)
  await parking.queue.drop('c')
  expect(parking.queue.state().items).toEqual([])
})

test('one bad item is refused alone and keeps its content', async () => {
  const bad = () => new Problem('core.invalid-input', { status: 400 })
  // abcd, ab, a, b, cd
  const { queue, sent, settled } = talk(bad(), bad(), [], bad(), [])
  for (const id of ['a', 'b', 'c', 'd']) await queue.add(item(id), { hold: true })
  for (const id of ['d', 'c', 'b', 'a']) queue.letGo(id)
  await settled()
  expect(sent.map(ids => ids.join(''))).toContain('b')
  expect(queue.state().items).toMatchObject([{ body: expect.any(String), told: { what: 'refused' } }])
})

test('a pass that is refused waits for a newer one of the same person', async () => {
  const { queue, sent, settled } = talk(new Problem('core.refused.link', { status: 403 }))
  await queue.add(item('a'))
  await settled()
  expect(queue.state().items).toMatchObject([{ told: { what: 'refused', word: 'core.refused.link' } }])
  await queue.renew('Bình', 'market', 'new pass of Bình')
  expect(sent).toHaveLength(1)
  await queue.renew('An', 'market', 'new pass of An')
  await settled()
  expect(sent).toEqual([['a'], ['a new pass of An']])
  expect(queue.state().items).toEqual([])
})
