import { attachFile, filesOf } from '#base/files/index.ts'
import { partPerson } from '#base/identity/person-link.ts'
import { parsePhone } from '#base/identity/phone.ts'
import { sendMessage } from '#base/messages/send.ts'
import { changePerson, FIELDS, type Field, type Fields, fieldsOf } from '#base/people/history.ts'
import { checkPersonalId, cleanNumber, localPhone } from '#base/people/identifiers.ts'
import { entriesOf, getPerson, idKind, survivorOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import { refuseStale } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at, FRESH, type InputOf, type Ref, type Upload } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import type { CorrectionView, MyCorrection, register } from './contract.ts'
import { ANSWER, correctionFlow } from './flow.ts'
import { asSystem } from './pile.ts'
import { correctionRule } from './policies.ts'
import { needsProof } from './rules.ts'

const MONTH_MS = 30 * DAY_MS
const subjectOf = (id: string): Ref => at.of('correction', id)
const rule = async (ctx: Context) => (await policyAt(ctx, correctionRule, { day: dayOf(ctx.now) })).params

interface Row {
  readonly id: string
  readonly personId: string
  readonly unitId: string
  readonly state: MyCorrection['state']
  readonly wasSealed: Buffer
  readonly askedSealed: Buffer
  readonly noteSealed: Buffer
  readonly answerSealed: Buffer | null
  readonly askedAt: Date
  readonly dueAt: Date | null
  readonly answeredAt: Date | null
}

async function mustCorrection({ sql }: Context, id: string): Promise<Row> {
  const [row] = await sql<Row[]>`select * from register.correction where id = ${id} for update`
  if (!row) throw notFound('correction')
  return row
}

/** What is asked, as the register would write it, and nothing that it says already. */
async function readAsked(ctx: Context, personId: string, asked: InputOf<typeof register.draft>['body']['asked']) {
  const { birthDate, unitId, phone, idNumber } = asked
  if (birthDate && birthDate > dayOf(ctx.now)) throw new Problem('people.birth-in-future')
  if (unitId && treeOf(ctx.app).get(unitId)?.tier !== 'commune') throw new Problem('people.unit-no-commune')
  const e164 = phone ? parsePhone(phone)?.e164 : undefined
  if (phone && !e164) throw new Problem('people.phone-invalid')
  const number = idNumber ? cleanNumber(idNumber) : undefined
  if (number && !idKind(number)) throw new Problem('people.id-invalid')
  const written: Record<string, string | undefined> = { ...asked, phone: e164, idNumber: number }
  const was = await fieldsOf(ctx, personId)
  const changes = FIELDS.filter(field => written[field] && written[field] !== was[field])
  if (!changes.length) throw new Problem('register.nothing-asked')
  return {
    was: Object.fromEntries(changes.map(field => [field, was[field]])),
    asked: Object.fromEntries(changes.map(field => [field, written[field] as string])) as Fields,
  }
}

/** Begins, or begins anew what was not sent. Of one person one correction is on its way at a time. */
export async function draft(ctx: Context, personId: string, body: InputOf<typeof register.draft>['body']) {
  const { sql, who, now, app } = ctx
  const person = await getPerson(sql, personId)
  if (!person || !who) throw notFound('person')
  if (!person.unitId) throw new Problem('register.no-commune')
  const seal = (value: unknown) => app.keyring.encrypt(JSON.stringify(value))
  const { was, asked } = await readAsked(ctx, person.id, body.asked)
  await refuseTooMany(ctx, person.id)
  const [row] = await sql<{ id: string }[]>`
    insert into register.correction as c
      (id, person_id, unit_id, state, was_sealed, asked_sealed, note_sealed, asked_by, asked_at)
    values (${newId(now)}, ${person.id}, ${person.unitId}, 'draft', ${seal(was)}, ${seal(asked)},
            ${app.keyring.encrypt(body.note)}, ${who.accountId}, ${now})
    on conflict (person_id) where state in ('draft', 'asked', 'waiting') do update
      set unit_id = excluded.unit_id, was_sealed = excluded.was_sealed, asked_sealed = excluded.asked_sealed,
          note_sealed = excluded.note_sealed, asked_by = excluded.asked_by, asked_at = excluded.asked_at
      where c.state = 'draft'
    returning id`
  if (!row) throw new Problem('register.asked-already', { status: 409 })
  return { correctionId: row.id, needsPhoto: needsProof(asked) }
}

