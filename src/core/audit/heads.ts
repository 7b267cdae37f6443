import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../app.ts'
import type { Block } from './block.ts'

/** The newest block as it is handed out: whoever kept one finds out that the chain was written anew. */
export interface Head {
  readonly n: number
  readonly hash: string
}

/** Where heads are kept outside of the database: a file in the data directory, or on what can only be appended to. */
export const headsFileOf = ({ dataDir }: Pick<Config, 'dataDir'>): string =>
  process.env.SAOLA_AUDIT_HEADS ?? join(dataDir, 'audit-heads.txt')

export const headLine = ({ n, hash, at, lastSeq, keyId }: Block): string =>
  `${n} ${hash.toString('hex')} ${at.toISOString()} ${lastSeq} ${keyId}`

export const appendHead = (file: string, block: Block): void =>
  appendFileSync(file, `${headLine(block)}\n`, { mode: 0o600 })

/** The heads in a text: lines of the file, also where they stand in a letter. */
export const headsIn = (text: string): Head[] =>
  Array.from(text.matchAll(/(?<![\w.])(\d{1,15}) ([\da-f]{64})(?![\da-f])/g), ([, n, hash]) => ({
    n: Number(n),
    hash: hash as string,
  }))

export const readHeads = (file: string): Head[] | undefined =>
  existsSync(file) ? headsIn(readFileSync(file, 'utf8')) : undefined
