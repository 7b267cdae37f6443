import { ensureAdministrator } from '#base/identity/accounts.ts'
import type { App } from '#core/app.ts'
import { markOf } from '#core/keyring.ts'
import { StartupError } from '#core/startup-error.ts'
import { type DemoAccount, type DemoSize, makeDemo } from './demo.ts'
import type { Steps } from './steps.ts'

/** What a new installation is filled with; `none` makes it the real thing, in production. */
export type Filling = 'none' | DemoSize

export interface Made {
  /** The demo's accounts, which everybody may know. */
  readonly accounts: readonly DemoAccount[]
  /** Of the first administrator, on the first start only: it is shown once and kept nowhere. */
  readonly administrator?: { readonly login: string; readonly password: string }
}

interface Facts {
  /** The mark of the keyring that the data is sealed with. */
  readonly keyring?: string
  readonly size?: DemoSize
  readonly accounts?: readonly DemoAccount[]
}

/**
 * On the first start makes what the installation begins with, in one transaction; later tells what was made.
 *
 * @throws StartupError when something else is wished for than what it is, or the keyring is not the one it began with
 */
export async function firstStart(
  app: App,
  { demo, steps }: { readonly demo: Filling | undefined; readonly steps: Steps },
): Promise<Made> {
  const [known] = await app.db.sql<{ facts: Facts }[]>`select facts from core.installation`
  const keyring = markOf(app.keyring)
  if (known) {
    if (known.facts.keyring && known.facts.keyring !== keyring) throw new StartupError(otherKeyring)
    refuseOther(app, known.facts, demo)
    return { accounts: known.facts.accounts ?? [] }
  }
  return app.run(async ctx => {
    const administrator = await ensureAdministrator(ctx)
    const made = app.config.mode === 'demo' ? await makeDemo(ctx, sizeOf(demo), steps) : undefined
    await ctx.sql`
      insert into core.installation (mode, facts, made_at)
      values (${app.config.mode}, ${ctx.sql.json({ keyring, ...made } as never)}, ${ctx.now})`
    return { accounts: made?.accounts ?? [], ...(administrator ? { administrator } : {}) }
  })
}

const otherKeyring =
  'The keyring is not the one that this data was made with, and what is sealed could not be read; bring back keyring.json, or name it with SAOLA_KEYRING.'

const sizeOf = (demo: Filling | undefined): DemoSize => (demo === 'province' ? 'province' : 'small')

function refuseOther(app: App, { size = 'small' }: Facts, wish: Filling | undefined): void {
  const is = app.config.mode === 'production' ? 'none' : size
  if (wish === undefined || wish === is) return
  const what = is === 'none' ? 'in production' : is === 'small' ? 'the small demo' : 'the demo of a whole province'
  throw new StartupError(
    `The installation in '${app.config.dataDir}' is ${what} and stays so; leave --demo out, or give another one its own --data DIR.`,
  )
}
