import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { addPerson } from '#base/people/people.ts'
import {
  clearStandings,
  gravestLevel,
  LEVELS,
  type Level,
  type Standing,
  standingsOf,
  writeStandings,
} from './standing.ts'

test(
  'somebody reads their own standing, the gravest reason first, in their language',
  scene(async ({ app, as, world, at }) => {
    at('2026-11-20T02:00:00Z')
    const citizen = as.citizen('0905000001')
    expect(await citizen.standing.mine({})).toEqual({ level: 'green', reasons: [] })

    const unitId = world.units['Thị trấn Phong Điền'] as string
    const body = { fullName: 'Nguyễn Văn An', birthDate: '1990', sex: 'male' as const, unitId, address: '' }
    const { personId } = await citizen.people.introduce({ body })
    const until = new Date('2026-11-25T17:00:00Z')
    await app.run(ctx =>
      writeStandings(ctx, [
        { personId, source: 'a', level: 'yellow', reason: 'tracing.standing.contact-of-contact' },
        { personId, source: 'b', level: 'orange', reason: 'tracing.standing.contact', until },
      ]),
    )
    expect(await citizen.standing.mine({})).toEqual({
      level: 'orange',
      reasons: [
        { level: 'orange', text: 'Người tiếp xúc gần (F1)', until: until.toISOString() },
        { level: 'yellow', text: 'Người tiếp xúc với F1 (F2)', until: null },
      ],
    })
    expect(await as.citizen('0905000002').standing.mine({})).toEqual({ level: 'green', reasons: [] })

    at('2026-11-26T02:00:00Z')
    expect(await citizen.standing.mine({})).toMatchObject({ level: 'yellow', reasons: [{ level: 'yellow' }] })
  }),
)

const NOW = new Date('2026-11-20T02:00:00Z')
const HERE = 'Xã Phong Bình'
const REASONS: Readonly<Record<string, string>> = {
  a: 'tracing.standing.contact',
  b: 'tracing.standing.case',
}

const enter = ({ app, world }: Stage) =>
  app.run(ctx => addPerson(ctx, { fullName: 'Nguyễn Văn An', unitId: unitNamed(world, HERE) }))
const merge = ({ as }: Stage, personId: string, intoId: string) =>
  as.tracer('Phong Điền').people.merge({ params: { personId }, body: { intoId, reason: 'Cùng một người' } })

/** States what a source says: `a` and `b` are sources. */
const say = ({ app }: Stage, personId: string, source: string, level: Level, until: Date | null = null) =>
  app.run(ctx => writeStandings(ctx, [{ personId, source, level, reason: REASONS[source] ?? source, until }]))

/** What holds, as lists of people and as queries over many read it. */
async function levelOf({ sql }: Stage, personId: string, now = NOW): Promise<Level> {
  const one = (await standingsOf(sql, personId, now))[0]?.level ?? 'green'
  const [row] = await sql<{ level: number | null }[]>`
    select ${gravestLevel(sql, sql`p.id`, now)} as level from people.person p
    where p.id = coalesce((select to_id from people.alias where from_id = ${personId}), ${personId}::uuid)`
  expect(LEVELS[row?.level ?? 0]).toBe(one)
  return one
}

