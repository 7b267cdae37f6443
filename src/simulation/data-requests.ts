import { citizenAccount } from '#base/identity/accounts.ts'
import { linkAccount } from '#base/identity/person-link.ts'
import { getPerson, identifiersOf } from '#base/people/people.ts'
import type { RequestKind } from '#base/retention/contract.ts'
import { ask, carry } from '#base/retention/requests.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'

interface Wish {
  readonly kind: RequestKind
  readonly text: string
  /** What the officer said who did it; it waits where nobody did yet. */
  readonly answer?: string
}

const WISHES: readonly Wish[] = [
  {
    kind: 'restriction',
    text: 'Tôi làm ở đài truyền hình, nhiều người biết tôi. Xin hạn chế người xem thông tin của tôi.',
    answer: 'Đã đánh dấu hạn chế xử lý. Việc phòng, chống dịch theo luật vẫn được thực hiện.',
  },
  { kind: 'objection', text: 'Tôi không đồng ý để thông tin của tôi trong danh sách gửi cho các đơn vị khác.' },
  { kind: 'deletion', text: 'Tôi đã chuyển vào Đà Nẵng, xin xóa dữ liệu của tôi.' },
]

/** What people of a commune ask the data protection officer to be done with their data. */
export async function replayDataRequests(ctx: Context, communeId: string, officer: Who): Promise<void> {
  const people = await ctx.sql<{ id: string }[]>`
    select p.id from people.person p join people.identifier i on i.person_id = p.id and i.kind = 'phone'
    where p.unit_id = ${communeId} and left(p.birth_date, 4) < '2000' and p.household_role = 'head'
      and not exists (select from identity.account a where a.person_id = p.id)
    order by p.id desc limit ${WISHES.length}`
  const as = (who: Who) => ctx.app.context(ctx.sql, { who, now: ctx.now })
  for (const [n, { id }] of people.entries()) {
    const wish = WISHES[n]
    const person = await getPerson(ctx.sql, id)
    const { phone } = await identifiersOf(ctx, id)
    if (!wish || !person || !phone) continue
    const { accountId } = await citizenAccount(ctx, phone, person.fullName)
    await linkAccount(ctx, accountId, id, person.fullName)
    const citizen = { accountId, sessionId: '', name: person.fullName, personId: id, personIds: [id], grants: [] }
    const requestId = await ask(as(citizen), id, wish.kind, wish.text)
    if (wish.answer) await carry(as(officer), requestId, wish.answer)
  }
}
