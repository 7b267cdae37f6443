import { attest } from '#base/attestation/attest.ts'
import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import { dueAt, isWorked, type OfficeTime, officeTime } from '#base/calendar/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { setProcedure } from '#capabilities/services/catalogue.ts'
import type { ProcedureContent } from '#capabilities/services/contract.ts'
import { PROCEDURES } from '#capabilities/services/demo/procedures.ts'
import { dossierNoted } from '#capabilities/services/events.ts'
import { dossierFlow } from '#capabilities/services/flow.ts'
import { addOffice } from '#capabilities/services/offices.ts'
import { RECEIPTS } from '#capabilities/services/pay.ts'
import type { Office } from '#capabilities/services/queries.ts'
import { proceduresOn } from '#capabilities/services/queries.ts'
import { RESULT_KIND, resultPaper } from '#capabilities/services/result.ts'
import {
  CLOSED,
  type Clock,
  clockAfter,
  dossierCode,
  promisedOf,
  RUNNING,
  type State,
} from '#capabilities/services/rules.ts'
import { sealJson } from '#capabilities/services/sealed.ts'
import type { Context } from '#core/app.ts'
import { addDays, DAY_MS, dayOf, HOUR_MS, MINUTE_MS, startOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { say } from '#core/words.ts'
import { sameMonthLastYear } from './calendar.ts'
import { RandomStream } from './random.ts'

/** Who works on dossiers in a demo: of the commune, and of the province. */
export interface Bureau {
  readonly unitId: string
  readonly clerkId: string
  readonly clerk: string
  readonly officerId: string
  readonly approverId: string
  readonly approver: string
}

export interface ServicesDemo {
  readonly provinceId: string
  readonly communeIds: readonly string[]
  readonly bureaus: readonly Bureau[]
  /** A citizen of the demo, who has some of their own. */
  readonly citizenId: string
  readonly seed: number
}

const DAYS = 75
const MOST_PEOPLE = 400
/** Dossiers a working day at a busy office, and at another; and a year ago, when few were filed here. */
const A_DAY = { busy: 3, other: 0.35 }
const A_DAY_LAST_YEAR = { busy: 2.5, other: 0.08 }
/** Mã định danh of the province (QĐ 20/2020/QĐ-TTg). */
const PROVINCE_CODE = 'H57'

/** The catalogue, the offices, and what came in over the last weeks: in all states, as it would lie there now. */
export async function replayServices(ctx: Context, demo: ServicesDemo): Promise<void> {
  const since = addDays(sameMonthLastYear(dayOf(ctx.now)).from, -30)
  for (const { code, name, field, level, document, content } of PROCEDURES)
    await setProcedure(ctx, { code, name, field, level, document, content, fromOn: since, isActive: true }, { since })
  const offices = await openOffices(ctx, demo)
  const maker = await makerOf(ctx, demo)
  const dossiers: Made[] = []
  for (const office of offices) dossiers.push(...(await maker.of(office)))
  await write(ctx, dossiers)
}

async function openOffices(ctx: Context, { provinceId, communeIds }: ServicesDemo): Promise<Office[]> {
  const tree = treeOf(ctx.app)
  const offices: Office[] = []
  const open = async (unitId: string, code: string, name: string, n: number) => {
    const office = { unitId, code, name, address: '', phone: `0234 3${String(820_000 + n * 37).padStart(6, '0')}` }
    offices.push({ ...office, id: await addOffice(ctx, office) })
  }
  await open(provinceId, `${PROVINCE_CODE}.00`, 'Trung tâm Phục vụ hành chính công', 1)
  for (const [i, unitId] of communeIds.entries()) {
    const name = tree.get(unitId)?.fullName ?? ''
    await open(
      unitId,
      `${PROVINCE_CODE}.${String(i + 1).padStart(2, '0')}`,
      `Bộ phận một cửa ${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      i + 2,
    )
  }
  return offices
}

interface Stage {
  readonly n: number
  readonly name: string
  readonly role: string
  readonly unitId: string
  readonly beganAt: Date
  readonly dueAt: Date | null
  endedAt: Date | null
  readonly accountId: string | null
}

interface Notice {
  readonly kind: string
  readonly reason: string
  readonly items: readonly string[]
  readonly at: Date
  readonly wasDue: Date | null
  readonly newDue: Date | null
  answeredAt: Date | null
}

interface Made {
  readonly id: string
  readonly workId: string
  readonly office: Office
  readonly code: string
  readonly person: Person
  readonly procedure: Procedure
  readonly deciderId: string
  readonly channel: string
  readonly returnBy: string
  readonly fee: number
  readonly filedAt: Date
  readonly clerk: Bureau | undefined
  state: State
  stage: number
  clock: Clock
  receivedAt: Date | null
  paidAt: Date | null
  finishedAt: Date | null
  returnedAt: Date | null
  endedAt: Date | null
  stars: number | null
  readonly stages: Stage[]
  readonly notices: Notice[]
  readonly steps: {
    readonly name: string
    readonly from: string
    readonly to: string
    readonly at: Date
    readonly note: string | null
  }[]
}

interface Procedure {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly level: string
  readonly content: ProcedureContent
}
interface Person {
  readonly id: string
  readonly name: string
  readonly birthDate: string | null
  readonly address: string
}

const WANTED: readonly (readonly [string, string])[] = [
  ['Ảnh chụp giấy tờ bị mờ, không đọc được số', 'Ảnh rõ nét cả bốn góc'],
  ['Tờ khai chưa có chữ ký của người đề nghị', 'Tờ khai có chữ ký'],
  ['Giấy tờ hết hạn sử dụng', 'Giấy tờ còn hạn'],
  ['Thông tin trong tờ khai khác với giấy tờ kèm theo', 'Tờ khai đã sửa'],
]
const REFUSED = ['Không thuộc thẩm quyền giải quyết của xã', 'Hồ sơ nộp trùng với hồ sơ trước đó']
const LATE = [
  'Chờ kết quả xác minh của cơ quan phối hợp',
  'Cán bộ thụ lý phải cách ly y tế, hồ sơ chuyển người khác',
  'Phải đo đạc lại hiện trạng',
]
const STOPPED = [
  'Chờ kết luận của cơ quan có thẩm quyền về tranh chấp',
  'Khu vực đang phong tỏa, chưa kiểm tra thực tế được',
]

async function makerOf(ctx: Context, demo: ServicesDemo) {
  const random = new RandomStream(demo.seed, 'services')
  const tree = treeOf(ctx.app)
  const time = await officeTime(ctx, demo.provinceId)
  const procedures = await proceduresOn(ctx.sql, dayOf(ctx.now))
  const today = dayOf(ctx.now)
  const before = sameMonthLastYear(today)
  const lastYear = await workedDays(ctx, before.from, before.until)
  const days = await workedDays(ctx, addDays(today, -DAYS), today)
  const bureauOf = (unitId: string) => demo.bureaus.find(bureau => bureau.unitId === unitId)
  const peopleOf = (unitId: string) => {
    const below = [...tree.within([unitId])]
    return ctx.sql<Person[]>`
      select id, full_name as name, birth_date, address from people.person
      where unit_id = any(${below}::uuid[]) and length(birth_date) >= 4 and left(birth_date, 4)::int < 2005
      order by id limit ${MOST_PEOPLE}`
  }

  async function of(office: Office): Promise<Made[]> {
    const tier = tree.get(office.unitId)?.tier
    const fitting = procedures.filter(one => one.content.receives.some(receives => receives === tier))
    const people = await peopleOf(office.unitId)
    const [own] = await ctx.sql<Person[]>`
      select id, full_name as name, birth_date, address from people.person where id = ${demo.citizenId}`
    if (!people.length || !fitting.length) return []
    const isBusy = bureauOf(office.unitId) !== undefined
    const made: Made[] = []
    for (const [i, day] of [...lastYear, ...days].entries()) {
      const d = i - lastYear.length
      random.at(Date.parse(day) / DAY_MS, office.code.length * 1000 + Number(office.code.slice(-2)))
      const rates = d < 0 ? A_DAY_LAST_YEAR : A_DAY
      const rate = isBusy ? rates.busy : rates.other
      const count = Math.floor(rate) + (random.chance(rate % 1) ? 1 : 0)
      const times = Array.from(
        { length: count },
        () => new Date(startOf(day).getTime() + (7.2 + random.unit() * 9.5) * HOUR_MS),
      )
      for (const [n, filedAt] of times.sort((a, b) => a.getTime() - b.getTime()).entries()) {
        if (filedAt >= ctx.now) continue
        const isOwn =
          own && isBusy && tier === 'commune' && n === 0 && d >= days.length - 21 && (days.length - d) % 4 === 0
        const person = isOwn ? own : random.pick(people)
        made.push(
          await walk(ctx, time, random, {
            office,
            person,
            procedure: random.pick(fitting),
            filedAt,
            n: n + 1,
            isOwn: Boolean(isOwn),
            d: Math.max(0, d),
          }),
        )
      }
    }
    return made
  }

  async function walk(
    ctx: Context,
    time: OfficeTime,
    random: RandomStream,
    filed: {
      office: Office
      person: Person
      procedure: Procedure
      filedAt: Date
      n: number
      isOwn: boolean
      d: number
    },
  ): Promise<Made> {
    const { office, person, procedure, filedAt, n, isOwn, d } = filed
    const { content } = procedure
    // The epidemic brings people to their phones: of every week more is filed online.
    const online = procedure.level === 'information' ? 0 : Math.min(0.72, 0.34 + (d / days.length) * 0.4)
    const channel = isOwn
      ? 'online'
      : random.chance(online)
        ? random.chance(0.3)
          ? 'portal'
          : 'online'
        : random.chance(0.12)
          ? 'post'
          : 'counter'
    const province = tree.path(office.unitId).find(unit => unit.tier === 'province')
    const deciderId = content.decides === 'province' ? (province?.id ?? office.unitId) : office.unitId
    const bureau = bureauOf(office.unitId)
    const decider = bureauOf(deciderId)
    const atOnce = channel === 'counter' || channel === 'post'
    const dossier: Made = {
      id: newId(filedAt),
      workId: newId(filedAt),
      office,
      code: dossierCode(office.code, dayOf(filedAt), n),
      person,
      procedure,
      deciderId,
      channel,
      returnBy:
        channel === 'online' || channel === 'portal'
          ? random.chance(0.25)
            ? 'post'
            : 'app'
          : random.chance(0.3)
            ? 'post'
            : 'counter',
      fee: content.fees.reduce((sum, fee) => sum + fee.amount, 0),
      filedAt,
      clerk: bureau,
      state: 'registered',
      stage: 0,
      clock: { dueAt: null, againAt: null, pausedAt: null },
      receivedAt: null,
      paidAt: null,
      finishedAt: null,
      returnedAt: null,
      endedAt: null,
      stars: null,
      stages: [],
      notices: [],
      steps: [],
    }
    let now = filedAt
    const open = (stage: Omit<Stage, 'endedAt'>) => dossier.stages.push({ ...stage, endedAt: null })
    const shut = (at: Date) => {
      const last = dossier.stages.at(-1)
      if (last && !last.endedAt) last.endedAt = at
    }
    /** Goes on to an instant, unless that is still to come. */
    const go = (name: string, to: State, at: Date, note: string | null = null): boolean => {
      if (at > ctx.now) return false
      dossier.steps.push({ name, from: dossier.state, to, at, note })
      dossier.clock = clockAfter(dossier.clock, to, at, time)
      dossier.state = to
      now = at
      if (CLOSED.includes(to)) dossier.endedAt = at
      return true
    }
    const notice = (kind: string, reason: string, more: Partial<Notice> = {}) =>
      dossier.notices.push({ kind, reason, items: [], at: now, wasDue: null, newDue: null, answeredAt: null, ...more })

    if (!atOnce && random.chance(0.04) && !isOwn) {
      const reason = random.pick(REFUSED)
      if (go('refuse', 'not-received', time.add(now, 60 + random.unit() * 300), reason)) notice('refusal', reason)
      return dossier
    }
    if (!go('receive', 'received', atOnce ? now : time.add(now, 30 + random.unit() * 240))) return dossier
    dossier.receivedAt = now
    const term =
      'workingDays' in content.term ? { workingDays: content.term.workingDays } : { hours: content.term.workingHours }
    const due = await dueAt(ctx, now, term, deciderId)
    dossier.clock = { dueAt: due, againAt: null, pausedAt: null }
    if (dossier.fee && (channel === 'counter' || channel === 'post')) dossier.paidAt = now
    open({
      n: 0,
      name: say('vi', 'services.stage.receive'),
      role: 'receive',
      unitId: office.unitId,
      beganAt: now,
      dueAt: null,
      accountId: bureau?.clerkId ?? null,
    })
    const began = now
    if (!go('process', 'processing', time.add(now, 20 + random.unit() * 120))) return dossier
    shut(now)
    const whole = Math.max(30, time.between(began, due))
    // Most are done before their time, a few after: those of the weeks in which officers were isolated more.
    const lateShare = d > days.length * 0.4 && d < days.length * 0.6 ? 0.16 : 0.06
    // Some of the last fortnight lie where somebody waits for an inspection.
    const isStuck = d > days.length - 12 && d < days.length - 2 && random.chance(0.14)
    const pace = isStuck ? 4 : random.chance(lateShare) ? 1.05 + random.unit() * 0.5 : 0.35 + random.unit() * 0.6
    const steps = content.steps
    const opening = async (i: number) => {
      const step = steps[i]
      if (!step) return
      const unitId = step.at === 'decider' ? deciderId : office.unitId
      open({
        n: i + 1,
        name: step.name,
        role: step.role,
        unitId,
        beganAt: now,
        dueAt: await dueAt(ctx, now, { hours: step.hours }, deciderId),
        accountId: (step.role === 'approve' ? decider?.approverId : decider?.officerId) ?? null,
      })
    }
    await opening(0)
    if (random.chance(isOwn ? (d >= days.length - 5 ? 1 : 0.3) : 0.13) && content.papers.length) {
      const [reason, item] = random.pick(WANTED)
      if (!go('supplement', 'supplement', time.add(now, 40 + random.unit() * 200), reason)) return dossier
      notice('supplement', reason, { items: [item] })
      shut(now)
      if (
        !go(
          'supplemented',
          'processing',
          time.add(now, isOwn && d >= days.length - 5 ? 4000 : 200 + random.unit() * 1900),
        )
      )
        return dossier
      const asked = dossier.notices.at(-1)
      if (asked) asked.answeredAt = now
      await opening(0)
    }
    if (random.chance(0.02)) {
      const reason = random.pick(STOPPED)
      if (go('stop', 'stopped', time.add(now, 200), reason)) notice('stop', reason)
      return dossier
    }
    if (dossier.fee && !dossier.paidAt) {
      if (!go('ask-payment', 'payment', time.add(now, 30 + random.unit() * 90))) return dossier
      notice('payment', say('vi', 'services.fee-reason'))
      shut(now)
      if (!go('paid', 'processing', time.add(now, 15 + random.unit() * 500))) return dossier
      const asked = dossier.notices.at(-1)
      if (asked) asked.answeredAt = now
      dossier.paidAt = now
      await opening(0)
    }
    const left = whole * pace
    for (let i = 0; i + 1 < steps.length; i++) {
      const next = time.add(now, Math.max(10, (left * 0.8) / steps.length))
      if (!go('forward', 'processing', next)) return apologised(dossier)
      dossier.stage = i + 1
      shut(now)
      await opening(i + 1)
    }
    const end = time.add(now, Math.max(10, left * 0.3))
    if (!go('finish', 'finished', end)) return apologised(dossier)
    dossier.finishedAt = now
    shut(now)
    open({
      n: steps.length + 1,
      name: say('vi', 'services.stage.return'),
      role: 'return',
      unitId: office.unitId,
      beganAt: now,
      dueAt: null,
      accountId: bureau?.clerkId ?? null,
    })
    if (dossier.clock.dueAt && now > dossier.clock.dueAt) apologised(dossier)
    const home = dossier.returnBy === 'app' ? now : time.add(now, 60 + random.unit() * 900)
    if (go('return', 'returned', home)) {
      dossier.returnedAt = now
      shut(now)
    }
    if (random.chance(isOwn ? 0 : 0.55))
      dossier.stars = random.chance(0.9) ? (random.chance(0.7) ? 5 : 4) : random.chance(0.5) ? 3 : 2
    return dossier

    /** Somebody said sorry where it is late: not everybody does. */
    function apologised(one: Made): Made {
      const was = one.clock.dueAt
      const isLate = was !== null && (one.finishedAt ?? ctx.now) > was
      if (!isLate || !random.chance(0.75)) return one
      const again = time.add(was, 8 * 60 * 3)
      one.clock = { ...one.clock, againAt: again }
      one.notices.push({
        kind: 'apology',
        reason: random.pick(LATE),
        items: [],
        at: new Date(was.getTime() - 30 * MINUTE_MS),
        wasDue: was,
        newDue: again,
        answeredAt: null,
      })
      return one
    }
  }
  return { of }
}

async function workedDays(ctx: Context, from: string, until: string): Promise<string[]> {
  const days: string[] = []
  for (let day = from; day <= until; day = addDays(day, 1)) if (await isWorked(ctx, day)) days.push(day)
  return days
}

async function write(ctx: Context, made: readonly Made[]): Promise<void> {
  await writeWork(ctx, made)
  await writeDossiers(ctx, made)
  await writeParts(ctx, made)
  await writeResults(
    ctx,
    made.filter(one => one.finishedAt),
  )
  await ctx.sql`
    insert into services.sequence (office_id, day, last)
    select office_id, (filed_at at time zone 'Asia/Ho_Chi_Minh')::date, count(*) from services.dossier group by 1, 2`
  await ctx.emit(dossierNoted, ...made.map(one => ({ dossierId: one.id, unitId: one.office.unitId })))
}

const unitNow = (one: Made): string => {
  if (one.state !== 'processing') return one.office.unitId
  return one.procedure.content.steps[one.stage]?.at === 'decider' ? one.deciderId : one.office.unitId
}
const text = (at: Date | null) => at?.toISOString() ?? null

async function writeWork({ sql }: Context, made: readonly Made[]): Promise<void> {
  const due = (one: Made) =>
    RUNNING.includes(one.state)
      ? promisedOf(one.clock)
      : one.state === 'registered'
        ? new Date(one.filedAt.getTime() + 12 * HOUR_MS)
        : null
  await sql`
    insert into work.item (id, kind, state, open, unit_id, person_id, subject_kind, subject_id, params, opened_at, due_at, closed_at)
    select id, ${dossierFlow.kind}, state, closed_at is null, unit_id, person_id, 'dossier', subject_id, params::jsonb, opened_at::timestamptz,
           coalesce(due_at::timestamptz, 'infinity'), closed_at::timestamptz
    from unnest(
      ${made.map(m => m.workId)}::uuid[], ${made.map(m => m.state)}::text[], ${made.map(unitNow)}::uuid[], ${made.map(m => m.person.id)}::uuid[],
      ${made.map(m => m.id)}::text[], ${made.map(m => JSON.stringify({ code: m.code, procedure: m.procedure.name }))}::text[],
      ${made.map(m => text(m.filedAt))}::text[], ${made.map(m => text(due(m)))}::text[], ${made.map(m => text(m.endedAt))}::text[])
      as t (id, state, unit_id, person_id, subject_id, params, opened_at, due_at, closed_at)`
  const steps = made.flatMap(one => [
    { itemId: one.workId, what: 'opened', name: null, from: null, to: 'registered', note: null, at: one.filedAt },
    ...one.steps.map(step => ({ itemId: one.workId, what: 'moved', ...step })),
  ])
  await sql`
    insert into work.step (item_id, what, name, from_state, to_state, note, at)
    select item_id, what, name, from_state, to_state, note, at::timestamptz from unnest(
      ${steps.map(s => s.itemId)}::uuid[], ${steps.map(s => s.what)}::text[], ${steps.map(s => s.name)}::text[], ${steps.map(s => s.from)}::text[],
      ${steps.map(s => s.to)}::text[], ${steps.map(s => s.note)}::text[], ${steps.map(s => text(s.at))}::text[])
      as t (item_id, what, name, from_state, to_state, note, at)`
}

async function writeDossiers(ctx: Context, made: readonly Made[]): Promise<void> {
  const { sql, app } = ctx
  const phone = (i: number) => `+84905${String(400_000 + ((i * 7919) % 500_000)).padStart(6, '0')}`
  const contacts = made.map((one, i) =>
    sealJson(app, {
      phone: phone(i),
      address: [one.person.address, treeOf(app).get(one.office.unitId)?.fullName].filter(Boolean).join(', '),
    }),
  )
  const column = <T>(of: (one: Made) => T) => made.map(of)
  await sql`
    insert into services.dossier
      (id, code, work_id, office_id, unit_id, decider_id, procedure_id, channel, channel_ref, person_id, filer_as, party, contact_sealed, state, stage,
       return_by, fee, paid_at, filed_at, received_at, due_at, again_at, paused_at, finished_at, returned_at, returned_by, closed_at)
    select id, code, work_id, office_id, unit_id, decider_id, procedure_id, channel, case when channel = 'portal' then code end, person_id, 'self', party,
           contact, state, stage, return_by, fee, paid_at::timestamptz, filed_at::timestamptz, received_at::timestamptz, due_at::timestamptz,
           again_at::timestamptz, paused_at::timestamptz, finished_at::timestamptz, returned_at::timestamptz,
           case when returned_at is not null then return_by end, closed_at::timestamptz
    from unnest(
      ${column(m => m.id)}::uuid[], ${column(m => m.code)}::text[], ${column(m => m.workId)}::uuid[], ${column(m => m.office.id)}::uuid[],
      ${column(m => m.office.unitId)}::uuid[], ${column(m => m.deciderId)}::uuid[], ${column(m => m.procedure.id)}::uuid[],
      ${column(m => m.channel)}::text[], ${column(m => m.person.id)}::uuid[],
      ${column(m => (m.procedure.content.party === 'business' ? 'business' : 'person'))}::text[], ${contacts}::bytea[],
      ${column(m => m.state)}::text[], ${column(m => m.stage)}::smallint[], ${column(m => m.returnBy)}::text[], ${column(m => m.fee)}::bigint[],
      ${column(m => text(m.paidAt))}::text[], ${column(m => text(m.filedAt))}::text[], ${column(m => text(m.receivedAt))}::text[],
      ${column(m => text(m.clock.dueAt))}::text[], ${column(m => text(m.clock.againAt))}::text[], ${column(m => text(m.clock.pausedAt))}::text[],
      ${column(m => text(m.finishedAt))}::text[], ${column(m => text(m.returnedAt))}::text[], ${column(m => text(m.endedAt))}::text[])
      as t (id, code, work_id, office_id, unit_id, decider_id, procedure_id, channel, person_id, party, contact, state, stage, return_by, fee, paid_at,
            filed_at, received_at, due_at, again_at, paused_at, finished_at, returned_at, closed_at)`
}

async function writeParts(ctx: Context, made: readonly Made[]): Promise<void> {
  const { sql } = ctx
  const random = new RandomStream(made.length, 'services-papers')
  const papers = made.flatMap(one =>
    one.procedure.content.papers
      .filter(paper => paper.required)
      .map(paper => ({
        id: newId(one.filedAt),
        dossierId: one.id,
        key: paper.key,
        name: paper.name,
        how:
          one.channel === 'online'
            ? random.chance(0.22)
              ? 'reused'
              : 'photo'
            : random.chance(0.6)
              ? 'photo'
              : 'paper',
        at: one.filedAt,
      })),
  )
  await sql`
    insert into services.paper (id, dossier_id, key, name, how, at)
    select id, dossier_id, key, name, how, at::timestamptz from unnest(${papers.map(p => p.id)}::uuid[], ${papers.map(p => p.dossierId)}::uuid[],
      ${papers.map(p => p.key)}::text[], ${papers.map(p => p.name)}::text[], ${papers.map(p => p.how)}::text[], ${papers.map(p => text(p.at))}::text[])
      as t (id, dossier_id, key, name, how, at)`
  const stages = made.flatMap(one => one.stages.map(stage => ({ ...stage, dossierId: one.id })))
  await sql`
    insert into services.stage (dossier_id, n, name, role, unit_id, began_at, due_at, ended_at, account_id)
    select dossier_id, n, name, role, unit_id, began_at::timestamptz, due_at::timestamptz, ended_at::timestamptz, account_id from unnest(
      ${stages.map(s => s.dossierId)}::uuid[], ${stages.map(s => s.n)}::smallint[], ${stages.map(s => s.name)}::text[], ${stages.map(s => s.role)}::text[],
      ${stages.map(s => s.unitId)}::uuid[], ${stages.map(s => text(s.beganAt))}::text[], ${stages.map(s => text(s.dueAt))}::text[],
      ${stages.map(s => text(s.endedAt))}::text[], ${stages.map(s => s.accountId)}::uuid[])
      as t (dossier_id, n, name, role, unit_id, began_at, due_at, ended_at, account_id)`
  const notices = made.flatMap(one =>
    one.notices.map(notice => ({ ...notice, dossierId: one.id, signer: one.clerk?.clerk ?? '' })),
  )
  await sql`
    insert into services.notice (id, dossier_id, kind, reason, items, was_due, new_due, at, signer, answered_at)
    select id, dossier_id, kind, reason, case when item = '' then '{}' else array[item] end, was_due::timestamptz, new_due::timestamptz,
           at::timestamptz, signer, answered_at::timestamptz from unnest(
      ${notices.map(n => newId(n.at))}::uuid[], ${notices.map(n => n.dossierId)}::uuid[], ${notices.map(n => n.kind)}::text[], ${notices.map(n => n.reason)}::text[],
      ${notices.map(n => n.items[0] ?? '')}::text[], ${notices.map(n => text(n.wasDue))}::text[], ${notices.map(n => text(n.newDue))}::text[],
      ${notices.map(n => text(n.at))}::text[], ${notices.map(n => n.signer)}::text[], ${notices.map(n => text(n.answeredAt))}::text[])
      as t (id, dossier_id, kind, reason, item, was_due, new_due, at, signer, answered_at)`
  const paid = made.filter(one => one.paidAt).toSorted((a, b) => Number(a.paidAt) - Number(b.paidAt))
  const receipts: number[] = []
  // A number belongs to the year in which it was given.
  for (const ofYear of Map.groupBy(paid, one => dayOf(one.paidAt as Date).slice(0, 4)).values()) {
    const then = ctx.app.context(sql, { now: ofYear[0]?.paidAt as Date })
    receipts.push(
      ...(await takeNumbers(
        then,
        RECEIPTS,
        ofYear.map(one => one.office.unitId),
      )),
    )
  }
  await sql`
    insert into services.payment (id, dossier_id, amount, method, state, receipt, asked_at, paid_at)
    select id, dossier_id, amount, method, 'paid', receipt, at::timestamptz, at::timestamptz
    from unnest(${paid.map(p => newId(p.paidAt ?? p.filedAt))}::uuid[], ${paid.map(p => p.id)}::uuid[], ${paid.map(p => p.fee)}::bigint[],
      ${paid.map(p => (p.channel === 'online' || p.channel === 'portal' ? 'online' : 'cash'))}::text[], ${paid.map(p => text(p.paidAt))}::text[],
      ${receipts.map(n => spellNumber(n, RECEIPTS))}::text[])
      as t (id, dossier_id, amount, method, at, receipt)`
  const rated = made.filter(one => one.stars !== null && one.finishedAt)
  await sql`
    insert into services.rating (id, dossier_id, moment, stars, at)
    select id, dossier_id, 'finished', stars, at::timestamptz from unnest(${rated.map(r => newId(r.finishedAt ?? r.filedAt))}::uuid[], ${rated.map(r => r.id)}::uuid[],
      ${rated.map(r => r.stars)}::smallint[], ${rated.map(r => text(r.finishedAt))}::text[]) as t (id, dossier_id, stars, at)`
}

/** Results, numbered within their unit and series; those of offices whose officers the demo knows are signed by them. */
async function writeResults(ctx: Context, made: readonly Made[]): Promise<void> {
  const { sql, app } = ctx
  const ordered = made.toSorted((a, b) => Number(a.finishedAt) - Number(b.finishedAt))
  const seriesOf = (one: Made) => `${one.procedure.content.result.series} ${dayOf(one.finishedAt as Date).slice(0, 4)}`
  const rows: { one: Made; name: string; number: string }[] = []
  for (const ofSeries of Map.groupBy(ordered, seriesOf).values()) {
    const [{ finishedAt, procedure }] = ofSeries as [Made]
    const { series } = procedure.content.result
    const then = app.context(sql, { now: finishedAt as Date })
    const numbers = await takeNumbers(
      then,
      series,
      ofSeries.map(one => one.deciderId),
    )
    for (const [i, one] of ofSeries.entries())
      rows.push({ one, name: one.procedure.content.result.name, number: spellNumber(numbers[i] as number, series) })
  }
  const signer = (one: Made) => one.stages.find(stage => stage.role === 'approve')
  const nameOf = new Map<string, string>()
  for (const { id, name } of await sql<{ id: string; name: string }[]>`
    select id, name from identity.account where id = any(${rows.flatMap(({ one }) => signer(one)?.accountId ?? [])}::uuid[])`)
    nameOf.set(id, name)
  await sql`
    insert into services.result (dossier_id, number, title, text_sealed, signer, signed_by, issued_at, unit_id)
    select dossier_id, number, title, sealed, signer, signed_by, at::timestamptz, unit_id from unnest(
      ${rows.map(r => r.one.id)}::uuid[], ${rows.map(r => r.number)}::text[], ${rows.map(r => r.name)}::text[],
      ${rows.map(() => app.keyring.encrypt(''))}::bytea[], ${rows.map(r => nameOf.get(signer(r.one)?.accountId ?? '') ?? '')}::text[],
      ${rows.map(r => signer(r.one)?.accountId ?? null)}::uuid[], ${rows.map(r => text(r.one.finishedAt))}::text[], ${rows.map(r => r.one.deciderId)}::uuid[])
      as t (dossier_id, number, title, sealed, signer, signed_by, at, unit_id)`
  for (const { one, name, number } of rows.filter(({ one }) => one.channel !== 'counter')) {
    const then = app.context(sql, { now: one.finishedAt as Date })
    await attest(then, resultPaper, [
      {
        about: at.of(RESULT_KIND, one.id),
        values: {
          name: one.person.name,
          born: one.person.birthDate?.slice(0, 4) ?? '',
          what: name,
          number,
          dossier: one.code,
          on: dayOf(one.finishedAt as Date),
          issuer: say('vi', 'services.issuer', { unit: treeOf(app).get(one.deciderId)?.fullName ?? '' }),
        },
      },
    ])
  }
}
