import { formatCccd } from '#base/people/codes.ts'
import { getPlace, type Place } from '#base/places/places.ts'
import { hide, park as parkScans } from '#capabilities/checkpoints/parked.ts'
import { park as parkVisit, tell } from '#capabilities/followup/parked.ts'
import { tellHead } from '#capabilities/roadblocks/deliver.ts'
import { insertParked } from '#capabilities/roadblocks/queries.ts'
import { seal } from '#capabilities/roadblocks/record.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, HOUR_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'

const before = (ctx: Context, ms: number) => new Date(ctx.now.getTime() - ms)

/** Scans of a door that came too late, and one that nobody can read. */
export async function doubtScans(ctx: Context, placeId: string, accountId: string): Promise<void> {
  const place = (await getPlace(ctx.sql, placeId)) as Place
  const people = await ctx.sql<{ fullName: string; birthDate: string }[]>`
    select full_name, birth_date from people.person where length(birth_date) = 10 order by id limit 3`
  const codes = people.map(({ fullName, birthDate }, n) =>
    formatCccd({
      idNumber: `04609090010${n}`,
      name: fullName,
      birthDate,
      sex: 'female',
      address: 'Tổ 3',
      issuedOn: '2021-05-01',
    }),
  )
  const late = [...codes.map(code => ({ code, reason: 'checkpoints.too-old' }))]
  const given = [...late, { code: 'https://example.com/khuyen-mai', reason: 'standing.code.unrecognised' }]
  await parkScans(
    ctx,
    place,
    given.map(({ code, reason }, n) => {
      const at = before(ctx, 4 * DAY_MS - n * HOUR_MS)
      const id = newId(at)
      return {
        id,
        itemId: id,
        digest: Buffer.from(id),
        placeId,
        areaId: null,
        unitId: place.unitId,
        accountId,
        deviceId: null,
        direction: 'in' as const,
        deviceAt: at,
        at,
        receivedAt: ctx.now,
        reason,
        policyVersion: 'default',
        sealed: hide(ctx.app, { code }),
      }
    }),
  )
}

/** A vehicle that an officer of a post recorded after signing out. */
export async function doubtCrossing(ctx: Context, post: Place, accountId: string, record: object): Promise<void> {
  const at = before(ctx, 5 * HOUR_MS)
  const id = newId(at)
  await insertParked(ctx.sql, {
    id,
    itemId: id,
    digest: Buffer.from(id),
    placeId: post.id,
    accountId,
    deviceId: null,
    deviceAt: at,
    at,
    uncertaintyS: 60,
    receivedAt: ctx.now,
    reason: 'roadblocks.after-sign-out',
    sealed: seal(ctx.app, { text: JSON.stringify(record) }),
  })
  await tellHead(ctx, post)
}

/** A visit of a team to a household that is on no list of theirs any more. */
export async function doubtVisit(ctx: Context, teamId: string): Promise<void> {
  const [plan] = await ctx.sql<{ id: string; accountId: string }[]>`
    select p.id, g.account_id from followup.team t
    join followup.plan p on p.unit_id = t.unit_id and p.ended_at is null
    join people.person x on x.id = p.person_id
    join identity.role_grant g on g.place_id = t.id
    where t.id = ${teamId}
      and not exists (select from followup.team_household h where h.household_id = x.household_id) order by p.id limit 1`
  if (!plan) return
  const at = before(ctx, 3 * HOUR_MS)
  const report = { reached: true, symptoms: [], temperature: 36.8, spo2: 98, note: 'Nhà mới chuyển sang tổ khác' }
  await parkVisit(ctx, {
    itemId: newId(at),
    digest: Buffer.from(plan.id),
    teamId,
    planId: plan.id,
    arrivalId: null,
    accountId: plan.accountId,
    deviceId: null,
    at,
    reason: 'followup.deliver.not-allowed',
    content: { text: JSON.stringify(report) },
  })
  await tell(ctx, teamId)
}
