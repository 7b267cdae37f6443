import { recompute } from '#base/indicators/upkeep.ts'
import { arrivalFlow, troubleFlow } from '#base/parcels/flow.ts'
import { parcelRef } from '#base/parcels/parcels.ts'
import { ENDED, referenceOf, type Status, stateOf, type Told } from '#base/parcels/rules.ts'
import { openWork } from '#base/work/work.ts'
import { addPortal, STAND_IN } from '#capabilities/services/portal/client.ts'
import type { DossierRow } from '#capabilities/services/queries.ts'
import { dossiersBy, proceduresOn } from '#capabilities/services/queries.ts'
import { contactOf } from '#capabilities/services/sealed.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { RandomStream } from './random.ts'

const SEED = 47
const MOST = 80
const BUREAUS = ['Bưu cục Thuận Hóa', 'Bưu cục An Hòa', 'Trung tâm khai thác Huế', 'Bưu cục Phong Điền']
const WAY: readonly Status[] = ['accepted', 'picked-up', 'in-transit', 'out-for-delivery', 'delivered']

/** What the post has brought home, what is on its way, one that got lost, and papers that came in and wait. */
export async function replayPost(ctx: Context, communeId: string): Promise<void> {
  const random = new RandomStream(SEED, 'post')
  const ids = await ctx.sql<{ id: string }[]>`
    select id from services.dossier where return_by = 'post' and state in ('finished', 'returned')
    order by state = 'finished' desc, unit_id = ${communeId} desc, finished_at desc, id limit ${MOST}`
  const dossiers = await dossiersBy(
    ctx.sql,
    ids.map(row => row.id),
  )
  let lost: boolean = false
  for (const dossier of dossiers) {
    const isLost: boolean = !lost && dossier.state === 'finished'
    lost ||= isLost
    await sentHome(ctx, dossier, random, isLost)
  }
  for (const contents of ['Đơn xác nhận tình trạng hôn nhân', 'Hồ sơ đề nghị trợ cấp xã hội'])
    await sentIn(ctx, communeId, contents, random)
  for (const name of ['parcels.sent-home', 'parcels.sent-in', 'parcels.delivered', 'parcels.lost'])
    await recompute(ctx, name)
}

async function sentHome(ctx: Context, dossier: DossierRow, random: RandomStream, isLost: boolean): Promise<void> {
  const ordered = dossier.finishedAt ?? ctx.now
  const { phone = '', address = '' } = contactOf(ctx.app, dossier)
  const steps = dossier.state === 'returned' ? WAY : WAY.slice(0, 1 + random.below(WAY.length - 1))
  const told = journey(ordered, isLost ? [...WAY.slice(0, 3), 'lost'] : steps, ctx.now, random)
  const id = await insert(ctx, {
    way: 'out',
    subjectId: dossier.id,
    unitId: dossier.unitId,
    personId: dossier.personId,
    contents: `Kết quả hồ sơ ${dossier.code}`,
    to: { name: dossier.applicant, phone, address },
    cod: dossier.paidAt ? 0 : dossier.fee,
    ordered,
    told,
  })
  if (isLost) await openWork(ctx, about(troubleFlow.kind, id.id, dossier.unitId, id.reference))
}

async function sentIn(ctx: Context, unitId: string, contents: string, random: RandomStream): Promise<void> {
  const ordered = new Date(ctx.now.getTime() - 2 * DAY_MS)
  const to = { name: 'Phan Thị Hoài', phone: '+84905000021', address: '12/4 Nguyễn Trãi' }
  const told = journey(ordered, WAY, ctx.now, random)
  const made = await insert(ctx, { way: 'in', unitId, contents, to, cod: 0, ordered, told })
  await openWork(ctx, about(arrivalFlow.kind, made.id, unitId, made.reference))
}

const about = (kind: string, id: string, unitId: string, reference: string) => ({
  kind,
  subject: parcelRef(id),
  unitId,
  params: { reference },
})

/** Steps a few hours apart, none of them in the future. */
function journey(from: Date, steps: readonly Status[], now: Date, random: RandomStream): Told[] {
  const told: Told[] = []
  let at = from.getTime()
  for (const status of steps) {
    at = Math.min(now.getTime(), at + (2 + random.below(9)) * HOUR_MS)
    told.push({ id: newId(new Date(at)), status, at: new Date(at) })
  }
  return told
}

interface Making {
  readonly way: 'out' | 'in'
  readonly subjectId?: string
  readonly unitId: string
  readonly personId?: string
  readonly contents: string
  readonly to: { readonly name: string; readonly phone: string; readonly address: string }
  readonly cod: number
  readonly ordered: Date
  readonly told: readonly Told[]
}

