import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import type { Extract } from '#base/lists/extract.ts'
import { type AnyEndpoint, file } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { askAndUndo, endpoints, type Made, makeAlmighty, makeTargets } from './testing/everyone.ts'
import { sampleInput } from './testing/sample.ts'
import { type Stage, scene } from './testing/scene.ts'
import { inputs } from './testing/targets.ts'

/*
 * Every file that leaves, found by its contract: whatever somebody wrote somewhere, a spreadsheet computes none of it.
 */
const FORMULA = '=1+1|'
/** Columns in which people write. */
const WRITTEN = '(^|_)(name|full_name|note|reason|address|title|subject|text|author|words|document|contents)$'

/** Puts a formula before all that people wrote, wherever a table lets it. */
async function plant(sql: Sql): Promise<number> {
  const columns = await sql<{ of: string; name: string }[]>`
    select a.attrelid::regclass::text as of, a.attname as name
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and a.atttypid = 'text'::regtype and a.attname ~ ${WRITTEN} and not a.attisdropped
      and n.nspname not in ('pg_catalog', 'information_schema', 'core') and not c.relispartition`
  let planted = 0
  for (const { of, name } of columns)
    planted += await (sql as unknown as { savepoint(work: (own: Sql) => Promise<number>): Promise<number> })
      .savepoint(async own => (await own.unsafe(`update ${of} set ${name} = '${FORMULA}' || ${name}`)).count)
      .catch(() => 0)
  return planted
}

interface Cells {
  readonly texts: readonly string[]
  readonly computed: readonly string[]
}

/**
 * The texts of a spreadsheet, and the cells that a program would compute; undefined of a file that is none. A CSV says of no
 * cell what it is: there each text that begins like a formula is one. A workbook does.
 */
async function cellsOf(type: string, bytes: Buffer): Promise<Cells | undefined> {
  if (type.startsWith('text/csv')) {
    const texts: string[] = parse(bytes, { bom: true }).flat()
    return { texts, computed: texts.filter(text => /^[=+\-@\t\r]/.test(text)) }
  }
  if (!type.includes('spreadsheetml')) return undefined
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as unknown as ExcelJS.Buffer)
  const texts: string[] = []
  const computed: string[] = []
  book.eachSheet(sheet =>
    sheet.eachRow(row =>
      row.eachCell(cell => {
        if (cell.type === ExcelJS.ValueType.Formula || cell.type === ExcelJS.ValueType.Hyperlink)
          computed.push(cell.text)
        else if (typeof cell.value === 'string') texts.push(cell.value)
      }),
    ),
  )
  return { texts, computed }
}

interface Asked {
  readonly what: string
  readonly endpoint: AnyEndpoint
  readonly body?: object
}

/** Every endpoint that answers with a file; the one for registers once for each of them, in either format. */
function filesOf({ app }: Stage, own: Made): Asked[] {
  return endpoints.flatMap(({ id, endpoint }): Asked[] => {
    if (endpoint.reply !== file) return []
    if (id !== 'lists.extract') return [{ what: id, endpoint }]
    return app.declared<Extract>('extract').flatMap(one =>
      (['csv', 'xlsx'] as const).map(format => ({
        what: `${one.name} as ${format}`,
        endpoint,
        body: {
          name: one.name,
          ...(one.of ? { ofId: own[`${one.of}Id`] } : {}),
          format,
          columns: Object.keys(one.columns),
          filter: { day: '2026-11-20' },
          purpose: 'Kiểm tra tệp xuất ra',
        },
      })),
    )
  })
}

test(
  'no file that leaves computes what somebody wrote',
  scene(async stage => {
    const sides = await makeTargets(stage)
    const almighty = await makeAlmighty(stage, sides)
    expect(await plant(stage.sql)).toBeGreaterThan(100)
    const seen = new Map<string, number>()
    const dangerous: string[] = []
    for (const { what, endpoint, body } of filesOf(stage, sides.own)) {
      const id = endpoints.find(one => one.endpoint === endpoint)?.id ?? ''
      const sample = { ...sampleInput(endpoint, sides.own), ...inputs[id]?.(sides.own), ...(body ? { body } : {}) }
      await askAndUndo(stage, endpoint, sample, almighty, async reply => {
        const cells =
          reply.statusCode === 200 ? await cellsOf(String(reply.headers['content-type']), reply.rawPayload) : undefined
        if (body && !cells) dangerous.push(`${what} was not there: ${reply.statusCode} ${reply.body.slice(0, 200)}`)
        if (!cells) return
        seen.set(what, cells.texts.filter(text => text.includes(FORMULA)).length)
        dangerous.push(...cells.computed.map(text => `${what}: ${text}`))
      })
    }
    expect(dangerous).toEqual([])
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['lists.refused', 'roadblocks.export', 'rosters.sheet']))
    // What an import refused is sealed as it came, and has no formula of ours; a report of figures has names of offices
    // alone. In all others somebody wrote something.
    const without = [...seen].filter(([, planted]) => planted === 0).map(([what]) => what)
    expect(without).toEqual(['lists.refused', 'performance.file'])
  }),
  600_000,
)
