import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setImmediate as breathe } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { markOfKey, ownMark } from '#base/interchange/card.ts'
import { savePartner } from '#base/interchange/index.ts'
import { receiveDocument } from '#capabilities/documents/outside.ts'
import { makeOffice } from '#capabilities/documents/testing.ts'
import { newId } from '#core/ids.ts'
import { type Stage, scene } from './testing/scene.ts'

const MEBI = 1024 * 1024
const LARGE = 200 * MEBI
const PIECE = Buffer.alloc(MEBI, 'Saola ')

interface Answer {
  readonly status: number | undefined
  readonly body: { readonly code?: string; readonly title?: string }
  /** The most that buffers took while it was on its way, in bytes above what they took before. */
  readonly held: number
}

/** Sends so many bytes piece by piece, as a browser or another system does, and waits for the answer. */
async function pour(
  stage: Stage,
  path: string,
  { headers = {}, size = LARGE, announced = true }: { headers?: object; size?: number; announced?: boolean },
): Promise<Answer> {
  if (!stage.server.server.listening) await stage.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = stage.server.server.address() as { port: number }
  const before = process.memoryUsage().arrayBuffers
  let held = 0
  const answer = new Promise<IncomingMessage>((done, failed) => {
    const length = announced ? { 'content-length': size } : {}
    const call = request({ port, path, method: 'POST', headers: { ...headers, ...length } }, done)
    call.on('error', failed)
    const write = async () => {
      for (let left = size; left > 0; left -= PIECE.length) {
        if (!call.write(PIECE.subarray(0, left))) await new Promise(drained => call.once('drain', drained))
        held = Math.max(held, process.memoryUsage().arrayBuffers - before)
        await breathe()
      }
      call.end()
    }
    write().catch(failed)
  })
  const reply = await answer
  return { status: reply.statusCode, body: JSON.parse(await text(reply)), held }
}

describe('200 MB', () => {
  test.each([
    ['with its length', true, 'vi', /lớn/],
    ['without it', false, 'en', /large/],
  ])('uploaded to a document, %s, are refused by name to the end, and nothing changes', (_, announced, lang, words) =>
    scene(async stage => {
      const office = await makeOffice(stage, 'Phong Điền')
      const { documentId } = await stage.app.run(ctx =>
        receiveDocument(ctx, {
          organisationId: office.id,
          via: 'scan',
          author: 'Ủy ban nhân dân tỉnh',
          notation: '1/UBND-VX',
          datedOn: '2026-11-19',
          kind: 'letter',
          subject: 'Rà soát vật tư',
        }),
      )
      const { token } = await office.clerk.player()
      const headers = { cookie: `saola=${token}`, 'content-type': 'application/pdf', 'accept-language': lang }
      const answer = await pour(stage, `/api/documents/${documentId}/files`, { headers, announced })
      expect(answer).toMatchObject({
        status: 413,
        body: { code: 'core.too-large', title: expect.stringMatching(words) },
      })
      expect(answer.held).toBeLessThan(100 * MEBI)
      expect((await stage.sql`select from files.file where subject_id = ${documentId}`).count).toBe(0)
    })(),
  )

  test.each<[string, number, string, number]>([
    ['that say so', LARGE, 'interchange.too-large', 413],
    ['that say that they are few', 9000, 'interchange.wrong-digest', 422],
  ])('of another installation, %s, are refused by name and not kept', (_, said, problem, status) =>
    scene(async stage => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
      const [from, id, sha256] = [markOfKey(key), newId(), createHash('sha256').update('?').digest('hex')]
      const unitId = stage.world.units['46'] as string
      const about = { id: newId(), name: 'Quảng Trị', carrier: 'https', address: 'http://127.0.0.1:9', keys: [key] }
      await savePartner(stage.sql, { ...about, mark: from, unitId, at: stage.app.clock(), by: null })
      const kind = 'exchange.edxml'
      const text = ['saola-interchange-1', from, ownMark(stage.app), id, 1, kind, said, sha256].join('\n')
      const signature = sign(null, Buffer.from(text), privateKey).toString('base64url')
      const query = new URLSearchParams({ from, id, kind, sha256, signature, seq: '1', size: String(said) })
      const answer = await pour(stage, `/api/interchange/messages?${query}`, { announced: false })
      expect(answer).toMatchObject({ status, body: { code: problem } })
      expect(answer.held).toBeLessThan(100 * MEBI)
      const [kept] = await stage.sql`
        select count(*) as n, coalesce(sum(length(sealed)), 0)::int as bytes from interchange.piece`
      expect(kept?.bytes).toBeLessThan(MEBI)
      const rows = await stage.sql`select state, problem from interchange.incoming`
      expect(rows).toMatchObject([{ problem }])
    })(),
  )

  test(
    'to be verified by anyone are refused by name',
    scene(async stage => {
      const answer = await pour(stage, '/api/signatures/verification', {
        headers: { 'content-type': 'application/pdf' },
      })
      expect(answer).toMatchObject({ status: 413, body: { code: 'core.too-large' } })
      expect(answer.held).toBeLessThan(100 * MEBI)
    }),
  )
})