async function insert(ctx: Context, parcel: Making): Promise<{ id: string; reference: string }> {
  const { sql, app } = ctx
  const id = newId(parcel.ordered)
  const [row] = await sql<{ n: number }[]>`select nextval('parcels.reference')::int as n`
  const reference = referenceOf(row?.n ?? 0)
  const state = stateOf(parcel.told)
  const last = parcel.told.at(-1)?.at ?? null
  await sql`
    insert into parcels.parcel (id, reference, way, subject_kind, subject_id, unit_id, person_id, contents, address_sealed,
      cod, cod_taken, tracking, state, ordered_at, accepted_at, heard_at, ended_at)
    values (${id}, ${reference}, ${parcel.way}, ${parcel.subjectId ? 'dossier' : null}, ${parcel.subjectId ?? null},
      ${parcel.unitId}, ${parcel.personId ?? null}, ${parcel.contents}, ${app.keyring.encrypt(JSON.stringify(parcel.to))},
      ${parcel.cod}, ${state === 'delivered' && parcel.cod ? parcel.cod : null}, ${`EA${reference.slice(3)}VN`},
      ${state}, ${parcel.ordered}, ${parcel.told[0]?.at ?? null}, ${last}, ${ENDED.includes(state) ? last : null})`
  for (const [n, one] of parcel.told.entries())
    await sql`
      insert into parcels.event (id, parcel_id, status, at, place, received_at)
      values (${one.id}, ${id}, ${one.status}, ${one.at}, ${BUREAUS[n % BUREAUS.length] as string}, ${one.at})`
  return { id, reference }
}

const STATE_NUMBERS = `array['registered','received','not-received','processing','supplement','payment','withdrawn','stopped','finished','returned']`

/**
 * The national portal as it was left: it was told of every dossier, missed one state and lost one dossier, and its catalogue
 * has moved on. What it sent about a dossier that nobody knows lies there, refused. Its stand-in holds the same.
 */
export async function replayPortal(ctx: Context): Promise<void> {
  const { sql, now, app } = ctx
  await addPortal(ctx, STAND_IN)
  await sql`
    insert into services.portal_dossier (dossier_id, steps, told_at, seen_state, seen_due, seen_at)
    select d.id, (select count(*) from work.step s where s.item_id = d.work_id and s.what in ('opened', 'moved')), ${now},
           array_position(${sql.unsafe(STATE_NUMBERS)}, d.state), coalesce(d.again_at, d.due_at), ${now}
    from services.dossier d`
  await sql`
    update services.portal_dossier set seen_state = null, seen_due = null
    where dossier_id = (select dossier_id from services.portal_dossier where steps > 0 order by dossier_id limit 1)`
  await sql`
    update services.portal_dossier set seen_state = 4
    where dossier_id = (
      select t.dossier_id from services.portal_dossier t join services.dossier d on d.id = t.dossier_id
      where d.state = 'finished' and t.seen_state is not null order by t.dossier_id limit 1)`
  const ours = await proceduresOn(sql, dayOf(now))
  for (const [n, { code, name, field, level, content }] of ours.entries()) {
    const days = 'workingDays' in content.term ? content.term.workingDays : null
    const fee = content.fees.reduce((sum, one) => sum + one.amount, 0)
    await sql`
      insert into services.portal_procedure (code, name, field, level, term_days, fee, seen_at)
      values (${code}, ${n === 2 ? `${name} (theo Nghị định 118/2025/NĐ-CP)` : name}, ${field}, ${level},
        ${n === 0 && days && days > 1 ? days - 1 : days}, ${n === 1 ? fee + 5000 : fee}, ${now})`
  }
  await sql`
    insert into services.portal_procedure (code, name, field, level, seen_at)
    values ('2.002999', 'Cấp bản sao trích lục hộ tịch trực tuyến', 'Hộ tịch', 'full', ${now})`
  const code = `H57.03-${dayOf(now).slice(2).replaceAll('-', '')}-0912`
  const message = JSON.stringify({ MaHoSo: code, TrangThai: '7', NoiDungXuLy: 'Công dân rút hồ sơ' })
  await sql`
    insert into services.portal_call (id, digest, call, reference, message_sealed, state, problem, params, received_at, ended_at)
    values (${newId(now)}, ${Buffer.from(code)}, 'CapNhatTienDoHoSoMC', ${code}, ${app.keyring.encrypt(message)}, 'refused',
      'services.portal-unknown', ${JSON.stringify({ code })}::text::jsonb, ${now}, ${now})`
}
