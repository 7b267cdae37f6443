import { useSession } from '#base/identity/web/session.tsx'
import { units } from '#base/units/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useLive } from '#core/web/live.ts'
import { useSearch } from '#core/web/router.tsx'
import type { UnitFeatures } from '#kit/console/map.tsx'
import { command, type Overview } from '../contract.ts'

const api = browserApi({ command, units })

/** Even when nothing is told, the day changes at midnight. */
const EVERY_MS = 60_000

/** Of which unit and day the page is: those of the address bar, else the officer's own area, today. */
export function useWhere() {
  const { me } = useSession()
  const [search, setSearch] = useSearch()
  const own = me?.grants.find(grant => grant.areaId && me.rights[grant.role]?.includes('command.read'))?.areaId
  return {
    unitId: search.get('unit') ?? own ?? undefined,
    day: search.get('day') ?? undefined,
    go: (to: { readonly unit?: string | undefined; readonly day?: string | undefined }) => setSearch(to),
  }
}

/** The page's figures, read again as they change. */
export function useOverview({
  unitId,
  day,
}: {
  readonly unitId: string | undefined
  readonly day: string | undefined
}) {
  useLive(['indicators', 'work'], { reads: ['command'] })
  return useRead(
    api.command.overview,
    { query: { unitId: unitId ?? '', ...(day ? { day } : {}) } },
    { when: unitId !== undefined, everyMs: EVERY_MS },
  )
}

/** The boundaries of the units on the map; none where none are loaded. */
export function useBoundaries({ unit, tier }: Pick<Overview, 'unit' | 'tier'>): UnitFeatures | undefined {
  const { data } = useRead(
    api.units.boundaries,
    { params: { unitId: unit.id }, query: tier ? { tier } : {} },
    { when: tier !== null },
  )
  return data as unknown as UnitFeatures | undefined
}

export const isDrawn = (features: UnitFeatures | undefined): boolean => (features?.features.length ?? 0) > 0
