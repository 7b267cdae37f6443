import { BadCell } from '#base/lists/cells.ts'
import {
  type Fault,
  type List,
  type Loaded,
  type Loading,
  list,
  optional,
  type Reader,
  type ReadRow,
  type RowOf,
  reachOf,
  required,
} from '#base/lists/list.ts'
import { commune, day, oneOf, text } from '#base/lists/readers.ts'
import { personColumns } from '#base/people/list-cells.ts'
import { type Entered, enterPeople } from '#base/people/roll.ts'
import { policyAt } from '#base/policies/index.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { nameKey } from '#core/text.ts'
import { LOCALES, say } from '#core/words.ts'
import { ORIGINS } from './contract.ts'
import { casesListed } from './events.ts'
import { birthOf, caseDay, endOf, externalId, mayInfect, type Outcome, type Told } from './line-list.ts'
import { retellOutcomes } from './list-outcomes.ts'
import {
  type Alias,
  aliasesOf,
  copyVisitsOfMany,
  filesOf,
  insertAliases,
  insertCases,
  type ListedCase,
  linkCases,
} from './list-queries.ts'
import { infectiousPeriod } from './policies.ts'
import { infectiousPeriodOf } from './rules.ts'

type Origin = (typeof ORIGINS)[number]

const OLDEST = 130
const MONTHS_A_YEAR = 12

/** Years; `18 tháng` is one and a half. */
const age: Reader<number> = written => {
  const found = /^(\d{1,3}(?:[.,]\d+)?)\s*(tuổi|tuoi|t|years?|y|tháng|thang|months?|m)?\.?$/i.exec(written)
  const count = Number(found?.[1]?.replace(',', '.'))
  const years = /^(th|m)/i.test(found?.[2] ?? '') ? count / MONTHS_A_YEAR : count
  if (!found || years > OLDEST) throw new BadCell('tracing.list.age')
  return years
}

const OUTCOME_WORDS: ReadonlyMap<string, Outcome | 'ongoing'> = new Map([
  ...['khoi', 'khoi benh', 'ra vien', 'xuat vien', 'recover', 'recovered', 'cured', 'discharged'].map(
    word => [word, 'recovered'] as const,
  ),
  ...['tu vong', 'chet', 'mat', 'tv', 'death', 'died', 'dead', 'deceased'].map(word => [word, 'died'] as const),
  ...['dang dieu tri', 'dieu tri', 'chua', 'ongoing', 'in treatment', 'unknown'].map(
    word => [word, 'ongoing'] as const,
  ),
])

let origins: ReadonlyMap<string, Origin> | undefined
function originsByWord(): ReadonlyMap<string, Origin> {
  origins ??= new Map(
    ORIGINS.flatMap(origin =>
      [origin, ...LOCALES.map(locale => say(locale, `tracing.origin.${origin}`))].map(
        word => [nameKey(word), origin] as const,
      ),
    ),
  )
  return origins
}

const LONGEST = { id: 60, note: 2000, how: 200, disease: 60 }
const { name, birth, sex, paper, phone, unit, address } = personColumns
const ageColumn = { headings: ['tuoi', 'age'], read: age }
const infectorWords = [
  'nguon lay',
  'lay tu',
  'f0 nguon',
  'ma ca nguon',
  'ma nguon lay',
  'infector',
  'source case',
  'infected by',
]
const howWords = ['moi quan he', 'quan he', 'hinh thuc tiep xuc', 'relation', 'source', 'kind']

