import { type Context, service } from '#core/app.ts'

/** An area with the epidemic (vùng có dịch): a unit, from a day. */
export interface ListedArea {
  readonly unitId: string
  readonly from: string
  /** The first day on which it is none any more. */
  readonly to: string | null
}

/** The areas that any of some units have listed. Provided by whoever keeps the list. */
export const listedAreas =
  service<(ctx: Context, scopeIds: readonly string[]) => Promise<readonly ListedArea[]>>('units.listed-areas')

/** Whether a place (its units from the country down) lay in an area at some time between leaving it and arriving. */
export const isListed = (
  areas: readonly ListedArea[],
  path: readonly string[],
  { departed, arrived }: { readonly departed: string; readonly arrived: string },
): boolean =>
  areas.some(({ unitId, from, to }) => path.includes(unitId) && from <= arrived && (to === null || departed < to))

/** How much of a place is listed on a day: all of it, some units within it, or nothing. */
export type Listed = 'none' | 'part' | 'whole'

/** `pathOf` answers the units of an area, from the country down. */
export function howListed(
  areas: readonly ListedArea[],
  path: readonly string[],
  pathOf: (unitId: string) => readonly string[],
  day: string,
): Listed {
  if (isListed(areas, path, { departed: day, arrived: day })) return 'whole'
  const here = path.at(-1)
  const within = areas.filter(({ unitId }) => here !== undefined && pathOf(unitId).includes(here))
  return within.some(area => isListed([area], [area.unitId], { departed: day, arrived: day })) ? 'part' : 'none'
}
