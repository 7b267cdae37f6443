import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { pem } from './certificates.ts'
import { sha256 } from './cms.ts'
import { chainOf, newLocalCa } from './local-ca.ts'
import { signerWith } from './signer.ts'
import { answerRequest, infoOf, ownStamp, stampFrom } from './time-stamp.ts'

const NOW = new Date('2026-11-29T02:00:00Z')
const ca = newLocalCa(NOW)
const authority = signerWith(ca.stamping.key, ca.stamping.certificate, chainOf(ca))
const digest = sha256(Buffer.from('Giấy mời họp'))

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})
async function authorityAt(answer: (request: Buffer) => Promise<Uint8Array> | Uint8Array): Promise<string> {
  const server = createServer(async (request, reply) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    reply.end(await answer(Buffer.concat(parts)))
  })
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('an authority that is asked over the network says what time it is of this digest', async () => {
  const url = await authorityAt(request => answerRequest(request, authority, NOW))
  const info = infoOf(await stampFrom(url)(digest))
  expect(info.genTime).toEqual(NOW)
  expect(Buffer.from(info.messageImprint.hashedMessage.buffer)).toEqual(digest)
})

test.each<[string, (request: Buffer) => Promise<Uint8Array> | Uint8Array]>([
  ['says nothing', () => Buffer.alloc(0)],
  ['says nonsense', () => Buffer.from('<html>')],
  ['answers without the nonce', async () => answerRequest(Buffer.from('302f020101303130', 'hex'), authority, NOW)],
  [
    'stamps something else',
    async request =>
      answerRequest(
        Buffer.from(request.toString('hex').replace(digest.toString('hex'), '00'.repeat(32)), 'hex'),
        authority,
        NOW,
      ),
  ],
])('one that %s is named', async (_, answer) => {
  const url = await authorityAt(async request => {
    try {
      return await answer(request)
    } catch {
      return Buffer.from('00', 'hex')
    }
  })
  await expect(stampFrom(url)(digest)).rejects.toMatchObject({ code: 'signatures.no-time-stamp' })
})

test.skipIf(spawnSync('openssl', ['version']).status !== 0)('openssl verifies the time stamp', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'saola-stamp-'))
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(dir, name), content)
    return join(dir, name)
  }
  const token = file('token.der', await ownStamp(authority, () => NOW)(digest))
  const root = file('root.pem', pem('CERTIFICATE', ca.root.certificate.raw))
  const between = file('between.pem', pem('CERTIFICATE', ca.issuing.certificate.raw))
  const args = ['ts', '-verify', '-digest', digest.toString('hex'), '-in', token, '-token_in', '-CAfile', root]
  const at = ['-untrusted', between, '-attime', String(NOW.getTime() / 1000)]
  expect(execFileSync('openssl', [...args, ...at], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })).toContain(
    'Verification: OK',
  )
})
