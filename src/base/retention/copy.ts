import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { sendMessage } from '#base/messages/send.ts'
import { entriesOf, getPeople } from '#base/people/people.ts'
import { getPlaces } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { format } from '#core/format.ts'
import { html } from '#core/html.ts'
import { newId } from '#core/ids.ts'
import { type About, type Kept, keptTables } from '#core/keeps.ts'
import { notFound, Problem } from '#core/problem.ts'
import { hasWords, type Locale, say } from '#core/words.ts'
import { copyAsked } from './events.ts'
import { rightsRule } from './policies.ts'

const PIECE_BYTES = 256 * 1024

type Row = Readonly<Record<string, unknown>>
type Given = Extract<About, { gives: readonly string[] }>
interface Part {
  readonly table: string
  readonly words: string
  readonly rows: readonly Row[]
}

/** Asks for a copy: made in the background, one at a time. */
export async function askCopy(ctx: Context): Promise<string> {
  const { who, sql, now } = ctx
  const [me] = who?.personIds ?? []
  if (!who || !me) throw new Problem('retention.nobody', { status: 409 })
  const { exports, exportDays } = (await policyAt(ctx, rightsRule, { day: dayOf(now) })).params
  const since = new Date(now.getTime() - exportDays * DAY_MS)
  const recent = await sql<{ madeAt: Date | null }[]>`
    select made_at from retention.export where account_id = ${who.accountId} and asked_at > ${since}`
  if (recent.some(one => !one.madeAt)) throw new Problem('retention.copying', { status: 409 })
  if (recent.length >= exports)
    throw new Problem('retention.copied-enough', { status: 429, params: { days: exportDays } })
  const id = newId(now)
  await sql`
    insert into retention.export (id, person_id, account_id, person_ids, locale, asked_at)
    values (${id}, ${me}, ${who.accountId}, ${who.personIds as string[]}::uuid[], ${ctx.locale}, ${now})`
  await ctx.emit(copyAsked, { exportId: id })
  return id
}

/** Makes a copy, in sealed pieces, and tells whoever asked. */
export async function makeCopy(ctx: Context, exportId: string): Promise<void> {
  const { sql, app, now } = ctx
  const [asked] = await sql<
    { personId: string; accountId: string; personIds: string[]; locale: Locale; madeAt: Date | null }[]
  >`
    select person_id, account_id, person_ids, locale, made_at from retention.export where id = ${exportId} for update`
  if (!asked || asked.madeAt) return
  const { exportDays } = (await policyAt(ctx, rightsRule, { day: dayOf(now) })).params
  const expiresAt = new Date(now.getTime() + exportDays * DAY_MS)
  const zip = new ZipFile()
  const reading = { ...ctx, locale: asked.locale }
  const people = await getPeople(sql, asked.personIds)
  for (const [i, person] of people.entries()) {
    const parts = await partsOf(reading, person.id, i === 0 ? asked.accountId : undefined)
    const name = `${String(i + 1).padStart(2, '0')}-${person.fullName.replace(/[^\p{L}\p{N} ]/gu, '')}`
    zip.addBuffer(
      Buffer.from(JSON.stringify({ person: person.fullName, madeAt: now, tables: parts }, null, 2)),
      `${name}.json`,
    )
    zip.addBuffer(Buffer.from(pageOf(reading, person.fullName, parts)), `${name}.html`)
  }
  zip.end()
  let [bytes, n] = [0, 0]
  for await (const piece of piecesOf(zip.outputStream as Readable)) {
    bytes += piece.length
    await sql`
      insert into retention.piece (export_id, n, sealed) values (${exportId}, ${n}, ${app.keyring.seal(piece, `${exportId}/${n}`)})`
    n++
  }
  await sql`
    update retention.export set made_at = ${now}, expires_at = ${expiresAt}, bytes = ${bytes} where id = ${exportId}`
  await sendMessage(reading, {
    template: 'retention.copied',
    to: { personId: asked.personId },
    values: { link: `${app.config.origin}/du-lieu-cua-toi`, days: exportDays },
    about: at.of('export', exportId),
  })
}

async function* piecesOf(stream: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    held.push(chunk)
    size += chunk.length
    if (size < PIECE_BYTES) continue
    yield Buffer.concat(held)
    held = []
    size = 0
  }
  if (size) yield Buffer.concat(held)
}

