import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { noteHeld } from './held.ts'
import { timesEmptied, VAULT } from './vault-name.ts'

/** Something this device may read again, for one account, until a time. */
interface Row {
  readonly name: string
  readonly account: string
  /** When it was put here and until when it is good, in milliseconds by this device. */
  readonly at: number
  readonly until: number
  readonly iv: Uint8Array<ArrayBuffer>
  readonly hidden: ArrayBuffer
}

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey }
  rows: { key: string; value: Row }
}

export interface Found<T> {
  readonly value: T
  readonly at: number
}

/**
 * What this device has to read again without a network, sealed with a key that its browser made and hands out to no
 * program: a copy of the disk's files by name shows nothing, and without the key, which goes at sign-out, neither does the
 * rest. What only the server has to read again is sealed for the server instead (`seal.ts`). Nothing is kept where the
 * browser has no cryptography, which is so on pages without HTTPS.
 */
export const vault = {
  /** Whether anything stays here at all. */
  keeps: (): boolean => globalThis.crypto?.subtle !== undefined && globalThis.indexedDB !== undefined,
  /** Resolves when it is on the disk, or cannot be. */
  async put(account: string, name: string, value: unknown, until: Date): Promise<void> {
    const era = timesEmptied()
    await quietly(async db => {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const text = new TextEncoder().encode(JSON.stringify(value))
      const hidden = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyIn(db), text)
      if (era !== timesEmptied()) return
      await db.put('rows', { name, account, at: Date.now(), until: until.getTime(), iv, hidden })
      noteHeld(VAULT, await db.count('rows'))
    })
  },
  /** What lies here for the account; what is another's, or too old, is dropped. */
  async get<T>(account: string, name: string): Promise<Found<T> | undefined> {
    return quietly(async db => {
      await prune(db, account)
      const row = await db.get('rows', name)
      if (!row) return undefined
      return { value: await unsealed<T>(await keyIn(db), row), at: row.at }
    })
  },
  /** All that lies here for the account under names that begin alike; what cannot be read is left out. */
  async all<T>(account: string, beginning: string): Promise<T[]> {
    const found = await quietly(async db => {
      await prune(db, account)
      const rows = await db.getAll('rows', IDBKeyRange.bound(beginning, `${beginning}\uffff`))
      const key = await keyIn(db)
      return Promise.all(rows.map(row => unsealed<T>(key, row).catch(() => undefined)))
    })
    return (found ?? []).filter(value => value !== undefined)
  },
  /** Drops what is another's or too old, without anything being read. */
  async prune(account: string): Promise<void> {
    await quietly(db => prune(db, account))
  },
  async drop(name: string): Promise<void> {
    await quietly(db => db.delete('rows', name))
  },
}

async function unsealed<T>(key: CryptoKey, { iv, hidden }: Row): Promise<T> {
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, hidden)
  return JSON.parse(new TextDecoder().decode(text)) as T
}

async function prune(db: IDBPDatabase<Schema>, account: string): Promise<void> {
  for (const row of await db.getAll('rows'))
    if (row.account !== account || row.until <= Date.now()) await db.delete('rows', row.name)
  noteHeld(VAULT, await db.count('rows'))
}

const KEY = 'own'

async function keyIn(db: IDBPDatabase<Schema>): Promise<CryptoKey> {
  const known = await db.get('keys', KEY)
  if (known) return known
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  // Another page may have made one meanwhile: the first stays.
  const { store, done } = db.transaction('keys', 'readwrite')
  const first = await store.get(KEY)
  if (!first) await store.put(made, KEY)
  await done
  return first ?? made
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

function open(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>(VAULT, 1, {
    upgrade(db) {
      db.createObjectStore('keys')
      db.createObjectStore('rows', { keyPath: 'name' })
    },
    // It is being emptied: by this page or another.
    blocking: (_, __, event) => {
      opened = undefined
      ;(event.target as IDBDatabase).close()
    },
    terminated() {
      opened = undefined
    },
  })
  return opened
}

/** A browser that keeps nothing costs no more than that. */
async function quietly<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
  if (!vault.keeps()) return undefined
  try {
    return await work(await open())
  } catch {
    opened = undefined
    return undefined
  }
}
