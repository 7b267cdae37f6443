import * as z from 'zod/mini'
import { COUNTRY_ID } from '#base/units/model.ts'
import { WorkResult } from '#base/work/contract.ts'
import { anyone, at, can, either, endpoint, FRESH, file, ok, upload, wire } from '#core/contract.ts'
import { MANAGE, SIGN } from './flow.ts'

/** Sao y, sao lục, trích sao. */
export const COPIES = ['full', 'registered', 'extract'] as const
export type Copy = (typeof COPIES)[number]

const Provider = z.enum(['file', 'token'])
const Algorithm = z.enum(['rsa', 'ec'])
/** Digits and letters: what a token takes. */
export const SHORTEST_PIN = 4
export const Pin = z.string().check(z.minLength(SHORTEST_PIN), z.maxLength(32))

export const CertificateView = z.object({
  id: wire.id,
  /** Null: one's own. */
  organisationId: z.nullable(wire.id),
  name: z.string(),
  provider: Provider,
  algorithm: Algorithm,
  state: z.enum(['requested', 'active', 'replaced', 'revoked']),
  issuer: z.nullable(z.string()),
  serial: z.nullable(z.string()),
  validFrom: z.nullable(wire.instant),
  validTo: z.nullable(wire.instant),
  /** Ended, or ends so soon that it is to be renewed. */
  ends: z.enum(['no', 'soon', 'ended']),
  hasPicture: z.boolean(),
  sealMm: z.number(),
  madeAt: wire.instant,
  endedAt: z.nullable(wire.instant),
  endedWhy: z.nullable(z.string()),
})
export type CertificateView = z.infer<typeof CertificateView>

const Named = z.object({ id: wire.id, name: z.string() })

const Mine = z.object({
  certificates: z.array(CertificateView),
  /** Organisations whose seal is entrusted to the caller. */
  seals: z.array(Named),
  tokens: z.array(z.object({ slot: z.string(), label: z.string() })),
  /** Where keys may lie: in this installation only in a demo. */
  providers: z.array(Provider),
})
export type Mine = z.infer<typeof Mine>

/** Somebody of a request, and how far they are. */
export const Signer = z.object({
  name: z.string(),
  title: z.nullable(z.string()),
  isSeal: z.boolean(),
  state: z.enum(['waiting', 'open', 'signed', 'refused', 'closed']),
  at: z.nullable(wire.instant),
  why: z.nullable(z.string()),
})

export const TurnView = z.object({
  id: wire.id,
  workId: z.nullable(wire.id),
  title: z.string(),
  order: z.enum(['in-order', 'parallel']),
  askedAt: wire.instant,
  askedBy: z.nullable(z.string()),
  /** The seal's organisation; null: one's own signature. */
  sealOf: z.nullable(z.string()),
  /** As which office somebody signs: `Chủ tịch`. */
  role: z.nullable(z.string()),
  /** With which of the caller's certificates; null when there is none in force. */
  certificateId: z.nullable(wire.id),
  papers: z.array(z.object({ id: wire.id, name: z.string(), pages: z.number() })),
  signers: z.array(Signer),
})
export type TurnView = z.infer<typeof TurnView>

const Who = z.object({ name: z.string(), organisation: z.nullable(z.string()), title: z.nullable(z.string()) })

/** A signature as it was found; codes have words, `signatures.finding.<code>` and `signatures.change.<code>`. */
export const SealView = z.object({
  kind: z.enum(['signature', 'time-stamp']),
  signer: z.nullable(Who),
  issuer: z.nullable(Who),
  serial: z.nullable(z.string()),
  validFrom: z.nullable(wire.instant),
  validTo: z.nullable(wire.instant),
  reason: z.nullable(z.string()),
  claimedAt: z.nullable(wire.instant),
  stampedAt: z.nullable(wire.instant),
  revision: z.number(),
  coversAll: z.boolean(),
  changes: z.array(z.string()),
  format: z.nullable(z.string()),
  verdict: z.enum(['valid', 'uncertain', 'invalid']),
  findings: z.array(z.string()),
})
export type SealView = z.infer<typeof SealView>

export const VerdictView = z.object({
  verdict: z.enum(['valid', 'uncertain', 'invalid', 'unsigned']),
  pages: z.number(),
  signatures: z.array(SealView),
})
export type VerdictView = z.infer<typeof VerdictView>

const SealLine = z.object({
  organisationId: wire.id,
  name: z.string(),
  certificate: z.nullable(CertificateView),
  clerks: z.array(z.object({ accountId: wire.id, name: z.string() })),
})
export type SealLine = z.infer<typeof SealLine>

const certificateParams = z.object({ certificateId: wire.id })
const certificate = (i: { params: { certificateId: string } }) => at.of('signature-certificate', i.params.certificateId)
const turnIds = z.array(wire.id).check(z.minLength(1), z.maxLength(200))
/** Whom the installation believes holds for all of it. */
const everywhere = { may: can(MANAGE), about: () => at.unit(COUNTRY_ID) }
const MEBI = 1024 * 1024
/** The largest document that is verified or signed. */
export const MOST_DOCUMENT = 64 * MEBI

