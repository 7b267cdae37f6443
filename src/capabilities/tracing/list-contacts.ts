import { type Fault, type List, type Loading, list, optional, type ReadRow, required } from '#base/lists/list.ts'
import { commune, day, text } from '#base/lists/readers.ts'
import { personColumns } from '#base/people/list-cells.ts'
import { type Entered, enterPeople } from '#base/people/roll.ts'
import { policyAt } from '#base/policies/index.ts'
import { addDays, dayOf, MINUTE_MS, startOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { contactsFound } from './events.ts'
import { exposureWeight } from './policies.ts'
import { type Candidate, type CaseRow, mustCase, saveCandidates } from './queries.ts'
import { weigh } from './rules.ts'

const LONGEST = 500
const { name, birth, sex, paper, phone, unit, address } = personColumns

/** Whom a case met (danh sách F1), as a team in the field wrote them down: candidates, on whom a person decides. */
export const contactList: List = list({
  kind: 'tracing.contacts',
  verb: 'tracing.write',
  of: 'case',
  columns: {
    name: required(name),
    birth: optional(birth),
    sex: optional(sex),
    paper: optional(paper),
    phone: optional(phone),
    unit: optional({ ...unit, read: commune }),
    address: optional(address),
    met: optional({
      headings: [
        'ngay tiep xuc',
        'tiep xuc',
        'ngay tiep xuc cuoi',
        'tiep xuc lan cuoi',
        'date of contact',
        'last contact',
      ],
      read: day,
    }),
    how: optional({
      headings: ['moi quan he', 'quan he', 'quan he voi f0', 'hinh thuc tiep xuc', 'hoan canh tiep xuc', 'relation'],
      read: text(LONGEST),
    }),
    note: optional({ headings: ['ghi chu', 'note', 'notes'], read: text(LONGEST) }),
  },
  passes: [
    async (rows, ctx) => {
      const file = await mustCase(ctx, ctx.ofId ?? '')
      const rule = await policyAt(ctx, exposureWeight, { day: dayOf(ctx.now), unitId: file.unitId })
      const entered = await enterPeople(
        ctx,
        rows.map(({ row }) => ({
          fullName: row.name,
          birthDate: row.birth ?? null,
          sex: row.sex ?? 'unknown',
          unitId: row.unit ?? null,
          address: row.address ?? '',
          paper: row.paper,
          phone: row.phone,
        })),
      )
      const refused: Fault[] = []
      const remarks: Fault[] = []
      const found = new Map<string, Candidate>()
      for (const [i, { line, row }] of rows.entries()) {
        const who = entered[i]
        if (!who || who === 'other') refused.push({ line, column: 'paper', reason: 'people.list.other-holder' })
        else if (who.personId === file.personId) refused.push({ line, column: 'name', reason: 'tracing.contact.self' })
        else {
          const met = metOn(file, row.met, ctx.now)
          const reason = [row.how, row.note].filter(Boolean).join('; ').slice(0, LONGEST)
          const exposure = weigh(met, rule.params)
          found.set(who.personId, {
            personId: who.personId,
            viaId: file.personId,
            how: 'named',
            ...met,
            exposure,
            reason,
          })
          if (!row.unit) remarks.push({ line, column: 'unit', reason: 'tracing.list.no-unit' })
        }
      }
      const about = { caseId: file.id, generation: 1, policyVersion: rule.version }
      const added = await saveCandidates(ctx, about, [...found.values()])
      await sayTyped(ctx, file.id, rows, entered)
      if (added) await ctx.emit(contactsFound, { caseId: file.id, found: added })
      return { added, known: rows.length - added - refused.length, refused, remarks }
    },
  ],
})

/** Each row stays with its picture, whether the contact was new or known. */
async function sayTyped(ctx: Loading, caseId: string, rows: readonly ReadRow<unknown>[], entered: readonly Entered[]) {
  const lines = new Map(
    entered.flatMap((one, i) => (one === 'other' || !one ? [] : [[one.personId, rows[i]?.line ?? 0] as const])),
  )
  const listed = await ctx.sql<{ id: string; personId: string }[]>`
    select id, person_id from tracing.contact
    where case_id = ${caseId} and person_id = any(${[...lines.keys()]}::uuid[])`
  for (const { id, personId } of listed) ctx.became(lines.get(personId) ?? 0, at.of('contact', id))
}

/** The day that the list says, else all the time in which the case could pass it on. */
function metOn(file: CaseRow, day: string | undefined, now: Date) {
  const from = day ? startOf(day) : file.infectiousFrom
  const last = day ? startOf(addDays(day, 1)) : (file.infectiousUntil ?? now)
  const until = last < now ? last : now
  const minutes = Math.max(0, Math.round((until.getTime() - from.getTime()) / MINUTE_MS))
  return { metFrom: from, metUntil: until, minutes, estimated: true, sameArea: true }
}
