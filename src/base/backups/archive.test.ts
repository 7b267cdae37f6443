import { expect, test } from 'vitest'
import { type Entry, pack, unpack } from './archive.ts'

async function* each<T>(...list: T[]): AsyncGenerator<T> {
  yield* list
}
async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const one of source) list.push(one)
  return list
}
const packed = async () => Buffer.concat(await all(pack(each<Entry>({ name: 'head.json', bytes: Buffer.from('{}') }))))
const unpacked = (bytes: Buffer) => all(unpack(each(bytes)))

test('what was packed comes out again', async () => {
  expect((await unpacked(await packed())).map(({ name, bytes }) => [name, String(bytes)])).toEqual([
    ['head.json', '{}'],
  ])
})

test.each([
  ['a size larger than any entry', '77777777777'],
  ['a size that is no number', 'xxxxxxxxxxx'],
])('%s is not waited for', async (_, size) => {
  const bytes = await packed()
  bytes.write(size, 124)
  await expect(unpacked(bytes)).rejects.toThrow('too large')
})
