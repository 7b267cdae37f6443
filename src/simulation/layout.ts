import type { Demography } from './demography.ts'
import { type Ground, makeGround, rhythmCode } from './ground.ts'
import { occupationCode } from './occupations.ts'
import type { PlaceBook } from './placebook.ts'
import { layOutBusStations, layOutHealth, layOutOffices } from './public-places.ts'
import { layOutSchools } from './schools.ts'
import { layOutMarkets, layOutTrades } from './trades.ts'
import type { ResolvedOptions } from './types.ts'
import { layOutCompanies, layOutFactories } from './workplaces.ts'

/** Lays out the places of the province and gives everyone who works or learns a place, an area and a weekly rhythm. */

export interface Layout {
  readonly book: PlaceBook
  readonly workArea: Int32Array
  readonly rhythm: Uint8Array
}

function markFarmers(ground: Ground): void {
  ground.occupation.forEach((code, person) => {
    if (code === occupationCode.farmer || code === occupationCode.labourer) ground.rhythm[person] = rhythmCode.fields
  })
}

/** Each sort of place draws from its own position of the stream, so that a change in one leaves the others. */
export function layOut(
  options: ResolvedOptions,
  demography: Demography,
  commune: Uint16Array,
  occupation: Uint8Array,
): Layout {
  const ground = makeGround(options, demography, commune, occupation)
  const steps = [
    layOutOffices,
    layOutSchools,
    layOutHealth,
    layOutMarkets,
    layOutTrades,
    layOutBusStations,
    layOutFactories,
    layOutCompanies,
  ]
  steps.forEach((step, i) => {
    ground.random.at(i + 1)
    step(ground)
  })
  markFarmers(ground)
  return { book: ground.book, workArea: ground.workArea, rhythm: ground.rhythm }
}