async function refuseTooMany(ctx: Context, personId: string): Promise<void> {
  const { perMonth } = await rule(ctx)
  const [row] = await ctx.sql<{ n: number }[]>`
    select count(*) as n from register.correction
    where person_id = ${personId} and state <> 'draft' and asked_at > ${new Date(ctx.now.getTime() - MONTH_MS)}`
  if ((row?.n ?? 0) >= perMonth) throw new Problem('register.too-often', { status: 429, params: { most: perMonth } })
}

export async function addPhoto(ctx: Context, id: string, upload: Upload) {
  const { state } = await mustCorrection(ctx, id)
  if (state !== 'draft' && state !== 'waiting') throw new Problem('register.closed', { status: 409 })
  const { mostPhotos } = await rule(ctx)
  if ((await filesOf(ctx, subjectOf(id))).length >= mostPhotos * 2)
    throw new Problem('register.too-many-photos', { status: 409, params: { most: mostPhotos } })
  const stored = await attachFile(ctx, subjectOf(id), upload)
  if (!stored.isPicture) throw new Problem('register.pictures-only')
  return stored
}

/** Sends a draft to the commune of stay, or what the commune asked for besides. */
export async function send(ctx: Context, id: string, more: string): Promise<void> {
  const row = await mustCorrection(ctx, id)
  const { sql, app } = ctx
  if (row.state === 'waiting') {
    const note = [app.keyring.decrypt(row.noteSealed), more].filter(Boolean).join('\n')
    await sql`
      update register.correction set state = 'asked', note_sealed = ${app.keyring.encrypt(note)} where id = ${id}`
    await step(asSystem(ctx), id, 'supply')
    return
  }
  if (row.state !== 'draft') throw new Problem('register.closed', { status: 409 })
  if (needsProof(askedOf(ctx, row)) && !(await filesOf(ctx, subjectOf(id))).some(file => !file.removed))
    throw new Problem('register.photo-missing')
  const { answerDays } = await rule(ctx)
  const workId = await openWork(asSystem(ctx), {
    kind: correctionFlow.kind,
    subject: subjectOf(id),
    unitId: row.unitId,
    personId: row.personId,
    due: { workingDays: answerDays },
  })
  await sql`
    update register.correction set state = 'asked', asked_at = ${ctx.now},
      due_at = (select due_at from work.item where id = ${workId}) where id = ${id}`
}

export async function withdraw(ctx: Context, id: string): Promise<void> {
  const { state } = await mustCorrection(ctx, id)
  if (!['draft', 'asked', 'waiting'].includes(state)) throw new Problem('register.closed', { status: 409 })
  if (state !== 'draft') await step(asSystem(ctx), id, 'withdraw')
  await ctx.sql`update register.correction set state = 'withdrawn' where id = ${id}`
}

async function step(ctx: Context, id: string, name: string): Promise<void> {
  const item = (await itemsAbout(ctx.sql, subjectOf(id))).find(one => one.open)
  if (!item) throw new Problem('work.done', { status: 409 })
  await moveWork(ctx, item.id, name, { form: ANSWER })
}

const opened = (ctx: Context, sealed: Buffer) => JSON.parse(ctx.app.keyring.decrypt(sealed)) as Record<string, string>
const askedOf = (ctx: Context, row: Row): Fields => opened(ctx, row.askedSealed)

/** Each asked field as an office reads it. */
async function linesOf(ctx: Context, row: Row, hasEnded: boolean): Promise<MyCorrection['lines']> {
  const [was, asked] = [opened(ctx, row.wasSealed), askedOf(ctx, row)]
  const now = hasEnded ? undefined : await fieldsOf(ctx, row.personId)
  const shown = (field: Field, value: string | null | undefined) => {
    if (!value) return null
    if (field === 'unitId') return treeOf(ctx.app).get(value)?.fullName ?? value
    if (field === 'sex') return say(ctx.locale, `people.office.sex.${value}`)
    if (field === 'birthDate') return value.split('-').reverse().join('/')
    return field === 'phone' ? localPhone(value) : value
  }
  return FIELDS.filter(field => asked[field] !== undefined).map(field => ({
    field,
    was: shown(field, was[field]),
    asked: shown(field, asked[field]),
    now: now && now[field] !== (was[field] ?? null) ? shown(field, now[field]) : null,
  }))
}

const ENDED = ['accepted', 'refused', 'withdrawn']

