/**
 * A stand-in of the national portal of public services, written from the same sheet; no portal:
 * `node src/capabilities/services/portal/stand-in.ts PORT SECRET [FILE]`. It answers the five calls, keeps dossiers in memory and,
 * where a file is named, beyond its own death; takes each message once by its id, and refuses a state that goes back. It misbehaves when asked: `POST /down` answers 503 for the next
 * calls (`?n=`), `POST /slow` works on the next call and answers nothing, `POST /set` changes its catalogue or a dossier, `POST /send`
 * with `{ url, call, body, times? }` calls us. `GET /` says what it holds.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { App } from '#core/app.ts'
import type { Portal } from './client.ts'

interface Dossier {
  MaHoSo: string
  TrangThaiHoSo: string
  [field: string]: unknown
}
interface Procedure {
  readonly MaTTHC: string
  readonly [field: string]: unknown
}

const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')

function isSigned(secret: string, text: string, signature: unknown): boolean {
  const [expected, given] = [Buffer.from(sign(secret, text)), Buffer.from(String(signature))]
  return expected.length === given.length && timingSafeEqual(expected, given)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

const ok = (result: unknown = null) => ({ error_code: 0, message: '', result })
const bad = (error_code: number, message: string) => ({ error_code, message, result: null })

/** From which state a dossier comes into which. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  2: ['1'],
  3: ['1'],
  4: ['2', '4', '5', '6', '8'],
  5: ['4'],
  6: ['4'],
  7: ['1', '2', '4'],
  8: ['4'],
  9: ['4'],
  10: ['9'],
}

export function serveStandIn(secret: string, holding: Holding = NOTHING, keep?: (holding: Holding) => void): Server {
  const dossiers = new Map(holding.dossiers.map(one => [one.MaHoSo, one]))
  const procedures = new Map(holding.procedures.map(one => [one.MaTTHC, one]))
  const answered = new Map(holding.answered)
  const story = new Map(holding.story)
  const said: string[] = []
  let down = 0
  let slow = 0

  const tell = (code: string, state: string) => void story.set(code, [...(story.get(code) ?? []), state])

  /** As a database does: what is answered is kept before. */
  const kept = () =>
    keep?.({
      procedures: [...procedures.values()],
      dossiers: [...dossiers.values()],
      answered: [...answered],
      story: [...story],
    })

  function synchronise({ isUpdating, data }: { isUpdating: boolean; data: Dossier[] }): object {
    for (const dossier of data) {
      const known = dossiers.get(dossier.MaHoSo)
      if (!isUpdating && known) return bad(409, `Hồ sơ ${dossier.MaHoSo} đã có.`)
      if (!known) tell(dossier.MaHoSo, dossier.TrangThaiHoSo)
      dossiers.set(dossier.MaHoSo, dossier)
    }
    return ok()
  }

  function progress({ MaHoSo, TrangThai }: { MaHoSo: string; TrangThai: string }): object {
    const dossier = dossiers.get(MaHoSo)
    if (!dossier) return bad(404, `Không có hồ sơ ${MaHoSo}.`)
    if (!FROM[TrangThai]?.includes(dossier.TrangThaiHoSo))
      return bad(422, `Không chuyển từ trạng thái ${dossier.TrangThaiHoSo} sang ${TrangThai}.`)
    dossier.TrangThaiHoSo = TrangThai
    tell(MaHoSo, TrangThai)
    return ok()
  }

  function answer(call: string, body: unknown): object {
    const { MaHoSo = '', MaTTHC = '' } = body as { MaHoSo?: string; MaTTHC?: string }
    switch (call) {
      case 'LayDanhSachTTHC':
        return ok([...procedures.values()].map(one => ({ MaTTHC: one.MaTTHC })))
      case 'LayThuTuc':
        return procedures.has(MaTTHC) ? ok(procedures.get(MaTTHC)) : bad(404, 'Không có thủ tục.')
      case 'DongBoHoSoMC':
        return synchronise(body as Parameters<typeof synchronise>[0])
      case 'CapNhatTienDoHoSoMC':
        return progress(body as Parameters<typeof progress>[0])
      case 'TraCuuHoSo':
        return dossiers.has(MaHoSo) ? ok(dossiers.get(MaHoSo)) : bad(404, `Không có hồ sơ ${MaHoSo}.`)
      default:
        return bad(400, 'Không có dịch vụ này.')
    }
  }

  const json = (reply: ServerResponse, value: object, status = 200) =>
    void reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

  function called(call: string, body: string, request: IncomingMessage, reply: ServerResponse): void {
    if (down > 0) {
      down--
      json(reply, {}, 503)
      return
    }
    const id = String(request.headers['x-message-id'])
    if (!isSigned(secret, `${id}.${body}`, request.headers['x-signature'])) {
      json(reply, {}, 403)
      return
    }
    const known = answered.get(id) ?? answer(call, JSON.parse(body))
    answered.set(id, known)
    kept()
    if (slow > 0) {
      slow--
      request.socket.destroy()
      return
    }
    json(reply, known)
  }

  async function sendOut({ url, call, body, times = 1 }: { url: string; call: string; body: unknown; times?: number }) {
    const message = JSON.stringify(body)
    const answers: unknown[] = []
    for (let n = 0; n < times; n++) {
      const reply = await fetch(`${url}/api/services/portal/calls`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ call, message, signature: sign(secret, message) }),
        signal: AbortSignal.timeout(20_000),
      }).catch(() => undefined)
      answers.push(reply ? await reply.json() : null)
    }
    return answers
  }

  return createServer(async (request, reply) => {
    const body = await bodyOf(request)
    const url = new URL(request.url ?? '/', 'http://stand-in')
    said.push(`${request.method} ${url.pathname}`)
    const call = /^\/api\/(\w+)$/.exec(url.pathname)?.[1]
    if (call) return called(call, body, request, reply)
    const n = Number(url.searchParams.get('n') ?? 1)
    if (url.pathname === '/down') down = n
    if (url.pathname === '/slow') slow = n
    if (url.pathname === '/set') {
      const { procedures: some = [], dossiers: others = [] } = JSON.parse(body) as {
        procedures?: Procedure[]
        dossiers?: Dossier[]
      }
      for (const one of some) procedures.set(one.MaTTHC, one)
      for (const one of others) dossiers.set(one.MaHoSo, { ...dossiers.get(one.MaHoSo), ...one })
      kept()
    }
    if (url.pathname === '/send') {
      const asked = JSON.parse(body) as Parameters<typeof sendOut>[0] & { body: { data?: Dossier[] } }
      for (const dossier of asked.body.data ?? []) dossiers.set(dossier.MaHoSo, dossier)
      kept()
      return json(reply, { answers: await sendOut(asked) })
    }
    return json(reply, { dossiers: [...dossiers.values()], story: Object.fromEntries(story), said })
  })
}