const caseColumns = {
  id: optional({
    headings: [
      'ma ca',
      'ma benh nhan',
      'ma bn',
      'so benh nhan',
      'so bn',
      'bn',
      'ma so',
      'case id',
      'caseid',
      'id',
      'stt',
    ],
    read: text(LONGEST.id),
  }),
  name: optional(name),
  birth: optional(birth),
  age: optional(ageColumn),
  sex: optional(sex),
  paper: optional(paper),
  phone: optional(phone),
  unit: required({ ...unit, read: commune }),
  address: optional(address),
  onset: optional({
    headings: [
      'ngay khoi phat',
      'khoi phat',
      'ngay khoi benh',
      'ngay phat benh',
      'date of onset',
      'onset',
      'date of prodrome',
    ],
    read: day,
  }),
  sampled: optional({ headings: ['ngay lay mau', 'lay mau', 'date of sample', 'sampled'], read: day }),
  confirmed: optional({
    headings: [
      'ngay xac dinh',
      'ngay duong tinh',
      'ngay co ket qua',
      'ngay cong bo',
      'date of confirmation',
      'confirmed',
      'date confirmed',
    ],
    read: day,
  }),
  isolated: optional({
    headings: [
      'ngay cach ly',
      'cach ly',
      'ngay nhap vien',
      'ngay vao vien',
      'date of hospitalisation',
      'date of isolation',
      'isolated',
    ],
    read: day,
  }),
  origin: optional({ headings: ['nguon phat hien', 'phan loai', 'loai ca', 'origin'], read: oneOf(originsByWord) }),
  outcome: optional({
    headings: ['ket qua dieu tri', 'ket cuc', 'tinh trang', 'outcome'],
    read: oneOf(() => OUTCOME_WORDS),
  }),
  outcomeOn: optional({ headings: ['ngay ra vien', 'ngay khoi benh', 'ngay ket thuc', 'date of outcome'], read: day }),
  diedOn: optional({ headings: ['ngay tu vong', 'date of death'], read: day }),
  infector: optional({ headings: infectorWords, read: text(LONGEST.id) }),
  how: optional({ headings: howWords, read: text(LONGEST.how) }),
  disease: optional({ headings: ['benh', 'ten benh', 'disease'], read: text(LONGEST.disease) }),
  note: optional({ headings: ['ghi chu', 'note', 'notes'], read: text(LONGEST.note) }),
} as const

type Row = ReadRow<RowOf<typeof caseColumns>>

/** A list of cases (danh sách ca bệnh), as provinces and studies keep them: some with names, some with ids alone. */
export const caseList: List = list({
  kind: 'tracing.cases',
  verb: 'tracing.write',
  isSourced: true,
  columns: caseColumns,
  passes: [loadCases, linkInfectors],
})

interface Kept {
  readonly line: number
  readonly row: Row['row']
  readonly id: string
  readonly day: string
}

const sourceKey = ({ source }: Loading) => nameKey(source)
const DEFAULT_DISEASE = 'covid-19'

async function loadCases(rows: readonly Row[], ctx: Loading): Promise<Loaded> {
  const refused: Fault[] = []
  const isReached = reachOf(ctx, 'tracing.write')
  const kept = rows.flatMap(one => keep(one, isReached, refused))
  const known = await aliasesOf(
    ctx,
    sourceKey(ctx),
    kept.map(one => one.id),
  )
  const fresh = newOnes(kept, known, refused)
  const entered = await enterPeople(
    ctx,
    fresh.map(one => personOf(ctx, one)),
  )
  const mine = fresh.flatMap((one, i) => belongs(one, entered[i] as Entered, refused))
  const { added, met } = await openFiles(ctx, mine)
  const wrong = new Set(refused.map(fault => fault.line))
  const again = kept.flatMap(one => {
    const caseId = known.get(one.id)?.caseId
    return caseId && !wrong.has(one.line) ? [{ ...one, caseId }] : []
  })
  const retold = [...again, ...met].map(({ line, caseId, row }) => ({ line, caseId, end: toldEnd(row as Told) }))
  const remarks = await retellOutcomes(ctx, retold, isReached)
  return { added, known: rows.length - added - refused.length, refused, remarks }
}

/** Nothing where the list is silent. */
const toldEnd = (told: Told) => endOf(told) ?? (told.outcome === 'ongoing' ? told.outcome : undefined)

