import { createAccount, ensureAdministrator } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { treeOf } from '#base/units/index.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { loadProvince } from '#simulation/load.ts'
import type { ProvinceRecipe } from '#simulation/province.ts'
import type { Commune } from '#simulation/types.ts'

export type DemoSize = 'none' | 'small' | 'province'

export interface Made {
  /** What to show in the terminal; passwords are shown once. */
  readonly accounts: readonly {
    readonly who: string
    readonly login: string
    readonly password: string
    readonly role?: string
  }[]
}

const DEMO_PEOPLE = { small: 5_000, province: 200_000 } as const
const DEMO_DAYS = 14
const DEMO_SEED = 2021
/** Thừa Thiên Huế, the first of the five provinces that Saola answers to. */
const DEMO_PROVINCE = '46'
/** Everybody may know it: a demo holds synthetic people only, and production makes no such account. */
export const DEMO_PASSWORD = 'saola-hue-2026'

interface Facts {
  readonly accounts?: Made['accounts']
}

/** On the first start makes what the installation begins with, in one transaction; later tells what was made. */
export async function firstStart(
  app: App,
  { demo, onStep }: { readonly demo: DemoSize; readonly onStep: (text: string) => void },
): Promise<Made> {
  const [known] = await app.db.sql<{ facts: Facts }[]>`select facts from core.installation`
  if (known) return { accounts: known.facts.accounts ?? [] }
  return app.run(async ctx => {
    const administrator = await ensureAdministrator(ctx)
    const accounts = administrator ? [{ who: 'Administrator (first sign-in)', ...administrator }] : []
    // The administrator's password is shown this once; what is kept are the accounts that everybody may know.
    const made = demo === 'none' ? undefined : await makeDemo(ctx, DEMO_PEOPLE[demo], onStep)
    await ctx.sql`
      insert into core.installation (mode, facts, made_at)
      values (${app.config.mode}, ${ctx.sql.json((made ?? {}) as never)}, ${ctx.now})`
    return { accounts: [...accounts, ...(made?.accounts ?? [])] }
  })
}

async function makeDemo(ctx: Context, population: number, onStep: (text: string) => void) {
  const recipe = recipeFor(ctx, population)
  onStep(
    `Making ${recipe.provinceName}: ${population.toLocaleString('en')} synthetic people, ${DEMO_DAYS} days up to today`,
  )
  const shown = new Map<string, number>()
  const loaded = await loadProvince(ctx, recipe, (what, done, of) => {
    const percent = Math.floor((done / of) * 10) * 10
    if (population < 50_000 || shown.get(what) === percent) return
    shown.set(what, percent)
    onStep(`  ${what} ${bar(done / of)} ${percent}%`)
  })
  return { ...loaded, accounts: await demoAccounts(ctx) }
}

const bar = (share: number) => `${'█'.repeat(Math.round(share * 20))}${'░'.repeat(20 - Math.round(share * 20))}`

function recipeFor(ctx: Context, population: number): ProvinceRecipe {
  const tree = treeOf(ctx.app)
  const province = tree.byCode('province', DEMO_PROVINCE)
  if (!province) throw new Error(`There is no province ${DEMO_PROVINCE} in the register of units.`)
  const communes = tree.all().filter(unit => unit.tier === 'commune' && tree.contains(province.id, unit.id))
  return {
    seed: DEMO_SEED,
    population,
    days: DEMO_DAYS,
    lastDay: dayOf(ctx.now),
    provinceCode: DEMO_PROVINCE,
    provinceName: province.name,
    communes: communes.map(unit => ({
      id: unit.id,
      name: unit.name,
      type: unit.type.toLowerCase() as Commune['type'],
      districtId: tree.path(unit.id).at(-2)?.id ?? province.id,
    })),
  }
}

/** One account for each role, and the phones of a citizen and of an office, for who wants to look around. */
async function demoAccounts(ctx: Context): Promise<Made['accounts']> {
  const tree = treeOf(ctx.app)
  const province = tree.byCode('province', DEMO_PROVINCE)
  const [busiest] = await ctx.sql<{ unitId: string; name: string }[]>`
    select w.unit_id, u.full_name as name from work.item w join units.unit u on u.id = w.unit_id
    where w.open group by 1, 2 order by count(*) desc, 2 limit 1`
  if (!province || !busiest) return []
  const officers: [RoleName, string, string, string, string][] = [
    ['tracer', 'truyvet', 'Nguyễn Thị Minh Châu', province.id, 'Tracer (CDC)'],
    ['health-officer', 'tramyte', 'Trần Văn Phúc', busiest.unitId, `Health officer, ${busiest.name}`],
    ['leader', 'lanhdao', 'Lê Quang Hải', province.id, 'Leader'],
    ['registrar', 'diadiem', 'Hoàng Thị Thu Hiền', province.id, 'Registrar of places'],
    ['administrator', 'quantri', 'Phạm Đức Long', province.id, 'Administrator of the province'],
  ]
  const made: { who: string; login: string; password: string; role: string }[] = []
  for (const [role, login, name, areaId, who] of officers) {
    const accountId = await createAccount(ctx, {
      kind: 'officer',
      name,
      login,
      password: DEMO_PASSWORD,
      unitId: areaId,
      mustChangePassword: false,
    })
    await addGrant(ctx, { accountId, role, areaId })
    made.push({ who, login, password: DEMO_PASSWORD, role })
  }
  return made
}
