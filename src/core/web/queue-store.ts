import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { NewQueued, Queued } from './queue.ts'

/** Where a queue lies. */
export interface Store {
  all(): Promise<readonly Queued[]>
  /** Resolves when it is durable. Adding an id twice keeps the first. */
  add(item: NewQueued<unknown>): Promise<void>
  put(items: readonly Queued[]): Promise<void>
  remove(numbers: readonly number[]): Promise<void>
}

interface Schema extends DBSchema {
  items: { key: number; value: Queued; indexes: { id: string } }
}

/** On the disk of this device; in the memory of this page where the browser keeps nothing. */
export function openStore(name: string): Store {
  const memory = memoryStore()
  let opened: Promise<Store> | undefined
  const store = () => {
    opened ??= openDisk(name).then(diskStore, () => memory)
    return opened
  }
  return {
    all: async () => (await store()).all(),
    add: async item => (await store()).add(item),
    put: async items => (await store()).put(items),
    remove: async numbers => (await store()).remove(numbers),
  }
}

const openDisk = (name: string) =>
  openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('items', { keyPath: 'n', autoIncrement: true }).createIndex('id', 'id', { unique: true })
    },
  })

function diskStore(db: IDBPDatabase<Schema>): Store {
  const write = () => db.transaction('items', 'readwrite', { durability: 'strict' })
  return {
    all: () => db.getAll('items'),
    async add(item) {
      const { store, done } = write()
      if (!(await store.index('id').getKey(item.id))) await store.add(item as Queued)
      await done
    },
    async put(items) {
      const { store, done } = write()
      await Promise.all([...items.map(item => store.put(item)), done])
    },
    async remove(numbers) {
      const { store, done } = write()
      await Promise.all([...numbers.map(n => store.delete(n)), done])
    },
  }
}

export function memoryStore(): Store {
  const items = new Map<number, Queued>()
  let last = 0
  return {
    all: async () => [...items.values()].sort((a, b) => a.n - b.n),
    async add(item) {
      if ([...items.values()].some(({ id }) => id === item.id)) return
      last += 1
      items.set(last, { ...item, n: last })
    },
    async put(changed) {
      for (const item of changed) items.set(item.n, item)
    },
    async remove(numbers) {
      for (const n of numbers) items.delete(n)
    },
  }
}
