import { spellNumber, takeInBook } from '#base/attestation/numbers.ts'
import { drawTable } from '#base/attestation/paper-table.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { FileReply } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { format } from '#core/format.ts'
import { newId } from '#core/ids.ts'
import type { Cursor } from '#core/paging.ts'
import { A4, bytesOf, MM, newDocument } from '#core/pdf.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { KINDS } from './kinds.ts'
import { mustOffice, OVERSEE, organisationsWith, READ, verbsAt } from './office.ts'
import { pdf } from './papers.ts'
import { type DocumentRow, documentsBy, PAGE, partyIds } from './queries.ts'
import type { TermOfKeeping } from './rules.ts'
import { conflict } from './steps.ts'

const SERIES = 'documents.work-file'

export interface WorkFileRow {
  readonly id: string
  readonly organisationId: string
  readonly unitId: string
  readonly number: number
  readonly year: number
  readonly title: string
  readonly term: TermOfKeeping
  readonly keeperId: string | null
  readonly keeper: string | null
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly count: number
  readonly abbreviation: string
}

const columns = (sql: Sql) => sql`
  w.id, w.organisation_id, w.unit_id, w.number, w.year, w.title, w.term, w.keeper_id, a.name as keeper, w.opened_at,
  w.closed_at, o.abbreviation,
  (select count(*) from documents.work_file_document d where d.work_file_id = w.id) as count`
const tables = (sql: Sql) => sql`
  documents.work_file w join documents.office o on o.organisation_id = w.organisation_id
  left join identity.account a on a.id = w.keeper_id`

export const codeOf = ({ number, year, abbreviation }: WorkFileRow): string =>
  `${spellNumber(number, `${year}`).replace('/', '.')}.${abbreviation}`

