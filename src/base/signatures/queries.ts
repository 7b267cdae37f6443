import type { Fill } from '#base/attestation/paper.ts'
import type { Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import type { Copy } from './contract.ts'
import { certificateChanged } from './events.ts'
import type { Algorithm, KeyPlace } from './keys/provider.ts'
import type { Spot } from './pdf/field.ts'

export interface CertificateRow extends KeyPlace {
  readonly id: string
  readonly accountId: string | null
  readonly organisationId: string | null
  readonly provider: 'file' | 'token'
  readonly state: 'requested' | 'active' | 'replaced' | 'revoked'
  readonly algorithm: Algorithm
  readonly name: string
  readonly request: Buffer
  readonly certificate: Buffer | null
  readonly chain: readonly Buffer[]
  readonly issuer: string | null
  readonly serial: string | null
  readonly validFrom: Date | null
  readonly validTo: Date | null
  readonly hasPicture: boolean
  readonly sealMm: number
  readonly madeAt: Date
  readonly endedAt: Date | null
  readonly endedWhy: string | null
}

const columns = (sql: Sql) => sql`
  c.id, c.account_id, c.organisation_id, c.provider, c.state, c.algorithm, c.name, c.request, c.key_sealed, c.slot,
  c.key_id, c.certificate, c.chain, c.issuer, c.serial, c.valid_from, c.valid_to, c.picture_sealed is not null as has_picture,
  c.seal_mm, c.made_at, c.ended_at, c.ended_why`

export async function certificateById(sql: Sql, id: string): Promise<CertificateRow | undefined> {
  const [row] = await sql<CertificateRow[]>`select ${columns(sql)} from signatures.certificate c where c.id = ${id}`
  return row
}

/** Held still until this transaction ends. */
export async function lockCertificate(sql: Sql, id: string): Promise<CertificateRow | undefined> {
  const [row] = await sql<CertificateRow[]>`
    select ${columns(sql)} from signatures.certificate c where c.id = ${id} for update`
  return row
}

/** Of an account: its own, and those of the seals that are entrusted to it; the newest first. */
export const certificatesFor = (sql: Sql, accountId: string): Promise<CertificateRow[]> => sql<CertificateRow[]>`
  select ${columns(sql)} from signatures.certificate c
  where c.account_id = ${accountId} or c.organisation_id in (
    select organisation_id from signatures.clerk where account_id = ${accountId} and until is null)
  order by c.organisation_id nulls first, c.id desc limit 100`

export const certificatesOfSeals = (sql: Sql, organisationIds: readonly string[]): Promise<CertificateRow[]> => sql<
  CertificateRow[]
>`
  select ${columns(sql)} from signatures.certificate c
  where c.organisation_id = any(${organisationIds as string[]}::uuid[]) and c.state in ('requested', 'active')
  order by c.id desc`

export interface Owner {
  readonly accountId: string | null
  readonly organisationId: string | null
}

export async function activeOf(sql: Sql, { accountId, organisationId }: Owner): Promise<CertificateRow | undefined> {
  const [row] = await sql<CertificateRow[]>`
    select ${columns(sql)} from signatures.certificate c
    where c.state = 'active' and (c.account_id = ${accountId} or c.organisation_id = ${organisationId})`
  return row
}

export interface NewCertificateRow extends Owner, KeyPlace {
  readonly id: string
  readonly provider: CertificateRow['provider']
  readonly algorithm: Algorithm
  readonly name: string
  readonly request: Buffer
}

export const insertCertificate = async ({ sql, now, who }: Context, row: NewCertificateRow): Promise<void> =>
  void (await sql`
    insert into signatures.certificate
      (id, account_id, organisation_id, provider, state, algorithm, name, request, key_sealed, slot, key_id, made_at, made_by)
    values (${row.id}, ${row.accountId}, ${row.organisationId}, ${row.provider}, 'requested', ${row.algorithm},
            ${row.name}, ${row.request}, ${row.keySealed}, ${row.slot}, ${row.keyId}, ${now}, ${who?.accountId ?? null})`)

export interface Issued {
  readonly certificate: Buffer
  readonly chain: readonly Buffer[]
  readonly issuer: string
  readonly serial: string
  readonly validFrom: Date
  readonly validTo: Date
}

/** Puts a certificate in force; the one before is replaced and hands its picture on. */
export async function activate(ctx: Context, row: CertificateRow, issued: Issued): Promise<void> {
  const { sql, now, who } = ctx
  const [before] = await sql<{ id: string }[]>`
    update signatures.certificate set state = 'replaced', ended_at = ${now}, ended_by = ${who?.accountId ?? null}
    where state = 'active' and (account_id = ${row.accountId} or organisation_id = ${row.organisationId}) returning id`
  await sql`
    update signatures.certificate c
    set state = 'active', certificate = ${issued.certificate}, chain = ${issued.chain as Buffer[]}::bytea[],
        issuer = ${issued.issuer}, serial = ${issued.serial}, valid_from = ${issued.validFrom},
        valid_to = ${issued.validTo}, seal_mm = coalesce((select b.seal_mm from signatures.certificate b where b.id = ${before?.id ?? null}), c.seal_mm)
    where c.id = ${row.id}`
  for (const { id } of [row, ...(before ? [before] : [])]) await ctx.emit(certificateChanged, { certificateId: id })
}

/** Nobody signs with it any more. */
export async function endCertificate(ctx: Context, id: string, why: string): Promise<void> {
  const { sql, now, who } = ctx
  await sql`
    update signatures.certificate
    set state = 'revoked', ended_at = ${now}, ended_by = ${who?.accountId ?? null}, ended_why = ${why} where id = ${id}`
  await ctx.emit(certificateChanged, { certificateId: id })
}

export const writePicture = async ({ sql }: Context, id: string, sealed: Buffer, sealMm: number | undefined) =>
  void (await sql`
    update signatures.certificate set picture_sealed = ${sealed}, seal_mm = coalesce(${sealMm ?? null}::int, seal_mm)
    where id = ${id}`)

export async function pictureSealed(sql: Sql, id: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ pictureSealed: Buffer | null }[]>`
    select picture_sealed from signatures.certificate where id = ${id}`
  return row?.pictureSealed ?? undefined
}

