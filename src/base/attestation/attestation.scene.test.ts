import { expect, test } from 'vitest'
import { committedApp } from '#apps/testing/committed.ts'
import { type Stage, scene, sceneDatabase } from '#apps/testing/scene.ts'
import { organisationOf } from '#base/signatures/testing.ts'
import { orderPaper } from '#capabilities/isolation/flow.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { attest, revoke, statementsAbout } from './attest.ts'
import { textIn } from './codec.ts'
import { takeInBook, takeNumbers } from './numbers.ts'
import { verify } from './verify.ts'

const VALUES = {
  number: '05/QĐ-UBND',
  issuer: 'UBND Xã Phong Bình',
  name: 'Nguyễn Thị Hòa',
  born: '1990',
  how: 'home',
  from: '2026-11-20',
  until: '2026-11-26',
}

async function issued({ app }: Stage) {
  const about = at.of('isolation-order', newId())
  const [one] = await app.run(ctx => attest(ctx, orderPaper, [{ about, values: VALUES }]))
  if (!one) throw new Error('nothing was issued')
  return { about, ...one }
}

test(
  'a paper that was issued is genuine for anybody, and in the register',
  scene(async stage => {
    const { id, link } = await issued(stage)
    expect(link).toMatch(/^http:\/\/localhost\/v#[A-Z2-7]+$/)
    const known = await stage.anyone.attestation.known({})
    const verdict = await verify(textIn(link), known, new Date('2026-11-20T02:00:00Z'))
    expect(verdict).toMatchObject({ is: 'genuine', statement: { id, kind: 'isolation.order' } })
    expect('facts' in verdict && Object.fromEntries(verdict.facts.map(fact => [fact.name, fact.value]))).toEqual(VALUES)
    expect(await stage.anyone.attestation.status({ params: { statementId: id } })).toEqual({
      state: 'issued',
      revokedAt: null,
      reason: null,
    })
  }),
)

test(
  'what was never issued is not in the register',
  scene(async ({ anyone }) => {
    expect(await anyone.attestation.status({ params: { statementId: newId() } })).toMatchObject({ state: 'unknown' })
  }),
)

test(
  'a paper that was taken back says when and why, once',
  scene(async stage => {
    const { app, anyone } = stage
    const { id, about } = await issued(stage)
    const again = await issued(stage)
    await app.run(ctx => revoke(ctx, orderPaper, about.kind, [about.id], 'isolation.revoked.cancel'))
    stage.at('2026-11-21T02:00:00Z')
    await app.run(ctx => revoke(ctx, orderPaper, about.kind, [about.id], 'isolation.revoked.end-early'))
    expect(await anyone.attestation.status({ params: { statementId: id } })).toEqual({
      state: 'revoked',
      revokedAt: '2026-11-20T02:00:00.000Z',
      reason: 'Quyết định đã bị hủy.',
    })
    expect(await anyone.attestation.status({ params: { statementId: again.id } })).toMatchObject({ state: 'issued' })
  }),
)

test(
  'of two papers about one thing the newest counts',
  scene(async ({ app, at: setClock }) => {
    const about = at.of('isolation-order', newId())
    await app.run(ctx => attest(ctx, orderPaper, [{ about, values: VALUES }]))
    setClock('2026-11-20T03:00:00Z')
    const [later] = await app.run(ctx =>
      attest(ctx, orderPaper, [{ about, values: { ...VALUES, number: '06/QĐ-UBND' } }]),
    )
    const found = await app.run(ctx => statementsAbout(ctx, orderPaper, about.kind, [about.id]))
    expect(found.get(about.id)?.id).toBe(later?.id)
  }),
)

test(
  'numbers go up by unit and series and begin anew with the year',
  scene(async ({ app, world, at: setClock }) => {
    const [a, b] = [world.units['Xã Phong Bình'] as string, world.units['Xã Phong Hòa'] as string]
    const take = (series: string, units: string[]) => app.run(ctx => takeNumbers(ctx, series, units))
    expect(await take('QĐ-UBND', [a, b, a])).toEqual([1, 1, 2])
    expect(await take('GXN-UBND', [a])).toEqual([1])
    expect(await take('QĐ-UBND', [b, a, b])).toEqual([2, 3, 3])
    setClock('2026-12-31T16:59:59Z')
    expect(await take('QĐ-UBND', [a])).toEqual([4])
    setClock('2026-12-31T17:00:00Z')
    expect(await take('QĐ-UBND', [a, b])).toEqual([1, 1])
    expect(await take('QĐ-UBND', [])).toEqual([])
  }),
)

test('fifty at once get fifty numbers; those that fail leave no gap', async () => {
  const app = committedApp(sceneDatabase())
  const units = [newId(), newId()].sort()
  const [a, b] = units as [string, string]
  const fails = (i: number) => i % 7 === 3
  const all = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) =>
      app.run(async ctx => {
        // Some name the units in the other order: nobody may wait for each other for ever.
        const numbers = await takeNumbers(ctx, 'QĐ-UBND', i % 2 ? [a, b, a] : [b, a, a])
        if (fails(i)) throw new Error('not signed after all')
        return numbers
      }),
    ),
  )
  const done = all.filter(one => one.status === 'fulfilled').length
  expect(done).toBe(50 - Array.from({ length: 50 }, (_, i) => i).filter(fails).length)
  const taken = await app.run(ctx => takeNumbers(ctx, 'QĐ-UBND', [a, b]))
  expect(taken).toEqual([2 * done + 1, done + 1])
  const ofA = all.flatMap((one, i) =>
    one.status === 'fulfilled' ? (i % 2 ? [one.value[0], one.value[2]] : one.value.slice(1)) : [],
  )
  expect(ofA.toSorted((x, y) => Number(x) - Number(y))).toEqual(Array.from({ length: 2 * done }, (_, i) => i + 1))
})

