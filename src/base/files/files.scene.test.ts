import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { COMMUNE, type Desk, desk, NEIGHBOUR } from '#apps/testing/desk.ts'
import { enforce } from '#base/retention/enforce.ts'
import { SESSION_COOKIE } from '#core/http/server.ts'
import { TINY_PDF, TINY_PICTURE } from './testing.ts'

const call = (workId: string) => ({ params: { workId } })
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )
type Officer = ReturnType<Desk['as']['healthOfficer']>

const attach = (who: Officer, workId: string, bytes: Uint8Array, name: string) => {
  const body = new File([new Uint8Array(bytes)], name)
  return who.work.attach({ ...call(workId), body: body as never })
}

/** What the server sends for a file, with its headers. */
async function read({ server }: Desk, who: Officer, fileId: string, part = '') {
  const { token } = await who.player()
  return server.inject({ url: `/api/files/${fileId}${part}`, cookies: { [SESSION_COOKIE]: token } })
}

/** A photograph as a phone takes it: lying on its side, with where it was taken. */
const photograph = () =>
  sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#7a3' } })
    .withExif({ IFD0: { Model: 'Phone of An' }, IFD3: { GPSLatitude: '16/1 28/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()

describe('a picture', () => {
  test(
    'is made anew: upright, smaller, without place and camera, with a thumbnail',
    desk(async stage => {
      const officer = stage.as.healthOfficer(COMMUNE)
      const id = await stage.open()
      const sent = await photograph()
      expect((await sharp(sent).metadata()).exif).toBeDefined()
      const file = await attach(officer, id, sent, 'IMG_1.JPG')
      expect(file).toMatchObject({ name: 'IMG_1.jpg', type: 'image/jpeg', isPicture: true, removed: null })
      const whole = await read(stage, officer, file.id)
      const { width, height, exif, orientation } = await sharp(whole.rawPayload).metadata()
      expect({ width, height, exif, orientation }).toEqual({
        width: 1920,
        height: 2560,
        exif: undefined,
        orientation: undefined,
      })
      expect(whole.rawPayload.byteLength).toBe(file.size)
      const small = await sharp((await read(stage, officer, file.id, '/thumbnail')).rawPayload).metadata()
      expect(Math.max(small.width ?? 0, small.height ?? 0)).toBe(320)
      expect(whole.headers['content-disposition']).toMatch(/^inline/)
    }),
  )

  test(
    'that is something else, too, is a picture alone',
    desk(async stage => {
      const officer = stage.as.healthOfficer(COMMUNE)
      const id = await stage.open()
      const page = '<html><script>alert(document.domain)</script></html>'
      const remarked = await sharp(await photograph())
        .withExif({ IFD0: { ImageDescription: page } })
        .jpeg()
        .toBuffer()
      expect(remarked.includes(page)).toBe(true)
      for (const bytes of [Buffer.concat([await photograph(), Buffer.from(page)]), remarked]) {
        const file = await attach(officer, id, bytes, `anh.jpg\r\nX: 1.html`)
        expect(file.name).toMatch(/^[^\r\n]+\.jpg$/)
        for (const part of ['', '/thumbnail']) {
          const { rawPayload, headers } = await read(stage, officer, file.id, part)
          expect(rawPayload.includes('<script>')).toBe(false)
          expect(headers).toMatchObject({
            'content-type': 'image/jpeg',
            'x-content-type-options': 'nosniff',
            'cache-control': 'no-store',
            'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          })
        }
      }
    }),
  )

  test(
    'and its name cannot be read in the database',
    desk(async stage => {
      const officer = stage.as.healthOfficer(COMMUNE)
      const id = await stage.open()
      const { id: fileId } = await attach(officer, id, TINY_PDF, 'CCCD 046090000001.pdf')
      const [row] = await stage.sql<{ name: Buffer; content: Buffer }[]>`
        select name_sealed as name, content from files.file f join files.content c on c.file_id = f.id where f.id = ${fileId}`
      expect(row?.name.includes('046090000001')).toBe(false)
      expect(row?.content.includes('%PDF')).toBe(false)
      await stage.sql`update files.content set file_id = file_id, content = ${Buffer.alloc(40, 1)} where file_id = ${fileId}`
      expect((await read(stage, officer, fileId)).statusCode).toBe(500)
    }),
  )
})

test(
  'what others made is saved and never shown',
  desk(async stage => {
    const officer = stage.as.healthOfficer(COMMUNE)
    const { id } = await attach(officer, await stage.open(), TINY_PDF, 'Quyết định.pdf')
    const { headers, rawPayload } = await read(stage, officer, id)
    expect(rawPayload.equals(TINY_PDF)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('Quyết định.pdf')}`,
      'x-content-type-options': 'nosniff',
    })
    expect(headers['content-security-policy']).toMatch(/sandbox/)
    expect((await read(stage, officer, id, '/thumbnail')).statusCode).toBe(404)
  }),
)

describe('bad input gets a name and changes nothing', () => {
  const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex')
  const bomb = async () =>
    sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
  test.each<[string, () => Promise<Buffer> | Buffer, string, string]>([
    ['a text that is called a photo', () => Buffer.from('Đây không phải ảnh'), 'anh.jpg', 'files.wrong-type'],
    ['nothing at all', () => Buffer.alloc(0), 'anh.jpg', 'core.no-file'],
    ['a page with a script', () => Buffer.from('<svg><script>1</script></svg>'), 'a.svg', 'files.wrong-type'],
    ['an archive', () => zip, 'a.docx', 'files.wrong-type'],
    ['half of a photo', async () => (await photograph()).subarray(0, 4000), 'anh.jpg', 'files.broken-picture'],
    ['a small file with a picture that fills the memory', bomb, 'anh.png', 'files.broken-picture'],
    ['a document of 21 MB', () => Buffer.concat([TINY_PDF, Buffer.alloc(21 * 1024 ** 2)]), 'a.pdf', 'files.too-large'],
    ['a body of 50 MB', () => Buffer.alloc(50 * 1024 ** 2), 'anh.jpg', 'core.too-large'],
  ])('%s', (_, make, name, problem) =>
    desk(async stage => {
      const officer = stage.as.healthOfficer(COMMUNE)
      const id = await stage.open()
      await attach(officer, id, TINY_PICTURE, 'a.png')
      expect(await code(attach(officer, id, await make(), name))).toBe(problem)
      const [{ kept } = { kept: -1 }] = await stage.sql<{ kept: number }[]>`select count(*) as kept from files.content`
      expect(kept).toBe(1)
      expect((await officer.work.item(call(id))).files).toHaveLength(1)
    })(),
  )
})

test(
  'a file is for whoever may read the thing, and its look is written down',
  desk(async stage => {
    const { as, sql } = stage
    const officer = as.healthOfficer(COMMUNE)
    const workId = await stage.open()
    const { id } = await attach(officer, workId, TINY_PICTURE, 'a.png')
    const leader = as.leader(COMMUNE)
    expect((await read(stage, leader, id)).statusCode).toBe(200)
    expect((await read(stage, leader, id, '/thumbnail')).statusCode).toBe(200)
    expect(await code(leader.files.remove({ params: { fileId: id }, body: { why: 'Nhầm' } }))).toBe('core.refused.verb')
    expect(await code(attach(leader, workId, TINY_PDF, 'a.pdf'))).toBe('core.refused.verb')
    for (const other of [as.healthOfficer(NEIGHBOUR), as.registrar(COMMUNE)]) {
      expect((await read(stage, other, id)).statusCode).toBe(403)
      expect(await code(other.files.remove({ params: { fileId: id }, body: { why: 'Nhầm' } }))).toMatch(/^core.refused/)
      expect(await code(attach(other, workId, TINY_PDF, 'a.pdf'))).toMatch(/^core.refused/)
    }
    const looks = await sql`
      select from core.audit where purpose = 'files.read' and ref_kind = 'file' and ref_id = ${id}`
    expect(looks.count).toBe(2)
  }),
)

test(
  'the same file sent again is kept once; taken away it may come again',
  desk(async stage => {
    const officer = stage.as.healthOfficer(COMMUNE)
    const workId = await stage.open()
    const first = await attach(officer, workId, TINY_PICTURE, 'a.png')
    expect((await attach(officer, workId, TINY_PICTURE, 'b.png')).id).toBe(first.id)
    await officer.files.remove({ params: { fileId: first.id }, body: { why: 'Nhầm người' } })
    expect((await read(stage, officer, first.id)).statusCode).toBe(404)
    const again = await attach(officer, workId, TINY_PICTURE, 'c.png')
    const { files } = await officer.work.item(call(workId))
    expect(Object.fromEntries(files.map(file => [file.id, file.removed?.why ?? null]))).toEqual({
      [first.id]: 'Nhầm người',
      [again.id]: null,
    })
  }),
)

test(
  'a file is part of the record after some days, and its content is forgotten after some years',
  desk(async stage => {
    const { as, at, app } = stage
    const officer = as.healthOfficer(COMMUNE)
    const workId = await stage.open()
    const { id, removable } = await attach(officer, workId, TINY_PDF, 'a.pdf')
    expect(removable).toBe(true)
    at('2026-11-23T03:00:00Z')
    expect((await officer.work.item(call(workId))).files).toMatchObject([{ removable: false }])
    expect(await code(officer.files.remove({ params: { fileId: id }, body: { why: 'Nhầm' } }))).toBe('files.kept')
    at('2031-11-18T02:00:00Z')
    await enforce(app)
    expect((await read(stage, as.tracer('46'), id)).statusCode).toBe(200)
    at('2031-11-20T02:00:00Z')
    await enforce(app)
    expect((await read(stage, as.tracer('46'), id)).statusCode).toBe(404)
    expect((await as.tracer('46').work.item(call(workId))).files).toMatchObject([{ removed: { by: null, why: null } }])
  }),
)

test(
  'a comment brings its files, which are those of the item',
  desk(async stage => {
    const officer = stage.as.healthOfficer(COMMUNE)
    const [workId, other] = [await stage.open(), await stage.open()]
    const file = await attach(officer, workId, TINY_PICTURE, 'a.png')
    const elsewhere = await attach(officer, other, TINY_PICTURE, 'a.png')
    const say = (note: string, fileIds: string[]) => officer.work.comment({ ...call(workId), body: { note, fileIds } })
    expect(await code(say('Xem', [elsewhere.id]))).toBe('core.not-found')
    expect(await code(say('', []))).toBe('work.nothing-said')
    await say('', [file.id])
    await say('Xem ảnh', [file.id])
    const { steps, files } = await officer.work.item(call(workId))
    expect(steps.slice(1).map(step => [step.what, step.note, step.files.map(one => one.id)])).toEqual([
      ['comment', null, [file.id]],
      ['comment', 'Xem ảnh', [file.id]],
    ])
    expect(files).toEqual([])
  }),
)
