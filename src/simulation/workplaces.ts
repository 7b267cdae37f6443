import { centre, type Ground, settleInTurn } from './ground.ts'
import * as words from './vocabulary.ts'

/** Factories with their lines and companies with their rooms, as many as the workers of a few communes fill. */

export function layOutFactories(ground: Ground): void {
  for (const communes of ground.catchments(8_000)) {
    const workers = ground.random.shuffle(ground.workers('factory-worker', communes))
    while (workers.length > 0) {
      const wanted = Math.round(Math.min(1_500, Math.max(50, ground.random.logNormal(240, 260))))
      const staff = workers.splice(0, workers.length - wanted < 40 ? workers.length : wanted)
      layOutFactory(ground, ground.random.pick(communes), staff)
    }
  }
}

function layOutFactory(ground: Ground, at: number, staff: readonly number[]): void {
  const trade = ground.random.pick(words.factoryTrades)
  const lines = Math.max(1, Math.round(staff.length / 36))
  const name = `Nhà máy ${trade} ${ground.random.pick(words.firmNames)}`
  const areas = Array.from({ length: lines }, (_, i) => ({ name: `Chuyền ${i + 1}`, capacity: 45 }))
  const first = ground.book.firstArea[ground.book.add('factory', at, name, areas, 0)] as number
  const shifts = ground.random.chance(0.45) && lines > 1
  staff.forEach((person, i) => {
    const line = i % lines
    ground.settle(person, first + line, !shifts ? 'office-hours' : line % 2 ? 'late-shift' : 'early-shift')
  })
}

const officeRooms = [
  'Phòng Kinh doanh',
  'Phòng Kế toán',
  'Phòng Kỹ thuật',
  'Phòng Hành chính',
  'Phòng Nhân sự',
  'Ban Giám đốc',
]

export function layOutCompanies(ground: Ground): void {
  for (const communes of ground.catchments(4_000)) {
    const workers = ground.random.shuffle(ground.workers('office-worker', communes))
    while (workers.length > 0) {
      const wanted = Math.round(Math.min(72, Math.max(5, ground.random.logNormal(18, 16))))
      const staff = workers.splice(0, workers.length - wanted < 4 ? workers.length : wanted)
      const rooms = Math.min(officeRooms.length, Math.max(1, Math.round(staff.length / 12)))
      const areas = officeRooms
        .slice(0, rooms)
        .map(room => ({ name: rooms === 1 ? null : room, capacity: Math.ceil(staff.length / rooms) + 4 }))
      const name = `Công ty TNHH ${ground.random.pick(words.firmTrades)} ${ground.random.pick(words.firmNames)}`
      const place = ground.book.add('company', centreOrAny(ground, communes), name, areas, 0)
      settleInTurn(ground, staff, ground.book.areasOf(place), () => 'office-hours')
    }
  }
}

const centreOrAny = (ground: Ground, communes: readonly number[]): number =>
  ground.random.chance(0.6) ? centre(ground, communes) : ground.random.pick(communes)
