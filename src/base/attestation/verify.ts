import { open, read, type Statement } from './codec.ts'
import type { Known } from './contract.ts'
import type { FieldType } from './kinds.ts'

export interface Fact {
  readonly name: string
  readonly type: FieldType
  readonly value: string
}

/**
 * What a text is worth, as far as can be said without a network. `unreadable`: no statement at all. `unknown-key`: signed
 * by a key that this installation does not have. `altered`: the signature does not fit.
 */
export type Verdict =
  | { readonly is: 'unreadable' | 'unknown-key' | 'altered' }
  | { readonly is: 'genuine' | 'expired'; readonly statement: Statement; readonly facts: readonly Fact[] }

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Checks a text against known keys and kinds. Needs WebCrypto, which browsers have under HTTPS and on this machine. */
export async function verify(text: string, { keys, kinds }: Known, now: Date): Promise<Verdict> {
  const sealed = open(text)
  if (!sealed) return { is: 'unreadable' }
  const key = keys.find(({ id }) => id === sealed.keyId)
  if (!key) return { is: 'unknown-key' }
  const point = Uint8Array.from(atob(key.point), character => character.charCodeAt(0))
  const imported = await crypto.subtle.importKey('raw', point, ALGORITHM, false, ['verify'])
  if (!(await crypto.subtle.verify(ALGORITHM, imported, sealed.signature, sealed.signed))) return { is: 'altered' }
  const statement = read(sealed)
  const kind = kinds.find(one => one.kind === statement?.kind)
  if (!statement || !kind) return { is: 'unreadable' }
  // A paper of an earlier version lacks the fields that were added since.
  const facts = kind.fields.slice(0, statement.values.length).map((field, i) => ({
    ...field,
    value: statement.values[i] as string,
  }))
  return { is: statement.until && statement.until <= now ? 'expired' : 'genuine', statement, facts }
}
