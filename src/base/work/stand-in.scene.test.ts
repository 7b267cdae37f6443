import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant, revokeGrants } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { at as about } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { replaceStandIns } from './stand-in.ts'
import { declareFlows, errand } from './testing.ts'
import { openWork } from './work.ts'

const HERE = 'Xã Phong Bình'
const FROM = '2026-11-23T17:00:00Z'
const UNTIL = '2026-11-25T17:00:00Z'
const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )

/** A health officer who holds one errand, and a colleague at the same station. */
async function office(stage: Stage, role: RoleName = 'health-officer') {
  const { app, as, world } = stage
  const unitId = unitNamed(world, HERE)
  declareFlows(app, errand)
  const away = as.healthOfficer(HERE)
  const { accountId: awayId } = await away.player()
  const colleague = await app.run(ctx =>
    createAccount(ctx, {
      kind: 'officer',
      name: 'Đỗ Hữu Nghĩa',
      login: 'tramyte2',
      password: PASSWORD,
      unitId,
      mustChangePassword: false,
    }),
  )
  await app.run(ctx => addGrant(ctx, { accountId: colleague, role, areaId: unitId }))
  const device = stage.device()
  await device.identity.signIn({ body: { login: 'tramyte2', password: PASSWORD } })
  const workId = await app.run(ctx => openWork(ctx, { kind: errand.kind, subject: about.of('thing', newId()), unitId }))
  await away.work.claim({ body: { items: [{ id: workId }] } })
  return { unitId, away, awayId, colleague, device, workId }
}
const name = (accountId: string, since = FROM, until = UNTIL) => ({ body: { accountId, since, until } })
const mineOf = async (who: Pick<Stage['anyone'], 'work'>) =>
  (await who.work.inbox({ query: { holder: 'me' } })).rows.map(({ id, mine, standIn }) => ({ id, mine, standIn }))