export interface Holding {
  readonly procedures: readonly Procedure[]
  readonly dossiers: readonly Dossier[]
  /** What it answered to which message, and the states through which each dossier went. */
  readonly answered?: readonly (readonly [string, object])[]
  readonly story?: readonly (readonly [string, string[]])[]
}
const NOTHING: Holding = { procedures: [], dossiers: [] }

const running = new WeakMap<App, Promise<Portal & { readonly server: Server }>>()
const holdings = new WeakMap<App, () => Promise<Holding>>()

/** What the portal of a demo holds when it is started: it keeps nothing over a restart of its own. */
export const holdFor = (app: App, holding: () => Promise<Holding>): void => void holdings.set(app, holding)

/** That of a demo, started when something is first said to it. */
export function standIn(app: App): Promise<Portal> {
  const known = running.get(app) ?? start(app)
  running.set(app, known)
  return known
}

async function start(app: App): Promise<Portal & { readonly server: Server }> {
  const secret = randomBytes(16).toString('hex')
  const server = serveStandIn(secret, await holdings.get(app)?.()).unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      resolve({ url: `http://127.0.0.1:${port}`, secret, server })
    })
  })
}

export async function stopPortal(app: App): Promise<void> {
  const known = await running.get(app)
  known?.server.close()
  running.delete(app)
}

/** What a stand-in of its own process holds in a file, where one is named. */
function filed(file: string | undefined): [Holding?, ((holding: Holding) => void)?] {
  if (!file) return []
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Holding) : undefined
  return [known, holding => writeFileSync(file, JSON.stringify(holding))]
}

if (import.meta.main)
  serveStandIn(process.argv[3] ?? 'secret', ...filed(process.argv[4])).listen(
    Number(process.argv[2] ?? 0),
    '127.0.0.1',
    function (this: Server) {
      console.log(`http://127.0.0.1:${(this.address() as { port: number }).port}`)
    },
  )