describe('of several statements', () => {
  const pairs = LEVELS.flatMap(a => LEVELS.map(b => [a, b] as const))
  test.each(pairs)('%s and %s: the graver holds, whoever came first', (a, b) =>
    scene(async stage => {
      const personId = await enter(stage)
      await say(stage, personId, 'a', a)
      await say(stage, personId, 'b', b)
      const graver = LEVELS.indexOf(a) > LEVELS.indexOf(b) ? a : b
      expect(await levelOf(stage, personId)).toBe(graver)
      expect((await standingsOf(stage.sql, personId, NOW)).map(s => s.level)).toEqual(
        [a, b].toSorted((x, y) => LEVELS.indexOf(y) - LEVELS.indexOf(x)),
      )
    })(),
  )

  test(
    'of one source the later holds, be it graver or not',
    scene(async stage => {
      const personId = await enter(stage)
      for (const level of ['orange', 'red', 'yellow'] as const) {
        await say(stage, personId, 'a', level)
        expect(await levelOf(stage, personId)).toBe(level)
      }
      const standing = { personId, source: 'a', reason: 'tracing.standing.contact' } satisfies Partial<Standing>
      await stage.app.run(ctx =>
        writeStandings(ctx, [
          { ...standing, level: 'red' },
          { ...standing, level: 'orange' },
        ]),
      )
      expect(await levelOf(stage, personId)).toBe('orange')
    }),
  )

  test(
    'what one source takes back leaves what the other says',
    scene(async stage => {
      const [personId, other] = [await enter(stage), await enter(stage)]
      for (const id of [personId, other]) {
        await say(stage, id, 'a', 'red')
        await say(stage, id, 'b', 'yellow')
      }
      await stage.app.run(ctx => clearStandings(ctx, 'a', [personId]))
      expect([await levelOf(stage, personId), await levelOf(stage, other)]).toEqual(['yellow', 'red'])
    }),
  )
})

test(
  'a statement holds until its time and not an instant longer; the one below it shows',
  scene(async stage => {
    const personId = await enter(stage)
    const until = new Date('2026-11-25T17:00:00Z')
    await say(stage, personId, 'a', 'orange', until)
    await say(stage, personId, 'b', 'yellow')
    expect(await levelOf(stage, personId, new Date(until.getTime() - 1))).toBe('orange')
    expect(await levelOf(stage, personId, until)).toBe('yellow')
    expect((await standingsOf(stage.sql, personId, until)).map(s => s.source)).toEqual(['b'])
  }),
)

describe('after a merge', () => {
  const cases: [string, [Level, number | null], [Level, number | null], Level][] = [
    ['the graver of the entry that goes', ['red', null], ['yellow', null], 'red'],
    ['the graver of the entry that stays', ['yellow', null], ['red', null], 'red'],
    ['the one still in force', ['orange', 5], ['red', -1], 'orange'],
    ['the one still in force, the other way', ['red', -1], ['orange', 5], 'orange'],
    ['neither when both have passed', ['red', -1], ['orange', -2], 'green'],
  ]
  test.each(cases)('of one source on both entries counts %s', (_, from, into, expected) =>
    scene(async stage => {
      const until = (days: number | null) => (days === null ? null : new Date(NOW.getTime() + days * 86_400_000))
      const [gone, stays] = [await enter(stage), await enter(stage)]
      await say(stage, gone, 'a', from[0], until(from[1]))
      await say(stage, stays, 'a', into[0], until(into[1]))
      await merge(stage, gone, stays)
      for (const id of [gone, stays]) expect(await levelOf(stage, id)).toBe(expected)
    })(),
  )

  test(
    'what is said or taken back of the entry that went still counts',
    scene(async stage => {
      const [gone, stays] = [await enter(stage), await enter(stage)]
      await say(stage, gone, 'a', 'orange')
      await merge(stage, gone, stays)
      expect(await levelOf(stage, stays)).toBe('orange')
      await say(stage, gone, 'a', 'red')
      expect(await levelOf(stage, stays)).toBe('red')
      await stage.app.run(ctx => clearStandings(ctx, 'a', [gone]))
      expect(await levelOf(stage, stays)).toBe('green')
    }),
  )

  test(
    'a citizen whose account is of the entry that went reads what was said of the other',
    scene(async stage => {
      const citizen = stage.as.citizen('0905000001')
      const unitId = unitNamed(stage.world, HERE)
      const body = { fullName: 'Nguyễn Văn An', birthDate: '1990', sex: 'male' as const, unitId, address: '' }
      const { personId } = await citizen.people.introduce({ body })
      const known = await enter(stage)
      await merge(stage, personId, known)
      await say(stage, known, 'a', 'orange')
      expect(await citizen.standing.mine({})).toMatchObject({ level: 'orange', reasons: [{ level: 'orange' }] })
    }),
  )
})
