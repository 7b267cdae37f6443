import { type Paper, printPaper } from '#base/attestation/paper.ts'
import type { Context } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import { type Content, isOrdering, labelsOf } from './content.ts'
import { KINDS } from './kinds.ts'
import type { DocumentRow, OfficeRow, RecipientRow, SignerRow } from './queries.ts'
import { notationOf } from './rules.ts'

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
}

/** A draft in the layout of the decree; without a number it has a blank for one and says that it is a draft. */
export function paperOf({ document, office, content, recipients, signers, at }: Drawn): Paper {
  const { kind, subject, notation } = document
  const isLetter = kind === 'letter'
  const labels = labelsOf(content.body)
  const last = signers.at(-1)
  const urgency = URGENT[document.urgency]
  return {
    agency: agencyOf(office),
    number: notation ?? `      /${notationOf(kind, office.abbreviation)}`,
    place: office.place,
    signedAt: at,
    title: isLetter ? '' : KINDS[kind].name,
    subject: isLetter ? `V/v ${lowerFirst(subject)}` : subject,
    addressees: content.addressees,
    ...(urgency && { urgency }),
    ...(notation === null && { watermark: 'DỰ THẢO' }),
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
    hint: '',
  }
}

const ended = (text: string) => (/[;.:]$/.test(text) ? text : `${text};`)
const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

export async function printed(ctx: Context, drawn: Drawn): Promise<{ bytes: Uint8Array; pages: number }> {
  return printPaper(paperOf(drawn), { title: drawn.document.subject, now: ctx.now })
}

export const pdf = (bytes: Uint8Array, name: string): FileReply => ({
  bytes,
  type: 'application/pdf',
  name: `${name}.pdf`,
})
