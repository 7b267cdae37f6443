import { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Certificate, CertificateList, CRLDistributionPoints } from '@peculiar/asn1-x509'
import type { Context } from '#core/app.ts'
import { exact } from './asn1/der.ts'
import { OID } from './asn1/oids.ts'

const PATIENCE_MS = 10_000
const MOST_BYTES = 8 * 1024 * 1024
const MOST_LISTS = 50

/** Where an authority says which of its certificates hold no more. */
export function listsOf(certificate: X509Certificate): string[] {
  const { tbsCertificate } = AsnConvert.parse(exact(certificate.raw), Certificate)
  const points = tbsCertificate.extensions?.find(one => one.extnID === OID.distributionPoints)
  if (!points) return []
  return AsnConvert.parse(exact(new Uint8Array(points.extnValue.buffer)), CRLDistributionPoints)
    .flatMap(point => point.distributionPoint?.fullName ?? [])
    .flatMap(name => name.uniformResourceIdentifier ?? [])
    .filter(url => /^https?:\/\//.test(url))
}

/**
 * Reads the lists of those who certify the signers here again. Only of those: an address that stands in somebody's document
 * is never asked, or a document could have us ask anything.
 */
export async function refreshLists(ctx: Context): Promise<void> {
  const rows = await ctx.sql<{ raw: Buffer }[]>`
    select distinct raw from (
      select certificate as raw from signatures.certificate where state = 'active'
      union all select unnest(chain) from signatures.certificate where state = 'active') t limit 1000`
  const own = `${ctx.app.config.origin}/`
  const urls = new Set(rows.flatMap(({ raw }) => listsOf(new X509Certificate(raw))).filter(url => !url.startsWith(own)))
  const read = await Promise.all(
    [...urls].slice(0, MOST_LISTS).map(async url => ({ url, content: await fetchList(url) })),
  )
  for (const { url, content } of read)
    if (content)
      await ctx.sql`
        insert into signatures.revocation_list (url, content, fetched_at) values (${url}, ${content}, ${ctx.now})
        on conflict (url) do update set content = excluded.content, fetched_at = excluded.fetched_at`
    else ctx.app.log.warn({ url }, 'a list of revoked certificates cannot be read')
}

async function fetchList(url: string): Promise<Buffer | undefined> {
  try {
    const reply = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
    const content = Buffer.from(await reply.arrayBuffer())
    if (!reply.ok || content.length > MOST_BYTES) return undefined
    AsnConvert.parse(exact(content), CertificateList)
    return content
  } catch {
    return undefined
  }
}
