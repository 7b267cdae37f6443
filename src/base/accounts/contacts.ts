import {
  type Account,
  accountById,
  type Contact,
  contactOf,
  phoneOrRefuse,
  setContact,
} from '#base/identity/accounts.ts'
import { administered } from '#base/identity/administered.ts'
import { localPhone } from '#base/identity/rules.ts'
import { inTransaction, provePassword } from '#base/identity/sign-in.ts'
import { sendMessage } from '#base/messages/send.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { at } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { isEmail } from './list.ts'

interface Typed {
  readonly phone: string
  readonly email: string
}

function readContact({ phone, email }: Typed): Contact {
  if (email && !isEmail(email)) throw new Problem('accounts.list.email-invalid')
  return { phone: phone ? phoneOrRefuse(phone) : undefined, email: email.toLowerCase() || undefined }
}

export const shownContact = ({ phone, email }: Contact) => ({
  phone: phone ? localPhone(phone) : null,
  email: email ?? null,
})

/** Whoever can change this can have the next way in sent to themselves: the password proves who it is. */
export async function changeOwn(ctx: Context, { password, ...typed }: Typed & { readonly password: string }) {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  if (!account?.login) throw new Problem('identity.no-password')
  const { id } = await provePassword(ctx, account.login, password)
  const contact = readContact(typed)
  await inTransaction(ctx, async own => {
    await replaceContact(own, account, contact)
    await writeAudit(own, 'accounts.setContact', at.of('account', id))
  })
}

async function officer(ctx: Context, accountId: string) {
  const account = await administered(ctx, accountId)
  if (account.kind !== 'officer') throw new Problem('identity.no-password')
  return account
}

export const contactView = async (ctx: Context, accountId: string) =>
  shownContact(contactOf(ctx, await officer(ctx, accountId)))

/** An officer has another telephone or mailbox. Answers where they were told of it. */
export const giveContact = async (ctx: Context, accountId: string, typed: Typed) => ({
  told: await replaceContact(ctx, await officer(ctx, accountId), readContact(typed)),
})

/**
 * Where an officer was reached until now is told: if it was not them who asked, they hear of it there and nowhere else.
 * Answers where that was.
 */
async function replaceContact(ctx: Context, account: Account, contact: Contact): Promise<'phone' | 'email' | null> {
  const before = contactOf(ctx, account)
  if (before.phone === contact.phone && before.email === contact.email) return null
  await setContact(ctx, account.id, contact)
  if (!before.phone && !before.email) return null
  const about = at.of('account', account.id)
  const values = { by: ctx.who?.name ?? '' }
  await sendMessage(ctx, { template: 'accounts.contact-changed', to: before, values, about })
  return before.phone ? 'phone' : 'email'
}
