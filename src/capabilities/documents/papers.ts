import { type Paper, printPaper } from '#base/attestation/paper.ts'
import type { Context } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import { type Content, isOrdering, labelsOf } from './content.ts'
import { KINDS } from './kinds.ts'
import { mustOffice } from './office.ts'
import {
  type DocumentRow,
  type OfficeRow,
  type RecipientRow,
  recipientsOf,
  type SignerRow,
  signersOf,
} from './queries.ts'
import { notationOf } from './rules.ts'
import { contentOf } from './versions.ts'

const URGENT = { normal: undefined, urgent: 'KHẨN', 'very-urgent': 'THƯỢNG KHẨN', 'at-once': 'HỎA TỐC' } as const
const PLAIN = /^(?:Ủy ban nhân dân|UBND)\b/i

/** Who issues a paper: a department below the office it answers to, a committee in two lines. */
export function agencyOf({ name, above, kind }: Pick<OfficeRow, 'name' | 'above' | 'kind'>): string[] {
  if (kind === 'committee') {
    const place = name.replace(PLAIN, '').trim()
    return place && place !== name ? ['Ủy ban nhân dân', place] : [name]
  }
  return above ? [above, name] : [name]
}

interface Drawn {
  readonly document: Pick<DocumentRow, 'kind' | 'urgency' | 'subject' | 'notation'>
  readonly office: OfficeRow
  readonly content: Content
  readonly recipients: readonly Pick<RecipientRow, 'name'>[]
  readonly signers: readonly Pick<SignerRow, 'name' | 'title' | 'n'>[]
  readonly at: Date
  /** To be signed before it has its number: blanks stand there. */
  readonly isOpen?: boolean
  /** Where anybody finds what may be known of it: what stands in the code on the paper. */
  readonly link?: string | undefined
}

const HINT = 'Quét mã để kiểm tra văn bản.'

/** A draft in the layout of the decree; without a number it has a blank for one and says that it is a draft. */
export function paperOf({ document, office, content, recipients, signers, at, isOpen = false, link }: Drawn): Paper {
  const { kind, subject, notation } = document
  const isLetter = kind === 'letter'
  const labels = labelsOf(content.body)
  const last = signers.at(-1)
  const urgency = URGENT[document.urgency]
  return {
    agency: agencyOf(office),
    number: notation ?? `${isOpen ? '' : '      '}/${notationOf(kind, office.abbreviation)}`,
    isOpen,
    place: office.place,
    signedAt: at,
    title: isLetter ? '' : KINDS[kind].name,
    subject: isLetter ? `V/v ${lowerFirst(subject)}` : subject,
    addressees: content.addressees,
    ...(urgency && { urgency }),
    ...(notation === null && !isOpen && { watermark: 'DỰ THẢO' }),
    body: [
      ...(content.authority ? [{ style: 'heading' as const, text: content.authority }] : []),
      ...content.basis.map(text => ({ style: 'basis' as const, text: ended(text) })),
      ...content.body.map((block, i) =>
        block.style === 'table'
          ? { ...block, shares: block.head.map(() => 1) }
          : {
              style: block.style === 'clause' ? ('text' as const) : block.style,
              text: block.style === 'heading' && isOrdering(kind) ? `${block.text}:` : block.text,
              ...(labels[i] && { label: labels[i] }),
            },
      ),
    ],
    signer: { title: last?.title ?? '', name: last?.name ?? '' },
    cosigners: signers.slice(0, -1).map(({ title, name }) => ({ title, name })),
    to: [...content.kept.slice(0, -1), ...recipients.map(one => one.name), ...content.kept.slice(-1)],
    ...(link && { code: link }),
    hint: link ? HINT : '',
  }
}

const ended = (text: string) => (/[;.:]$/.test(text) ? text : `${text};`)
const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

type Printed = Promise<{ readonly bytes: Uint8Array; readonly pages: number }>

async function print(ctx: Context, document: DocumentRow, how: Pick<Drawn, 'at' | 'isOpen' | 'link'>): Printed {
  const drawn = {
    document,
    office: await mustOffice(ctx, document.organisationId),
    content: (await contentOf(ctx, document.id)).content,
    recipients: await recipientsOf(ctx.sql, document.id),
    signers: await signersOf(ctx.sql, document.id),
    ...how,
  }
  return printPaper(paperOf(drawn), { title: document.subject, now: ctx.now })
}

/** As the newest version would be printed. */
export const draftPaper = (ctx: Context, document: DocumentRow): Printed =>
  print(ctx, document, { at: document.signedAt ?? ctx.now })

/** As it is signed by certificates: with blanks for its number and its day. */
export const openPaper = (ctx: Context, document: DocumentRow): Printed =>
  print(ctx, document, { at: ctx.now, isOpen: true, link: linkOf(ctx, document) })

/** As it is issued where it was signed by an act: dated on the day on which it gets its number. */
export const issuedPaper = (ctx: Context, document: DocumentRow): Printed =>
  print(ctx, document, { at: ctx.now, link: linkOf(ctx, document) })

/** Below `/site`: what anybody may know of a document, see `site.ts`. */
export const PUBLIC_PATH = '/van-ban'
const linkOf = ({ app }: Context, { code }: DocumentRow) =>
  code === null ? undefined : `${app.config.origin}/site${PUBLIC_PATH}/${code}`

export const pdf = (bytes: Uint8Array, name: string): FileReply => ({
  bytes,
  type: 'application/pdf',
  name: `${name}.pdf`,
})

/** As its number names it: `05-BC-SYT`. */
export const fileNameOf = ({ notation, id }: Pick<DocumentRow, 'notation' | 'id'>): string =>
  (notation ?? id.slice(0, 8)).replace(/[^\p{L}\p{N}]+/gu, '-')
