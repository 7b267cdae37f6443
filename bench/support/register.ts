import { addPeople, type NewPerson } from '#base/people/people.ts'
import type { App } from '#core/app.ts'
import { addDays } from '#core/clock.ts'
import { drawFamilyName, drawPersonalNames, fullName } from '#simulation/names.ts'
import { RandomStream } from '#simulation/random.ts'

const CHUNK = 10_000
const random = new RandomStream(1, 'bench.register')

/** Somebody of a register, the same for the same number: names are as frequent as they are among the living. */
export function personOf(n: number, unitIds: readonly string[]): NewPerson {
  random.at(n)
  const sex = n & 1
  const birthDate = addDays('1935-01-01', (n * 7919) % 32_000)
  const family = drawFamilyName(random)
  const [middle, given] = drawPersonalNames(random, sex, Number(birthDate.slice(0, 4)), family)
  return {
    fullName: fullName(family, middle, given),
    birthDate,
    sex: sex ? 'female' : 'male',
    unitId: unitIds[n % unitIds.length] as string,
    identifiers: { cccd: `046${String(9e8 + n)}`, phone: `+8490${String(n).padStart(7, '0')}` },
  }
}

/** Enters so many people, in turns over the units; each chunk is told with the ids it got. */
export async function fillRegister(
  app: App,
  count: number,
  unitIds: readonly string[],
  entered: (ids: readonly string[]) => Promise<void> = async () => {},
): Promise<void> {
  for (let at = 0; at < count; at += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, count - at) }, (_, i) => personOf(at + i, unitIds))
    await entered(await app.run(ctx => addPeople(ctx, people)))
  }
  await app.db.sql.unsafe('vacuum analyze people.person, people.identifier')
}