describe('who stands in', () => {
  test(
    'sees the work of the one who is away among their own from that day, and no longer when it is over',
    scene(async stage => {
      const { away, colleague, device, workId } = await office(stage)
      await away.work.nameStandIn(name(colleague))
      expect(await mineOf(device)).toEqual([])
      stage.at('2026-11-24T02:00:00Z')
      expect(await mineOf(device)).toEqual([{ id: workId, mine: false, standIn: true }])
      expect(await device.work.counts({ query: {} })).toMatchObject({ mine: 1 })
      expect((await device.work.standIns({})).standIns).toMatchObject([{ now: true, mine: false, own: false }])
      // They work on it in their own name, and it stays with the one who is away.
      const { version } = await device.work.item({ params: { workId } })
      await device.work.move({ params: { workId }, body: { step: 'wait', version } })
      expect(await device.work.item({ params: { workId } })).toMatchObject({ state: 'waiting', standIn: true })
      stage.at(UNTIL)
      expect(await mineOf(device)).toEqual([])
      expect(await mineOf(away)).toEqual([{ id: workId, mine: true, standIn: false }])
    }),
  )

  test(
    'is back at once when the one who was away says so; nobody else ends it',
    scene(async stage => {
      const { away, colleague, device } = await office(stage)
      await away.work.nameStandIn(name(colleague))
      stage.at('2026-11-24T02:00:00Z')
      const [standIn] = (await away.work.standIns({})).standIns
      const params = { standInId: standIn?.id as string }
      expect(await problem(device.work.endStandIn({ params }))).toBe('core.not-found')
      expect(await mineOf(device)).toHaveLength(1)
      await away.work.endStandIn({ params })
      expect(await mineOf(device)).toEqual([])
      expect(await problem(away.work.endStandIn({ params }))).toBe('core.not-found')
    }),
  )

  test(
    'must have the rights: which one is missing, and where, is said, and nothing is given',
    scene(async stage => {
      const { away, awayId, colleague } = await office(stage, 'commune-chair')
      const refused = await away.work.nameStandIn(name(colleague)).catch(error => error)
      expect(refused).toMatchObject({ code: 'work.stand-in-lacks', params: { name: 'Đỗ Hữu Nghĩa' } })
      expect(refused.params.unit).toContain(HERE)
      const { officers } = await away.work.standInCandidates({})
      expect(officers).toMatchObject([{ id: colleague, lacks: refused.params.right }])
      expect(await stage.sql`select from work.stand_in where away_id = ${awayId}`).toHaveLength(0)
    }),
  )

  test(
    'sees nothing of it any more once the right is gone',
    scene(async stage => {
      const { away, colleague, device, unitId } = await office(stage)
      await away.work.nameStandIn(name(colleague))
      stage.at('2026-11-24T02:00:00Z')
      expect(await mineOf(device)).toHaveLength(1)
      await stage.app.run(async ctx => {
        await revokeGrants(ctx, { accountId: colleague, role: 'health-officer' })
        await addGrant(ctx, {
          accountId: colleague,
          role: 'commune-chair',
          areaId: unitNamed(stage.world, 'Xã Phong Hòa'),
        })
      })
      expect(unitId).toBe(unitNamed(stage.world, HERE))
      expect(await mineOf(device)).toEqual([])
    }),
  )

  test(
    'is not away themselves, is somebody else, and for a time that is not over',
    scene(async stage => {
      const { away, awayId, colleague, device } = await office(stage)
      expect(await problem(away.work.nameStandIn(name(awayId)))).toBe('work.stand-in-self')
      expect(await problem(away.work.nameStandIn(name(newId())))).toBe('work.stand-in-unknown')
      expect(await problem(away.work.nameStandIn(name(colleague, UNTIL, FROM)))).toBe('work.stand-in-span')
      expect(await problem(away.work.nameStandIn(name(colleague, FROM, '2027-11-25T17:00:00Z')))).toBe(
        'work.stand-in-span',
      )
      await device.work.nameStandIn(name(awayId))
      expect(await problem(away.work.nameStandIn(name(colleague)))).toBe('work.stand-in-away')
      await away.work.nameStandIn(name(colleague, UNTIL, '2026-11-26T17:00:00Z'))
    }),
  )

  test(
    'what a thing of another module says replaces what it said, and is not ended by the one who is away',
    scene(async ({ app, sql, ...stage }) => {
      const { away, awayId, colleague } = await office({ app, sql, ...stage })
      const of = (since: string, until: string) => [
        { awayId, accountId: colleague, since: new Date(since), until: new Date(until) },
      ]
      await app.run(ctx => replaceStandIns(ctx, 'fixture:1', of(FROM, UNTIL)))
      await app.run(ctx => replaceStandIns(ctx, 'fixture:1', of(FROM, '2026-11-24T17:00:00Z')))
      const { standIns } = await away.work.standIns({})
      expect(standIns).toMatchObject([{ until: '2026-11-24T17:00:00.000Z', own: false, mine: true }])
      const params = { standInId: standIns[0]?.id as string }
      expect(await problem(away.work.endStandIn({ params }))).toBe('core.not-found')
      // The next roster goes on where the first ends: one span to read. After a break it is another.
      await app.run(ctx => replaceStandIns(ctx, 'fixture:2', of('2026-11-24T17:00:00Z', '2026-11-26T17:00:00Z')))
      await app.run(ctx => replaceStandIns(ctx, 'fixture:3', of('2026-11-28T17:00:00Z', '2026-11-29T17:00:00Z')))
      const spans = (await away.work.standIns({})).standIns.map(({ since, until }) => [since, until])
      expect(spans).toEqual([
        [standIns[0]?.since, '2026-11-26T17:00:00.000Z'],
        ['2026-11-28T17:00:00.000Z', '2026-11-29T17:00:00.000Z'],
      ])
      for (const source of ['fixture:1', 'fixture:2', 'fixture:3'])
        await app.run(ctx => replaceStandIns(ctx, source, []))
      expect((await away.work.standIns({})).standIns).toEqual([])
    }),
  )
})
