import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { PASSWORD, type Saola } from './saola.ts'

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
