import { type Paper, printPapers } from '#base/attestation/paper.ts'
import { fileOf } from '#base/lists/extract.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import { format } from '#core/format.ts'
import { Problem } from '#core/problem.ts'
import { type Locale, say } from '#core/words.ts'
import type { RosterWeek } from './contract.ts'
import { weekView } from './planning.ts'
import { daysOfWeek, type Entry } from './rules.ts'

const dayMonth = (day: string) => `${day.slice(8)}/${day.slice(5, 7)}`

/** What stands in a field of the table: where, the hours of duty, who stands in. */
function fieldOf(locale: Locale, entry: Entry | undefined, names: ReadonlyMap<string, string>): string {
  if (!entry) return ''
  const { kind, fromTime, untilTime, standInId } = entry
  const hours = kind === 'duty' ? ` ${fromTime}–${untilTime}` : ''
  const standIn = standInId ? names.get(standInId) : undefined
  const by = standIn ? ` (${say(locale, 'rosters.paper.by', { name: standIn })})` : ''
  return `${say(locale, `rosters.short.${kind}`)}${hours}${by}`
}

/** People down, days across. */
function table(locale: Locale, { people, entries, monday }: RosterWeek): string[][] {
  const names = new Map(people.map(one => [one.id, one.name]))
  const said = new Map(entries.map(one => [`${one.accountId} ${one.day}`, one]))
  return people.map(({ id, name }) => [
    name,
    ...daysOfWeek(monday).map(day => fieldOf(locale, said.get(`${id} ${day}`), names)),
  ])
}

const headings = (locale: Locale, monday: string): string[] => [
  say(locale, 'rosters.paper.name'),
  ...daysOfWeek(monday).map((day, i) => `${say(locale, `rosters.weekday.${i + 1}`)} ${dayMonth(day)}`),
]

/** The published roster in the national layout; a draft is nothing to hang on a wall. */
export async function rosterPaper(ctx: Context, unitId: string, day: string): Promise<FileReply> {
  const week = await weekView(ctx, unitId, day)
  if (!week.publishedAt) throw new Problem('rosters.not-published', { status: 409 })
  const words = (id: string, values?: Record<string, string>) => say('vi', `rosters.paper.${id}`, values)
  const [first = '', last = ''] = [daysOfWeek(week.monday)[0], daysOfWeek(week.monday).at(-1)]
  const span = { from: format('vi').day(first), until: format('vi').day(last) }
  const unit = treeOf(ctx.app).get(unitId)
  const title = `${words('title')} ${span.from}`
  const paper: Paper = {
    agency: [words('agency'), week.unit.name],
    number: words('number'),
    place: unit && /^\d+$/.test(unit.name) ? unit.fullName : (unit?.name ?? ''),
    signedAt: new Date(week.publishedAt),
    title: words('title'),
    subject: words('subject', span),
    body: [
      { caption: '', head: headings('vi', week.monday), rows: table('vi', week) },
      { style: 'text', text: words('key') },
      ...(week.overReason ? [{ style: 'text' as const, text: words('over', { reason: week.overReason }) }] : []),
    ],
    signer: { title: words('signer'), name: week.publishedBy ?? '' },
    to: [words('to'), words('kept')],
    hint: '',
  }
  return {
    bytes: await printPapers([paper], { title, now: ctx.now }),
    type: 'application/pdf',
    name: `lich-truc-${week.monday}.pdf`,
  }
}

export async function rosterSheet(ctx: Context, unitId: string, day: string): Promise<FileReply> {
  const week = await weekView(ctx, unitId, day)
  async function* pages() {
    yield table(ctx.locale, week)
  }
  const name = say(ctx.locale, 'rosters.paper.title')
  const sheet = { name, headings: headings(ctx.locale, week.monday), pages: pages() }
  return fileOf(sheet, 'xlsx', `lich-truc-${week.monday}`)
}
