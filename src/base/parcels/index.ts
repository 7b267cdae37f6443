import { traffic } from '#base/interchange/index.ts'
import { localPhone } from '#base/people/identifiers.ts'
import { entriesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { done, type FileReply } from '#core/contract.ts'
import { defineModule, everyMinutes } from '#core/module.ts'
import { counted, pageOf, readCursor } from '#core/paging.ts'
import { notFound, Problem } from '#core/problem.ts'
import { courier } from './carry.ts'
import { parcels as contract, type ParcelLine } from './contract.ts'
import { ORDER } from './courier.ts'
import { stopStandIn } from './courier-stand-in.ts'
import { arrivalFlow, troubleFlow } from './flow.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { labelPdf } from './label.ts'
import { type Address, askForSilent, hearCourier, noteRefused, orderParcel } from './parcels.ts'
import { parcelRule } from './policies.ts'
import {
  countParcels,
  type EventRow,
  eventsOf,
  listParcels,
  MOST_COUNTED,
  openOf,
  PARCELS_A_PAGE,
  type ParcelRow,
  parcelById,
  parcelsFor,
  parcelsOf,
} from './queries.ts'

const READ = 'parcels.read'

export default defineModule({
  name: 'parcels',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async list({ query }, ctx) {
      const filter = { ...query, after: readCursor(query.after) }
      const scope = ctx.scope(READ)
      const { shown, more } = pageOf(await listParcels(ctx.sql, scope, filter), PARCELS_A_PAGE, row => row.orderedAt)
      const count = query.after ? undefined : await countParcels(ctx.sql, scope, filter)
      return { rows: shown.map(row => lineOf(ctx, row)), more, ...counted(count, MOST_COUNTED) }
    },
    async get({ params }, ctx) {
      const parcel = await mustParcel(ctx, params.parcelId)
      return {
        ...lineOf(ctx, parcel),
        to: shownAddress(ctx, parcel),
        codTaken: parcel.codTaken,
        why: parcel.why,
        events: (await eventsOf(ctx.sql, [parcel.id])).map(eventView),
        subject: parcel.subjectKind && parcel.subjectId ? { kind: parcel.subjectKind, id: parcel.subjectId } : null,
      }
    },
    async about({ params }, ctx) {
      const scope = ctx.scope(READ)
      const rows = await parcelsOf(ctx.sql, params.subjectId)
      return {
        parcels: await withEvents(
          ctx,
          rows.filter(row => scope.everywhere || scope.unitIds.includes(row.unitId)),
        ),
      }
    },
    label: async ({ params }, ctx) => labelOf(ctx, await mustParcel(ctx, params.parcelId)),
    async mine(_, ctx) {
      const { accountId, personId } = who(ctx)
      const entries = personId ? await entriesOf(ctx.sql, personId) : []
      return { parcels: await withEvents(ctx, await parcelsFor(ctx.sql, entries, accountId)) }
    },
    async bring({ body }, ctx) {
      const { accountId, personId } = who(ctx)
      const { perAccount } = (await policyAt(ctx, parcelRule, { day: dayOf(ctx.now) })).params
      const known = await parcelById(ctx.sql, body.id)
      if (!known && (await openOf(ctx.sql, accountId)) >= perAccount)
        throw new Problem('parcels.too-many', { status: 429, params: { count: perAccount } })
      if (!treeOf(ctx.app).get(body.unitId)) throw notFound('unit')
      const { id, unitId, contents, ...to } = body
      return orderParcel(ctx, { id, way: 'in', unitId, accountId, personId, contents, to, codDong: 0 })
    },
    async myLabel({ params }, ctx) {
      const { accountId, personId } = who(ctx)
      const parcel = await mustParcel(ctx, params.myParcelId)
      const entries = personId ? await entriesOf(ctx.sql, personId) : []
      const isMine = parcel.accountId === accountId || (parcel.personId !== null && entries.includes(parcel.personId))
      if (!isMine || parcel.way !== 'in') throw notFound('parcel')
      return labelOf(ctx, parcel)
    },
    async told({ body }, ctx) {
      await hearCourier(ctx, body.message, body.signature)
      return done
    },
  },
  every: { 'parcels.silent': everyMinutes(60, askForSilent) },
  allows: {
    'one-stop-clerk': [READ],
    'case-officer': [READ],
    'commune-chair': [READ],
    leader: [READ],
  },
  locates: {
    async parcel(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string | null }[]>`
        select unit_id, person_id from parcels.parcel where id = ${id}`
      return row && { unitId: row.unitId, ...(row.personId ? { personId: row.personId } : {}) }
    },
  },
  stop: stopStandIn,
  declares: [
    courier,
    traffic({
      kind: ORDER,
      mostBytes: 0,
      // Orders go out; nobody orders a parcel here.
      async take() {
        throw new Problem('parcels.not-a-carrier')
      },
      async ended(ctx, { subject, state, params }) {
        if (state === 'refused' && subject) await noteRefused(ctx, subject.id, String(params.why ?? ''))
      },
    }),
    troubleFlow,
    arrivalFlow,
    parcelRule,
    ...indicators,
  ],
})

function who(ctx: Context) {
  if (!ctx.who) throw new Problem('core.refused.sign-in', { status: 401 })
  return ctx.who
}

async function mustParcel(ctx: Context, id: string): Promise<ParcelRow> {
  const parcel = await parcelById(ctx.sql, id)
  if (!parcel) throw notFound('parcel')
  return parcel
}

const unitNameOf = (ctx: Context, unitId: string) => treeOf(ctx.app).get(unitId)?.fullName ?? ''

const lineOf = (ctx: Context, row: ParcelRow): ParcelLine => ({
  id: row.id,
  reference: row.reference,
  way: row.way,
  contents: row.contents,
  unitName: unitNameOf(ctx, row.unitId),
  tracking: row.tracking,
  state: row.state,
  cod: row.cod,
  orderedAt: row.orderedAt.toISOString(),
  heardAt: row.heardAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
})

const eventView = ({ status, at, place, note }: EventRow) => ({ status, at: at.toISOString(), place, note })

async function withEvents(ctx: Context, rows: readonly ParcelRow[]) {
  const events = Map.groupBy(
    await eventsOf(
      ctx.sql,
      rows.map(row => row.id),
    ),
    one => one.parcelId,
  )
  return rows.map(row => ({
    ...lineOf(ctx, row),
    subjectId: row.subjectId,
    events: (events.get(row.id) ?? []).map(eventView),
  }))
}

const addressOf = ({ app }: Context, { addressSealed }: ParcelRow): Address | null =>
  addressSealed && (JSON.parse(app.keyring.decrypt(addressSealed)) as Address)

function shownAddress(ctx: Context, parcel: ParcelRow): Address | null {
  const to = addressOf(ctx, parcel)
  return to && { ...to, phone: to.phone && localPhone(to.phone) }
}

async function labelOf(ctx: Context, parcel: ParcelRow): Promise<FileReply> {
  const office = { name: unitNameOf(ctx, parcel.unitId), address: '' }
  const bytes = await labelPdf(ctx, { parcel, citizen: addressOf(ctx, parcel), office })
  return { type: 'application/pdf', name: `phieu-gui-${parcel.reference}.pdf`, bytes }
}
