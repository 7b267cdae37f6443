import { askAccess, askHelp } from '#base/accounts/requests.ts'
import { helpline } from '#base/helplines/policies.ts'
import { citizenAccount, createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { linkAccount } from '#base/identity/person-link.ts'
import { factorDuty, holderQuestion } from '#base/identity/policies.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { localPhone } from '#base/people/identifiers.ts'
import { identifiersOf } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { setPolicy } from '#base/policies/index.ts'
import { takeStocks } from '#base/retention/enforce.ts'
import { addPost } from '#base/stations/devices.ts'
import { storeCode } from '#base/stations/personal-code.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { treeOf } from '#base/units/index.ts'
import type { Unit } from '#base/units/model.ts'
import { riseWork } from '#base/work/rise.ts'
import { urgeWork } from '#base/work/urge.ts'
import { assignTeam } from '#capabilities/followup/stays.ts'
import { addMember, addTeam, takeHouseholds } from '#capabilities/followup/teams.ts'
import { isolationDays, testRule } from '#capabilities/isolation/policies.ts'
import { setCapacity } from '#capabilities/isolation/sites.ts'
import { officeShare } from '#capabilities/rosters/policies.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, DAY_MS, dayOf } from '#core/clock.ts'
import { replayDataRequests } from '#simulation/data-requests.ts'
import { replayDeclarations } from '#simulation/declarations.ts'
import { acceptDemoArrivals, type DemoStaff, openDemoOffices, replayDocuments } from '#simulation/documents.ts'
import { setDrillRule } from '#simulation/drill.ts'
import { replayExchange } from '#simulation/exchange.ts'
import { replayHall } from '#simulation/halls.ts'
import { type LoadPhase, loadProvince } from '#simulation/load.ts'
import { replayLooks } from '#simulation/looks.ts'
import { replayNotices } from '#simulation/notices.ts'
import { replayOfficers, replayStaff } from '#simulation/officers.ts'
import { DRILL_DAYS, DRILL_TESTS, replayOrders } from '#simulation/orders.ts'
import { replayOutcomes } from '#simulation/outcomes.ts'
import { doubtScans, doubtVisit } from '#simulation/parked.ts'
import { replayPortal, replayPost } from '#simulation/post.ts'
import type { ProvinceRecipe } from '#simulation/province.ts'
import { replayRegister } from '#simulation/register.ts'
import { replayReports } from '#simulation/reports.ts'
import { replayRoadblock } from '#simulation/roadblock.ts'
import { replayRosters } from '#simulation/rosters.ts'
import { type Bureau, replayServices } from '#simulation/services.ts'
import { replaySignatures } from '#simulation/signatures.ts'
import type { Commune } from '#simulation/types.ts'
import type { Steps } from './steps.ts'

export type DemoSize = 'small' | 'province'

/** An account to show in the terminal. Officers have a password; citizens sign in by a code sent to their phone. */
export interface DemoAccount {
  readonly who: string
  /** A login, or a phone. */
  readonly login: string
  readonly password?: string
  /** Of officers: the sign-in page of the offices offers them. */
  readonly role?: string
}

const PEOPLE = { small: 5_000, province: 200_000 } as const satisfies Record<DemoSize, number>
const DAYS = 14
const SEED = 2021
/** Thừa Thiên Huế, the first of the five provinces that Saola answers to. */
const PROVINCE = '46'
/**
 * Where the 5,000 people of the small demo live: as few communes as make a town and its country, or a commune would hold
 * a hamlet. Seven wards of the city of Huế, and Phong Điền with five communes around it.
 */
const SMALL: readonly string[] = [
  '19762',
  '19777',
  '19783',
  '19786',
  '19789',
  '19792',
  '19801',
  '19819',
  '19849',
  '19852',
  '19855',
  '19858',
  '19864',
]
/** Everybody may know it: a demo holds synthetic people only, and production makes no such account. */
const PASSWORD = 'saola-hue-2026'

/** With which the officers of the commune enter a shared machine. */
const STATION_CODE = '246813'

/** How long the offices of documents have worked when the demo begins. */
const OFFICE_DAYS = 200

const MEMBER_PHONE = '0905000003'
const MOST_HOMES = 8
/** Arrivals of the demo whom its team looks for. */
const MOST_ARRIVALS = 3
/** One-stop offices of communes in the demo. */
const MOST_OFFICES = 40
const SITE = 'Khu cách ly tập trung Trường Cao đẳng Sư phạm'
const SITE_CAPACITY = 30

/** How much of the time each part takes, measured over 200,000 people. */
const SHARES: Readonly<Record<LoadPhase, number>> = {
  people: 0.42,
  days: 0.35,
  visits: 0.19,
  cases: 0.02,
  figures: 0.02,
}
const PHASES = Object.keys(SHARES) as LoadPhase[]

/** Makes a synthetic province, up to this minute. */
export async function makeDemo(ctx: Context, size: DemoSize, steps: Steps) {
  const recipe = recipeFor(ctx, size)
  const people = recipe.population.toLocaleString('en')
  const loaded = await steps.step(`Making ${recipe.provinceName}: ${people} people, ${DAYS} days`, report =>
    loadProvince(ctx, recipe, (phase, done, of) => report(shareOf(phase, done / of))),
  )
  await easeSignIn(ctx)
  await phones(ctx, recipe)
  const staff = await officers(ctx)
  await orders(ctx, staff)
  await outcomes(ctx, staff)
  await replayDeclarations(ctx, demoProvince(ctx).id, recipe)
  await notices(ctx, staff)
  await quickReports(ctx, staff)
  await askForLate(ctx)
  const bureaus = await offices(ctx, staff, recipe)
  await signing(ctx, staff, bureaus)
  await deskWork(ctx, staff)
  await halls(ctx)
  const citizenAccounts = await citizens(ctx)
  await looks(ctx, staff)
  await register(ctx, staff)
  await oneStop(ctx, staff, recipe)
  await replayPost(ctx, (await busiestCommune(ctx)).id)
  await replayPortal(ctx)
  await rosters(ctx, staff)
  await dataRequests(ctx, staff)
  await documents(ctx, bureaus)
  await replayStaff(ctx, (await busiestCommune(ctx)).id)
  await replayOfficers(ctx, OFFICE_DAYS)
  await takeStocks(ctx)
  return {
    size,
    ...loaded,
    accounts: [
      ...staff.map(({ account }) => account),
      ...bureaus.accounts,
      ...citizenAccounts,
      await teamMember(ctx),
      await roadblock(ctx, staff),
    ],
  }
}

function shareOf(phase: LoadPhase, done: number): number {
  const before = PHASES.slice(0, PHASES.indexOf(phase)).reduce((sum, one) => sum + SHARES[one], 0)
  return before + SHARES[phase] * done
}

function recipeFor(ctx: Context, size: DemoSize): ProvinceRecipe {
  const tree = treeOf(ctx.app)
  const province = demoProvince(ctx)
  const all = tree.all().filter(unit => unit.tier === 'commune' && tree.contains(province.id, unit.id))
  const chosen = size === 'small' ? all.filter(unit => SMALL.includes(unit.code)) : all
  return {
    seed: SEED,
    population: PEOPLE[size],
    days: DAYS,
    lastDay: dayOf(ctx.now),
    provinceCode: PROVINCE,
    provinceName: province.name,
    communes: chosen.map(unit => ({
      id: unit.id,
      name: unit.name,
      type: unit.type.toLowerCase() as Commune['type'],
      districtId: tree.path(unit.id).at(-2)?.id ?? province.id,
    })),
  }
}

function demoProvince(ctx: Context): Unit {
  const province = treeOf(ctx.app).byCode('province', PROVINCE)
  if (!province) throw new Error(`There is no province ${PROVINCE} in the register of units.`)
  return province
}

interface Officer {
  readonly who: Who
  readonly account: DemoAccount
}

const whoIs = (staff: readonly Officer[], role: RoleName) => staff.find(({ account }) => account.role === role)?.who

/** What the commune with most contacts has ordered for them. */
async function orders(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const [station, chair] = [whoIs(staff, 'health-officer'), whoIs(staff, 'commune-chair')]
  const unitId = chair?.grants[0]?.areaId
  if (!station || !chair || !unitId) throw new Error('The demo has nobody to order isolation.')
  await setDrillRule(ctx, demoProvince(ctx).id, isolationDays.code, DRILL_DAYS)
  await setDrillRule(ctx, demoProvince(ctx).id, testRule.code, DRILL_TESTS)
  const [siteId] = await addPlaces(ctx, [{ kind: 'isolation', name: SITE, unitId, address: '123 Nguyễn Huệ' }])
  await setCapacity(ctx, siteId as string, SITE_CAPACITY, addDays(dayOf(ctx.now), -DAYS))
  await replayOrders(ctx, { unitId, station, chair, site: { id: siteId as string, name: SITE } })
}

/** How older cases ended, as the province's tracer wrote it down. */
async function outcomes(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const tracer = whoIs(staff, 'tracer')
  if (!tracer) throw new Error('The demo has no tracer.')
  await replayOutcomes(ctx, tracer)
}

/** What the province's tracer has published, and who of that commune reported. */
async function notices(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const tracer = whoIs(staff, 'tracer')
  if (!tracer) throw new Error('The demo has no tracer.')
  await replayNotices(ctx, { provinceId: demoProvince(ctx).id, communeId: (await busiestCommune(ctx)).id, tracer })
}

/** What the station and the province have reported, and are to report now. */
async function quickReports(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const bureaus = [
    { who: whoIs(staff, 'health-officer'), tests: 40 },
    { who: whoIs(staff, 'tracer'), tests: 0 },
  ].flatMap(({ who, tests }) => {
    const unitId = who?.grants[0]?.areaId
    return who && unitId ? [{ who, tests, unitId }] : []
  })
  await replayReports(ctx, bureaus)
}

/** Who can sign, who keeps the seals, and what waits for them. */
async function signing(ctx: Context, staff: readonly Officer[], { province, commune }: Bureaus): Promise<void> {
  const [leader, chair, station, tracer] = (['leader', 'commune-chair', 'health-officer', 'tracer'] as const).map(
    role => whoIs(staff, role),
  )
  const communeId = chair?.grants[0]?.areaId
  if (!leader || !chair || !station || !tracer || !communeId) throw new Error('The demo has nobody to sign.')
  const clerks = { province: province.clerk, commune: commune.clerk }
  await replaySignatures(ctx, { provinceId: demoProvince(ctx).id, communeId, leader, chair, station, tracer, clerks })
}

/** One account for each role of an officer. */
async function officers(ctx: Context): Promise<Officer[]> {
  const province = demoProvince(ctx)
  const commune = await busiestCommune(ctx)
  const wanted: [RoleName, string, string, string, string][] = [
    ['leader', 'lanhdao', 'Lê Quang Hải', province.id, 'Leader'],
    ['tracer', 'truyvet', 'Nguyễn Thị Minh Châu', province.id, 'Tracer (CDC)'],
    ['health-officer', 'tramyte', 'Trần Văn Phúc', commune.id, `Health officer, ${commune.fullName}`],
    ['commune-chair', 'chutich', 'Nguyễn Hữu Thành', commune.id, `Chair, ${commune.fullName}`],
    ['one-stop-clerk', 'motcua', 'Lê Thị Hồng Nhung', commune.id, `One-stop clerk, ${commune.fullName}`],
    ['case-officer', 'thuly', 'Đặng Quốc Bảo', commune.id, `Case officer, ${commune.fullName}`],
    ['one-stop-clerk', 'motcuatinh', 'Hồ Thị Mỹ Duyên', province.id, 'One-stop clerk of the province'],
    ['case-officer', 'thulytinh', 'Nguyễn Đình Khoa', province.id, 'Case officer of the province'],
    ['registrar', 'diadiem', 'Hoàng Thị Thu Hiền', province.id, 'Registrar of places'],
    ['helpdesk', 'hotro', 'Võ Thị Kim Liên', commune.id, `Help desk, ${commune.fullName}`],
    ['administrator', 'quantri', 'Phạm Đức Long', province.id, 'Administrator of the province'],
    ['auditor', 'kiemtra', 'Tôn Nữ Diệu Hằng', province.id, 'Auditor of the province'],
    ['data-officer', 'dulieu', 'Phan Thị Bảo Ngọc', province.id, 'Data protection officer of the province'],
  ]
  return Promise.all(
    wanted.map(async ([role, login, name, areaId, who]) => {
      const made = { kind: 'officer', name, login, password: PASSWORD, unitId: areaId } as const
      const accountId = await createAccount(ctx, { ...made, mustChangePassword: false })
      await addGrant(ctx, { accountId, role, areaId })
      const account = { who, login, password: PASSWORD, role }
      return { account, who: { accountId, sessionId: '', name, personIds: [], grants: [{ role, areaId }] } }
    }),
  )
}

/** Whom the station has looked at, and a colleague who looked at too many in the night. */
async function looks(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const station = whoIs(staff, 'health-officer')
  const communeId = station?.grants[0]?.areaId
  const [citizen] = await ctx.sql<{ personId: string }[]>`
    select person_id from identity.account where kind = 'citizen' and person_id is not null order by created_at, id limit 1`
  if (!station || !communeId || !citizen) throw new Error('The demo has nobody to look.')
  const made = {
    kind: 'officer',
    name: 'Đỗ Hữu Nghĩa',
    login: 'tramyte2',
    password: PASSWORD,
    unitId: communeId,
  } as const
  const curiousId = await createAccount(ctx, { ...made, mustChangePassword: false })
  await addGrant(ctx, { accountId: curiousId, role: 'health-officer', areaId: communeId })
  await ctx.sql`
    update identity.role_grant set since = since - interval '60 days'
    where account_id in (${station.accountId}, ${curiousId})`
  await replayLooks(ctx, { communeId, officerId: station.accountId, curiousId, citizenId: citizen.personId })
}

/** What came in at the one-stop offices, of the province and its communes. */
async function oneStop(ctx: Context, staff: readonly Officer[], recipe: ProvinceRecipe): Promise<void> {
  const provinceId = demoProvince(ctx).id
  const communeId = (await busiestCommune(ctx)).id
  const at = (login: string) => staff.find(({ account }) => account.login === login)?.who
  const bureau = (unitId: string, clerk: string, officer: string, approver: string): Bureau[] => {
    const [a, b, c] = [at(clerk), at(officer), at(approver)]
    if (!a || !b || !c) return []
    return [
      {
        unitId,
        clerkId: a.accountId,
        clerk: a.name,
        officerId: b.accountId,
        approverId: c.accountId,
        approver: c.name,
      },
    ]
  }
  const [citizen] = await ctx.sql<{ personId: string }[]>`
    select person_id from identity.account where kind = 'citizen' and person_id is not null order by created_at, id limit 1`
  if (!citizen) throw new Error('The demo has no citizen with a dossier.')
  await replayServices(ctx, {
    provinceId,
    communeIds: recipe.communes.map(commune => commune.id).slice(0, MOST_OFFICES),
    bureaus: [
      ...bureau(communeId, 'motcua', 'thuly', 'chutich'),
      ...bureau(provinceId, 'motcuatinh', 'thulytinh', 'lanhdao'),
    ],
    citizenId: citizen.personId,
    seed: SEED,
  })
}

/** Who was entered twice where the health officer works, and what a citizen finds wrong. */
async function register(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const communeId = whoIs(staff, 'health-officer')?.grants[0]?.areaId
  const [citizen] = await ctx.sql<{ id: string; personId: string }[]>`
    select a.id, a.person_id from identity.account a join people.person p on p.id = a.person_id
    where a.kind = 'citizen' order by p.unit_id = ${communeId ?? null} desc, a.created_at, a.id limit 1`
  if (!communeId || !citizen) throw new Error('The demo has nobody who was entered twice.')
  await replayRegister(ctx, { communeId, citizenId: citizen.personId, accountId: citizen.id })
}

/** The offices of the province and of that commune, and who works in them. */
interface Bureaus {
  readonly province: DemoStaff
  readonly commune: DemoStaff
  /** Committees of other communes, to write to. */
  readonly others: readonly string[]
  readonly accounts: readonly DemoAccount[]
}

async function offices(ctx: Context, staff: readonly Officer[], recipe: ProvinceRecipe): Promise<Bureaus> {
  const province = demoProvince(ctx)
  const commune = await busiestCommune(ctx)
  const tree = treeOf(ctx.app)
  const [leader, chair] = [whoIs(staff, 'leader'), whoIs(staff, 'commune-chair')]
  if (!leader || !chair) throw new Error('The demo has nobody to lead an office.')
  const ids = await openDemoOffices(
    ctx,
    province.id,
    recipe.communes.map(one => one.id),
  )
  const accounts: DemoAccount[] = []
  const since = new Date(ctx.now.getTime() - OFFICE_DAYS * DAY_MS)
  const office = async (
    unit: Unit,
    boss: Who,
    role: RoleName,
    suffix: string,
    names: readonly [string, string, string],
  ) => {
    const organisation = ids.get(`ubnd-${unit.code}`) as string
    const at = { areaId: unit.id, organisationId: organisation }
    const officer = async (login: string, name: string, as: RoleName, who: string): Promise<Who> => {
      const made = { kind: 'officer', name, login, password: PASSWORD, unitId: unit.id } as const
      const accountId = await createAccount(ctx, { ...made, mustChangePassword: false })
      await addGrant(ctx, { accountId, role: as, ...at, since })
      accounts.push({ who: `${who}, ${unit.fullName}`, login, password: PASSWORD, role: as })
      return { accountId, sessionId: '', name, personIds: [], grants: [{ role: as, ...at }] }
    }
    await addGrant(ctx, { accountId: boss.accountId, role, ...at })
    await ctx.sql`update identity.role_grant set since = ${since} where account_id = ${boss.accountId} and role = ${role}`
    const [clerk, first, second] = names
    return {
      organisationId: organisation,
      leader: { ...boss, grants: [{ role, ...at }] },
      clerk: await officer(`vanthu${suffix}`, clerk, 'clerk', 'Clerk of documents'),
      specialists: [
        await officer(`chuyenvien${suffix}`, first, 'specialist', 'Specialist'),
        await officer(`chuyenvien2${suffix}`, second, 'specialist', 'Specialist'),
      ],
    } satisfies DemoStaff
  }
  return {
    province: await office(province, leader, 'leader', '', ['Lê Thị Thanh Nhàn', 'Hồ Văn Dũng', 'Trần Thị Mỹ Lệ']),
    commune: await office(commune, chair, 'commune-chair', 'xa', ['Phan Thị Hoa', 'Võ Đình Khánh', 'Nguyễn Thị Xuân']),
    others: recipe.communes.map(one => ids.get(`ubnd-${tree.get(one.id)?.code ?? ''}`) ?? ''),
    accounts,
  }
}

/** A year of documents of these offices. */
async function documents(ctx: Context, { province, commune, others }: Bureaus): Promise<void> {
  await replayDocuments(ctx, province, [...others.slice(0, 5), commune.organisationId])
  await replayDocuments(ctx, commune, [province.organisationId])
  await acceptDemoArrivals(ctx, commune.clerk, commune.organisationId)
  await replayExchange(ctx, { id: province.organisationId, unitId: demoProvince(ctx).id })
}

/** Who works with the officers of the commune and of the province, beside those of the demo. */
const COLLEAGUES = {
  commune: ['Trần Thị Ngọc Ánh', 'Hồ Đắc Khánh', 'Lê Thị Thanh Nhàn', 'Nguyễn Văn Dũng', 'Phạm Thị Hoài Thương'],
  province: ['Đặng Thị Mỹ Lệ', 'Hồ Viết Tư', 'Trương Công Định', 'Ngô Thị Diễm My'],
}

/** Half of each office is there at a time; a colleague of the health officer is on leave, and two swaps are under way. */
async function rosters(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const who = (role: RoleName) => {
    const found = whoIs(staff, role)
    if (!found?.grants[0]?.areaId) throw new Error(`The demo has no ${role}.`)
    return { who: found, unitId: found.grants[0].areaId }
  }
  const [chair, station, leader] = [who('commune-chair'), who('health-officer'), who('leader')]
  const [away] = await ctx.sql<{ id: string }[]>`select id from identity.account where login = 'tramyte2'`
  if (!away) throw new Error('The demo has nobody on leave.')
  const [desk, tracer, registrar] = [who('helpdesk').who, who('tracer').who, who('registrar').who]
  const named = (names: readonly string[], login: string) =>
    names.map((name, i) => ({ name, login: `${login}${i + 1}` }))
  await setDrillRule(ctx, demoProvince(ctx).id, officeShare.code, { largestShare: 0.5, teamFrom: 4 })
  await replayRosters(ctx, [
    {
      unitId: chair.unitId,
      planner: chair.who,
      colleagues: named(COLLEAGUES.commune, 'canboxa'),
      leave: { awayId: away.id, standInId: station.who.accountId },
      swaps: [
        [desk, station.who],
        [station.who, desk],
      ],
    },
    {
      unitId: leader.unitId,
      planner: leader.who,
      colleagues: named(COLLEAGUES.province, 'canbotinh'),
      swaps: [[registrar, tracer]],
    },
  ])
}

/** What citizens there ask to be done with their data. */
async function dataRequests(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const communeId = whoIs(staff, 'health-officer')?.grants[0]?.areaId
  const officer = whoIs(staff, 'data-officer')
  if (!communeId || !officer) throw new Error('The demo has nobody who protects data.')
  await replayDataRequests(ctx, communeId, officer)
}

/** A shared machine that waits for its registration, codes for it, and what officers ask of the help desk. */
async function deskWork(ctx: Context, staff: readonly Officer[]): Promise<void> {
  const whoIs = (role: RoleName) => staff.find(({ account }) => account.role === role)?.who
  const [station, registrar] = [whoIs('health-officer'), whoIs('registrar')]
  const unitId = station?.grants[0]?.areaId
  if (!station || !registrar || !unitId) throw new Error('The demo has nobody to ask the help desk.')
  await addPost(ctx, unitId, 'Bàn tiếp đón')
  for (const { who, account } of staff)
    if (who.grants[0]?.areaId === unitId && account.role) await storeCode(ctx, who.accountId, STATION_CODE)
  const as = (who: Who) => ctx.app.context(ctx.sql, { who, now: ctx.now })
  await askAccess(as(registrar), {
    verb: 'tracing.read',
    note: 'Cần xem ca bệnh để khoanh vùng các điểm phải tạm dừng.',
  })
  await askAccess(as(station), { verb: 'isolation.sign', unitId, note: 'Chủ tịch đi họp tỉnh hai ngày, xin ký thay.' })
  await askHelp(ctx, { login: 'chutich', phone: '0905000009', note: 'Đổi điện thoại nên quên mật khẩu.' })
}

/** The hall of that commune, with two clerks at its counters. */
async function halls(ctx: Context): Promise<void> {
  const province = demoProvince(ctx)
  const commune = await busiestCommune(ctx)
  const clerk = async (login: string, name: string): Promise<Who> => {
    const made = { kind: 'officer', name, login, password: PASSWORD, unitId: commune.id } as const
    const accountId = await createAccount(ctx, { ...made, mustChangePassword: false })
    await addGrant(ctx, { accountId, role: 'one-stop-clerk', areaId: commune.id })
    return { accountId, sessionId: '', name, personIds: [], grants: [{ role: 'one-stop-clerk', areaId: commune.id }] }
  }
  await replayHall(ctx, {
    unitId: commune.id,
    provinceId: province.id,
    name: 'Bộ phận Một cửa',
    address: 'Tầng 1, trụ sở UBND',
    clerks: [await clerk('quay2', 'Hồ Thị Diệu Linh'), await clerk('quay3', 'Nguyễn Đình Khoa')],
  })
}

/** What is late has risen, and the leader has asked for what is late longest where the health officer works. */
async function askForLate(ctx: Context): Promise<void> {
  await riseWork(ctx)
  const [first] = await ctx.sql<{ id: string }[]>`
    select id from work.item where open and risen_to is not null
    order by unit_id = ${(await busiestCommune(ctx)).id} desc, due_at, id limit 1`
  const [leader] = await ctx.sql<{ accountId: string; name: string; areaId: string }[]>`
    select a.id as account_id, a.name, g.area_id
    from identity.account a join identity.role_grant g on g.account_id = a.id where g.role = 'leader' limit 1`
  if (!first || !leader) return
  const { accountId, name, areaId } = leader
  const who = { accountId, sessionId: '', name, personIds: [], grants: [{ role: 'leader', areaId }] }
  const asLeader = ctx.app.context(ctx.sql, { who, now: ctx.now })
  await urgeWork(asLeader, first.id, 'Đề nghị trạm liên hệ ngay trong sáng nay và báo lại kết quả.')
}

/** Where most contacts live: its inbox has something in it. */
async function busiestCommune(ctx: Context): Promise<Unit> {
  const [row] = await ctx.sql<{ unitId: string }[]>`
    select unit_id from tracing.contact where state = 'contact' group by 1 order by count(*) desc, 1 limit 1`
  const unit = row && treeOf(ctx.app).get(row.unitId)
  if (!unit) throw new Error('The simulated epidemic has no contacts.')
  return unit
}

/** A citizen who is a contact of a case, and one who runs a checkpoint; both with their phone and their person. */
async function citizens(ctx: Context): Promise<DemoAccount[]> {
  const [contact] = await ctx.sql<{ personId: string; fullName: string }[]>`
    select p.id as person_id, p.full_name from tracing.contact k
    join people.person p on p.id = k.person_id
    join people.identifier i on i.person_id = p.id and i.kind = 'phone'
    where k.state = 'contact' and left(p.birth_date, 4)::int <= ${bornBy(ctx.now, 20)}
    order by k.unit_id = ${(await busiestCommune(ctx)).id} desc, k.met_until desc, p.id limit 1`
  const [manager] = await ctx.sql<{ personId: string; fullName: string; placeId: string; place: string }[]>`
    with busiest as (
      select place_id from timeline.visit v join places.place p on p.id = v.place_id and p.kind = 'market'
      group by 1 order by count(*) desc, 1 limit 1)
    select p.id as person_id, p.full_name, l.id as place_id, l.name as place
    from busiest b join places.place l on l.id = b.place_id
    join timeline.visit v on v.place_id = l.id
    join people.person p on p.id = v.person_id
    join people.identifier i on i.person_id = p.id and i.kind = 'phone'
    where left(p.birth_date, 4)::int <= ${bornBy(ctx.now, 25)} and p.id is distinct from ${contact?.personId ?? null}
    group by 1, 2, 3, 4 order by count(*) desc, 1 limit 1`
  const made: DemoAccount[] = []
  if (contact) made.push({ who: 'Citizen, a contact of a case', login: (await settle(ctx, contact)).phone })
  if (manager) {
    const { accountId, phone } = await settle(ctx, manager)
    await addGrant(ctx, { accountId, role: 'place-manager', placeId: manager.placeId })
    await doubtScans(ctx, manager.placeId, accountId)
    made.push({ who: `Manager of a checkpoint, ${manager.place}`, login: phone })
  }
  return made
}

/** A community team of that commune, with the households it visits and a member. */
async function teamMember(ctx: Context): Promise<DemoAccount> {
  const { id: unitId, fullName } = await busiestCommune(ctx)
  const homes = await ctx.sql<{ id: string }[]>`
    select distinct x.household_id as id from followup.plan p join people.person x on x.id = p.person_id
    where p.unit_id = ${unitId} and p.ended_at is null and x.household_id is not null order by 1 limit ${MOST_HOMES}`
  const teamId = await addTeam(ctx, unitId, 'Tổ COVID cộng đồng số 1', ['Tổ 3', 'Tổ 9', 'Tổ 10', 'Tổ 17'])
  await takeHouseholds(
    ctx,
    teamId,
    homes.map(home => home.id),
  )
  await addMember(ctx, teamId, MEMBER_PHONE, 'Trương Thị Lan')
  const expected = await ctx.sql<{ id: string; address: string }[]>`
    select i.id, p.address from work.item i join people.person p on p.id = i.person_id
    where i.open and i.kind = 'declarations.arrival' and i.unit_id = ${unitId} and i.state = 'to-confirm'
    order by i.id limit ${MOST_ARRIVALS}`
  for (const { id, address } of expected) await assignTeam(ctx, id, teamId, address)
  await doubtVisit(ctx, teamId)
  return { who: `Member of a community team, ${fullName}`, login: MEMBER_PHONE }
}

/** A post on the road into that commune, with what passed it since yesterday. */
async function roadblock(ctx: Context, staff: readonly Officer[]): Promise<DemoAccount> {
  const { id: unitId } = await busiestCommune(ctx)
  const lister = staff.find(({ account }) => account.role === 'tracer')?.who
  if (!lister) throw new Error('The demo has nobody to list areas with the epidemic.')
  const { name, phone } = await replayRoadblock(ctx, { unitId, provinceId: demoProvince(ctx).id, lister })
  return { who: `Head of a roadblock, ${name}`, login: phone }
}

const bornBy = (now: Date, age: number): number => Number(dayOf(now).slice(0, 4)) - age - 1

/** Whoever looks at a demo has no second device at hand, and knows nobody's birth date: it asks for neither. */
async function easeSignIn(ctx: Context): Promise<void> {
  const setting = { unitId: COUNTRY_ID, from: dayOf(ctx.now), document: 'Bản trình diễn' }
  await setPolicy(ctx, factorDuty.code, { ...setting, params: { roles: [] } })
  await setPolicy(ctx, holderQuestion.code, { ...setting, params: { ask: false } })
}

/** Invented numbers of the hotline and of the health stations. */
async function phones(ctx: Context, { communes }: ProvinceRecipe): Promise<void> {
  const tree = treeOf(ctx.app)
  const say = (unitId: string, name: string, phone: string) =>
    setPolicy(ctx, helpline.code, {
      unitId,
      from: dayOf(ctx.now),
      document: 'Bản trình diễn',
      params: { name, phone },
    })
  await say(demoProvince(ctx).id, 'Đường dây nóng Sở Y tế', '0234 3999 000')
  for (const [i, { id }] of communes.entries())
    await say(id, `Trạm Y tế ${tree.get(id)?.fullName ?? ''}`, `0234 3999 ${String(101 + i)}`)
}

/** Gives somebody of the register the account of their phone. */
async function settle(ctx: Context, person: { readonly personId: string; readonly fullName: string }) {
  const { phone = '' } = await identifiersOf(ctx, person.personId)
  const { accountId } = await citizenAccount(ctx, phone, person.fullName)
  await linkAccount(ctx, accountId, person.personId)
  return { accountId, phone: localPhone(phone) }
}
