import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { BASE32, formatPosterUrl, posterToken, spellPoster } from '#base/people/codes.ts'
import { addPlaces, closePlace, getPlace, type NewPlace } from './places.ts'

const HERE = 'Xã Phong Bình'
const ABROAD = 'Phường Đông Giang'

type Given = Omit<NewPlace, 'unitId' | 'kind'> & Partial<NewPlace>

const enter = ({ app, world }: Stage, ...places: Given[]): Promise<string[]> =>
  app.run(ctx =>
    addPlaces(
      ctx,
      places.map(place => ({ kind: 'market', unitId: unitNamed(world, HERE), ...place })),
    ),
  )

const names = async ({ as }: Stage, q: string, query: { unitId?: string; closed?: 'true' } = {}) =>
  (await as.tracer('Phong Điền').places.search({ query: { q, ...query } })).places.map(place => place.name)

const codeOf = async (stage: Stage, placeId: string | undefined) =>
  (await getPlace(stage.sql, placeId as string))?.code as string

describe('search', () => {
  const PLACES = ['Chợ Phong Bình', 'Chợ An Lỗ', 'Trường THPT Phong Điền', 'Quán cà phê Bình An', 'Nhà thờ Thanh Hương']

  test.each([
    ['by its name', 'Chợ Phong Bình', ['Chợ Phong Bình']],
    ['without accents', 'cho an lo', ['Chợ An Lỗ']],
    ['by beginnings of words in order', 'tr ph di', ['Trường THPT Phong Điền']],
    ['by the nearest name first', 'binh', ['Chợ Phong Bình', 'Quán cà phê Bình An']],
    ['not by the inside of a word', 'anh', []],
    ['not in another order', 'binh phong', []],
    ['not by no word at all', '!!!', []],
  ])('%s', (_, q, found) =>
    scene(async stage => {
      await enter(stage, ...PLACES.map(name => ({ name })))
      expect(await names(stage, q)).toEqual(found)
    })(),
  )

  test(
    'finds nothing outside of the area, no closed place, and no area of a place',
    scene(async stage => {
      const [market, closed] = await enter(
        stage,
        { name: 'Chợ Mới' },
        { name: 'Chợ Mới cũ' },
        { name: 'Chợ Mới Đông Hà', unitId: unitNamed(stage.world, ABROAD) },
      )
      await enter(stage, { name: 'Chợ Mới khu A', parentId: market as string })
      await stage.sql`update places.place set closed_at = now() where id = ${closed as string}`
      expect(await names(stage, 'cho moi')).toEqual(['Chợ Mới'])
      const abroad = unitNamed(stage.world, ABROAD)
      expect(await names(stage, 'cho moi', { unitId: abroad })).toEqual([])
      const everywhere = stage.as.role('tracer', {
        areaId: stage.app.tree.within([unitNamed(stage.world, '46')])[0] as string,
      })
      expect((await everywhere.places.search({ query: { q: 'dong ha' } })).places).toEqual([])
    }),
  )

  test(
    'narrows to a unit, and says when there are more than it shows',
    scene(async stage => {
      const town = unitNamed(stage.world, 'Thị trấn Phong Điền')
      await enter(stage, { name: 'Chợ Một' }, { name: 'Chợ Hai', unitId: town })
      expect(await names(stage, 'cho', { unitId: town })).toEqual(['Chợ Hai'])
      await enter(stage, ...Array.from({ length: 51 }, (_, i) => ({ name: `Quán ${i}` })))
      const { places, capped } = await stage.as.tracer('Phong Điền').places.search({ query: { q: 'quan' } })
      expect([places.length, capped]).toEqual([50, true])
    }),
  )
})

describe('a code', () => {
  test(
    'leads to its place for anybody: as an address, as printed, and as somebody types it',
    scene(async stage => {
      const [id] = await enter(stage, { name: 'Chợ Phong Bình', address: 'Thôn Tây Phú' })
      const code = await codeOf(stage, id)
      const typed = posterToken(code).toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o')
      for (const spelt of [formatPosterUrl('http://localhost', code), spellPoster(code), posterToken(code), typed])
        expect(await stage.anyone.places.byCode({ params: { code: spelt } })).toMatchObject({
          id,
          name: 'Chợ Phong Bình',
          unitName: HERE,
          within: null,
        })
    }),
  )

  test(
    'with any one character wrong, or two exchanged, leads nowhere and says so',
    scene(async stage => {
      const [id] = await enter(stage, { name: 'Chợ Phong Bình' })
      const token = posterToken(await codeOf(stage, id))
      const wrong = [...token].map((letter, at) => {
        const other = [...BASE32].find(one => one !== letter && /[A-Z]/.test(one)) as string
        return token.slice(0, at) + other + token.slice(at + 1)
      })
      const exchanged = Array.from({ length: token.length - 1 }, (_, at) => {
        const [one, two] = [token[at], token[at + 1]] as [string, string]
        return token.slice(0, at) + two + one + token.slice(at + 2)
      })
      const mistakes = [...wrong, ...exchanged].filter(text => text !== token && /^[A-Z]/.test(text))
      expect(mistakes.length).toBeGreaterThan(10)
      for (const code of mistakes)
        await expect(stage.anyone.places.byCode({ params: { code } })).rejects.toMatchObject({
          code: 'places.code-mistyped',
          status: 404,
        })
    }),
  )

  test.each([
    ['of no place', posterToken('A0000000'), 'core.not-found'],
    ['that is too short', 'K7Q2M9', 'places.not-a-poster'],
    ['of another kind', '046090900001', 'places.not-a-poster'],
  ])('%s is a named problem', (_, code, problem) =>
    scene(async ({ anyone }) => {
      await expect(anyone.places.byCode({ params: { code } })).rejects.toMatchObject({ code: problem, status: 404 })
    })(),
  )

  test(
    'of a closed place is not found',
    scene(async stage => {
      const [id] = await enter(stage, { name: 'Chợ Phong Bình' })
      await stage.sql`update places.place set closed_at = now()`
      await expect(
        stage.anyone.places.byCode({ params: { code: posterToken(await codeOf(stage, id)) } }),
      ).rejects.toMatchObject({ code: 'core.not-found' })
    }),
  )
})

