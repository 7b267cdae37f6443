import { BadCell } from '#base/lists/cells.ts'
import { type Fault, type List, list, optional, type Reader, required } from '#base/lists/list.ts'
import { named, oneOf } from '#base/lists/readers.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { setProcedure } from './catalogue.ts'
import type { ProcedureContent } from './contract.ts'
import { procedureOn } from './queries.ts'
import type { LEVELS } from './rules.ts'

type Level = (typeof LEVELS)[number]
type Tier = ProcedureContent['receives'][number]

const LEVEL_WORDS: ReadonlyMap<string, Level> = new Map([
  ['toan trinh', 'full'],
  ['muc do 4', 'full'],
  ['mot phan', 'partial'],
  ['muc do 3', 'partial'],
  ['con lai', 'information'],
  ['cung cap thong tin', 'information'],
  ['truc tiep', 'information'],
])
const TIER_WORDS: ReadonlyMap<string, Tier> = new Map([
  ['xa', 'commune'],
  ['cap xa', 'commune'],
  ['tinh', 'province'],
  ['cap tinh', 'province'],
])
const CODE = /^\d\.\d{6}(\.[0-9A-Z.]{1,20})?$/

const code: Reader<string> = written => {
  const tidy = written.trim().toUpperCase()
  if (!CODE.test(tidy)) throw new BadCell('services.cell.code')
  return tidy
}
const figure =
  (least: number, most: number): Reader<number> =>
  written => {
    const value = Number(written.replace(/[.\s]|đ(ồng)?$/giu, ''))
    if (!Number.isInteger(value) || value < least || value > most) throw new BadCell('services.cell.figure')
    return value
  }
const lines: Reader<string[]> = written =>
  written
    .split(/[;\n]/)
    .map(line => line.trim().slice(0, 300))
    .filter(Boolean)

/**
 * The published list of procedures (danh mục thủ tục hành chính): each row is a version from today, with the usual two steps,
 * to be refined on its page. One that is there and says the same is known; sent again, a list changes nothing.
 */
export const proceduresList: List = list({
  kind: 'services.procedures',
  verb: 'services.catalogue',
  columns: {
    code: required({ headings: ['ma', 'ma thu tuc', 'ma tthc', 'code'], read: code }),
    name: required({ headings: ['ten', 'ten thu tuc', 'ten tthc', 'name'], read: named(400) }),
    field: required({ headings: ['linh vuc', 'field'], read: named(100) }),
    level: required({ headings: ['muc do', 'muc do dvc', 'level'], read: oneOf(() => LEVEL_WORDS) }),
    tier: required({ headings: ['cap', 'cap thuc hien', 'tier'], read: oneOf(() => TIER_WORDS) }),
    days: required({ headings: ['thoi han', 'so ngay', 'ngay lam viec', 'days'], read: figure(1, 400) }),
    fee: optional({ headings: ['le phi', 'phi le phi', 'fee'], read: figure(0, 1_000_000_000) }),
    papers: optional({ headings: ['giay to', 'thanh phan ho so', 'papers'], read: lines }),
    result: required({ headings: ['ket qua', 'result'], read: named(200) }),
    document: required({ headings: ['van ban', 'quyet dinh', 'can cu', 'document'], read: named(200) }),
  },
  passes: [
    async (rows, ctx) => {
      let added = 0
      const refused: Fault[] = []
      for (const { line, row } of rows) {
        const known = await procedureOn(ctx.sql, row.code, dayOf(ctx.now))
        if (known && known.name === row.name && known.document === row.document) continue
        if (await isSetToday(ctx, row.code)) {
          refused.push({ line, column: 'code', reason: 'services.version-there' })
          continue
        }
        await setProcedure(ctx, {
          code: row.code,
          fromOn: dayOf(ctx.now),
          name: row.name,
          field: row.field,
          level: row.level,
          document: row.document,
          isActive: true,
          content: contentOf(row),
        })
        added++
      }
      return { added, known: rows.length - added - refused.length, refused }
    },
  ],
})

const isSetToday = async ({ sql, now }: Context, code: string): Promise<boolean> =>
  (await sql`select from services.procedure where code = ${code} and from_on = ${dayOf(now)}`).count > 0

interface Row {
  readonly level: Level
  readonly tier: Tier
  readonly days: number
  readonly fee?: number | undefined
  readonly papers?: readonly string[] | undefined
  readonly result: string
}

const HOURS_A_DAY = 8

function contentOf({ level, tier, days, fee = 0, papers = [], result }: Row): ProcedureContent {
  const hours = days * HOURS_A_DAY
  const at = tier === 'province' ? 'decider' : 'office'
  return {
    party: 'any',
    receives: [tier],
    decides: tier === 'province' ? 'province' : 'office',
    form: 'services.general',
    papers: papers.map((name, i) => ({ key: `giay-to-${i + 1}`, name, form: 'copy', required: true })),
    fees: fee ? [{ name: 'Lệ phí', amount: fee }] : [],
    term: { workingDays: days },
    steps: [
      { name: 'Thẩm định hồ sơ', role: 'process', at, hours: Math.max(1, Math.round(hours * 0.6)) },
      { name: 'Lãnh đạo ký kết quả', role: 'approve', at, hours: Math.max(1, Math.round(hours * 0.3)) },
    ],
    result: { name: result, series: 'UBND' },
    online: level !== 'information',
    post: true,
    basis: [],
    note: '',
  }
}