/** All that the tables say of one person, and of the account that asks. */
export async function partsOf(ctx: Context, personId: string, accountId: string | undefined): Promise<Part[]> {
  const entries = await entriesOf(ctx.sql, personId)
  const parts: Part[] = []
  for (const kept of keptTables(ctx.app)) {
    const { about } = kept
    if (!about || !('gives' in about)) continue
    const [column, ids] = about.person ? [about.person, entries] : [about.account, accountId ? [accountId] : []]
    if (!column || !ids.length) continue
    const rows = await rowsOf(ctx, kept, about, column, ids)
    if (rows.length) parts.push({ table: kept.table, words: say(ctx.locale, kept.words), rows })
  }
  return parts
}

async function rowsOf(
  ctx: Context,
  { table }: Kept,
  about: Given,
  column: string,
  ids: readonly string[],
): Promise<Row[]> {
  const columns = about.gives.map(one => (/^\w+$/.test(one) ? `t.${one}` : one)).join(', ')
  const where = /^\w+$/.test(column) ? `t.${column}` : column
  const found = await ctx.sql.unsafe<Row[]>(`select ${columns} from ${table} t where ${where} = any($1::uuid[])`, [
    ids as string[],
  ])
  const opened = found.map(row => open(ctx.app, about, row))
  const places = await getPlaces(
    ctx.sql,
    opened.flatMap(row => ['placeId', 'areaId'].flatMap(key => (row[key] as string | null) ?? [])),
  )
  const names = new Map(places.map(place => [place.id, place.name]))
  const tree = treeOf(ctx.app)
  // Ids tell nobody anything: places and units have names.
  const named = (key: string, value: unknown) => {
    if (key === 'placeId' || key === 'areaId') return names.get(value as string) ?? null
    return key === 'unitId' ? tree.label(value as string) || null : value
  }
  return opened.map(row =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/(Id|Sealed)$/, ''), named(key, value)])),
  )
}

function open(app: App, { opens = {} }: Given, row: Row): Row {
  const by = Object.fromEntries(
    Object.entries(opens).map(([column, read]) => [
      column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      read,
    ]),
  )
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, by[key] && value ? by[key](app, value as Buffer, row) : value]),
  )
}

/** The same for people to read: a page that needs nothing but itself. */
function pageOf(ctx: Context, name: string, parts: readonly Part[]): string {
  const f = format(ctx.locale)
  const word = (key: string) =>
    hasWords(ctx.locale, `retention.column.${key}`) ? say(ctx.locale, `retention.column.${key}`) : key
  const shown = (value: unknown): string => {
    if (value === null || value === undefined) return ''
    if (value instanceof Date) return f.instant(value.toISOString())
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  const title = say(ctx.locale, 'retention.copy.title', { name })
  const page = html`<!doctype html><html lang="${ctx.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;font-size:14px}td,th{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}h2{margin-top:2rem;font-size:1.1rem}</style></head>
<body><h1>${title}</h1><p>${say(ctx.locale, 'retention.copy.made', { at: f.instant(ctx.now.toISOString()) })}</p>${parts.map(
    part => {
      const keys = Object.keys(part.rows[0] ?? {})
      return html`<h2>${part.words}</h2><table><tr>${keys.map(key => html`<th>${word(key)}</th>`)}</tr>${part.rows.map(
        row => html`<tr>${keys.map(key => html`<td>${shown(row[key])}</td>`)}</tr>`,
      )}</table>`
    },
  )}</body></html>`
  return page.text
}

/** A copy that the caller asked for, read piece by piece while it is sent. */
export async function readCopy(ctx: Context, exportId: string) {
  const [row] = await ctx.sql<{ askedAt: Date }[]>`
    select asked_at from retention.export
    where id = ${exportId} and account_id = ${ctx.who?.accountId ?? null} and expires_at > ${ctx.now}`
  if (!row) throw notFound('export')
  return {
    type: 'application/zip',
    name: `${say(ctx.locale, 'retention.copy.file')}-${dayOf(row.askedAt)}.zip`,
    attachment: true,
    stream: unsealed(ctx.app, exportId),
  }
}

async function* unsealed({ db, keyring }: App, exportId: string): AsyncGenerator<Uint8Array> {
  for (let n = 0; ; n++) {
    const [piece] = await db.sql<{ sealed: Buffer }[]>`
      select sealed from retention.piece where export_id = ${exportId} and n = ${n}`
    if (!piece) return
    yield keyring.open(piece.sealed, `${exportId}/${n}`)
  }
}
