import { sendMessage } from '#base/messages/send.ts'
import { entriesOf, getPerson, householdOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import type { Look, QuestionView } from './contract.ts'
import { ANSWER, questionFlow } from './flows.ts'
import { looksRule } from './policies.ts'
import {
  accountHeld,
  answerQuestion,
  type Held,
  insertQuestion,
  type LookRow,
  looksAt,
  type QuestionRow,
  questionBy,
  questionsOf,
} from './queries.ts'
import { purposeText, statedIn } from './words.ts'

const REGISTER = 'people.read: '

/** With what the officer said it was for, where they had to: the person asked for it. */
function purposeIn({ locale }: Context, purpose: string): string {
  const text = purposeText(id => say(locale, id), purpose)
  return purpose.startsWith(REGISTER) ? `${text}: ${statedIn(purpose)}` : text
}

const roleText = ({ locale }: Context, role: string | null) => role && say(locale, `identity.role.${role}`)

const rule = async (ctx: Context) => (await policyAt(ctx, looksRule, { day: dayOf(ctx.now) })).params

async function looksOf(ctx: Context, personId: string): Promise<LookRow[]> {
  const { days } = await rule(ctx)
  const entries = await entriesOf(ctx.sql, personId)
  const household = [...new Set([...entries, ...(await householdOf(ctx.sql, personId))])]
  return looksAt(ctx.sql, entries, household, new Date(ctx.now.getTime() - days * DAY_MS))
}

const keyOf = (one: { readonly accountId: string; readonly purpose: string; readonly day: string }) =>
  `${one.accountId} ${one.purpose} ${one.day}`

/** What a citizen sees of who looked at them, or at one of the household, and what they asked about it. */
export async function looksView(ctx: Context, personId: string) {
  const { days, names, answerDays } = await rule(ctx)
  const entries = await entriesOf(ctx.sql, personId)
  const asked = new Map((await questionsOf(ctx.sql, entries)).map(one => [keyOf(one), one]))
  const looks = (await looksOf(ctx, personId)).map((row): Look => {
    const question = asked.get(keyOf(row))
    return {
      id: row.id,
      at: row.at.toISOString(),
      times: row.times,
      purpose: purposeIn(ctx, row.purpose),
      role: roleText(ctx, row.role),
      office: row.office,
      name: names ? row.name : null,
      question: question ? questionIn(ctx, question) : null,
    }
  })
  // What somebody asked about comes first: there the answer is looked for.
  const isAsked = (look: Look) => Number(look.question !== null)
  return { days, answerDays, looks: looks.toSorted((a, b) => isAsked(b) - isAsked(a)) }
}

function questionIn({ app }: Context, row: QuestionRow): Look['question'] {
  return {
    at: row.askedAt.toISOString(),
    text: app.keyring.decrypt(row.textSealed),
    dueAt: row.dueAt?.toISOString() ?? null,
    answer: row.answerSealed && app.keyring.decrypt(row.answerSealed),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  }
}

const subjectOf = (questionId: string): Ref => at.of('audit-question', questionId)

/** A citizen asks why: it waits, with a deadline, for whoever audits the unit of the officer. */
export async function ask(ctx: Context, personId: string, lookId: string, text: string): Promise<string> {
  const look = (await looksOf(ctx, personId)).find(one => one.id === lookId)
  if (!look || !ctx.who) throw notFound('look')
  const account = await accountHeld(ctx.sql, look.accountId, look.at)
  const unitId = account?.unitId ?? look.byUnitId ?? COUNTRY_ID
  const [entry = personId] = await entriesOf(ctx.sql, personId)
  const id = await insertQuestion(ctx.sql, {
    id: newId(ctx.now),
    personId: entry,
    accountId: look.accountId,
    auditId: look.id,
    day: look.day,
    purpose: look.purpose,
    unitId,
    textSealed: ctx.app.keyring.encrypt(text),
    askedBy: ctx.who.accountId,
    askedAt: ctx.now,
  })
  if (!id) throw new Problem('audit.asked-already', { status: 409 })
  const { answerDays } = await rule(ctx)
  await openWork(ctx, {
    kind: questionFlow.kind,
    subject: subjectOf(id),
    unitId,
    personId: entry,
    due: { workingDays: answerDays },
  })
  return id
}

async function mustQuestion(ctx: Context, id: string): Promise<QuestionRow> {
  const row = await questionBy(ctx.sql, id)
  if (!row) throw notFound('question')
  return row
}

/** Nobody answers for their own looking. */
export const OWN = 'audit.own-looking'
const isOwn = ({ who }: Context, accountId: string | null) => who !== null && who.accountId === accountId

export const heldView = (ctx: Context, { id, name, role, office }: Held) => ({
  id,
  name,
  role: roleText(ctx, role),
  office,
})

export async function questionView(ctx: Context, id: string): Promise<QuestionView> {
  const row = await mustQuestion(ctx, id)
  const [person, by] = [await getPerson(ctx.sql, row.personId), await accountHeld(ctx.sql, row.accountId, row.askedAt)]
  const look = (await looksOf(ctx, row.personId)).find(one => keyOf(one) === keyOf(row))
  if (!person || !by) throw notFound('question')
  return {
    id,
    person: { id: person.id, name: person.fullName },
    text: ctx.app.keyring.decrypt(row.textSealed),
    at: row.askedAt.toISOString(),
    look: { day: row.day, purpose: purposeIn(ctx, row.purpose), times: look?.times ?? 1 },
    by: heldView(ctx, by),
    answer: row.answerSealed && ctx.app.keyring.decrypt(row.answerSealed),
    refused: isOwn(ctx, row.accountId) ? OWN : null,
  }
}

export async function answer(ctx: Context, id: string, text: string): Promise<void> {
  const row = await mustQuestion(ctx, id)
  if (isOwn(ctx, row.accountId)) throw new Problem(OWN, { status: 403 })
  if (!ctx.who) throw new Error('Somebody answers.')
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).find(one => one.open)
  if (!item) throw new Problem('work.done', { status: 409 })
  await moveWork(ctx, item.id, 'answer', { form: ANSWER })
  await answerQuestion(ctx.sql, id, { sealed: ctx.app.keyring.encrypt(text), by: ctx.who.accountId, at: ctx.now })
  await sendMessage(ctx, {
    template: 'audit.answered',
    to: { personId: row.personId },
    values: { day: row.day.split('-').reverse().join('/'), link: `${ctx.app.config.origin}/ai-da-xem` },
    about: subjectOf(id),
    unitId: row.unitId,
  })
}
