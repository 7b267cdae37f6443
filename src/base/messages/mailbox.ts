import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import type { Channel } from './channel.ts'

/** What the development mailbox shows of a message. */
export interface MailboxEntry {
  readonly id: string
  readonly at: Date
  readonly to: string
  readonly text: string
}

const lookupOf = (ctx: Context, address: string) => ctx.app.keyring.blindIndex('messages.mailbox', address)

/** In a demo nothing leaves the house: messages lie in a mailbox on screen. */
export const mailboxChannel: Channel = {
  name: 'mailbox',
  canReach: to => Boolean(to.phone ?? to.email),
  async send({ to, short }, ctx) {
    const address = (to.phone ?? to.email) as string
    const sealed = ctx.app.keyring.encrypt(JSON.stringify({ to: address, text: short }))
    await ctx.sql`
      insert into messages.mailbox (id, lookup, sealed, at)
      values (${newId(ctx.now)}, ${lookupOf(ctx, address)}, ${sealed}, ${ctx.now})`
    return {}
  },
}

const NEWEST = 30

/** The newest messages, of one address when it is given. */
export async function readMailbox(ctx: Context, address?: string): Promise<MailboxEntry[]> {
  const { sql } = ctx
  const rows = await sql<{ id: string; at: Date; sealed: Buffer }[]>`
    select id, at, sealed from messages.mailbox
    where ${address ? sql`lookup = ${lookupOf(ctx, address)}` : sql`true`}
    order by id desc limit ${NEWEST}`
  return rows.map(({ id, at, sealed }) => ({ id, at, ...JSON.parse(ctx.app.keyring.decrypt(sealed)) }))
}
