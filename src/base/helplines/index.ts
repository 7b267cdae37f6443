import { getPerson } from '#base/people/people.ts'
import { homeAreas } from '#base/units/ports.ts'
import type { Context } from '#core/app.ts'
import { defineModule } from '#core/module.ts'
import { helplines as contract } from './contract.ts'
import { helplineAt } from './number.ts'
import { helpline } from './policies.ts'

export default defineModule({
  name: 'helplines',
  dir: import.meta.dirname,
  contract,
  handlers: {
    nearest: async ({ query }, ctx) =>
      helplineAt(ctx, query.unitId ?? (await communeOf(ctx)) ?? (await areaServed(ctx))),
  },
  declares: [helpline],
})

/** Where the caller stays. */
async function communeOf({ sql, who }: Context): Promise<string | undefined> {
  const person = who?.personId ? await getPerson(sql, who.personId) : undefined
  return person?.unitId ?? undefined
}

/** The one area that this installation serves, where it is one. */
async function areaServed({ app, sql }: Context): Promise<string | undefined> {
  const [area, ...others] = await app.use(homeAreas)(sql)
  return others.length ? undefined : area
}
