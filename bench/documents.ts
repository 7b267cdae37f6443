import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modules } from '#apps/modules.ts'
import { type ListFilter, listDocuments } from '#capabilities/documents/queries.ts'
import { lexemesOf, ownerLexeme, queryOf } from '#capabilities/documents/words.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { withoutMarks } from '#core/text.ts'
import { option, percentile, report, round } from './support/report.ts'

/**
 * The search of documents in full text over a million of them in 698 offices, one of which has a tenth: a fixed mix of
 * what clerks and specialists type. Words are as unevenly spread as in what offices write.
 */
const DOCUMENTS = option('documents', 1_000_000)
const OFFICES = 698
const LARGE = 0.1
const ASKED = 30
const CHUNK = 5000
/** Words of the text of a document, besides its subject. */
const WORDS = 60
/** To how many documents of the large office its specialist is party. */
const PARTY_TO = 2000

const FREQUENT =
  'về việc của các cơ quan đơn vị thực hiện kế hoạch báo cáo công tác phòng chống dịch bệnh tỉnh xã phường ủy ban nhân dân sở y tế giao trách nhiệm tổ chức triển khai kết quả kinh phí hỗ trợ tăng cường xét nghiệm tiêm chủng cách ly khu vực phong tỏa người lao động học sinh trường học cơ sở sản xuất kinh doanh vận tải hành khách kiểm tra giám sát hướng dẫn quy định nghị quyết quyết định công văn'.split(
    ' ',
  )
const HEADS = [
  'b',
  'c',
  'd',
  'đ',
  'g',
  'h',
  'kh',
  'l',
  'm',
  'n',
  'ng',
  'nh',
  'ph',
  'qu',
  's',
  't',
  'th',
  'tr',
  'v',
  'x',
]
const TAILS = ['ạch', 'ản', 'âu', 'ấy', 'ằng', 'ẹp', 'iên', 'iếu', 'oà', 'oẵn', 'ối', 'ộc', 'uân', 'uyễn', 'ứng', 'ượt']
const RARE = HEADS.flatMap(head => TAILS.flatMap(tail => ['', '1', '2', '3', '4'].map(n => `${head}${tail}${n}`)))

const known = new Map<string, readonly string[]>()
/** The same words of the same text, each made once: a million documents say the same few thousand. */
const lexemes = (text: string): readonly string[] => {
  const all = new Set<string>()
  for (const word of text.split(' ')) {
    const found = known.get(word) ?? lexemesOf(word)
    known.set(word, found)
    for (const one of found) all.add(one)
  }
  return [...all]
}

const officeId = (n: number) => `00000000-0005-7000-8000-${n.toString(16).padStart(12, '0')}`
const documentId = (n: number) => `00000000-0006-7000-8000-${n.toString(16).padStart(12, '0')}`
const specialist = '00000000-0007-7000-8000-000000000001'

/** Numbers that look random and are the same in every run. */
const drawn = (n: number, at: number): number => {
  let x = Math.imul(n + 1, 2654435761) ^ Math.imul(at + 1, 2246822519)
  x = Math.imul(x ^ (x >>> 15), 2246822507)
  x = Math.imul(x ^ (x >>> 13), 3266489909)
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}
const wordOf = (n: number, at: number): string => {
  const u = drawn(n, at)
  const list = u < 0.8 ? FREQUENT : RARE
  const v = drawn(n, at + 1000)
  return list[Math.floor(list.length * v * v)] as string
}
const textOf = (n: number, words: number, from = 0) =>
  Array.from({ length: words }, (_, at) => wordOf(n, from + at)).join(' ')
const subjectOf = (n: number) => textOf(n, 10, 100)
const officeOf = (n: number) => (drawn(n, 7) < LARGE ? 0 : 1 + Math.floor(drawn(n, 8) * (OFFICES - 1)))
const notationOf = (n: number) => `${(n % 9000) + 1}/BC-S${String.fromCharCode(65 + (n % 20))}T`

