import { type Fault, type List, list, optional, reachOf, required } from '#base/lists/list.ts'
import { commune, named, oneOf } from '#base/lists/readers.ts'
import type { Context } from '#core/app.ts'
import { nameKey } from '#core/text.ts'
import { LOCALES, say } from '#core/words.ts'
import { PLACE_KIND_NAMES, type PlaceKindName } from './kinds.ts'
import { addPlaces, type NewPlace } from './places.ts'

/** What people write besides the names that the pages show. */
const KIND_WORDS: Readonly<Record<string, PlaceKindName>> = {
  'nha may': 'workplace',
  'sieu thi': 'shop',
  'nha hang': 'restaurant',
  'quan an': 'restaurant',
  'ca phe': 'restaurant',
  'ton giao': 'worship',
  chot: 'roadblock',
  'ben xe': 'transport',
  'nha ga': 'transport',
  'luu tru': 'lodging',
  'khach san': 'lodging',
  'cach ly': 'isolation',
  khac: 'other',
}

const LONGEST = { name: 200, address: 300 }

let kinds: ReadonlyMap<string, PlaceKindName> | undefined

/** Kinds by the names that the pages show, in both languages, and by other words for them. */
function kindsByWord(): ReadonlyMap<string, PlaceKindName> {
  kinds ??= new Map([
    ...(Object.entries(KIND_WORDS) as [string, PlaceKindName][]),
    ...PLACE_KIND_NAMES.flatMap(kind =>
      [kind, ...LOCALES.map(locale => say(locale, `places.kind.${kind}`))].map(word => [nameKey(word), kind] as const),
    ),
  ])
  return kinds
}

/**
 * Registers the places of a list. Rows outside of the caller's area are refused one by one; a place of the same name in the
 * same commune is known already, so a list that is sent again adds nothing.
 */
export const placesList: List = list({
  kind: 'places.register',
  verb: 'places.register',
  columns: {
    name: required({ headings: ['ten', 'ten diem', 'ten dia diem', 'ten co so', 'name'], read: named(LONGEST.name) }),
    kind: required({ headings: ['loai', 'loai hinh', 'loai diem', 'kind'], read: oneOf(kindsByWord) }),
    unit: required({
      headings: ['ma xa', 'ma xa phuong', 'ma don vi', 'xa', 'phuong', 'xa phuong', 'commune code', 'commune'],
      read: commune,
    }),
    address: optional({ headings: ['dia chi', 'address'], read: written => written.slice(0, LONGEST.address) }),
  },
  passes: [
    async (rows, ctx) => {
      const isReached = reachOf(ctx, 'places.register')
      const known = await knownPlaces(
        ctx,
        rows.map(({ row }) => row.unit),
      )
      const fresh: NewPlace[] = []
      const refused: Fault[] = []
      for (const { line, row } of rows) {
        const key = `${row.unit}/${nameKey(row.name)}`
        if (!isReached(row.unit)) refused.push({ line, column: 'unit', reason: 'lists.cell.outside' })
        else if (!known.has(key)) {
          known.add(key)
          fresh.push({ name: row.name, kind: row.kind, unitId: row.unit, address: row.address ?? '' })
        }
      }
      await addPlaces(ctx, fresh)
      return { added: fresh.length, known: rows.length - fresh.length - refused.length, refused }
    },
  ],
})

/** Places of these communes that are open, by commune and name. */
async function knownPlaces({ sql }: Context, unitIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    select unit_id || '/' || name_key as key from places.place
    where unit_id = any(${[...new Set(unitIds)]}::uuid[]) and parent_id is null and closed_at is null`
  return new Set(rows.map(row => row.key))
}
