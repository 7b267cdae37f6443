import { sendMessages } from '#base/messages/send.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { officeClosed } from './events.ts'
import { type ClosureRow, type Office, officeById } from './queries.ts'
import { contactOf } from './sealed.ts'

const LONGEST_DAYS = 120

export async function mustOffice({ sql }: Context, id: string): Promise<Office> {
  const office = await officeById(sql, id)
  if (!office) throw notFound('office')
  return office
}

export async function addOffice(ctx: Context, office: Omit<Office, 'id'>): Promise<string> {
  const id = newId(ctx.now)
  await ctx.sql`
    insert into services.office (id, unit_id, code, name, address, phone)
    values (${id}, ${office.unitId}, ${office.code}, ${office.name}, ${office.address}, ${office.phone})`
  return id
}

interface Spell {
  readonly fromOn: string
  readonly untilOn: string
  readonly reason: string
  readonly document: string
}

const dayText = (day: string) => day.split('-').reverse().join('/')

/**
 * Closes the counters of an office. Whoever is expected there with a dossier that is under way or to be fetched is told;
 * answers how many. Throws `services.closure-days`, `services.closed-already`.
 */
export async function closeOffice(ctx: Context, officeId: string, spell: Spell): Promise<number> {
  const office = await mustOffice(ctx, officeId)
  const today = dayOf(ctx.now)
  const { fromOn, untilOn, reason, document } = spell
  if (fromOn < today || untilOn < fromOn || untilOn > addDays(fromOn, LONGEST_DAYS))
    throw new Problem('services.closure-days', { params: { most: LONGEST_DAYS } })
  await ctx.sql`select from services.office where id = ${officeId} for update`
  const [other] = await ctx.sql`
    select from services.closure where office_id = ${officeId} and lifted_at is null
      and from_on <= ${untilOn}::date and until_on >= ${fromOn}::date limit 1`
  if (other) throw new Problem('services.closed-already', { status: 409 })
  await ctx.sql`
    insert into services.closure (id, office_id, from_on, until_on, reason, document, set_at, set_by)
    values (${newId(ctx.now)}, ${officeId}, ${fromOn}, ${untilOn}, ${reason}, ${document}, ${ctx.now}, ${ctx.who?.accountId ?? null})`
  await ctx.emit(officeClosed, { officeId, unitId: office.unitId })
  return tellExpected(ctx, office, spell)
}

async function tellExpected(ctx: Context, office: Office, { fromOn, untilOn }: Spell): Promise<number> {
  const rows = await ctx.sql<{ id: string; personId: string; contactSealed: Buffer }[]>`
    select id, person_id, contact_sealed from services.dossier
    where office_id = ${office.id} and return_by = 'counter'
      and state in ('registered', 'received', 'processing', 'supplement', 'payment', 'finished')
    order by id limit 5000`
  await sendMessages(
    ctx,
    rows.map(row => {
      const { phone } = contactOf(ctx.app, row)
      return {
        template: 'services.told.closed',
        to: phone ? { phone } : { personId: row.personId },
        values: { office: office.name, from: dayText(fromOn), until: dayText(untilOn) },
        about: at.of('dossier', row.id),
        unitId: office.unitId,
      }
    }),
  )
  return rows.length
}

export async function reopenOffice(ctx: Context, officeId: string, closureId: string): Promise<void> {
  const office = await mustOffice(ctx, officeId)
  const lifted = await ctx.sql`
    update services.closure set lifted_at = ${ctx.now}
    where id = ${closureId} and office_id = ${officeId} and lifted_at is null`
  if (!lifted.count) throw notFound('closure')
  await ctx.emit(officeClosed, { officeId, unitId: office.unitId })
}

export const closuresOf = ({ sql }: Context, officeId: string): Promise<ClosureRow[]> => sql<ClosureRow[]>`
  select id, office_id, from_on, until_on, reason, document, lifted_at from services.closure
  where office_id = ${officeId} order by from_on desc limit 100`

/** Where an office is written as the place of a paper. */
export const placeOf = (ctx: Context, unitId: string): string => {
  const unit = treeOf(ctx.app).get(unitId)
  return unit && /^\d+$/.test(unit.name) ? unit.fullName : (unit?.name ?? '')
}