/** What every case needs: somebody, a day that is possible, a commune of the officer's area. */
function keep({ line, row }: Row, isReached: (unitId: string) => boolean, refused: Fault[]): Kept[] {
  const refuse = (reason: string, column?: string): [] => {
    refused.push({ line, reason, ...(column ? { column } : {}) })
    return []
  }
  const told = row as Told
  const id = externalId(told)
  const day = caseDay(told)
  if (!id) return refuse('tracing.list.nobody')
  if (!day) return refuse('tracing.list.no-day')
  if (row.confirmed && row.sampled && row.sampled > row.confirmed)
    return refuse('tracing.case.sampled-after', 'sampled')
  if (!isReached(row.unit)) return refuse('lists.cell.outside', 'unit')
  return [{ line, row, id, day }]
}

/** Rows of cases that the source has not named before. An id that now means somebody else is refused. */
function newOnes(kept: readonly Kept[], known: ReadonlyMap<string, Alias>, refused: Fault[]): Kept[] {
  const named = new Map([...known].map(([id, alias]) => [id, alias.nameKey]))
  return kept.filter(one => {
    const before = named.get(one.id)
    const key = one.row.name ? nameKey(one.row.name) : undefined
    if (before === undefined) {
      named.set(one.id, key ?? '')
      return true
    }
    if (key && before && key !== before)
      refused.push({ line: one.line, column: 'id', reason: 'tracing.list.other-person' })
    return false
  })
}

const personOf = ({ source }: Loading, { row, id, day }: Kept) => ({
  fullName: row.name ?? `${source} ${id}`,
  birthDate: birthOf(row as Told, day),
  sex: row.sex ?? ('unknown' as const),
  unitId: row.unit,
  address: row.address ?? '',
  paper: row.paper,
  phone: row.phone,
  provisional: row.name === undefined,
})

interface Belonging extends Kept {
  readonly personId: string
  readonly isNew: boolean
}

function belongs(one: Kept, who: Entered, refused: Fault[]): Belonging[] {
  if (who !== 'other') return [{ ...one, ...who }]
  refused.push({ line: one.line, column: 'paper', reason: 'people.list.other-holder' })
  return []
}

/** Opens the files of those who have none; answers how many, and whose file was there. */
async function openFiles(ctx: Loading, mine: readonly Belonging[]) {
  if (!mine.length) return { added: 0, met: [] }
  const cases = await Promise.all(mine.map(one => caseOf(ctx, one)))
  const files = await filesOf(ctx, cases)
  const met = mine.flatMap((one, i) => {
    const caseId = files.get(keyOf(cases[i] as ListedCase))
    return caseId ? [{ ...one, caseId }] : []
  })
  const fresh: ListedCase[] = []
  for (const one of cases) {
    const key = keyOf(one)
    if (files.has(key)) continue
    files.set(key, one.id)
    fresh.push(one)
  }
  await insertCases(ctx, fresh)
  const aliases = mine.map(({ id }, i) => {
    return { externalId: id, caseId: files.get(keyOf(cases[i] as ListedCase)) as string }
  })
  await insertAliases(ctx, sourceKey(ctx), aliases)
  // Who was just entered has not been anywhere yet.
  const before = new Set(mine.flatMap(one => (one.isNew ? [] : [one.personId])))
  await copyVisitsOfMany(ctx, new Map(fresh.flatMap(one => (before.has(one.personId) ? [[one.personId, one.id]] : []))))
  await writeStandings(
    ctx,
    fresh
      .filter(one => !one.end && mayInfect(one.period, ctx.now))
      .map(({ personId, policyVersion }) => ({
        personId,
        source: 'tracing',
        level: 'red',
        reason: 'tracing.standing.case',
        policyVersion,
      })),
  )
  if (fresh.length) await ctx.emit(casesListed, { caseIds: fresh.map(one => one.id) })
  return { added: fresh.length, met }
}

