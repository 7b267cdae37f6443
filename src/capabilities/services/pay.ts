import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import type { App, Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { dossierNoted } from './events.ts'
import { standIn } from './payment-stand-in.ts'
import { type DossierRow, lockDossier, type PaymentRow } from './queries.ts'
import { CLOSED } from './rules.ts'
import { asSystem, stepDossier } from './steps.ts'

/** Biên lai thu lệ phí. */
export const RECEIPTS = 'BLLP'

export interface Provider {
  readonly url: string
  readonly secret: string
}

/** The provider that the installation is set up with; a demo without one has its own stand-in. */
async function providerOf(app: App): Promise<Provider> {
  const { PAYMENT_URL: url, PAYMENT_SECRET: secret } = app.config.settings ?? {}
  if (url && secret) return { url, secret }
  if (app.config.mode !== 'demo') throw new Problem('services.no-provider', { status: 409 })
  return standIn(app)
}

export const signMessage = (secret: string, message: string): string =>
  createHmac('sha256', secret).update(message).digest('hex')

function isSigned({ secret }: Provider, message: string, signature: string): boolean {
  const expected = Buffer.from(signMessage(secret, message))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const PAYABLE: readonly string[] = ['registered', 'received', 'processing', 'supplement', 'payment', 'finished']

function refuseUnlessOwed({ fee, paidAt, state }: DossierRow): void {
  if (fee === 0 || paidAt || !PAYABLE.includes(state)) throw new Problem('services.nothing-owed', { status: 409 })
}

/** Where the citizen pays; a payment that was begun is gone on with. */
export async function beginPayment(ctx: Context, dossierId: string): Promise<{ url: string; amount: number }> {
  const dossier = await lockDossier(ctx.sql, dossierId)
  if (!dossier) throw notFound('dossier')
  refuseUnlessOwed(dossier)
  const provider = await providerOf(ctx.app)
  const [open] = await ctx.sql<{ id: string }[]>`
    select id from services.payment
    where dossier_id = ${dossierId} and method = 'online' and state = 'asked' and amount = ${dossier.fee} limit 1`
  const id = open?.id ?? newId(ctx.now)
  if (!open)
    await ctx.sql`
      insert into services.payment (id, dossier_id, amount, method, state, asked_at, account_id)
      values (${id}, ${dossierId}, ${dossier.fee}, 'online', 'asked', ${ctx.now}, ${ctx.who?.accountId ?? null})`
  const { origin } = ctx.app.config
  const message = JSON.stringify({
    paymentId: id,
    amount: dossier.fee,
    about: dossier.code,
    returnUrl: `${origin}/dich-vu-cong/${dossierId}`,
    callbackUrl: `${origin}/api/services/payments/callbacks`,
  })
  const query = new URLSearchParams({ message, signature: signMessage(provider.secret, message) })
  return { url: `${provider.url}/pay?${query}`, amount: dossier.fee }
}

const Told = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  paymentId: z.uuid(),
  amount: z.int().check(z.gte(0)),
  outcome: z.enum(['paid', 'failed']),
})
type Told = z.infer<typeof Told>
type Verdict = 'paid' | 'failed' | 'mismatch' | 'late' | 'unknown'

/**
 * Takes what the provider tells. Each message counts once, whenever it comes; what was paid and is not owed is to be given
 * back. Throws `services.payment-forged`, `core.unreadable`.
 */
export async function takeCallback(ctx: Context, message: string, signature: string): Promise<Verdict> {
  if (!isSigned(await providerOf(ctx.app), message, signature))
    throw new Problem('services.payment-forged', { status: 403 })
  const told = readTold(message)
  const [first] = await ctx.sql`
    insert into services.callback (id, payment_id, amount, outcome, verdict, at)
    values (${told.id}, ${told.paymentId}, ${told.amount}, ${told.outcome}, 'unknown', ${ctx.now})
    on conflict do nothing returning id`
  if (!first) {
    const [known] = await ctx.sql<{ verdict: Verdict }[]>`select verdict from services.callback where id = ${told.id}`
    return known?.verdict ?? 'unknown'
  }
  const verdict = await settle(ctx, told)
  await ctx.sql`update services.callback set verdict = ${verdict} where id = ${told.id}`
  return verdict
}