test(
  'an organisation gives each number of a kind once, also while 50 are taken by its unit and by itself',
  scene(async ({ app, world }) => {
    const unit = world.units['Xã Phong Bình'] as string
    // Before anybody wrote down that the commune has a committee, two were given.
    expect(await app.run(ctx => takeNumbers(ctx, 'QĐ-UBND', [unit, unit]))).toEqual([1, 2])
    const committee = await app.run(ctx => organisationOf(ctx, unit))
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        app.run(ctx => (i % 2 ? takeNumbers(ctx, 'QĐ-UBND', [unit]) : takeInBook(ctx, 'QĐ', [committee]))),
      ),
    )
    expect(all.flat().toSorted((x, y) => x - y)).toEqual(Array.from({ length: 50 }, (_, i) => i + 3))
    // Another kind, and papers of a body that is no organisation of the unit, are counted for themselves.
    expect(await app.run(ctx => takeNumbers(ctx, 'GXN-UBND', [unit]))).toEqual([1])
    expect(await app.run(ctx => takeNumbers(ctx, 'QĐ-BCĐ', [unit]))).toEqual([1])
    expect(await app.run(ctx => takeInBook(ctx, 'GXN', [committee]))).toEqual([2])
  }),
)

test(
  'what units and documents had counted apart goes on after the higher of both',
  scene(async ({ app, sql, world }) => {
    const [unit, other] = [world.units['Xã Phong Bình'] as string, world.units['Xã Phong Hòa'] as string]
    const committee = await app.run(ctx => organisationOf(ctx, unit))
    await sql`alter table attestation.series rename column holder_id to unit_id`
    await sql`alter table attestation.series rename column book to series`
    await sql`
      insert into attestation.series (unit_id, series, year, last) values
        (${unit}, 'QĐ-UBND', 2026, 7), (${committee}, 'documents.outgoing.QĐ', 2026, 4), (${unit}, 'BC-BCĐ', 2026, 3),
        (${committee}, 'documents.outgoing.BC', 2026, 12), (${committee}, 'documents.incoming', 2026, 90),
        (${other}, 'QĐ-SYT', 2026, 5)`
    await sql.file(new URL('./migrations/20261130T1140-books.sql', import.meta.url).pathname)
    const rows = await sql`
      select holder_id, book, last from attestation.series
      where holder_id = any(${[unit, other, committee]}) order by book, last`
    expect([...rows]).toEqual([
      { holderId: committee, book: 'BC', last: 12 },
      { holderId: unit, book: 'BC-BCĐ', last: 3 },
      { holderId: committee, book: 'documents.incoming', last: 90 },
      { holderId: committee, book: 'QĐ', last: 7 },
      { holderId: other, book: 'QĐ-SYT', last: 5 },
    ])
  }),
)
