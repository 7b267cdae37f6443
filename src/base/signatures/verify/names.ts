import type { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Name } from '@peculiar/asn1-x509'
import { exact } from '../asn1/der.ts'
import { OID } from '../asn1/oids.ts'
import { namesOf } from '../certificates.ts'

/** Who a certificate says somebody is. */
export interface Identity {
  readonly name: string
  readonly organisation: string | null
  readonly title: string | null
}

/** What a name says, with its Vietnamese letters. */
export function identityOf(name: Uint8Array): Identity {
  const parts = new Map<string, string>()
  for (const relative of AsnConvert.parse(exact(name), Name))
    for (const { type, value } of relative) parts.set(type, value.toString())
  return {
    name: parts.get(OID.commonName) ?? parts.get(OID.organisation) ?? '',
    organisation: parts.get(OID.organisation) ?? null,
    title: parts.get(OID.title) ?? null,
  }
}

export const subjectOf = (certificate: X509Certificate): Identity => identityOf(namesOf(certificate).subject)
export const issuerOf = (certificate: X509Certificate): Identity => identityOf(namesOf(certificate).issuer)
