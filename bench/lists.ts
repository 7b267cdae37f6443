import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { serve } from '#apps/server.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { openSession } from '#base/identity/sessions.ts'
import { lists } from '#base/lists/contract.ts'
import { addPeople } from '#base/people/people.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import type { App } from '#core/app.ts'
import { type Client, client } from '#core/client.ts'
import { SESSION_COOKIE } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { median, option, report, round } from './support/report.ts'

/**
 * A list of cases in Excel from its first byte to its last row, on a whole server with its worker; and a register taken out
 * as Excel, what it adds to the memory of the server against a tenth of it: a stream adds the same.
 */
const ROWS = option('rows', 5_000)
const CASES = option('cases', 60_000)
const CHUNK = 10_000
const MIB = 2 ** 20
const LOOK_MS = 100
const TURNS = 3

type Api = Client<{ lists: typeof lists }>

async function lineList(code: string): Promise<File> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Ca bệnh')
  sheet.addRow(['Mã ca', 'Họ và tên', 'Năm sinh', 'Giới tính', 'Xã, phường', 'Địa chỉ', 'Ngày khởi phát', 'Lây từ ca'])
  for (let n = 1; n <= ROWS; n++) {
    const onset = new Date(Date.UTC(2026, 9, 1 + (n % 28)))
    const infector = n % 3 ? `L${Math.max(1, n >> 1)}` : ''
    const sex = n % 2 ? 'Nam' : 'Nữ'
    sheet.addRow([`L${n}`, `Nguyễn Văn Dòng ${n}`, 1940 + (n % 80), sex, code, `Thôn ${n % 9}`, onset, infector])
  }
  return new File([await book.xlsx.writeBuffer()], 'ca-benh.xlsx')
}

/** Sends, maps as it is guessed, loads; answers seconds and how many rows came in. */
async function load(api: Api, file: File) {
  const began = performance.now()
  const { importId } = await api.lists.send({ query: { kind: 'tracing.cases' }, body: file as never })
  const readS = (performance.now() - began) / 1000
  const params = { importId }
  const { headLine, letters, dateOrder, mapping } = await api.lists.preview({ params, query: {} })
  await api.lists.load({ params, body: { headLine, letters, dateOrder, mapping, source: 'Đo' } })
  let list = await api.lists.get({ params })
  while (list.state !== 'done') {
    await sleep(LOOK_MS)
    list = await api.lists.get({ params })
  }
  return { readS, loadS: (performance.now() - began) / 1000, added: list.added, known: list.known }
}

type Taken = Awaited<ReturnType<typeof take>>

/** Takes out a register without keeping it; answers what the memory of the process grew by meanwhile, at its most. */
async function take(url: string, cookie: string, unitId: string | undefined) {
  global.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  const began = performance.now()
  const reply = await fetch(`${url}/api/lists/extracts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      name: 'tracing.cases',
      format: 'xlsx',
      columns: [],
      purpose: 'Đo bộ nhớ',
      ...(unitId ? { filter: { unitId } } : {}),
    }),
  })
  if (!reply.ok || !reply.body) throw new Error(`${reply.status} ${await reply.text()}`)
  let bytes = 0
  for await (const piece of reply.body) bytes += piece.byteLength
  clearInterval(watching)
  return { s: (performance.now() - began) / 1000, grewMb: (most - before) / MIB, mb: bytes / MIB }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const socket = createServer()
    socket.once('error', failed)
    socket.listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as { port: number }
      socket.close(() => found(port))
    })
  })
}

/** Fills a commune with cases: people of the register, a file each. */
async function fill(app: App, unitId: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += CHUNK)
    await app.run(async ctx => {
      const people = Array.from({ length: Math.min(CHUNK, count - at) }, (_, i) => ({
        fullName: `Trần Thị Ca ${at + i}`,
        birthDate: '1980',
        sex: 'female' as const,
        unitId,
      }))
      const ids = await addPeople(ctx, people)
      await ctx.sql`
        insert into tracing.case_file (id, number, person_id, unit_id, disease, origin, onset_on, confirmed_at,
          infectious_from, policy_version, created_at, closed_at)
        select gen_random_uuid(), 'BN' || lpad(nextval('tracing.case_number')::text, 6, '0'), id, ${unitId}, 'covid-19',
               'community', date '2026-11-01', ${ctx.now}::timestamptz - n * interval '1 second', ${ctx.now}, 'bench', ${ctx.now}, ${ctx.now}
        from unnest(${ids as string[]}::uuid[]) with ordinality as t (id, n)`
    })
}

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const served = await serve({ port: await freePort(), dataDir, demo: 'small' })
try {
  const { app, url } = served
  const [few, many] = await app.db.sql<{ id: string; code: string }[]>`
    select id, code from units.unit c
    where tier = 'commune' and valid_to is null
      and not exists (select from tracing.case_file f where f.unit_id = c.id) order by id limit 2`
  if (!few || !many) throw new Error('The tree has no communes without cases.')
  const token = await app.run(async ctx => {
    const account = {
      kind: 'officer',
      name: 'Đo',
      login: 'do.danh.sach',
      password: newId(ctx.now),
      unitId: COUNTRY_ID,
    } as const
    const accountId = await createAccount(ctx, { ...account, mustChangePassword: false })
    await addGrant(ctx, { accountId, role: 'tracer', areaId: COUNTRY_ID })
    return (await openSession(ctx, accountId, { agent: 'bench', address: '127.0.0.1' })).token
  })
  const cookie = `${SESSION_COOKIE}=${token}`
  const api = client({ lists }, { base: url, headers: () => ({ cookie }) })

  const file = await lineList(few.code)
  const first = await load(api, file)
  const again = await load(api, file)
  if (first.added !== ROWS || again.added !== 0 || again.known !== ROWS)
    throw new Error('The list was not loaded once.')

  await fill(app, many.id, CASES)
  await app.db.sql.unsafe('analyze people.person, tracing.case_file')
  const [tenth] = await app.db.sql<{ id: string }[]>`
    select id from units.unit c where tier = 'commune' and valid_to is null
      and not exists (select from tracing.case_file f where f.unit_id = c.id) order by id limit 1`
  await fill(app, tenth?.id ?? '', CASES / 10)
  // The first one brings the library that writes it.
  await take(url, cookie, tenth?.id)
  const small: Taken[] = []
  const large: Taken[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    small.push(await take(url, cookie, tenth?.id))
    large.push(await take(url, cookie, many.id))
  }
  const grew = (taken: readonly Taken[]) => median(taken.map(one => one.grewMb))
  report('lists', {
    rows: ROWS,
    readS: round(first.readS, 1),
    loadS: round(first.loadS, 1),
    againS: round(again.loadS, 1),
    cases: CASES,
    takenS: round(median(large.map(one => one.s)), 1),
    fileMb: round(large[0]?.mb ?? 0, 1),
    grewMb: round(grew(large), 0),
    grewMbOfATenth: round(grew(small), 0),
  })
} finally {
  await served.stop()
  await rm(dataDir, { recursive: true, force: true })
}
