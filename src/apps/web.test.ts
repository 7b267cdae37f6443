import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faceOf, serveWeb } from './web.ts'

const dir = mkdtempSync(join(tmpdir(), 'saola-web-'))
let server: FastifyInstance

beforeAll(async () => {
  for (const face of ['citizen', 'console', 'site', 'assets']) mkdirSync(join(dir, face))
  for (const face of ['citizen', 'console', 'site']) writeFileSync(join(dir, face, 'index.html'), `<p>${face}</p>`)
  writeFileSync(join(dir, 'assets/a-1.js'), 'export {}')
  writeFileSync(join(dir, 'sw.js'), '')
  writeFileSync(join(dir, 'manifest.json'), '{}')
  writeFileSync(join(dir, '.stamp'), 'x')
  server = Fastify()
  await serveWeb(server, dir)
})
afterAll(async () => {
  await server.close()
  rmSync(dir, { recursive: true })
})

test.each([
  ['/', 200, '<p>citizen</p>'],
  ['/dia-diem/7?x=1', 200, '<p>citizen</p>'],
  ['/theo-doi/1.MDFhMjBk.tp9wk0.Ou2oMP3ZRgWwYLStZRQpWg', 200, '<p>citizen</p>'],
  ['/console', 200, '<p>console</p>'],
  ['/console/', 200, '<p>console</p>'],
  ['/console/cases/7', 200, '<p>console</p>'],
  ['/site', 200, '<p>site</p>'],
  ['/site/', 200, '<p>site</p>'],
  ['/site/khong-co', 404, '<p>site</p>'],
  ['/consoles', 200, '<p>citizen</p>'],
  ['/assets/a-1.js', 200, 'export {}'],
  ['/manifest.json', 404, '<p>citizen</p>'],
  ['/console/cases/ban.do', 404, '<p>console</p>'],
  ['/.stamp', 404, '<p>citizen</p>'],
  ['/../package.json', 404, '<p>citizen</p>'],
])('%s answers %i', async (url, status, body) => {
  const reply = await server.inject({ url, headers: { accept: 'text/html,*/*' } })
  expect([reply.statusCode, reply.body]).toEqual([status, body])
})

test('whoever asks for a file that is not there gets no page', async () => {
  for (const accept of ['*/*', 'image/avif,*/*;q=0.8']) {
    const reply = await server.inject({ url: '/assets/gone-2.js', headers: { accept } })
    expect([reply.statusCode, reply.body]).toEqual([404, 'Not found'])
  }
})

test('what never changes is kept for ever, what may change is asked for again', async () => {
  expect((await server.inject('/assets/a-1.js')).headers['cache-control']).toContain('immutable')
  expect((await server.inject('/sw.js')).headers['cache-control']).toBe('no-cache')
  expect((await server.inject('/')).headers['cache-control']).toBe('no-cache')
})

test('a face is the first word of the path', () => {
  expect([faceOf('/'), faceOf('/console'), faceOf('/site/x'), faceOf('/sites')]).toEqual([
    'citizen',
    'console',
    'site',
    'citizen',
  ])
})
