import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { contracts } from '#apps/modules.ts'
import { serve } from '#apps/server.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { enrolForTest, TEST_PIN } from '#base/signatures/testing.ts'
import { giveCode } from '#base/units/exchange-codes.ts'
import { organisationId } from '#base/units/ids.ts'
import { openOrganisations } from '#base/units/organisations.ts'
import { openOffices } from '#capabilities/documents/office.ts'
import { CONTENT } from '#capabilities/documents/testing.ts'
import type { App } from '#core/app.ts'
import { type Client, client } from '#core/client.ts'
import { freePort } from './miniature.ts'
import { killAllOf } from './processes.ts'
import { DESK, expectAccessible, launchBrowser, PHONE } from './support/browser.ts'
import { PASSWORD } from './support/saola.ts'

type Api = Client<typeof contracts>

interface Installation {
  readonly name: string
  readonly code: string
  readonly dataDir: string
  readonly port: number
  readonly officeId: string
}
interface Running extends Installation {
  readonly child: ChildProcess
}

const home = mkdtempSync(join(tmpdir(), 'saola-neighbours-'))
const LETTERS = 12
let hue: Installation
let quangTri: Installation
let here: Running
let there: Running
let browser: Browser

beforeAll(async () => {
  hue = await install('Sở Y tế thành phố Huế', 'H57.05')
  quangTri = await install('Sở Y tế tỉnh Quảng Trị', 'H50.09')
  ;[here, there] = [await start(hue), await start(quangTri)]
  browser = await launchBrowser()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await killAllOf(home)
  rmSync(home, { recursive: true, force: true })
})

/** An installation of its own: the demo with keys of its own, one office, and who works there. */
async function install(name: string, code: string): Promise<Installation> {
  const dataDir = join(home, code)
  cpSync(inject('demo'), dataDir, { recursive: true })
  const ring = join(dataDir, 'keyring.json')
  const { interchange: _, ...keys } = JSON.parse(readFileSync(ring, 'utf8'))
  writeFileSync(ring, JSON.stringify(keys))
  const port = await freePort()
  const served = await serve({ port, dataDir })
  try {
    return { name, code, dataDir, port, officeId: await openOffice(served.app, name, code) }
  } finally {
    await served.stop()
  }
}

const DAY = '2026-01-05'
async function openOffice(app: App, name: string, code: string): Promise<string> {
  const id = organisationId(`test-${code}`, DAY)
  await app.run(async ctx => {
    const [province] = await ctx.sql<{ id: string }[]>`
      select area_id as id from identity.role_grant where role = 'administrator' limit 1`
    const unitId = province?.id ?? ''
    // The neighbour of the demo would speak for the same agency.
    await ctx.sql`delete from exchange.agency`
    await ctx.sql`delete from units.exchange_code`
    await openOrganisations(
      ctx.sql,
      [{ code: `test-${code}`, kind: 'health-department', name, unitId, parentCode: null }],
      DAY,
    )
    await openOffices(ctx, [{ organisationId: id, unitId, place: 'Huế', abbreviation: 'SYT' }])
    await giveCode(ctx, id, code)
    for (const role of ['clerk', 'leader', 'specialist'] as const) {
      const made = { kind: 'officer', name: `Cán bộ ${role}`, login: `x-${role}`, password: PASSWORD, unitId } as const
      const accountId = await createAccount(ctx, { ...made, mustChangePassword: false })
      await addGrant(ctx, { accountId, role, areaId: unitId, organisationId: id })
      if (role === 'leader') await enrolForTest(ctx, { accountId })
      if (role === 'clerk') await enrolForTest(ctx, { organisationId: id, clerks: [accountId] })
    }
  })
  return id
}