/** What a citizen sees of what was asked for them or one of the household. */
export async function correctionsView(ctx: Context, personId: string) {
  const { answerDays, mostPhotos } = await rule(ctx)
  const survivor = await survivorOf(ctx.sql, personId)
  const rows = await ctx.sql<Row[]>`
    select * from register.correction where person_id = ${survivor} and state <> 'draft' order by id desc limit 20`
  const corrections = await Promise.all(
    rows.map(
      async (row): Promise<MyCorrection> => ({
        id: row.id,
        state: row.state,
        at: row.askedAt.toISOString(),
        dueAt: row.dueAt?.toISOString() ?? null,
        lines: await linesOf(ctx, row, true),
        note: ctx.app.keyring.decrypt(row.noteSealed),
        answer: row.answerSealed && ctx.app.keyring.decrypt(row.answerSealed),
        answeredAt: row.answeredAt?.toISOString() ?? null,
        photos: (await filesOf(ctx, subjectOf(row.id))).length,
      }),
    ),
  )
  const now = await fieldsOf(ctx, survivor)
  return { answerDays, mostPhotos, now: { ...now, phone: now.phone && localPhone(now.phone) }, corrections }
}

const OWN = 'register.own'
const isOwn = ({ who }: Context, personId: string) => who?.personIds.includes(personId) ?? false

export async function correctionView(ctx: Context, id: string): Promise<CorrectionView> {
  const row = await mustCorrection(ctx, id)
  const person = await getPerson(ctx.sql, row.personId)
  if (!person) throw notFound('person')
  const asked = askedOf(ctx, row)
  const birthDate = asked.birthDate ?? person.birthDate
  const said = asked.idNumber && idKind(asked.idNumber) === 'cccd' && birthDate
  const sex = (asked.sex as typeof person.sex | undefined) ?? person.sex
  return {
    id,
    state: row.state,
    person: { id: person.id, name: person.fullName },
    lines: await linesOf(ctx, row, ENDED.includes(row.state)),
    note: ctx.app.keyring.decrypt(row.noteSealed),
    answer: row.answerSealed && ctx.app.keyring.decrypt(row.answerSealed),
    photos: await filesOf(ctx, subjectOf(id)),
    warnings: said ? [...checkPersonalId(asked.idNumber as string, { birthDate, sex }, dayOf(ctx.now))] : [],
    refused: isOwn(ctx, person.id) ? OWN : null,
  }
}

/** Whoever holds the old number speaks for the person no more; both numbers are told, the old one nothing of anybody. */
async function changeAccount(ctx: Context, { id, personId, unitId }: Row, phone: string, was: string | null) {
  for (const entry of await entriesOf(ctx.sql, personId)) await partPerson(ctx, entry, phone)
  const about = { values: {}, about: subjectOf(id), unitId }
  await sendMessage(ctx, { template: 'register.new-phone', to: { phone }, ...about })
  if (was && was !== phone) await sendMessage(ctx, { template: 'register.old-phone', to: { phone: was }, ...about })
}

const BECOMES = { accept: 'accepted', refuse: 'refused', more: 'waiting' } as const
const TOLD = { accept: 'register.accepted', refuse: 'register.refused', more: 'register.more' } as const

/** Corrects the register, refuses, or asks for more; the citizen is told. */
export async function answer(ctx: Context, id: string, { step: name, text }: InputOf<typeof register.answer>['body']) {
  const row = await mustCorrection(ctx, id)
  if (isOwn(ctx, row.personId)) throw new Problem(OWN, { status: 403 })
  if (name !== 'accept' && !text) throw new Problem('register.reason-missing')
  const asked = askedOf(ctx, row)
  // A new telephone is a new way to sign in, as where an officer enters it with the person before them.
  if (name === 'accept' && asked.phone) refuseStale(FRESH, ctx.who, ctx.now)
  await step(ctx, id, name)
  if (name === 'accept') {
    const was = asked.phone ? (await fieldsOf(ctx, row.personId)).phone : null
    const kind = asked.idNumber ? idKind(asked.idNumber) : undefined
    const why = say('vi', 'register.change.reason')
    await changePerson(
      ctx,
      row.personId,
      asked,
      text ? `${why}: ${text}` : why,
      kind ? { id: { kind, value: asked.idNumber as string } } : {},
    )
    if (asked.phone) await changeAccount(ctx, row, asked.phone, was)
  }
  await ctx.sql`
    update register.correction set state = ${BECOMES[name]}, answered_at = ${ctx.now},
      answered_by = ${ctx.who?.accountId ?? null}, answer_sealed = ${text ? ctx.app.keyring.encrypt(text) : null}
    where id = ${id}`
  await sendMessage(ctx, {
    template: TOLD[name],
    to: { personId: row.personId },
    values: { link: `${ctx.app.config.origin}/dinh-chinh` },
    about: subjectOf(id),
    unitId: row.unitId,
  })
}
