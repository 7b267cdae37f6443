import { mustForm } from '#base/forms/index.ts'
import type { Answers } from '#base/forms/shape.ts'
import { treeOf } from '#base/units/index.ts'
import { moveMany } from '#base/work/work.ts'
import type { DeclarationKind, Method } from '#capabilities/declarations/contract.ts'
import { declare } from '#capabilities/declarations/declare.ts'
import { FORMS } from '#capabilities/declarations/forms.ts'
import { insertArea } from '#capabilities/declarations/queries.ts'
import { arrivals } from '#capabilities/declarations/work.ts'
import type { App, Context } from '#core/app.ts'
import { addDays, dayOf, HOUR_MS, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { asOf } from './cases.ts'
import { setDrillRule } from './drill.ts'
import type { ProvinceRecipe } from './province.ts'
import { RandomStream } from './random.ts'

type Recipe = Pick<ProvinceRecipe, 'seed' | 'population' | 'communes'>

/** Thành phố Hồ Chí Minh, where most came home from in 2021. */
const EPIDEMIC_AREA = '79'
const LISTED_DAYS_AGO = 30
const DAYS_BACK = 7
const PEOPLE_TO_ONE = 300
const MOST_A_DAY = 60
const FIRST_HOUR = 7
const HOURS = 14
const VEHICLES = ['motorbike', 'car', 'other']
const WELL = {
  symptoms: ['none'],
  epidemicArea: false,
  contactCase: false,
  contactCountry: false,
  contactSick: false,
  positive: false,
}

/** Who declares what at which time: drawn from the day, so that the day can be drawn again. */
interface Drawn {
  readonly at: Date
  readonly kind: DeclarationKind
  readonly method: Method
  readonly personId: string
  readonly answers: Answers
}

/**
 * The forms that the country has suspended are in force in the drill, an area with the epidemic is listed, and people have
 * declared for a week; the communes have confirmed who came, but for the latest.
 */
export async function replayDeclarations(ctx: Context, provinceId: string, recipe: Recipe): Promise<void> {
  for (const form of [FORMS.domestic, FORMS.entry])
    await setDrillRule(ctx, provinceId, form.code, { ...form.defaults.at(-1)?.params, inForce: true })
  await insertArea(ctx, {
    id: newId(ctx.now),
    unitId: listedArea(ctx),
    scopeId: provinceId,
    from: addDays(dayOf(ctx.now), -LISTED_DAYS_AGO),
    document: 'Thông báo của Ban Chỉ đạo tỉnh (diễn tập)',
  })
  const today = dayOf(ctx.now)
  for (let day = addDays(today, -DAYS_BACK); day <= today; day = addDays(day, 1))
    for (const drawn of await drawDay(ctx, recipe, day)) if (drawn.at <= ctx.now) await enter(ctx, drawn)
  await confirmArrivals(ctx, startOf(addDays(today, -1)))
}

/** What is declared while the demo runs: each call enters what falls between two moments of a day. */
export function declaringOn(app: App, recipe: Recipe): (day: string, from: Date, to: Date) => Promise<void> {
  let known: { readonly day: string; readonly drawn: readonly Drawn[] } | undefined
  return async (day, from, to) => {
    if (known?.day !== day) known = { day, drawn: await app.run(ctx => drawDay(ctx, recipe, day)) }
    for (const drawn of known.drawn) if (drawn.at > from && drawn.at <= to) await app.run(ctx => enter(ctx, drawn))
  }
}

function listedArea(ctx: Context): string {
  const area = treeOf(ctx.app).byCode('province', EPIDEMIC_AREA)
  if (!area) throw new Error(`There is no province ${EPIDEMIC_AREA} in the register of units.`)
  return area.id
}

async function drawDay({ sql, app }: Context, { seed, population, communes }: Recipe, day: string): Promise<Drawn[]> {
  const count = Math.min(MOST_A_DAY, Math.ceil(population / PEOPLE_TO_ONE))
  const unitIds = communes.map(commune => commune.id)
  const people = await sql<{ id: string; unitId: string; address: string }[]>`
    select id, unit_id, address from people.person
    where unit_id = any(${unitIds}::uuid[]) and birth_date is not null
    order by hashtextextended(id::text, ${Date.parse(day) / 1000}), id limit ${count}`
  const tree = treeOf(app)
  const area = tree.byCode('province', EPIDEMIC_AREA)
  const away = tree.all().filter(unit => unit.tier === 'commune' && area && tree.contains(area.id, unit.id))
  const random = new RandomStream(seed, 'declarations')
  return people.map((person, i) => {
    random.at(Date.parse(day) / 86_400_000, i)
    const at = new Date(startOf(day).getTime() + (FIRST_HOUR + random.unit() * HOURS) * HOUR_MS)
    const kind = random.chance(0.05) ? 'entry' : 'domestic'
    const from = random.chance(0.3) ? random.pick(away).id : random.pick(unitIds)
    const method = random.chance(0.15) ? 'paper' : random.chance(0.2) ? 'family' : 'self'
    const stay = { stay: person.unitId, stayAddress: person.address || 'Nhà người thân' }
    const how = kind === 'entry' ? entryOf(day) : { from, departed: addDays(day, -1), vehicle: random.pick(VEHICLES) }
    return { at, kind, method, personId: person.id, answers: { ...WELL, ...stay, ...how, ...healthOf(random, day) } }
  })
}

const entryOf = (day: string): Answers => ({
  nationality: 'VN',
  gate: 'phu-bai',
  entered: day,
  countries: ['TH'],
  animals: false,
  vaccinated: 'full',
})

/** Most are well; some were near somebody ill, a few have signs or a positive test. */
function healthOf(random: RandomStream, day: string): Answers {
  if (random.chance(0.015)) return { positive: true, testedOn: day, testKind: 'rapid' }
  if (random.chance(0.02)) return { contactCase: true }
  if (random.chance(0.04)) return { symptoms: ['cough', 'fever'] }
  return random.chance(0.04) ? { contactSick: true } : {}
}

/** Somebody says that they are well, as everybody is asked to. */
export const declareWell = (ctx: Context, personId: string, at: Date): Promise<void> =>
  enter(ctx, { at, kind: 'population', method: 'self', personId, answers: WELL })

async function enter(ctx: Context, { at, kind, method, personId, answers }: Drawn): Promise<void> {
  const then = asOf(ctx, at)
  const [person] = await ctx.sql<{ unitId: string | null }[]>`select unit_id from people.person where id = ${personId}`
  const { version } = await mustForm(then, FORMS[kind], { day: dayOf(at), unitId: person?.unitId ?? undefined })
  await declare(then, { id: newId(at), personId, kind, version, answers, method, at })
}

/** The communes have seen whoever came before a moment: most watch themselves at home. */
async function confirmArrivals(ctx: Context, before: Date): Promise<void> {
  const rows = await ctx.sql<{ id: string }[]>`
    select id from work.item where kind = ${arrivals.kind} and open and opened_at < ${before} order by id`
  await moveMany(
    ctx,
    rows.map(({ id }) => ({ id, step: 'arrive' })),
  )
  await moveMany(
    ctx,
    rows.filter((_, i) => i % 5 > 0).map(({ id }) => ({ id, step: 'watch', note: 'Đã tiêm đủ, không có triệu chứng' })),
  )
}
