import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { dueAt } from './index.ts'

/** A Friday afternoon; the Saturday after it is off unless decided otherwise. */
const RECEIVED = new Date('2026-11-20T08:00:00Z')
const SATURDAY = '2026-11-21'

const dueIn = (app: Stage['app'], workingDays: number) => app.run(ctx => dueAt(ctx, RECEIVED, { workingDays }))

test(
  'a worked Saturday moves deadlines as soon as it is entered, and back when it is taken out',
  scene(async ({ as, app }) => {
    const admin = as.administrator()
    const monday = new Date('2026-11-23T10:00:00Z')
    expect(await dueIn(app, 1)).toEqual(monday)
    await admin.calendar.decide({ params: { date: SATURDAY }, body: { kind: 'makeup', note: 'Làm bù' } })
    expect(await dueIn(app, 1)).toEqual(new Date('2026-11-21T10:00:00Z'))
    await admin.calendar.undecide({ params: { date: SATURDAY } })
    expect(await dueIn(app, 1)).toEqual(monday)
  }),
)

test(
  'everybody signed in reads the year; what was decided is told from what is computed',
  scene(async ({ as }) => {
    await as.administrator().calendar.decide({ params: { date: SATURDAY }, body: { kind: 'holiday', note: 'Nghỉ lũ' } })
    const { days } = await as.nobody().calendar.year({ params: { year: '2026' } })
    expect(days.find(day => day.date === SATURDAY)).toEqual({
      date: SATURDAY,
      working: false,
      kind: 'holiday',
      note: 'Nghỉ lũ',
      decided: true,
    })
    expect(days.find(day => day.date === '2026-01-01')).toMatchObject({ working: false, decided: false })
  }),
)

test(
  'only an administrator of the whole decides days',
  scene(async ({ as }) => {
    const call = { params: { date: SATURDAY }, body: { kind: 'makeup' as const, note: 'Làm bù' } }
    await expect(as.leader('46').calendar.decide(call)).rejects.toMatchObject({ code: 'core.refused.verb' })
    await expect(as.administrator('46').calendar.decide(call)).rejects.toMatchObject({ code: 'core.refused.area' })
  }),
)
