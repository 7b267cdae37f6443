import type { PlaceKindName } from '#base/places/kinds.ts'
import type { Sql } from '#core/db/db.ts'
import { nameKey } from '#core/text.ts'

/** Where the case lives, so that of places called alike the near ones come first. */
export interface Near {
  readonly unitId: string
  /** The communes around it. */
  readonly aroundIds: readonly string[]
}

export interface Suggestion {
  readonly id: string
  readonly code: string
  readonly kind: PlaceKindName
  readonly name: string
  readonly unitId: string
  readonly unitName: string | null
  readonly address: string
  readonly near: 'commune' | 'district' | null
}

const MOST_PATTERNS = 40
const MOST_SUGGESTED = 6
const LIKENESS = 0.45

/** What is told, as search words: 'Đi chợ Đông Ba, hàng cá' → ['di', 'cho', 'dong', 'ba', 'hang', 'ca']. */
const wordsOf = (told: string): string[] =>
  nameKey(told)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/**
 * Patterns of which a name that was told holds at least one: its neighbouring words, since a name is seldom told whole
 * (“ở chợ Đông Ba, dãy hàng cá”). One word alone is searched as it is.
 */
export function namePatterns(told: string): string[] {
  const words = wordsOf(told)
  if (words.length === 1) return (words[0]?.length ?? 0) > 1 ? [`%${words[0]}%`] : []
  const pairs = words.slice(1).map((word, i) => `%${words[i]} ${word}%`)
  return [...new Set(pairs)].slice(0, MOST_PATTERNS)
}

/** Places whose name is in what was told, the likest first and the near before the far. */
export async function suggestPlaces(sql: Sql, told: string, near: Near): Promise<Suggestion[]> {
  const patterns = namePatterns(told)
  if (!patterns.length) return []
  const key = wordsOf(told).join(' ')
  return sql<Suggestion[]>`
    select id, code, kind, name, unit_id, unit_name, address, near from (
      select p.id, p.code, p.kind, p.name, p.name_key, p.unit_id, u.full_name as unit_name, p.address,
             greatest(word_similarity(p.name_key, ${key}), word_similarity(${key}, p.name_key)) as likeness,
             case when p.unit_id = ${near.unitId} then 'commune'
                  when p.unit_id = any(${near.aroundIds as string[]}::uuid[]) then 'district' end as near
      from places.place p left join units.unit u on u.id = p.unit_id
      where p.parent_id is null and p.closed_at is null and p.name_key like any(${patterns}::text[])) found
    where likeness >= ${LIKENESS}
    order by likeness + case near when 'commune' then 0.2 when 'district' then 0.1 else 0 end desc, name_key, id
    limit ${MOST_SUGGESTED}`
}