const keyOf = ({ personId, disease }: Pick<ListedCase, 'personId' | 'disease'>) => `${personId} ${disease}`

async function caseOf(ctx: Loading, { row, day, personId }: Belonging): Promise<ListedCase> {
  const instant = (on: string | undefined) => (on ? startOf(on) : null)
  const illness = {
    onsetOn: row.onset ?? null,
    sampledAt: instant(row.sampled),
    confirmedAt: startOf(day),
    isolatedAt: instant(row.isolated),
  }
  const rule = await policyAt(ctx, infectiousPeriod, { day, unitId: row.unit })
  return {
    ...illness,
    id: newId(ctx.now),
    personId,
    unitId: row.unit,
    disease: row.disease ? row.disease.toLocaleLowerCase('vi') : DEFAULT_DISEASE,
    origin: row.origin ?? 'community',
    period: infectiousPeriodOf(illness, rule.params),
    policyVersion: rule.version,
    note: row.note ?? '',
    end: endOf(row as Told),
  }
}

/** Who infected whom, once every row of the file is a case. */
async function linkInfectors(rows: readonly Row[], ctx: Loading): Promise<Loaded> {
  const told = rows.flatMap(({ line, row }) => {
    const id = externalId(row as Told)
    return id ? [{ line, id, infector: row.infector, how: row.how ?? '' }] : []
  })
  const named = told.flatMap(one => (one.infector ? [{ ...one, infector: one.infector }] : []))
  const { remarks } = await link(
    ctx,
    named,
    told.map(one => one.id),
  )
  return { added: 0, known: 0, remarks }
}

/** A row that says who infected whom. */
interface Named {
  readonly line: number
  readonly id: string
  readonly infector: string
  readonly how: string
}

/** Makes links between cases of a source; one to a case that the source has not named yet is made when it does. */
async function link(ctx: Loading, named: readonly Named[], ids: readonly string[]) {
  const source = sourceKey(ctx)
  const wanted = named.map(({ id, infector, how }) => ({ externalId: id, infector, how }))
  const linked = await linkCases(ctx, source, wanted, ids)
  const known = await aliasesOf(
    ctx,
    source,
    named.flatMap(one => [one.id, one.infector]),
  )
  const remarks = named.flatMap(({ line, id, infector }): Fault[] => {
    const params = { id: infector }
    if (id === infector) return [{ line, column: 'infector', reason: 'tracing.list.own-infector', params }]
    return known.has(infector) ? [] : [{ line, column: 'infector', reason: 'tracing.list.no-infector', params }]
  })
  return { linked: linked.length, known, remarks }
}

/** Who infected whom (chuỗi lây nhiễm), as a list of its own: two ids of a source a row. */
export const linkList: List = list({
  kind: 'tracing.links',
  verb: 'tracing.write',
  isSourced: true,
  columns: {
    infector: required({ headings: infectorWords, read: text(LONGEST.id) }),
    id: required({
      headings: ['ma ca', 'ma benh nhan', 'ma bn', 'nguoi bi lay', 'case id', 'infectee', 'id'],
      read: text(LONGEST.id),
    }),
    how: optional({ headings: howWords, read: text(LONGEST.how) }),
  },
  passes: [
    async (rows, ctx) => {
      const named = rows.map(({ line, row }) => ({ line, id: row.id, infector: row.infector, how: row.how ?? '' }))
      const { linked, known, remarks } = await link(
        ctx,
        named,
        named.map(one => one.id),
      )
      const refused = named
        .filter(one => !known.has(one.id))
        .map(({ line, id }) => ({ line, column: 'id', reason: 'tracing.list.no-case', params: { id } }))
      const gone = new Set(refused.map(one => one.line))
      return {
        added: linked,
        known: named.length - linked - refused.length - remarks.filter(one => !gone.has(one.line)).length,
        refused,
        remarks: remarks.filter(one => !gone.has(one.line)),
      }
    },
  ],
})