export async function openFile(ctx: Context, organisationId: string, title: string, term: TermOfKeeping) {
  const office = await mustOffice(ctx, organisationId)
  const [number] = await takeInBook(ctx, SERIES, [organisationId])
  const id = newId(ctx.now)
  await ctx.sql`
    insert into documents.work_file
      (id, organisation_id, unit_id, series, number, year, title, term, keeper_id, opened_at)
    values (${id}, ${organisationId}, ${office.unitId}, ${SERIES}, ${number as number},
            ${Number(dayOf(ctx.now).slice(0, 4))}, ${title}, ${term}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
  return { workFileId: id }
}

export interface FileFilter {
  readonly organisationId?: string | undefined
  readonly open?: boolean | undefined
  readonly q?: string | undefined
}

export function listFiles(ctx: Context, { organisationId, open, q }: FileFilter, after: Cursor | undefined) {
  const { sql } = ctx
  const me = ctx.who?.accountId ?? ''
  const words = nameKey(q ?? '')
    .split(' ')
    .filter(Boolean)
  const titled = words.length
    ? sql`and lower(w.title) like ${`%${(q ?? '').toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`
    : sql``
  return sql<WorkFileRow[]>`
    select ${columns(sql)} from ${tables(sql)}
    where w.organisation_id = any(${organisationsWith(ctx, READ)}::uuid[])
      and (w.keeper_id = ${me} or w.organisation_id = any(${organisationsWith(ctx, OVERSEE)}::uuid[]))
      ${organisationId ? sql`and w.organisation_id = ${organisationId}` : sql``}
      ${open === undefined ? sql`` : open ? sql`and w.closed_at is null` : sql`and w.closed_at is not null`}
      ${titled} ${after ? sql`and (w.opened_at, w.id) < (${after.at}, ${after.id}::uuid)` : sql``}
    order by w.opened_at desc, w.id desc limit ${PAGE + 1}`
}

export async function mustFile(ctx: Context, id: string): Promise<WorkFileRow> {
  const [row] = await ctx.sql<WorkFileRow[]>`select ${columns(ctx.sql)} from ${tables(ctx.sql)} where w.id = ${id}`
  if (!row) throw notFound('work-file')
  return row
}

async function mustOpen(ctx: Context, id: string): Promise<WorkFileRow> {
  await ctx.sql`select from documents.work_file where id = ${id} for update`
  const row = await mustFile(ctx, id)
  if (row.closedAt) throw conflict('documents.file-closed')
  return row
}

/** Documents of the same organisation that the caller sees; one that is in already stays where it is. */
export async function gather(ctx: Context, id: string, documentIds: readonly string[]): Promise<{ added: number }> {
  const file = await mustOpen(ctx, id)
  const rows = await documentsBy(ctx.sql, documentIds)
  const seen = await Promise.all(rows.map(row => isSeen(ctx, row)))
  if (rows.length < new Set(documentIds).size || seen.includes(false)) throw notFound('document')
  if (rows.some(row => row.organisationId !== file.organisationId)) throw new Problem('documents.other-office')
  const { count } = await ctx.sql`
    insert into documents.work_file_document (work_file_id, document_id, n, added_at, added_by)
    select ${id}, t.id, last.n + t.at, ${ctx.now}, ${ctx.who?.accountId ?? null}
    from unnest(${[...new Set(documentIds)]}::uuid[]) with ordinality as t (id, at)
    cross join (select coalesce(max(n), 0) as n from documents.work_file_document where work_file_id = ${id}) last
    on conflict do nothing`
  return { added: count }
}

async function isSeen(ctx: Context, row: DocumentRow): Promise<boolean> {
  const verbs = verbsAt(ctx, row.organisationId)
  if (verbs.includes(OVERSEE)) return true
  return verbs.includes(READ) && (await partyIds(ctx.sql, row.id, ctx.now)).includes(ctx.who?.accountId ?? '')
}

export async function takeOut(ctx: Context, id: string, documentId: string): Promise<void> {
  await mustOpen(ctx, id)
  const out = await ctx.sql`
    delete from documents.work_file_document where work_file_id = ${id} and document_id = ${documentId}`
  if (!out.count) throw notFound('document')
}

export async function closeFile(ctx: Context, id: string): Promise<void> {
  const file = await mustOpen(ctx, id)
  if (!file.count) throw conflict('documents.file-empty')
  const [open] = await ctx.sql`
    select from documents.work_file_document f join documents.document d on d.id = f.document_id
    where f.work_file_id = ${id} and d.state not in ('done', 'issued', 'withdrawn', 'refused', 'dropped') limit 1`
  if (open) throw conflict('documents.file-open-work')
  await ctx.sql`update documents.work_file set closed_at = ${ctx.now} where id = ${id}`
}

export const documentsIn = (sql: Sql, id: string) => sql<{ documentId: string; n: number }[]>`
  select document_id, row_number() over (order by n) as n from documents.work_file_document where work_file_id = ${id}
  order by n`

/** Mục lục văn bản trong hồ sơ: number, notation, day, what it is about, author, page. */
export async function printContents(ctx: Context, id: string): Promise<FileReply> {
  const file = await mustFile(ctx, id)
  const entries = await documentsIn(ctx.sql, id)
  const rows = new Map(
    (
      await documentsBy(
        ctx.sql,
        entries.map(entry => entry.documentId),
      )
    ).map(row => [row.id, row]),
  )
  const margin = 15 * MM
  const doc = newDocument(`Mục lục ${codeOf(file)}`, [A4.width, A4.height], ctx.now, {
    top: margin,
    bottom: margin,
    left: margin,
    right: margin,
  })
  doc.addPage()
  const width = A4.width - 2 * margin
  doc.font('serifBold').fontSize(14).text('MỤC LỤC VĂN BẢN TRONG HỒ SƠ', { align: 'center' })
  doc
    .font('serif')
    .fontSize(13)
    .text(`Hồ sơ số: ${codeOf(file)}`, { align: 'center' })
  doc.font('serif').fontSize(13).text(file.title, { align: 'center' })
  doc.moveDown(0.5)
  const { day } = format('vi')
  let page = 1
  const cells = entries.flatMap(({ documentId, n }) => {
    const row = rows.get(documentId)
    if (!row) return []
    const from = page
    page += row.pages
    return [
      [
        String(n),
        row.notation ?? '',
        row.datedOn ? day(row.datedOn) : '',
        `${KINDS[row.kind].name}: ${row.subject}`,
        row.author,
        String(from),
        '',
      ],
    ]
  })
  drawTable(
    doc,
    {
      caption: '',
      head: ['STT', 'Số, ký hiệu', 'Ngày tháng', 'Tên loại và trích yếu', 'Tác giả', 'Tờ số', 'Ghi chú'],
      rows: cells,
      shares: [4, 11, 10, 30, 18, 5, 8],
    },
    { x: margin, width, top: margin, foot: A4.height - margin },
  )
  const bytes = await bytesOf(doc)
  return pdf(bytes, `muc-luc-${codeOf(file)}`)
}
