import { drawTable } from '#base/attestation/paper-table.ts'
import { fileOf, keyed, type Written } from '#base/lists/extract.ts'
import type { Context } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { format } from '#core/format.ts'
import { A4, bytesOf, MM, newDocument } from '#core/pdf.ts'
import { KINDS, type Kind } from './kinds.ts'
import { mustOffice } from './office.ts'
import { pdf } from './papers.ts'
import type { Direction } from './queries.ts'

interface BookRow {
  readonly id: string
  readonly number: number
  readonly kind: Kind
  readonly author: string
  readonly notation: string
  readonly datedOn: string | null
  readonly subject: string
  readonly signerName: string | null
  readonly registeredOn: string
  readonly recipients: string
  readonly copies: number
  readonly handedOn: string | null
  readonly note: string
}

interface Which {
  readonly organisationId: string
  readonly direction: Direction
  readonly year: number
}

const A_PAGE = 500

/** A year of a register in the order of its numbers; outgoing ones by kind, as they are numbered. */
const bookRows = (sql: Sql, { organisationId, direction, year }: Which) =>
  keyed<BookRow & { series: string }>(
    after => sql<(BookRow & { series: string })[]>`
      select d.id, d.series, d.number, d.kind, d.author, coalesce(d.notation, '') as notation, d.dated_on, d.subject,
        d.signer_name, (coalesce(d.registered_at, d.issued_at) at time zone 'Asia/Ho_Chi_Minh')::date as registered_on,
        d.copies, d.note,
        case when d.direction = 'incoming'
          then (select string_agg(a.name, ', ' order by a.name_sort) from documents.task t join identity.account a on a.id = t.lead_id where t.document_id = d.id)
          else (select string_agg(r.name, ', ' order by r.n) from documents.recipient r where r.document_id = d.id)
        end as recipients,
        case when d.direction = 'incoming'
          then (select (min(t.given_at) at time zone 'Asia/Ho_Chi_Minh')::date from documents.task t where t.document_id = d.id)
          else (d.issued_at at time zone 'Asia/Ho_Chi_Minh')::date
        end as handed_on
      from documents.document d
      where d.organisation_id = ${organisationId} and d.direction = ${direction} and d.year = ${year}
        and (d.series, d.number) > (${after?.series ?? ''}, ${after?.number ?? 0})
      order by d.series, d.number limit ${A_PAGE}`,
  )

/** The columns of annex IV and VI of the decree; what is signed on paper is left to be signed. */
const HEADS: Readonly<Record<Direction, readonly string[]>> = {
  incoming: [
    'Ngày đến',
    'Số đến',
    'Tác giả',
    'Số, ký hiệu văn bản',
    'Ngày tháng văn bản',
    'Tên loại và trích yếu nội dung',
    'Đơn vị hoặc người nhận',
    'Ngày chuyển',
    'Ký nhận',
    'Ghi chú',
  ],
  outgoing: [
    'Số, ký hiệu văn bản',
    'Ngày tháng văn bản',
    'Tên loại và trích yếu nội dung',
    'Người ký',
    'Nơi nhận văn bản',
    'Đơn vị, người nhận bản lưu',
    'Số lượng bản',
    'Ngày chuyển',
    'Ký nhận',
    'Ghi chú',
  ],
}
const SHARES: Readonly<Record<Direction, readonly number[]>> = {
  incoming: [9, 6, 15, 12, 9, 30, 16, 9, 7, 8],
  outgoing: [12, 9, 30, 14, 22, 10, 6, 9, 7, 8],
}

const day = (text: string | null): Written => (text ? { day: text } : null)

function cellsOf(row: BookRow, direction: Direction): Written[] {
  const subject = `${KINDS[row.kind].name}: ${row.subject}`
  return direction === 'incoming'
    ? [
        day(row.registeredOn),
        row.number,
        row.author,
        row.notation,
        day(row.datedOn),
        subject,
        row.recipients ?? '',
        day(row.handedOn),
        '',
        row.note,
      ]
    : [
        row.notation,
        day(row.datedOn),
        subject,
        row.signerName ?? '',
        row.recipients ?? '',
        'VT',
        row.copies,
        day(row.handedOn),
        '',
        row.note,
      ]
}

/** More lines than this are taken out as a sheet: a printed book of them is printed by the quarter. */
const MOST_PRINTED = 5000

export async function takeBook(ctx: Context, which: Which, as: 'pdf' | 'xlsx' | 'csv'): Promise<FileReply> {
  const office = await mustOffice(ctx, which.organisationId)
  const title = `${which.direction === 'incoming' ? 'Sổ đăng ký văn bản đến' : 'Sổ đăng ký văn bản đi'} năm ${which.year}`
  const name = `so-van-ban-${which.direction === 'incoming' ? 'den' : 'di'}-${office.abbreviation}-${which.year}`
  if (as === 'pdf') return printBook(ctx, which, { title, name, office: office.name })
  const { sql } = ctx.app.db
  async function* pages() {
    for await (const rows of bookRows(sql, which)) yield rows.map(row => cellsOf(row, which.direction))
  }
  return fileOf(
    { name: title.slice(0, 30), above: [office.name, title], headings: HEADS[which.direction], pages: pages() },
    as,
    name,
  )
}

interface Printed {
  readonly title: string
  readonly name: string
  readonly office: string
}

async function printBook(ctx: Context, which: Which, { title, name, office }: Printed): Promise<FileReply> {
  const margin = 12 * MM
  const doc = newDocument(title, [A4.height, A4.width], ctx.now, {
    top: margin,
    bottom: margin,
    left: margin,
    right: margin,
  })
  const width = A4.height - 2 * margin
  doc.addPage()
  doc.font('serif').fontSize(12).text(office.toLocaleUpperCase('vi'), margin, margin, { width })
  doc
    .font('serifBold')
    .fontSize(15)
    .text(title.toLocaleUpperCase('vi'), margin, doc.y + 2 * MM, { width, align: 'center' })
  doc.y += 3 * MM
  const { day: spelt } = format('vi')
  const text = (cell: Written) => (cell === null ? '' : typeof cell === 'object' ? spelt(cell.day) : String(cell))
  const rows: string[][] = []
  for await (const page of bookRows(ctx.sql, which)) {
    rows.push(...page.map(row => cellsOf(row, which.direction).map(text)))
    if (rows.length >= MOST_PRINTED) break
  }
  const table = { caption: '', head: HEADS[which.direction], rows, shares: SHARES[which.direction] }
  drawTable(doc, table, { x: margin, width, top: margin, foot: A4.width - margin })
  return pdf(await bytesOf(doc), name)
}