/** Serial numbers that an authority of ours certified and that hold no more. */
export const revokedSerials = (sql: Sql): Promise<{ serial: string; at: Date }[]> => sql<
  { serial: string; at: Date }[]
>`
  select serial, ended_at as at from signatures.certificate
  where state = 'revoked' and serial is not null order by ended_at, id`

export interface ClerkRow {
  readonly organisationId: string
  readonly accountId: string
  readonly name: string
}

export const clerksOf = (sql: Sql, organisationIds: readonly string[]): Promise<ClerkRow[]> => sql<ClerkRow[]>`
  select k.organisation_id, k.account_id, a.name from signatures.clerk k join identity.account a on a.id = k.account_id
  where k.until is null and k.organisation_id = any(${organisationIds as string[]}::uuid[]) order by a.name_sort, a.id`

export async function isClerk(sql: Sql, organisationId: string, accountId: string): Promise<boolean> {
  const [row] = await sql`
    select from signatures.clerk
    where organisation_id = ${organisationId} and account_id = ${accountId} and until is null`
  return row !== undefined
}

export const sealsOf = (sql: Sql, accountId: string): Promise<{ id: string; name: string }[]> => sql<
  { id: string; name: string }[]
>`
  select o.id, o.name from signatures.clerk k join units.organisation o on o.id = k.organisation_id
  where k.account_id = ${accountId} and k.until is null order by o.name`

export async function writeClerks(ctx: Context, organisationId: string, accountIds: readonly string[]): Promise<void> {
  const by = ctx.who?.accountId ?? null
  await ctx.sql`
    update signatures.clerk set until = ${ctx.now}
    where organisation_id = ${organisationId} and until is null and account_id <> all(${accountIds as string[]}::uuid[])`
  await ctx.sql`
    insert into signatures.clerk (organisation_id, account_id, since, by)
    select ${organisationId}, a.id, ${ctx.now}, ${by} from identity.account a
    where a.id = any(${accountIds as string[]}::uuid[]) and a.kind = 'officer' and a.disabled_at is null
    on conflict (organisation_id, account_id) where until is null do nothing`
}

export interface RequestRow {
  readonly id: string
  readonly aboutKind: string
  readonly aboutId: string
  readonly unitId: string
  readonly organisationId: string | null
  readonly title: string
  readonly sequence: 'in-order' | 'parallel'
  readonly state: 'open' | 'signed' | 'refused' | 'cancelled'
  readonly due: object | null
  readonly madeAt: Date
  readonly madeBy: string | null
  readonly endedAt: Date | null
}

const requestColumns = (sql: Sql) => sql`
  r.id, r.about_kind, r.about_id, r.unit_id, r.organisation_id, r.title, r.sequence, r.state, r.due, r.made_at, r.made_by, r.ended_at`

export const insertRequest = async (
  { sql, now, who }: Context,
  row: Pick<RequestRow, 'id' | 'unitId' | 'organisationId' | 'title' | 'sequence' | 'due'> & { about: Ref },
) =>
  void (await sql`
    insert into signatures.request
      (id, about_kind, about_id, unit_id, organisation_id, title, sequence, state, due, made_at, made_by)
    values (${row.id}, ${row.about.kind}, ${row.about.id}, ${row.unitId}, ${row.organisationId}, ${row.title},
            ${row.sequence}, 'open', ${row.due ? sql.json(row.due as never) : null}, ${now}, ${who?.accountId ?? null})`)

/** Held still until this transaction ends: who signs next sees what was signed. */
export async function lockRequest(sql: Sql, id: string): Promise<RequestRow | undefined> {
  const [row] = await sql<RequestRow[]>`
    select ${requestColumns(sql)} from signatures.request r where r.id = ${id} for update`
  return row
}

export const requestsBy = (sql: Sql, about: Ref): Promise<RequestRow[]> => sql<RequestRow[]>`
  select ${requestColumns(sql)} from signatures.request r
  where r.about_kind = ${about.kind} and r.about_id = ${about.id} order by r.id desc`

