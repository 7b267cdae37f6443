import type { Ground } from './ground.ts'
import { occupationCode } from './occupations.ts'
import type { PlaceKind, Rhythm } from './types.ts'
import { figures, kindergartenNames } from './vocabulary.ts'

/** Schools with their classes as areas; pupils go to school near home, teachers follow the classes. */

interface Level {
  readonly kind: PlaceKind
  readonly title: string
  readonly youngest: number
  readonly oldest: number
  readonly catchment: number
  readonly largestSchool: number
  readonly classSize: number
  /** Relative need for teachers per class. */
  readonly teachers: number
  className(age: number, number: number): string
  rhythm(age: number): Rhythm
}

const letter = (number: number): string => String.fromCharCode(65 + (number % 26))
const nurseryGroups = ['Nhóm trẻ', 'Lớp Mầm', 'Lớp Chồi', 'Lớp Lá']

const levels: readonly Level[] = [
  {
    kind: 'kindergarten',
    title: 'Trường Mầm non',
    youngest: 2,
    oldest: 5,
    catchment: 1_500,
    largestSchool: 350,
    classSize: 24,
    teachers: 1.6,
    className: (age, number) => `${nurseryGroups[age - 2]} ${number + 1}`,
    rhythm: () => 'full-school-day',
  },
  {
    kind: 'primary-school',
    title: 'Trường Tiểu học',
    youngest: 6,
    oldest: 10,
    catchment: 1_500,
    largestSchool: 800,
    classSize: 32,
    teachers: 1.3,
    className: (age, number) => `Lớp ${age - 5}${letter(number)}`,
    rhythm: () => 'full-school-day',
  },
  {
    kind: 'lower-secondary-school',
    title: 'Trường THCS',
    youngest: 11,
    oldest: 14,
    catchment: 2_500,
    largestSchool: 900,
    classSize: 37,
    teachers: 1.7,
    className: (age, number) => `Lớp ${age - 5}/${number + 1}`,
    rhythm: age => (age < 13 ? 'afternoon-school' : 'morning-school'),
  },
  {
    kind: 'upper-secondary-school',
    title: 'Trường THPT',
    youngest: 15,
    oldest: 17,
    catchment: 6_000,
    largestSchool: 1_300,
    classSize: 40,
    teachers: 2,
    className: (age, number) => `Lớp ${age - 5}B${number + 1}`,
    rhythm: age => (age === 15 ? 'afternoon-school' : 'morning-school'),
  },
]

const collegeGroup = 45
const largestCollege = 4_000

interface SchoolClass {
  readonly name: string
  readonly rhythm: Rhythm
  readonly pupils: number[]
}

interface School {
  readonly kind: PlaceKind
  readonly commune: number
  readonly name: string
  readonly classes: SchoolClass[]
  readonly teachersPerClass: number
}

function classesOf(level: Level, byAge: readonly number[][]): SchoolClass[] {
  return byAge.flatMap((pupils, grade) => {
    const age = level.youngest + grade
    const number = Math.ceil(pupils.length / level.classSize)
    return Array.from({ length: number }, (_, i) => ({
      name: level.className(age, i),
      rhythm: level.rhythm(age),
      pupils: pupils.filter((_, position) => position % number === i),
    }))
  })
}

/** A slice of each age group for every school: pupils are in the order of their homes, so neighbours share a school. */
function divideAmong(byAge: readonly number[][], schools: number, which: number): number[][] {
  return byAge.map(pupils => {
    const cut = (i: number) => Math.round((pupils.length * i) / schools)
    return pupils.slice(cut(which), cut(which + 1))
  })
}

function schoolName(ground: Ground, level: Level): string {
  const names = level.kind === 'kindergarten' ? kindergartenNames : figures
  return `${level.title} ${ground.random.pick(names)}`
}