async function start(installation: Installation): Promise<Running> {
  const { dataDir, port } = installation
  const child = spawn(process.execPath, ['bin/saola.js', 'serve', '--port', String(port), '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  while (!said.includes('Saola is ready')) {
    if (child.exitCode !== null) throw new Error(`It ended before it was ready:\n${said}`)
    await sleep(100)
  }
  return { ...installation, child }
}

/** As a power cut would: the server and its database, at once. */
async function kill({ dataDir, child }: Running): Promise<void> {
  const ended = once(child, 'exit')
  await killAllOf(dataDir)
  await ended
}

async function as({ port }: Installation, login: string): Promise<Api> {
  let cookie = ''
  const api = client(contracts, {
    base: `http://localhost:${port}`,
    headers: () => ({ cookie }),
    fetch: async (url, init) => {
      const reply = await fetch(url, init)
      cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
      return reply
    },
  })
  await api.identity.signIn({ body: { login, password: PASSWORD } })
  return api
}

/** Each gets the card of the other, and tells which agencies it has. */
async function connect(one: Installation, other: Installation): Promise<void> {
  const [a, b] = [await as(one, 'quantri'), await as(other, 'quantri')]
  const unitId = (await a.identity.me({})).grants[0]?.areaId as string
  const { card } = await b.interchange.card({})
  const { partnerId } = await a.interchange.addPartner({ body: { unitId, card } })
  await a.exchange.announce({ params: { partnerId } })
}

interface People {
  readonly clerk: Api
  readonly leader: Api
  readonly specialist: Api
}
const peopleOf = async (of: Installation): Promise<People> => ({
  clerk: await as(of, 'x-clerk'),
  leader: await as(of, 'x-leader'),
  specialist: await as(of, 'x-specialist'),
})

/** A letter that waits for the leader's signature. */
async function write({ leader, specialist }: People, from: Installation, to: Installation, subject: string) {
  const { documentId } = await specialist.documents.begin({
    body: { organisationId: from.officeId, kind: 'letter', subject },
  })
  const params = { documentId }
  const { version } = await specialist.documents.draft({ params, query: {} })
  const signer = (await leader.identity.me({})).accountId
  await specialist.documents.write({
    params,
    body: {
      version,
      kind: 'letter',
      urgency: 'normal',
      subject,
      content: CONTENT,
      recipients: [{ name: to.name, code: to.code, organisationId: null }],
      signers: [{ accountId: signer, title: 'Giám đốc', n: 1 }],
    },
  })
  await specialist.documents.step({ params, body: { step: 'submit' } })
  return documentId
}

/** Letters from one to the other: the leader signs them all with one PIN, the clerk numbers, seals and sends each. */
async function issue(people: People, from: Installation, to: Installation, subjects: readonly string[]) {
  const { clerk, leader } = people
  const ids: string[] = []
  for (const subject of subjects) ids.push(await write(people, from, to, subject))
  const { turns } = await leader.signatures.turns({ query: {} })
  expect(turns).toHaveLength(ids.length)
  const body = {
    certificateId: turns[0]?.certificateId as string,
    pin: TEST_PIN,
    turnIds: turns.map(turn => turn.id),
  }
  const { results } = await leader.signatures.sign({ body })
  expect(results.flatMap(result => result.problem?.code ?? [])).toEqual([])
  // That all have signed is told by an event, after all that a demo which was just made has to tell.
  const states = async () =>
    Promise.all(ids.map(async id => (await clerk.documents.document({ params: { documentId: id } })).state))
  await expect.poll(states, { timeout: 90_000 }).toEqual(ids.map(() => 'numbering'))
  const issued: { documentId: string; notation: string }[] = []
  for (const documentId of ids) {
    const { notation } = await clerk.documents.issue({ params: { documentId }, body: { pin: TEST_PIN } })
    issued.push({ documentId, notation })
  }
  return issued
}

const arrivals = async ({ clerk }: People, at: Installation) =>
  (await clerk.documents.list({ query: { organisationId: at.officeId, view: 'incoming' } })).rows

const statusOf = async ({ clerk }: People, documentId: string) =>
  (await clerk.documents.document({ params: { documentId } })).recipients[0]?.status ?? null

describe('two installations, of which one dies and comes back', () => {
  let ours: People
  let theirs: People
  let sent: { documentId: string; notation: string }[]

  test('each knows the other by its card, and which agencies it has', async () => {
    await connect(hue, quangTri)
    await connect(quangTri, hue)
    ;[ours, theirs] = [await peopleOf(hue), await peopleOf(quangTri)]
    await expect
      .poll(async () => (await ours.clerk.exchange.agencies({ query: {} })).agencies.map(one => one.code))
      .toContain('H50.09')
    await expect
      .poll(async () => (await theirs.clerk.exchange.agencies({ query: {} })).agencies.map(one => one.code))
      .toContain('H57.05')
  })

  test('every document arrives exactly once, and the first is there before the other side dies', async () => {
    const subjects = Array.from({ length: LETTERS }, (_, i) => `Phối hợp truy vết, lần ${i + 1}`)
    sent = await issue(ours, hue, quangTri, subjects.slice(0, LETTERS / 2))
    await expect.poll(async () => (await arrivals(theirs, quangTri)).length, { timeout: 60_000 }).toBeGreaterThan(0)
    await kill(there)
    sent.push(...(await issue(ours, hue, quangTri, subjects.slice(LETTERS / 2))))
    const admin = await as(hue, 'quantri')
    await expect
      .poll(async () => (await admin.interchange.partners({})).partners.find(one => one.failures > 0)?.problem, {
        timeout: 60_000,
      })
      .toMatch(/interchange\.(unreachable|too-slow)/)
    there = await start(quangTri)
    theirs = await peopleOf(quangTri)
    await expect.poll(async () => (await arrivals(theirs, quangTri)).length, { timeout: 120_000 }).toBe(LETTERS)
    const notations = (await arrivals(theirs, quangTri)).map(row => row.notation)
    expect(notations.toSorted()).toEqual(sent.map(one => one.notation).toSorted())
  })

  test('what arrived is signed and sealed, and nobody changed it on the way', async () => {
    const [row] = await arrivals(theirs, quangTri)
    const { files } = await theirs.clerk.documents.verdicts({ params: { documentId: row?.id as string } })
    expect(files[0]?.verdict?.verdict).toBe('valid')
    const signed = files[0]?.verdict?.signatures.filter(one => one.kind === 'signature')
    expect(signed?.map(one => one.signer?.name)).toEqual(['Cán bộ leader', hue.name])
  })

  test('every status comes home, also those said while our side was dead', async () => {
    await kill(here)
    const rows = await arrivals(theirs, quangTri)
    for (const { id } of rows) await theirs.clerk.documents.accept({ params: { documentId: id }, body: {} })
    const leadId = (await theirs.specialist.identity.me({})).accountId
    const first = rows.find(row => row.notation === sent[0]?.notation)
    await theirs.leader.documents.assign({
      params: { documentId: first?.id as string },
      body: { words: 'Giao chuyên viên', tasks: [{ leadId, helperIds: [], dueOn: null }] },
    })
    here = await start(hue)
    ours = await peopleOf(hue)
    await expect
      .poll(async () => Promise.all(sent.map(one => statusOf(ours, one.documentId))), { timeout: 120_000 })
      .toEqual(sent.map((_, i) => (i === 0 ? '04' : '03')))
    const { steps } = await ours.clerk.exchange.document({ params: { documentId: sent[0]?.documentId as string } })
    expect(steps[0]).toMatchObject({ what: 'new', state: 'done' })
    expect(steps.flatMap(step => step.status ?? []).toSorted()).toEqual(['01', '03', '04'])
  })

  test('a document that is being worked on is asked back, and the other side agrees', async () => {
    const { documentId, notation } = sent[0] as { documentId: string; notation: string }
    await ours.clerk.documents.change({ params: { documentId }, body: { what: 'recall', reason: 'Gửi nhầm nơi nhận' } })
    const inbox = async () => (await theirs.clerk.work.inbox({ query: { kind: 'documents.change' } })).rows
    await expect.poll(async () => (await inbox()).length, { timeout: 60_000 }).toBe(1)
    const row = (await arrivals(theirs, quangTri)).find(one => one.notation === notation)
    await theirs.clerk.documents.answerChange({ params: { documentId: row?.id as string }, body: { agrees: true } })
    await expect
      .poll(
        async () =>
          (await ours.clerk.exchange.document({ params: { documentId } })).steps.flatMap(step => step.status ?? []),
        { timeout: 60_000 },
      )
      .toEqual(expect.arrayContaining(['13', '15']))
  })

  test('the pages say where each document is, and how it goes with the partner', async () => {
    const open = async (login: string, viewport: { width: number; height: number }): Promise<Page> => {
      const context = await browser.newContext({ viewport, locale: 'vi-VN', baseURL: `http://localhost:${hue.port}` })
      await context.request.post('/api/identity/sessions', { data: { login, password: PASSWORD } })
      return context.newPage()
    }
    const clerk = await open('x-clerk', DESK)
    await clerk.goto('/console/exchange')
    await clerk
      .getByText(sent[1]?.notation as string)
      .first()
      .click()
    await clerk.getByText('Đã tiếp nhận').first().waitFor()
    await expectAccessible(clerk)
    const admin = await open('quantri', PHONE)
    await admin.goto('/console/interchange')
    await admin.getByText('Thông suốt').first().waitFor()
    await expectAccessible(admin)
  })
})
