import { expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { COMMUNE, type Desk, desk, NEIGHBOUR } from '#apps/testing/desk.ts'
import { addGrant } from '#base/identity/grants.ts'
import { newId } from '#core/ids.ts'
import { wakeOfficers } from './wake.ts'

/** A browser that may be woken. */
async function watching({ sql, app }: Desk, officer: Acting): Promise<string> {
  const { accountId } = await officer.player()
  const sealed = app.keyring.encrypt('{}')
  await sql`
    insert into messages.subscription (id, account_id, lookup, sealed, at)
    values (${newId()}, ${accountId}, ${Buffer.from(accountId)}, ${sealed}, now())`
  return accountId
}

/** What each was told since the last time it was asked. */
async function told({ sql, app }: Desk): Promise<Record<string, number>> {
  await app.run(wakeOfficers)
  const rows = await sql<{ accountId: string; sealed: Buffer }[]>`
    select account_id, sealed from messages.message where template = 'work.woken' and sealed is not null`
  await sql`update messages.message set template = 'heard' where template = 'work.woken'`
  return Object.fromEntries(
    rows.map(row => [row.accountId, JSON.parse(app.keyring.decrypt(row.sealed)).values.count as number]),
  )
}

test(
  'a browser is woken when a deadline comes: of the holder, else of those of the nearest area; with one number, after a pause',
  desk(async stage => {
    const { as, open, at } = stage
    const [mine, other, far] = [as.healthOfficer(COMMUNE), as.nobody(), as.healthOfficer(NEIGHBOUR)]
    const district = as.healthOfficer('Phong Điền')
    const [me, colleague] = [await watching(stage, mine), await watching(stage, other)]
    await stage.app.run(ctx => addGrant(ctx, { accountId: colleague, role: 'health-officer', areaId: stage.commune }))
    await watching(stage, far)
    await watching(stage, district)
    // What was late before they asked is in the inbox.
    await open({ due: { hours: 1 } })
    at('2026-11-20T03:30:00Z')
    expect(await told(stage)).toEqual({})

    await open({ due: { hours: 1 } })
    const held = await open({ due: { hours: 1 } })
    await open({ due: { hours: 9 } })
    await mine.work.claim({ body: { items: [{ id: held, version: 1 }] } })
    expect(await told(stage)).toEqual({})
    at('2026-11-20T04:31:00Z')
    expect(await told(stage)).toEqual({ [me]: 2, [colleague]: 1 })

    await open({ due: { atOnce: true } })
    at('2026-11-20T04:40:00Z')
    expect(await told(stage)).toEqual({})
    at('2026-11-20T05:02:00Z')
    expect(await told(stage)).toEqual({ [me]: 1, [colleague]: 1 })
    at('2026-11-20T06:00:00Z')
    expect(await told(stage)).toEqual({})
  }),
)
