import * as z from 'zod/mini'
import { Me } from '#base/identity/contract.ts'
import { anyone, endpoint, FRESH, ok, owner, signedInFirst, wire } from '#core/contract.ts'

export const KINDS = ['officers', 'citizens'] as const
export type Kind = (typeof KINDS)[number]

const Name = z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/))
const byName = { params: z.object({ provider: Name }) }
const Away = z.object({ url: z.string() })

export const openid = {
  providers: endpoint({
    method: 'GET',
    path: '/openid/providers',
    query: z.object({ kind: z.enum(KINDS) }),
    reply: z.object({ providers: z.array(z.object({ name: z.string(), label: z.string() })) }),
    may: anyone,
    summary: 'By which identity providers one can sign in here',
  }),
  start: endpoint({
    method: 'POST',
    path: '/openid/:provider/starts',
    ...byName,
    body: z.object({ invitation: z.optional(z.string().check(z.maxLength(100))) }),
    reply: Away,
    may: anyone,
    summary: 'Where to go to sign in; with the code of a slip, as the officer it was made for',
  }),
  startLink: endpoint({
    method: 'POST',
    path: '/me/openid/:provider/starts',
    ...byName,
    reply: Away,
    may: owner,
    fresh: FRESH,
    summary: 'Where to go to sign in to my account by the provider from now on',
  }),
  finish: endpoint({
    method: 'POST',
    path: '/openid/returns',
    body: z.object({ query: z.string().check(z.maxLength(4000)) }),
    reply: Me,
    may: anyone,
    summary: 'Back from the provider, with what it put into the address',
  }),
  links: endpoint({
    method: 'GET',
    path: '/me/openid',
    reply: z.object({
      links: z.array(z.object({ provider: z.string(), label: z.string(), proven: z.boolean(), since: wire.instant })),
      others: z.array(z.object({ name: z.string(), label: z.string() })),
    }),
    may: owner,
  }),
  unlink: endpoint({
    method: 'DELETE',
    path: '/me/openid/:provider',
    ...byName,
    reply: ok,
    may: owner,
    fresh: FRESH,
  }),
  leave: endpoint({
    method: 'POST',
    path: '/me/openid/leaving',
    reply: z.object({ url: z.nullable(z.string()) }),
    may: signedInFirst,
    summary: 'Sign out here; and where to go to sign out at the provider, too',
  }),
}