/** What is typed, of a document that is there. */
const MIX: Readonly<Record<string, (n: number) => string>> = {
  marked: n => subjectOf(n).split(' ').slice(0, 3).join(' '),
  plain: n => withoutMarks(subjectOf(n).split(' ').slice(0, 3).join(' ')),
  frequent: () => 'báo cáo',
  frequentPlain: () => 'phong chong dich',
  rare: n => Array.from({ length: 40 }, (_, at) => wordOf(n, at)).find(word => RARE.includes(word)) ?? 'tr',
  notation: n => notationOf(n),
  many: n => withoutMarks(subjectOf(n)),
  beginning: n => withoutMarks(subjectOf(n).split(' ').slice(0, 2).join(' ')).slice(0, -1),
  nothing: n => `${subjectOf(n)} khongcotunay`,
}

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({
  dataDir,
  durable: false,
  settings: { max_wal_size: '4GB', maintenance_work_mem: '512MB' },
})
const db = connect(postgres.address, { max: 2 })
const { sql } = db

async function fill(): Promise<void> {
  await sql`
    insert into documents.office (organisation_id, unit_id, abbreviation, place, opened_at)
    select id, id, 'CQ', 'Huế', now() from unnest(${Array.from({ length: OFFICES }, (_, n) => officeId(n))}::uuid[]) as t (id)`
  await sql`drop index documents.entry_words`
  for (let from = 0; from < DOCUMENTS; from += CHUNK) {
    const ns = Array.from({ length: Math.min(CHUNK, DOCUMENTS - from) }, (_, i) => from + i)
    const at = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString()
    const offices = ns.map(n => officeId(officeOf(n)))
    await sql`
      insert into documents.document
        (id, direction, organisation_id, unit_id, state, kind, urgency, subject, author, notation, listed_at, via, created_at)
      select id::uuid, 'incoming', office::uuid, office::uuid, 'done', 'report', 'normal', subject, 'Sở', notation,
             at::timestamptz, 'paper', at::timestamptz
      from unnest(${ns.map(documentId)}::text[], ${offices}::text[], ${ns.map(subjectOf)}::text[],
                  ${ns.map(notationOf)}::text[], ${ns.map(at)}::text[]) as t (id, office, subject, notation, at)`
    const words = ns.map(n => {
      const said = `${subjectOf(n)} Sở ${notationOf(n)} ${textOf(n, WORDS)}`
      return [ownerLexeme(officeId(officeOf(n))), ...lexemes(said)].join(' ')
    })
    await sql`
      insert into documents.entry (document_id, organisation_id, listed_at, words)
      select id::uuid, office::uuid, at::timestamptz, array_to_tsvector(string_to_array(words, ' '))
      from unnest(${ns.map(documentId)}::text[], ${offices}::text[], ${ns.map(at)}::text[], ${words}::text[])
        as t (id, office, at, words)`
  }
  await sql`
    insert into documents.party (document_id, account_id, role, since)
    select id, ${specialist}, 'lead', now() from documents.document
    where organisation_id = ${officeId(0)} order by id limit ${PARTY_TO}`
  await sql`create index entry_words on documents.entry using gin (words)`
  await sql`analyze documents.document`
  await sql`analyze documents.entry`
  await sql`analyze documents.party`
}

const reader = (office: number, overseen: boolean): Omit<ListFilter, 'found'> => ({
  organisationIds: [officeId(office)],
  overseen: overseen ? [officeId(office)] : [],
  accountId: specialist,
  acting: [],
})
const READERS = [reader(0, true), reader(17, true), reader(0, false)]

try {
  await migrate(db, findMigrations(modules))
  const began = performance.now()
  await fill()
  const loadS = (performance.now() - began) / 1000
  console.log(`  ${DOCUMENTS.toLocaleString('en')} documents in ${round(loadS, 1)} s`)
  const taken: Record<string, number[]> = {}
  let found = 0
  for (const turn of ['warm', 'counted'])
    for (const [kind, ask] of Object.entries(MIX))
      for (let n = 0; n < ASKED; n++)
        for (const one of READERS) {
          const query = queryOf(ask((n * 24_593 + 11) % DOCUMENTS))
          const start = performance.now()
          const rows = await listDocuments(sql, { ...one, found: query }, undefined)
          if (turn === 'warm') continue
          taken[kind] = [...(taken[kind] ?? []), performance.now() - start]
          found += rows.length
        }
  const p95 = (times: readonly number[]) =>
    round(
      percentile(
        [...times].sort((a, b) => a - b),
        0.95,
      ),
    )
  report('documents', {
    documents: DOCUMENTS,
    p95Ms: p95(Object.values(taken).flat()),
    ...Object.fromEntries(Object.entries(taken).map(([kind, times]) => [`${kind}P95Ms`, p95(times)])),
    found,
    loadS: round(loadS, 1),
  })
} finally {
  await db.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