function mostCommonHome(ground: Ground, classes: readonly SchoolClass[], fallback: number): number {
  const counts = new Map<number, number>()
  for (const pupil of classes.flatMap(one => one.pupils)) {
    const home = ground.commune[pupil] as number
    counts.set(home, (counts.get(home) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? fallback
}

/** Pupils of the level in the order of the register, by age, of each commune. */
function pupilsByCommune(ground: Ground, level: Level): number[][][] {
  const grades = level.oldest - level.youngest + 1
  const result = ground.options.communes.map(() => Array.from({ length: grades }, (): number[] => []))
  ground.occupation.forEach((code, person) => {
    const age = ground.age[person] as number
    const learns = code === occupationCode.pupil || code === occupationCode.preschooler
    if (learns && age >= level.youngest && age <= level.oldest)
      result[ground.commune[person] as number]?.[age - level.youngest]?.push(person)
  })
  return result
}

function schoolsOf(ground: Ground, level: Level): School[] {
  const pupils = pupilsByCommune(ground, level)
  const grades = Array.from({ length: level.oldest - level.youngest + 1 }, (_, grade) => grade)
  return ground.catchments(level.catchment).flatMap(communes => {
    const byAge = grades.map(grade => communes.flatMap(position => pupils[position]?.[grade] ?? []))
    const total = byAge.reduce((sum, list) => sum + list.length, 0)
    const number = Math.max(1, Math.round(total / level.largestSchool))
    return Array.from({ length: number }, (_, i) => {
      const classes = classesOf(level, divideAmong(byAge, number, i))
      const commune = mostCommonHome(ground, classes, communes[0] ?? 0)
      return { kind: level.kind, commune, name: schoolName(ground, level), classes, teachersPerClass: level.teachers }
    })
  })
}

function colleges(ground: Ground): School[] {
  const students: number[] = []
  ground.occupation.forEach((code, person) => {
    if (code === occupationCode.student) students.push(person)
  })
  ground.random.shuffle(students)
  const number = Math.ceil(students.length / largestCollege)
  return Array.from({ length: number }, (_, i) => {
    const own = students.filter((_, position) => position % number === i)
    const groups = Math.ceil(own.length / collegeGroup)
    const classes = Array.from(
      { length: groups },
      (_, group): SchoolClass => ({
        name: `Giảng đường ${letter(Math.floor(group / 12))}${(group % 12) + 1}`,
        rhythm: group % 2 ? 'afternoon-school' : 'morning-school',
        pupils: own.filter((_, position) => position % groups === group),
      }),
    )
    const name = `Trường Cao đẳng ${ground.random.pick(figures)}`
    return { kind: 'college', commune: i % ground.options.communes.length, name, classes, teachersPerClass: 1 }
  })
}

/** Builds the school and seats its pupils; returns its classes' areas and the staff room. */
function build(ground: Ground, school: School): { areas: number[]; staffRoom: number } {
  const areas = school.classes.map(one => ({ name: one.name, capacity: one.pupils.length + 3 }))
  const place = ground.book.add(
    school.kind,
    school.commune,
    school.name,
    [...areas, { name: 'Phòng hội đồng', capacity: 40 }],
    0,
  )
  const numbers = ground.book.areasOf(place)
  school.classes.forEach((one, i) => {
    for (const pupil of one.pupils) ground.settle(pupil, numbers[i] as number, one.rhythm)
  })
  return { areas: numbers.slice(0, -1), staffRoom: numbers.at(-1) as number }
}

/** One seat for each class first, then second seats and the staff rooms, as far as there are teachers. */
function settleTeachers(
  ground: Ground,
  teachers: number[],
  seats: { area: number; rhythm: Rhythm; rank: number }[],
): void {
  seats.sort((a, b) => a.rank - b.rank)
  ground.random.shuffle(teachers)
  teachers.forEach((teacher, i) => {
    const seat = seats[i % seats.length]
    if (seat) ground.settle(teacher, seat.area, seat.rhythm)
  })
}

export function layOutSchools(ground: Ground): void {
  const schools = [...levels.flatMap(level => schoolsOf(ground, level)), ...colleges(ground)]
  const built = schools.map(school => ({ school, ...build(ground, school) }))
  for (const communes of ground.catchments(15_000)) {
    const here = new Set(communes)
    const seats = built
      .filter(one => here.has(one.school.commune))
      .flatMap(({ school, areas, staffRoom }) => {
        const extra = Math.round(areas.length * (school.teachersPerClass - 1))
        const first = areas.map((area, i) => ({
          area,
          rhythm: school.classes[i]?.rhythm ?? 'office-hours',
          rank: i + 1,
        }))
        const second = first.slice(0, extra).map(seat => ({ ...seat, rank: seat.rank + areas.length }))
        return [{ area: staffRoom, rhythm: 'office-hours' as const, rank: 0 }, ...first, ...second]
      })
    settleTeachers(ground, ground.workers('teacher', communes), seats)
  }
}
