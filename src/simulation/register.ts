import { addPeople, getPerson, identifiersOf, type NewPerson } from '#base/people/people.ts'
import { draft, send } from '#capabilities/register/corrections.ts'
import { lookAt } from '#capabilities/register/look.ts'
import type { Context } from '#core/app.ts'
import { withoutMarks } from '#core/text.ts'

interface Kept {
  readonly communeId: string
  /** A citizen of the demo, who finds the own address wrong. */
  readonly citizenId: string
  readonly accountId: string
}

/** How somebody in a hurry enters a person whom they did not find. */
const WAYS: readonly ((of: NewPerson, phone: string) => NewPerson)[] = [
  (of, phone) => ({ ...of, fullName: withoutMarks(of.fullName), identifiers: { phone } }),
  (of, phone) => ({ ...of, birthDate: turned(of.birthDate ?? ''), identifiers: { phone } }),
  of => ({ ...of, address: '', provisional: true }),
  (of, phone) => ({ ...of, fullName: of.fullName.split(' ').reverse().join(' '), identifiers: { phone } }),
]

const turned = (birthDate: string) => {
  const [year, month, day] = birthDate.split('-')
  return `${year}-${day}-${month}`
}

/** People who were entered twice in a commune, found as every night; and a citizen who asks for a correction. */
export async function replayRegister(ctx: Context, { communeId, citizenId, accountId }: Kept): Promise<void> {
  const people = await ctx.sql<{ id: string }[]>`
    select p.id from people.person p join people.identifier i on i.person_id = p.id and i.kind = 'phone'
    where unit_id = ${communeId} and length(birth_date) = 10 and right(birth_date, 2) <= '12'
      and right(birth_date, 2) <> substr(birth_date, 6, 2) and p.id <> ${citizenId}
    order by p.id limit ${2 * WAYS.length}`
  const doubles: NewPerson[] = []
  for (const [n, { id }] of people.entries()) {
    const person = await getPerson(ctx.sql, id)
    const way = WAYS[n % WAYS.length]
    if (!person || !way) continue
    const { fullName, birthDate, sex, unitId, address } = person
    const { phone = '' } = await identifiersOf(ctx, id)
    doubles.push(way({ fullName, birthDate, sex, unitId, address }, phone))
  }
  await lookAt(ctx, [...people.map(one => one.id), ...(await addPeople(ctx, doubles))])
  const citizen = await getPerson(ctx.sql, citizenId)
  if (!citizen) return
  const who = {
    accountId,
    sessionId: '',
    name: citizen.fullName,
    personId: citizenId,
    personIds: [citizenId],
    grants: [],
  }
  const asCitizen = ctx.app.context(ctx.sql, { who, now: ctx.now })
  const asked = { address: `${citizen.address}, nhà số 12` }
  const note = 'Nhà tôi đã được cấp số nhà, nhờ trạm ghi lại cho đúng.'
  const { correctionId } = await draft(asCitizen, citizenId, { asked, note })
  await send(asCitizen, correctionId, '')
}
