import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { parsePhone } from '#base/identity/phone.ts'
import { addPerson, findByIdentifier } from '#base/people/people.ts'
import type { App, Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import type { NewDossier } from '../file.ts'
import { applyPortalDossier, applyPortalState } from '../portal.ts'
import { allOffices, dossierBy } from '../queries.ts'
import { isSigned, mustPortal } from './client.ts'
import { portalDossier } from './tell.ts'
import { type Call, NO_SUCH_DOSSIER, type PortalDossier, Progress, Question, Synchronise } from './wire.ts'

export const PORTAL_TOPIC = 'services.portal'

export interface Said {
  readonly error_code: number
  readonly message: string
  readonly result: unknown
}
const well = (result: unknown = null): Said => ({ error_code: 0, message: '', result })

/**
 * Takes a call of the portal. What is to be done is durable before it is answered, once however often it is sent, and worked
 * on in the order in which it came. Throws `services.portal-forged`, `core.unreadable`.
 */
export async function hearPortal(app: App, call: Call, message: string, signature: string): Promise<Said> {
  const { secret } = await mustPortal(app)
  if (!isSigned(secret, message, signature)) throw new Problem('services.portal-forged', { status: 403 })
  if (call === 'TraCuuHoSo') return app.run(ctx => answer(ctx, message))
  if (call !== 'DongBoHoSoMC' && call !== 'CapNhatTienDoHoSoMC') return { ...well(), error_code: 400 }
  const digest = createHash('sha256').update(`${call}.${message}`).digest()
  await app.run(async ctx => {
    await ctx.sql`
      insert into services.portal_call (id, digest, call, reference, message_sealed, state, received_at)
      values (${newId(ctx.now)}, ${digest}, ${call}, ${referenceIn(message)}, ${app.keyring.encrypt(message)}, 'waiting',
        ${ctx.now})
      on conflict (digest) do nothing`
    await app.bus.publish(ctx.sql, PORTAL_TOPIC)
  })
  await takeCalls(app)
  return well()
}

const referenceIn = (message: string): string => /"MaHoSo"\s*:\s*"([\w.-]{1,60})"/.exec(message)?.[1] ?? ''

async function answer(ctx: Context, message: string): Promise<Said> {
  const { MaHoSo } = readAs(Question, message)
  const dossier = await dossierBy(ctx.sql, { code: MaHoSo })
  return dossier ? well(await portalDossier(ctx, dossier)) : { ...well(), error_code: NO_SUCH_DOSSIER }
}

function readAs<S extends z.core.$ZodType>(schema: S, message: string): z.core.output<S> {
  try {
    return z.parse(schema, JSON.parse(message))
  } catch {
    throw new Problem('core.unreadable', { status: 400 })
  }
}

interface CallRow {
  readonly id: string
  readonly call: Call
  readonly messageSealed: Buffer
}

/** Works on what waits, one by one in its order; answers how many. Another server that does so waits for this one. */
export async function takeCalls(app: App): Promise<number> {
  let done = 0
  while (await takeFirst(app)) done++
  return done
}

async function takeFirst(app: App): Promise<boolean> {
  let id = ''
  try {
    return await app.run(async ctx => {
      await ctx.sql`select pg_advisory_xact_lock(hashtext('services.portal'))`
      const [row] = await ctx.sql<CallRow[]>`
        select id, call, message_sealed from services.portal_call where state = 'waiting' order by seq limit 1`
      if (!row) return false
      id = row.id
      await apply(ctx, row.call, app.keyring.decrypt(row.messageSealed))
      await ctx.sql`update services.portal_call set state = 'done', ended_at = ${ctx.now} where id = ${id}`
      return true
    })
  } catch (error) {
    if (!(error instanceof Problem) || !id) throw error
    const { code, params } = error
    await app.run(
      ctx => ctx.sql`
        update services.portal_call set state = 'refused', problem = ${code}, params = ${JSON.stringify(params)}::text::jsonb,
          ended_at = ${ctx.now}
        where id = ${id} and state = 'waiting'`,
    )
    return true
  }
}

async function apply(ctx: Context, call: Call, message: string): Promise<void> {
  if (call === 'CapNhatTienDoHoSoMC') {
    const { MaHoSo, TrangThai, NoiDungXuLy } = readAs(Progress, message)
    const known = await dossierBy(ctx.sql, { channel: 'portal', channelRef: MaHoSo })
    if (!known) throw new Problem('services.portal-unknown', { status: 404, params: { code: MaHoSo } })
    return applyPortalState(ctx, MaHoSo, Number(TrangThai), NoiDungXuLy || 'Công dân thao tác trên Cổng quốc gia')
  }
  for (const dossier of readAs(Synchronise, message).data) await takeDossier(ctx, dossier)
}

/** A dossier that a citizen filed on the portal: here once, by the code that the portal gave it. */
async function takeDossier(ctx: Context, given: PortalDossier): Promise<void> {
  const office = (await allOffices(ctx.sql)).find(one => one.code === given.DonViXuLy)
  if (!office) throw new Problem('services.portal-no-office', { params: { code: given.DonViXuLy } })
  if (await dossierBy(ctx.sql, { channel: 'portal', channelRef: given.MaHoSo })) return
  const phone = parsePhone(given.SoDienThoai)?.e164
  const person = await applicantOf(ctx, given, office.unitId, phone)
  const address = person.address
  const filing: Omit<NewDossier, 'channel'> & { channelRef: string } = {
    officeId: office.id,
    procedureCode: given.MaTTHC,
    channelRef: given.MaHoSo,
    code: given.MaHoSo,
    personId: person.id,
    party: given.LoaiDoiTuong === '2' ? 'business' : 'person',
    contact: {
      ...(phone ? { phone } : {}),
      ...(z.safeParse(z.email(), given.Email).success ? { email: given.Email } : {}),
      ...(address ? { address } : {}),
      ...(given.LoaiDoiTuong === '2' ? { business: given.ChuHoSo } : {}),
    },
    papers: [],
    // The portal names no address: without one of the register the result waits at the counter.
    returnBy: given.HinhThuc === '1' && address ? 'post' : 'counter',
  }
  await applyPortalDossier(ctx, filing)
}

/** Whoever the register knows under this phone and name; a new entry otherwise, which the office compares. */
async function applicantOf(ctx: Context, given: PortalDossier, unitId: string, phone: string | undefined) {
  const same = phone ? await findByIdentifier(ctx, 'phone', phone) : []
  const known = same.find(one => nameKey(one.fullName) === nameKey(given.ChuHoSo))
  if (known) return { id: known.id, address: known.address }
  const id = await addPerson(ctx, { fullName: given.ChuHoSo, unitId, ...(phone ? { identifiers: { phone } } : {}) })
  return { id, address: '' }
}

/** Works once more on what was refused, as after an office was added. */
export async function takeAgain(ctx: Context, callId: string): Promise<void> {
  const { count } = await ctx.sql`
    update services.portal_call set state = 'waiting', problem = null, ended_at = null
    where id = ${callId} and state = 'refused'`
  if (!count) throw new Problem('services.portal-not-refused', { status: 409 })
  await ctx.app.bus.publish(ctx.sql, PORTAL_TOPIC)
}