export const endRequest = async ({ sql, now }: Context, id: string, state: RequestRow['state']) =>
  void (await sql`update signatures.request set state = ${state}, ended_at = ${now} where id = ${id}`)

export interface PaperRow {
  readonly id: string
  readonly requestId: string
  readonly position: number
  readonly name: string
  readonly spot: Spot | null
  readonly copy: Copy | null
  readonly fills: readonly Fill[] | null
  readonly pages: number
}

export const insertPapers = async (sql: Sql, rows: readonly (PaperRow & { content: Buffer })[]) => {
  for (const row of rows)
    await sql`
      insert into signatures.paper (id, request_id, position, name, spot, copy, fills, pages, content)
      values (${row.id}, ${row.requestId}, ${row.position}, ${row.name}, ${row.spot ? sql.json(row.spot as never) : null},
              ${row.copy}, ${row.fills ? sql.json(row.fills as never) : null}, ${row.pages}, ${row.content})`
}

export const papersOf = (sql: Sql, requestIds: readonly string[]): Promise<PaperRow[]> => sql<PaperRow[]>`
  select id, request_id, position, name, spot, copy, fills, pages from signatures.paper
  where request_id = any(${requestIds as string[]}::uuid[]) order by request_id, position`

export async function paperContent(sql: Sql, id: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ content: Buffer }[]>`select content from signatures.paper where id = ${id}`
  return row?.content
}

export const writePaper = async (sql: Sql, id: string, content: Buffer) =>
  void (await sql`update signatures.paper set content = ${content} where id = ${id}`)

export interface TurnRow {
  readonly id: string
  readonly requestId: string
  readonly position: number
  readonly round: number
  readonly accountId: string | null
  readonly organisationId: string | null
  readonly title: string | null
  readonly state: 'waiting' | 'open' | 'signed' | 'refused' | 'closed'
  readonly workId: string | null
  readonly at: Date | null
  readonly certificateId: string | null
  readonly why: string | null
  /** Of the account, or of the organisation. */
  readonly name: string
}

const turns = (sql: Sql) => sql`
  select t.id, t.request_id, t.position, t.round, t.account_id, t.organisation_id, t.title, t.state, t.work_id, t.at,
         t.certificate_id, t.why, coalesce(a.name, o.name, '') as name
  from signatures.turn t
  left join identity.account a on a.id = t.account_id
  left join units.organisation o on o.id = t.organisation_id`

export const turnsOf = (sql: Sql, requestIds: readonly string[]): Promise<TurnRow[]> => sql<TurnRow[]>`
  ${turns(sql)} where t.request_id = any(${requestIds as string[]}::uuid[]) order by t.request_id, t.position`

export const turnsBy = (sql: Sql, ids: readonly string[]): Promise<TurnRow[]> => sql<TurnRow[]>`
  ${turns(sql)} where t.id = any(${ids as string[]}::uuid[]) order by t.id`

export const turnsSignedBy = (sql: Sql, accountId: string, most: number): Promise<TurnRow[]> => sql<TurnRow[]>`
  ${turns(sql)} where t.state = 'signed' and t.by = ${accountId} order by t.at desc, t.id limit ${most}`

export const turnsByWork = (sql: Sql, workId: string): Promise<TurnRow[]> => sql<TurnRow[]>`
  ${turns(sql)} where t.work_id = ${workId}`

/** What waits for somebody: for their own signature, and for the seals entrusted to them; the oldest first. */
export const turnsFor = (sql: Sql, accountId: string, most: number): Promise<TurnRow[]> => sql<TurnRow[]>`
  ${turns(sql)} where t.state = 'open' and (t.account_id = ${accountId} or t.organisation_id in (
    select organisation_id from signatures.clerk where account_id = ${accountId} and until is null))
  order by t.request_id, t.position limit ${most}`

export const insertTurns = async (
  sql: Sql,
  rows: readonly Pick<TurnRow, 'id' | 'requestId' | 'position' | 'round' | 'accountId' | 'organisationId' | 'title'>[],
) =>
  void (await sql`
    insert into signatures.turn (id, request_id, position, round, account_id, organisation_id, title, state)
    select *, 'waiting' from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.requestId)}::uuid[], ${rows.map(r => r.position)}::int[],
      ${rows.map(r => r.round)}::int[], ${rows.map(r => r.accountId)}::uuid[], ${rows.map(r => r.organisationId)}::uuid[], ${rows.map(r => r.title)}::text[])`)

export const openTurn = async (sql: Sql, id: string, workId: string) =>
  void (await sql`update signatures.turn set state = 'open', work_id = ${workId} where id = ${id}`)

export const endTurn = async (
  ctx: Context,
  id: string,
  state: TurnRow['state'],
  how: { certificateId?: string; why?: string } = {},
) =>
  void (await ctx.sql`
    update signatures.turn set state = ${state}, at = ${ctx.now}, by = ${ctx.who?.accountId ?? null},
           certificate_id = ${how.certificateId ?? null}, why = ${how.why ?? null} where id = ${id}`)
