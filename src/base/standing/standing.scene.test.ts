import { expect, test } from 'vitest'
import { scene } from '#apps/testing/scene.ts'
import { writeStandings } from './standing.ts'

test(
  'somebody reads their own standing, the gravest reason first, in their language',
  scene(async ({ app, as, world, at }) => {
    at('2026-11-20T02:00:00Z')
    const citizen = as.citizen('0905000001')
    expect(await citizen.standing.mine({})).toEqual({ level: 'green', reasons: [] })

    const unitId = world.units['Thị trấn Phong Điền'] as string
    const body = { fullName: 'Nguyễn Văn An', birthDate: '1990', sex: 'male' as const, unitId, address: '' }
    const { personId } = await citizen.people.introduce({ body })
    const until = new Date('2026-11-25T17:00:00Z')
    await app.run(ctx =>
      writeStandings(ctx, [
        { personId, source: 'a', level: 'yellow', reason: 'tracing.standing.contact-of-contact' },
        { personId, source: 'b', level: 'orange', reason: 'tracing.standing.contact', until },
      ]),
    )
    expect(await citizen.standing.mine({})).toEqual({
      level: 'orange',
      reasons: [
        { level: 'orange', text: 'Người tiếp xúc gần (F1)', until: until.toISOString() },
        { level: 'yellow', text: 'Người tiếp xúc với F1 (F2)', until: null },
      ],
    })
    expect(await as.citizen('0905000002').standing.mine({})).toEqual({ level: 'green', reasons: [] })

    at('2026-11-26T02:00:00Z')
    expect(await citizen.standing.mine({})).toMatchObject({ level: 'yellow', reasons: [{ level: 'yellow' }] })
  }),
)
