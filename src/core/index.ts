import type { Context } from './app.ts'
import { makeMonths } from './audit/keep.ts'
import { installation } from './installation.ts'
import { forgetFollowed } from './journal.ts'
import { keeps } from './kept-tables.ts'
import { daily, defineModule } from './module.ts'

/** The core as a module: its tables, its words and its housekeeping. */
export default defineModule({
  name: 'core',
  dir: import.meta.dirname,
  keeps,
  contract: installation,
  handlers: { about: async (_, ctx) => ({ mode: ctx.app.config.mode, accounts: await demoAccounts(ctx) }) },
  every: {
    'core.forget-followed': daily('03:20', forgetFollowed),
    'core.audit-months': daily('00:35', ({ sql, now }) => makeMonths(sql, now)),
  },
  start: app => app.run(({ sql, now }) => makeMonths(sql, now)),
})

interface DemoAccount {
  readonly role?: string
  readonly login: string
  readonly password: string
}

/** The accounts that everybody may know, as the first start wrote them down. */
async function demoAccounts({ sql, app }: Context) {
  if (app.config.mode !== 'demo') return []
  const [row] = await sql<
    { accounts: DemoAccount[] | null }[]
  >`select facts->'accounts' as accounts from core.installation`
  return (row?.accounts ?? []).flatMap(({ role, login, password }) => (role ? [{ role, login, password }] : []))
}
