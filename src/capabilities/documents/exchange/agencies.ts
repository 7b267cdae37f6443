import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import * as z from 'zod/mini'
import { type Message, send, traffic, whole } from '#base/interchange/index.ts'
import { organisationByCode } from '#base/units/exchange-codes.ts'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { newSeal } from './edxml/certificate.ts'
import type { Seal } from './edxml/sign.ts'

/** An agency of another system, and where it is reached. */
export interface Agency {
  readonly code: string
  readonly name: string
  readonly partnerId: string
  readonly certificates: readonly string[]
}

/** By its code, old or new. */
export async function agencyBy({ sql }: Context, code: string): Promise<Agency | undefined> {
  const [row] = await sql<Agency[]>`
    select code, name, partner_id, certificates from exchange.agency where code = ${code} or old_code = ${code} limit 1`
  return row
}

export const certificatesOf = ({ certificates }: Agency): X509Certificate[] =>
  certificates.map(one => new X509Certificate(Buffer.from(one, 'base64')))

/** Those that are in the database for good: who has a seal keeps it. */
const seals = new WeakMap<Context['app'], Map<string, Seal>>()

/** With what an organisation here signs; made when it is first needed. */
export async function sealOf(ctx: Context, organisation: { id: string; name: string; code: string }): Promise<Seal> {
  const known = seals.get(ctx.app)?.get(organisation.id) ?? (await storedSeal(ctx, organisation.id))
  if (known) return known
  const { privateKey, certificate } = await newSeal(organisation.name, organisation.code, ctx.now)
  const der = privateKey.export({ format: 'der', type: 'pkcs8' })
  await ctx.sql`
    insert into exchange.seal (organisation_id, certificate, key_sealed, made_at)
    values (${organisation.id}, ${certificate.raw}, ${ctx.app.keyring.seal(der, organisation.id)}, ${ctx.now})
    on conflict do nothing`
  forgetList(ctx.app)
  // Two may have made one at the same moment: the first is the one.
  return (await storedSeal(ctx, organisation.id)) as Seal
}

async function storedSeal({ sql, app, now }: Context, organisationId: string): Promise<Seal | undefined> {
  const [row] = await sql<{ certificate: Buffer; keySealed: Buffer; madeAt: Date }[]>`
    select certificate, key_sealed, made_at from exchange.seal where organisation_id = ${organisationId}`
  if (!row) return undefined
  const key = app.keyring.open(row.keySealed, organisationId)
  const seal = {
    privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    certificate: new X509Certificate(row.certificate),
  }
  // One made in this transaction may still be undone.
  if (row.madeAt < now) seals.set(app, (seals.get(app) ?? new Map<string, Seal>()).set(organisationId, seal))
  return seal
}

const Entry = z.object({
  code: z.string().check(z.regex(/^[0-9A-Z.]{1,35}$/)),
  old: z.nullable(z.string().check(z.regex(/^[0-9A-Z.]{1,35}$/))),
  name: z.string().check(z.minLength(1), z.maxLength(300)),
  /** Null until it signs its first message. */
  certificate: z.nullable(z.string().check(z.maxLength(8000))),
})
type Entry = z.infer<typeof Entry>
const Directory = z.array(Entry).check(z.maxLength(5000))

/** The organisations whose documents are kept here, as others know them. */
async function directory({ sql }: Context): Promise<Entry[]> {
  const rows = await sql<{ name: string; code: string | null; old: string | null; certificate: Buffer | null }[]>`
    select o.name, max(c.code) filter (where not c.is_old) as code, max(c.code) filter (where c.is_old) as old, s.certificate
    from documents.office f join units.organisation o on o.id = f.organisation_id
    join units.exchange_code c on c.organisation_id = o.id
    left join exchange.seal s on s.organisation_id = o.id
    group by o.id, o.name, s.certificate order by o.id`
  return rows.map(({ name, code, old, certificate }) => ({
    code: (code ?? old) as string,
    old: code ? old : null,
    name,
    certificate: certificate?.toString('base64') ?? null,
  }))
}