describe('a place that closes', () => {
  test(
    'is found among the closed ones only, with its code leading nowhere, until it opens again with the same areas',
    scene(async stage => {
      const [market] = await enter(stage, { name: 'Chợ Phong Bình' })
      const placeId = market as string
      const [hall, old] = await enter(
        stage,
        { name: 'Khu A', parentId: placeId },
        { name: 'Khu cũ', parentId: placeId },
      )
      const registrar = stage.as.registrar('Phong Điền')
      const params = { placeId }
      await stage.app.run(ctx => closePlace(ctx.app.context(ctx.sql, { now: new Date('2026-01-01') }), old as string))
      await registrar.places.close({ params })
      await registrar.places.close({ params })
      expect(await names(stage, 'cho')).toEqual([])
      expect(await names(stage, 'cho', { closed: 'true' })).toEqual(['Chợ Phong Bình'])
      for (const id of [placeId, hall])
        await expect(
          stage.anyone.places.byCode({ params: { code: posterToken(await codeOf(stage, id)) } }),
        ).rejects.toMatchObject({ code: 'core.not-found' })
      await expect(registrar.places.reopen({ params: { placeId: hall as string } })).rejects.toMatchObject({
        code: 'places.whole-closed',
      })
      await registrar.places.reopen({ params })
      expect(await stage.anyone.places.get({ params })).toMatchObject({ closedAt: null, areas: [{ id: hall }] })
      expect(await names(stage, 'cho')).toEqual(['Chợ Phong Bình'])
    }),
  )

  test(
    'is closed by nobody but who manages it',
    scene(async stage => {
      const [placeId] = await enter(stage, { name: 'Chợ Phong Bình' })
      const params = { placeId: placeId as string }
      for (const other of [stage.as.tracer('Phong Điền'), stage.as.registrar('Đông Hà')])
        await expect(other.places.close({ params })).rejects.toMatchObject({ status: 403 })
      expect(await stage.anyone.places.get({ params })).toMatchObject({ closedAt: null })
      const [elsewhere] = await enter(stage, { name: 'Chợ Phong Hòa' })
      await expect(stage.as.placeManager(elsewhere as string).places.close({ params })).rejects.toMatchObject({
        status: 403,
      })
      const manager = stage.as.placeManager(params.placeId)
      await manager.places.close({ params })
      expect((await manager.checkpoints.mine({})).places).toMatchObject([{ closedAt: expect.any(String) }])
      await manager.places.reopen({ params })
      expect((await manager.checkpoints.mine({})).places).toMatchObject([{ closedAt: null }])
    }),
  )
})

describe('areas within a place', () => {
  test(
    'are shown with it, have codes of their own, and are under its manager and nobody else’s',
    scene(async stage => {
      const [market, office] = (await enter(
        stage,
        { name: 'Chợ Phong Bình' },
        { name: 'Bưu điện', kind: 'office' },
      )) as [string, string]
      const [hall] = (await enter(stage, { name: 'Khu B', parentId: market }, { name: 'Khu A', parentId: market })) as [
        string,
      ]
      const { areas } = await stage.anyone.places.get({ params: { placeId: market } })
      expect(areas.map(area => area.name)).toEqual(['Khu A', 'Khu B'])
      expect(
        await stage.anyone.places.byCode({ params: { code: posterToken(await codeOf(stage, hall)) } }),
      ).toMatchObject({ id: hall, name: 'Khu B', areas: [] })
      const poster = await stage.as.placeManager(market).places.poster({ params: { placeId: hall } })
      expect(poster.type).toBe('application/pdf')
      await expect(stage.as.placeManager(office).places.poster({ params: { placeId: hall } })).rejects.toMatchObject({
        code: 'core.refused.area',
      })
    }),
  )
})

describe('a poster', () => {
  test.each([
    ['the manager of the place', (stage: Stage, id: string) => stage.as.placeManager(id), undefined],
    ['a registrar of the area', ({ as }: Stage) => as.registrar('Phong Điền'), undefined],
    ['a registrar of another', ({ as }: Stage) => as.registrar('Đông Hà'), 'core.refused.area'],
    ['staff of the place', (stage: Stage, id: string) => stage.as.placeStaff(id), 'core.refused.verb'],
    ['a tracer', ({ as }: Stage) => as.tracer('Phong Điền'), 'core.refused.verb'],
    ['a citizen', ({ as }: Stage) => as.citizen(), 'core.refused.verb'],
    ['nobody signed in', ({ anyone }: Stage) => anyone, 'core.refused.sign-in'],
  ])('for %s', (_, who, refused) =>
    scene(async stage => {
      const [id] = (await enter(stage, { name: 'Chợ Phong Bình' })) as [string]
      const print = who(stage, id).places.poster({ params: { placeId: id } })
      if (refused) await expect(print).rejects.toMatchObject({ code: refused })
      else expect(await (await print).slice(0, 5).text()).toBe('%PDF-')
    })(),
  )
})