function readTold(message: string): Told {
  try {
    return z.parse(Told, JSON.parse(message))
  } catch {
    throw new Problem('core.unreadable', { status: 400 })
  }
}

async function settle(ctx: Context, told: Told): Promise<Verdict> {
  const [found] = await ctx.sql<{ dossierId: string }[]>`
    select dossier_id from services.payment where id = ${told.paymentId}`
  // The dossier is held first, as everywhere: the payment belongs to it.
  const dossier = found && (await lockDossier(ctx.sql, found.dossierId))
  const [payment] = await ctx.sql<PaymentRow[]>`
    select id, amount, state from services.payment where id = ${told.paymentId} for update`
  if (!dossier || !payment) return 'unknown'
  if (payment.state === 'paid' || payment.state === 'refund') return payment.state === 'paid' ? 'paid' : 'late'
  if (told.outcome === 'failed') {
    await ctx.sql`update services.payment set state = 'failed' where id = ${payment.id}`
    return 'failed'
  }
  if (told.amount !== payment.amount) return 'mismatch'
  const isOwed = !dossier.paidAt && !CLOSED.includes(dossier.state)
  if (!isOwed) {
    await ctx.sql`update services.payment set state = 'refund', paid_at = ${ctx.now} where id = ${payment.id}`
    return 'late'
  }
  await markPaid(ctx, dossier, payment.id)
  return 'paid'
}

async function markPaid(ctx: Context, dossier: DossierRow, paymentId: string): Promise<string> {
  const [number = 0] = await takeNumbers(ctx, RECEIPTS, [dossier.unitId])
  const receipt = spellNumber(number, RECEIPTS)
  await ctx.sql`
    update services.payment set state = 'paid', paid_at = ${ctx.now}, receipt = ${receipt} where id = ${paymentId}`
  await ctx.sql`update services.dossier set paid_at = ${ctx.now} where id = ${dossier.id}`
  await ctx.emit(dossierNoted, { dossierId: dossier.id, unitId: dossier.unitId })
  if (dossier.state === 'payment') await stepDossier(asSystem(ctx), dossier.id, 'paid', {})
  return receipt
}

/** The fee was paid at the counter; answers the number of the receipt. */
export const takeCash = (ctx: Context, dossierId: string): Promise<string> => takePaid(ctx, dossierId, 'cash')

/**
 * What a carrier took at the door pays the fee, also of a dossier that was returned by it; of one that was paid by then it is to
 * be given back. One parcel pays once. Another sum than the fee is left to who looks after the parcel.
 */
export async function takeAtDoor(ctx: Context, dossier: DossierRow, reference: string, amount: number): Promise<void> {
  if (amount === 0 || (!dossier.paidAt && amount !== dossier.fee)) return
  const id = newId(ctx.now)
  const state: PaymentRow['state'] = dossier.paidAt ? 'refund' : 'asked'
  const { count } = await ctx.sql`
    insert into services.payment (id, dossier_id, amount, method, state, reference, asked_at, paid_at)
    values (${id}, ${dossier.id}, ${amount}, 'cash', ${state}, ${reference}, ${ctx.now}, ${dossier.paidAt ? ctx.now : null})
    on conflict do nothing`
  if (count && !dossier.paidAt) await markPaid(ctx, dossier, id)
}

/** The fee was paid where we were not: on the national portal. */
export const paidElsewhere = (ctx: Context, dossierId: string): Promise<string> => takePaid(ctx, dossierId, 'online')

async function takePaid(ctx: Context, dossierId: string, method: PaymentRow['method']): Promise<string> {
  const dossier = await lockDossier(ctx.sql, dossierId)
  if (!dossier) throw notFound('dossier')
  refuseUnlessOwed(dossier)
  const id = newId(ctx.now)
  await ctx.sql`
    insert into services.payment (id, dossier_id, amount, method, state, asked_at, account_id)
    values (${id}, ${dossierId}, ${dossier.fee}, ${method}, 'asked', ${ctx.now}, ${ctx.who?.accountId ?? null})`
  return markPaid(ctx, dossier, id)
}