interface Listed {
  readonly content: Buffer
  readonly digest: Buffer
  readonly until: number
}
/** Read again after a minute, and whenever an organisation here has got its key. */
const lists = new WeakMap<Context['app'], Listed>()
const LIST_MS = 60_000
export const forgetList = (app: Context['app']): void => void lists.delete(app)

async function listed(ctx: Context): Promise<Listed> {
  const known = lists.get(ctx.app)
  if (known && known.until > ctx.now.getTime()) return known
  const content = Buffer.from(JSON.stringify(await directory(ctx)))
  const digest = createHash('sha256').update(content).digest()
  const list = { content, digest, until: ctx.now.getTime() + LIST_MS }
  lists.set(ctx.app, list)
  return list
}

export const AGENCIES = 'exchange.agencies'

/**
 * Tells partners which agencies are here, where they have not been told of them as they are now: before anything that is
 * signed by one of them. Answers to how many.
 */
export async function announce(ctx: Context, partnerIds: readonly string[]): Promise<number> {
  const { content, digest } = await listed(ctx)
  const stale = await ctx.sql<{ id: string }[]>`
    select p.id from interchange.partner p left join exchange.announced a on a.partner_id = p.id
    where p.id = any(${partnerIds as string[]}::uuid[]) and p.carrier = 'https' and a.digest is distinct from ${digest}
    order by p.id`
  for (const { id } of stale) {
    await send(ctx, { partnerId: id, kind: AGENCIES, content: [content] })
    await ctx.sql`
      insert into exchange.announced (partner_id, digest, at) values (${id}, ${digest}, ${ctx.now})
      on conflict (partner_id) do update set digest = excluded.digest, at = excluded.at`
  }
  return stale.length
}

export async function announceToAll(ctx: Context): Promise<void> {
  const partners = await ctx.sql<{ id: string }[]>`select id from interchange.partner`
  if (partners.length)
    await announce(
      ctx,
      partners.map(one => one.id),
    )
}

/** A partner says which agencies it has. It speaks for none that another partner has, or that is here. */
export const agenciesTraffic = traffic({
  kind: AGENCIES,
  mostBytes: 16 * 1024 * 1024,
  async take(ctx, message) {
    const entries = await readDirectory(message)
    for (const entry of entries) await refuseForeign(ctx, message.partnerId, entry)
    await ctx.sql`
      delete from exchange.agency
      where partner_id = ${message.partnerId} and not code = any(${entries.map(one => one.code)}::text[])`
    for (const { code, old, name, certificate } of entries)
      await ctx.sql`
        insert into exchange.agency (code, old_code, name, partner_id, certificates, told_at)
        values (${code}, ${old}, ${name}, ${message.partnerId}, ${certificate ? [certificate] : []},
          ${ctx.now})
        on conflict (code) do update
        set old_code = excluded.old_code, name = excluded.name, told_at = excluded.told_at,
            certificates = case when excluded.certificates <@ agency.certificates then agency.certificates
              else excluded.certificates || agency.certificates[1:1] end`
  },
})

async function readDirectory(message: Message): Promise<Entry[]> {
  const text = (await whole(message.content())).toString('utf8')
  const parsed = z.safeParse(Directory, parseJson(text))
  if (!parsed.success || !parsed.data.every(isCertified)) throw new Problem('exchange.bad-directory')
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isCertified({ certificate }: Entry): boolean {
  if (certificate === null) return true
  try {
    const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'))
    return publicKey.asymmetricKeyType === 'rsa' && (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  } catch {
    return false
  }
}

async function refuseForeign(ctx: Context, partnerId: string, { code, old }: Entry): Promise<void> {
  for (const one of [code, old].flatMap(name => name ?? [])) {
    const known = await agencyBy(ctx, one)
    const isOurs = (await organisationByCode(ctx.sql, one)) !== undefined && (await hasOffice(ctx, one))
    if (isOurs || (known && known.partnerId !== partnerId))
      throw new Problem('exchange.code-of-others', { params: { value: one } })
  }
}

async function hasOffice({ sql }: Context, code: string): Promise<boolean> {
  const rows = await sql`
    select from units.exchange_code c join documents.office o on o.organisation_id = c.organisation_id
    where c.code = ${code}`
  return rows.count > 0
}
