import { describe, expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { hasWords } from '#core/words.ts'

const COMMUNE = 'Xã Phong Hòa'

test(
  'every right has words in both languages',
  scene(async ({ app }) => {
    const verbs = new Set([...app.rights.values()].flatMap(held => [...held]))
    expect(verbs.size).toBeGreaterThan(15)
    for (const locale of ['vi', 'en'] as const)
      expect([...verbs].filter(verb => !hasWords(locale, `${verb}.right`))).toEqual([])
  }),
)

describe('who is refused learns', () => {
  test(
    'which right is missing, at which area, and the nearest who can grant it',
    scene(async ({ as, app, world }) => {
      const unitId = world.units[COMMUNE] as string
      const [near, far, top] = await Promise.all(
        [as.administrator(COMMUNE), as.administrator('46'), as.administrator()].map(one => one.player()),
      )
      await as.administrator('Xã Phong An').player()
      const name = (id?: string) =>
        app.run(async ({ sql }) => {
          const [row] = await sql<{ name: string }[]>`select name from identity.account where id = ${id as string}`
          return row?.name
        })
      const { right, roles, where, held, granters } = await as
        .registrar(COMMUNE)
        .identity.whyNot({ query: { verb: 'work.act', unitId } })
      expect({ right, roles, held }).toEqual({
        right: 'Nhận và xử lý công việc',
        roles: [
          'administrator',
          'helpdesk',
          'tracer',
          'health-officer',
          'commune-chair',
          'clerk',
          'specialist',
          'one-stop-clerk',
          'case-officer',
          'roster-planner',
          'auditor',
          'data-officer',
        ],
        held: [],
      })
      expect(where).toMatch(/^Xã Phong Hòa, .*Thừa Thiên Huế$/)
      expect(granters.map(one => one.name).slice(0, 2)).toEqual([
        await name(near?.accountId),
        await name(far?.accountId),
      ])
      expect(granters.map(one => one.name)).toContain(await name(top?.accountId))
    }),
  )

  test(
    'of every right a granter, wherever it is missing',
    scene(async ({ as, app, world }) => {
      await as.administrator('46').player()
      const officer = as.nobody()
      const verbs = new Set([...app.rights.values()].flatMap(held => [...held]))
      for (const verb of verbs) {
        const answer = await officer.identity.whyNot({ query: { verb, unitId: world.units[COMMUNE] as string } })
        expect({ verb, ...answer, granters: answer.granters.length > 0, roles: answer.roles.length > 0 }).toMatchObject(
          {
            granters: true,
            roles: true,
            held: [],
          },
        )
      }
    }),
  )

  test(
    'where the right is held, when only the area is another',
    scene(async ({ as, world }) => {
      const { held } = await as
        .healthOfficer(COMMUNE)
        .identity.whyNot({ query: { verb: 'work.act', unitId: world.units['Xã Phong An'] as string } })
      expect(held).toEqual([expect.stringMatching(/^Xã Phong Hòa/)])
      // Of a thing that is somewhere else, and must not say where.
      const elsewhere = await as.healthOfficer(COMMUNE).identity.whyNot({ query: { verb: 'work.act' } })
      expect(elsewhere.where).toMatch(/^Huyện Phong Điền/)
      const lacking = await as.healthOfficer(COMMUNE).identity.whyNot({ query: { verb: 'work.urge' } })
      expect(lacking.where).toMatch(/^Xã Phong Hòa/)
    }),
  )

  test(
    'nothing of officers as a citizen, and of a right nobody has only that',
    scene(async ({ as }) => {
      await as.administrator().player()
      expect((await as.citizen().identity.whyNot({ query: { verb: 'work.act' } })).granters).toEqual([])
      expect(await as.nobody().identity.whyNot({ query: { verb: 'work.sign' } })).toMatchObject({
        roles: [],
        granters: [],
      })
    }),
  )
})
