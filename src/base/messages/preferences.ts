import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import type { Preferences } from './contract.ts'

interface Row {
  readonly ordinary: boolean
  readonly off: readonly string[]
  readonly quietFrom: string | null
  readonly quietUntil: string | null
}

/** How somebody wants to be told; everything, where they said nothing. */
export async function preferencesOf({ sql, who }: Context): Promise<Preferences> {
  const [row] = await sql<Row[]>`
    select ordinary, off, quiet_from, quiet_until from messages.preference where person_id = ${who?.personId ?? null}`
  if (!row) return { ordinary: true, off: [], quiet: null }
  const { ordinary, off, quietFrom: from, quietUntil: until } = row
  return { ordinary, off: [...off], quiet: from && until ? { from, until } : null }
}

export async function setPreferences({ sql, who, now }: Context, { ordinary, off, quiet }: Preferences): Promise<void> {
  const personId = who?.personId
  if (!personId) throw new Problem('messages.no-person')
  await sql`
    insert into messages.preference (person_id, ordinary, off, quiet_from, quiet_until, at)
    values (${personId}, ${ordinary}, ${off as string[]}::text[], ${quiet?.from ?? null}, ${quiet?.until ?? null}, ${now})
    on conflict (person_id) do update set ordinary = excluded.ordinary, off = excluded.off,
      quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, at = excluded.at`
}

/** No more ordinary messages; the rest stays as it was said. */
export async function optOut({ sql, now }: Context, personId: string): Promise<void> {
  await sql`
    insert into messages.preference (person_id, ordinary, off, at) values (${personId}, false, '{}', ${now})
    on conflict (person_id) do update set ordinary = false, at = excluded.at`
}
