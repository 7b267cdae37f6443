import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { PASSWORD, type Saola } from './saola.ts'

/** The commune whose health station the demo's `tramyte` works at: where most happens in it, and another every day. */
export async function stationCommune({ app }: Saola): Promise<string> {
  const [commune] = await app.db.sql<{ name: string }[]>`
    select u.full_name as name from identity.account a join identity.role_grant g on g.account_id = a.id
    join units.unit u on u.id = g.area_id where a.login = 'tramyte' and g.role = 'health-officer'`
  if (!commune) throw new Error('The demo has no health station.')
  return commune.name
}

/** An officer of the test's own, who signs in with the demo's password. Answers the login. */
export function officerAt(saola: Saola, role: RoleName, areaId: string, login: string): Promise<string> {
  return saola.app.run(async ctx => {
    const accountId = await createAccount(ctx, {
      kind: 'officer',
      name: 'Lê Thị Thu Thử',
      login,
      password: PASSWORD,
      unitId: areaId,
      mustChangePassword: false,
    })
    await addGrant(ctx, { accountId, role, areaId })
    return login
  })
}
