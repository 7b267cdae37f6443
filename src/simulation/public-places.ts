import { all, centre, type Ground, nameOf, rooms, settleInTurn, titleOf } from './ground.ts'
import type { NewArea } from './placebook.ts'
import type { Rhythm } from './types.ts'
import * as words from './vocabulary.ts'

/** Offices, health stations and hospitals, bus stations: what the state runs. */

const busDriverShare = 0.35

export function layOutOffices(ground: Ground): void {
  const rest: number[] = []
  const offices: { areas: number[]; wanted: number; staff: number[] }[] = []
  for (const position of all(ground)) {
    const own = ground.random.shuffle(ground.workers('civil-servant', [position]))
    const wanted = Math.min(40, Math.max(3, Math.round(own.length * 0.6)))
    const title = `UBND ${titleOf(ground, position)}`
    const office = ground.book.add('government-office', position, title, officeAreas(wanted), 1)
    offices.push({ areas: ground.book.areasOf(office), wanted, staff: own.splice(0, wanted) })
    rest.push(...own)
  }
  ground.random.shuffle(rest)
  for (const office of offices) {
    office.staff.push(...rest.splice(0, office.wanted - office.staff.length))
    settleInTurn(ground, office.staff, office.areas, () => 'office-hours')
  }
  layOutDepartments(ground, rest)
}

/** One counter for visitors, and behind it an office or specialised room for a dozen people each. */
function officeAreas(staff: number): NewArea[] {
  const [counter, ...behind] = words.officeAreas
  return [{ name: counter as string, capacity: 40 }, ...rooms(behind, staff - 8, 12, 16)]
}

function layOutDepartments(ground: Ground, staff: readonly number[]): void {
  const province = ground.options.provinceName
  const at = centre(ground, all(ground))
  const names = [
    'Trung tâm Phục vụ hành chính công',
    ...words.departments.slice(0, Math.max(1, Math.min(words.departments.length, Math.floor(staff.length / 6) - 1))),
  ]
  const places = names.map(name => {
    const areas = officeAreas(Math.ceil(staff.length / names.length))
    return ground.book.add('government-office', at, `${name} ${province}`, areas, 1)
  })
  settleInTurn(
    ground,
    staff,
    places.flatMap(place => ground.book.areasOf(place)),
    () => 'office-hours',
  )
}

export function layOutHealth(ground: Ground): void {
  const rest: number[] = []
  const stations: { areas: number[]; wanted: number; staff: number[] }[] = []
  for (const position of all(ground)) {
    const own = ground.random.shuffle(ground.workers('health-worker', [position]))
    const name = `Trạm Y tế ${titleOf(ground, position)}`
    const station = ground.book.add('health-station', position, name, [{ name: null, capacity: 30 }], 1)
    const wanted = Math.min(12, Math.max(2, Math.round(own.length * 0.4)))
    stations.push({ areas: ground.book.areasOf(station), wanted, staff: own.splice(0, wanted) })
    rest.push(...own)
  }
  ground.random.shuffle(rest)
  for (const station of stations) {
    station.staff.push(...rest.splice(0, station.wanted - station.staff.length))
    settleInTurn(ground, station.staff, station.areas, () => 'office-hours')
  }
  layOutHospitals(ground, rest)
}

function layOutHospitals(ground: Ground, staff: readonly number[]): void {
  const groups = ground.catchments(60_000)
  const hospitals = groups.map((communes, i) => {
    const at = i === 0 ? centre(ground, all(ground)) : centre(ground, communes)
    const area = `Trung tâm Y tế khu vực ${nameOf(ground, at)}`
    const name = i === 0 ? `Bệnh viện Đa khoa ${ground.options.provinceName}` : area
    return ground.book.add('hospital', at, name, rooms(words.hospitalAreas, staff.length / groups.length, 22, 50), 2)
  })
  const rhythmOf = (i: number): Rhythm => (i % 5 < 3 ? 'office-hours' : i % 5 === 3 ? 'early-shift' : 'late-shift')
  settleInTurn(
    ground,
    staff,
    hospitals.flatMap(place => ground.book.areasOf(place)),
    rhythmOf,
  )
}

/** Bus and coach drivers start from the yards of a station; the others drive from home. */
export function layOutBusStations(ground: Ground): void {
  const groups = ground.catchments(40_000)
  const drivers = ground.random.shuffle(ground.workers('driver', all(ground)))
  const atStations = drivers.splice(0, Math.ceil(drivers.length * busDriverShare))
  const yards = groups.flatMap(communes => {
    const at = centre(ground, communes)
    const lots = rooms(['Bãi đỗ'], atStations.length / groups.length, 20, 40)
    const areas = [{ name: 'Nhà chờ', capacity: 200 }, ...lots]
    const station = ground.book.add('bus-station', at, `Bến xe ${nameOf(ground, at)}`, areas, 1)
    return ground.book.areasOf(station).slice(1)
  })
  settleInTurn(ground, atStations, yards, i => (i % 2 ? 'early-shift' : 'shop-hours'))
}
