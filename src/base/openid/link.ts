import { redeem } from '#base/accounts/activation.ts'
import { type Account, accountById, accountByLogin, citizenWithoutPhone } from '#base/identity/accounts.ts'
import { linkAccount } from '#base/identity/person-link.ts'
import { isPersonalId } from '#base/people/identifiers.ts'
import { findByIdentifier } from '#base/people/people.ts'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import type { Returned } from './flow.ts'

/** Whose account it is that came back; links it when that is proven. Throws what is missing, and nothing has changed. */
export async function accountOf(own: Context, back: Returned): Promise<Account> {
  const { provider, claims } = back
  const [link] = await own.sql<{ accountId: string }[]>`
    select account_id from openid.link where provider = ${provider.name} and subject = ${claims.sub}`
  if (back.purpose === 'link') return linkTo(own, back, link?.accountId)
  const accountId = link?.accountId ?? (await firstTime(own, back))
  const account = await accountById(own, accountId)
  if (!account) throw new Problem('openid.unknown')
  if (!link) await addLink(own, back, account)
  if (provider.kind === 'citizens') await linkToPerson(own, back, account)
  return account
}

async function linkTo(own: Context, back: Returned, linkedTo: string | undefined): Promise<Account> {
  if (!back.accountId || own.who?.accountId !== back.accountId || own.who.shares) throw new Problem('openid.flow-over')
  if (linkedTo && linkedTo !== back.accountId) throw new Problem('openid.linked-elsewhere', { status: 409 })
  const account = await accountById(own, back.accountId)
  if (!account || account.kind !== (back.provider.kind === 'officers' ? 'officer' : 'citizen'))
    throw new Problem('openid.wrong-kind')
  if (!linkedTo) await addLink(own, back, account)
  if (back.provider.kind === 'citizens') await linkToPerson(own, back, account)
  return account
}

async function firstTime(own: Context, back: Returned): Promise<string> {
  if (back.provider.kind === 'citizens') return citizenWithoutPhone(own, nameIn(back.claims))
  const accountId = back.invitation ? await redeem(own, back.invitation) : await byAddress(own, back)
  if (!accountId) throw new Problem(back.invitation ? 'accounts.code-wrong' : 'openid.unknown')
  return accountId
}

const nameIn = ({ name }: Returned['claims']): string =>
  typeof name === 'string' && name.trim() ? name.trim().slice(0, 100) : '—'

/** The officer of a verified address under the organisation's domain. An address that nobody verified says nothing. */
async function byAddress(own: Context, { provider, claims }: Returned): Promise<string | undefined> {
  const { email, email_verified: isVerified } = claims
  if (!provider.domain || typeof email !== 'string' || isVerified !== true) return undefined
  const [login = '', domain, ...more] = email.toLowerCase().split('@')
  if (domain !== provider.domain.toLowerCase() || more.length) return undefined
  const account = await accountByLogin(own, login)
  return account?.kind === 'officer' ? account.id : undefined
}

async function addLink(own: Context, { provider, claims }: Returned, account: Account): Promise<void> {
  await own.sql`
    insert into openid.link (provider, subject, account_id, proven, linked_at)
    values (${provider.name}, ${claims.sub}, ${account.id}, false, ${own.now})`
}

/** The personal ID that the provider vouches for says whose account it is; never another person's than it was. */
async function linkToPerson(own: Context, { provider, claims }: Returned, account: Account): Promise<void> {
  const number = claims[provider.personalId]
  const isProven = !provider.acr || claims.acr === provider.acr
  if (typeof number !== 'string' || !isPersonalId(number) || !isProven) return
  const [person] = await findByIdentifier(own, 'cccd', number)
  if (!person) return
  if (account.personId && account.personId !== person.id) throw new Problem('openid.other-person', { status: 409 })
  if (!account.personId) await linkAccount(own, account.id, person.id, person.fullName)
  await own.sql`
    update openid.link set proven = true where provider = ${provider.name} and subject = ${claims.sub} and not proven`
}