export const signatures = {
  mine: endpoint({
    method: 'GET',
    path: '/signatures/mine',
    reply: Mine,
    may: can(SIGN),
    summary: 'What the caller can sign with: own certificates, seals entrusted to them, tokens that are plugged in',
  }),
  enrol: endpoint({
    method: 'POST',
    path: '/signatures/certificates',
    body: z.object({
      /** The seal of an organisation that is entrusted to the caller; null: one's own signature. */
      organisationId: z.nullable(wire.id),
      provider: Provider,
      algorithm: Algorithm,
      pin: Pin,
      slot: z.optional(wire.text(100)),
    }),
    reply: z.object({ certificateId: wire.id }),
    may: can(SIGN),
    fresh: FRESH,
    summary: 'Make a key and the request for its certificate; a demo certifies it at once',
  }),
  certificateRequest: endpoint({
    method: 'GET',
    path: '/signatures/certificates/:certificateId/request',
    params: certificateParams,
    reply: file,
    may: can(SIGN),
    summary: 'The request for a certificate (PKCS #10, PEM), for the authority',
  }),
  install: endpoint({
    method: 'PUT',
    path: '/signatures/certificates/:certificateId/certificate',
    params: certificateParams,
    body: upload,
    reply: ok,
    may: can(SIGN),
    fresh: FRESH,
    maxBytes: MEBI,
    summary: 'The certificate that the authority issued (PEM or DER), with those above it',
  }),
  setPicture: endpoint({
    method: 'PUT',
    path: '/signatures/certificates/:certificateId/picture',
    params: certificateParams,
    query: z.object({ sealMm: z.optional(wire.count) }),
    body: upload,
    reply: ok,
    may: can(SIGN),
    maxBytes: 5 * MEBI,
    summary: 'The picture of the handwritten signature or the seal; white paper becomes transparent',
  }),
  picture: endpoint({
    method: 'GET',
    path: '/signatures/certificates/:certificateId/picture',
    params: certificateParams,
    reply: file,
    may: can(SIGN),
    looks: 'signatures.sign',
    summary: 'That picture',
  }),
  revoke: endpoint({
    method: 'POST',
    path: '/signatures/certificates/:certificateId/revocation',
    params: certificateParams,
    body: z.object({ why: wire.text(300) }),
    reply: ok,
    may: either(can(SIGN), can(MANAGE)),
    about: certificate,
    fresh: FRESH,
    summary: 'Nobody signs with it any more, from now on',
  }),
  turns: endpoint({
    method: 'GET',
    path: '/signatures/turns',
    query: z.object({ workId: z.optional(wire.id), signed: z.optional(wire.flag) }),
    reply: z.object({ turns: z.array(TurnView) }),
    may: can(SIGN),
    summary:
      'What waits for the signature of the caller, or for a seal entrusted to them, the oldest first; or that of an item, or what they signed last',
  }),
  paper: endpoint({
    method: 'GET',
    path: '/signatures/papers/:signPaperId',
    params: z.object({ signPaperId: wire.id }),
    reply: file,
    may: can(SIGN),
    looks: 'signatures.sign',
    summary: 'A paper that the caller is asked to sign or has signed, as far as signed',
  }),
  sign: endpoint({
    method: 'POST',
    path: '/signatures/signing',
    body: z.object({ certificateId: wire.id, pin: Pin, turnIds }),
    reply: z.object({ results: z.array(WorkResult) }),
    may: can(SIGN),
    fresh: FRESH,
    summary: 'Sign many with one certificate and one PIN; each has its own result',
  }),
  refuse: endpoint({
    method: 'POST',
    path: '/signatures/refusals',
    body: z.object({ turnIds, why: wire.text(500) }),
    reply: ok,
    may: can(SIGN),
    summary: 'Not sign, for a reason that who asked is told',
  }),
  verify: endpoint({
    method: 'POST',
    path: '/signatures/verification',
    body: upload,
    reply: VerdictView,
    may: anyone,
    maxBytes: MOST_DOCUMENT,
    summary: 'Who signed a PDF, when, and what was done to it since; nothing of it is kept',
  }),
  list: endpoint({
    method: 'GET',
    path: '/signatures/lists/:authority',
    params: z.object({ authority: z.enum(['root', 'issuing']) }),
    reply: file,
    may: anyone,
    summary: 'Certificates of the demo’s authority that hold no more (CRL)',
  }),
  seals: endpoint({
    method: 'GET',
    path: '/signatures/seals',
    query: z.object({ unitId: wire.id }),
    reply: z.object({ seals: z.array(SealLine) }),
    may: can(MANAGE),
    about: i => at.unit(i.query.unitId),
    summary: 'The organisations of a unit, their seals and to whom those are entrusted',
  }),
  entrust: endpoint({
    method: 'PUT',
    path: '/signatures/seals/:sealId/clerks',
    /** The organisation. */
    params: z.object({ sealId: wire.id }),
    body: z.object({ logins: z.array(wire.text(60)).check(z.maxLength(20)) }),
    reply: ok,
    may: can(MANAGE),
    about: i => at.of('signature-organisation', i.params.sealId),
    fresh: FRESH,
    summary: 'Entrust the seal of an organisation to these officers, and to nobody else',
  }),
  roots: endpoint({
    method: 'GET',
    path: '/signatures/roots',
    reply: z.object({
      roots: z.array(
        z.object({
          id: wire.id,
          name: z.string(),
          fingerprint: z.string(),
          until: wire.instant,
          addedAt: wire.instant,
        }),
      ),
    }),
    may: can(MANAGE),
    summary: 'The authorities that are believed',
  }),
  addRoots: endpoint({
    method: 'POST',
    path: '/signatures/roots',
    body: upload,
    reply: ok,
    ...everywhere,
    fresh: FRESH,
    maxBytes: MEBI,
    summary: 'Believe these authorities from now on (PEM or DER)',
  }),
  removeRoot: endpoint({
    method: 'POST',
    path: '/signatures/roots/:rootId/removal',
    params: z.object({ rootId: wire.id }),
    body: z.object({ why: wire.text(300) }),
    reply: ok,
    ...everywhere,
    fresh: FRESH,
    summary: 'Believe it no more',
  }),
}
