import { KINDS, type Kind } from './kinds.ts'

/** Secret documents are not for this system (QCVN 102:2016; Luật Bảo vệ bí mật nhà nước). */
export const isSecret = (secrecy: string | undefined): boolean =>
  secrecy !== undefined && !['', 'thuong', 'khong', '0'].includes(plain(secrecy))

const SECRET_MARK = /^\s*(?:TUYỆT MẬT|TỐI MẬT|MẬT)\s*$/mu
/** Whether the text of a paper bears the stamp of a secret. */
export const bearsSecretMark = (text: string): boolean => SECRET_MARK.test(text.slice(0, 3000).normalize('NFC'))

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .trim()

/** The part of a register in which a document stands: outgoing ones lie by their kinds. */
export const seriesOf = (direction: 'incoming' | 'outgoing', kind: Kind): string =>
  direction === 'incoming' ? 'documents.incoming' : `documents.outgoing.${bookOf('outgoing', kind)}`

/** The book in which a number is taken: one for each kind, also of papers that are no documents here; one for all that comes. */
export const bookOf = (direction: 'incoming' | 'outgoing', kind: Kind): string =>
  direction === 'incoming' ? 'documents.incoming' : KINDS[kind].short || 'CV'

/** What follows the number: `BC-SYT`, and of a letter `SYT-VP`. */
export const notationOf = (kind: Kind, abbreviation: string, unit = 'VP'): string =>
  KINDS[kind].short ? `${KINDS[kind].short}-${abbreviation}` : `${abbreviation}-${unit}`

/** By which other systems know an outgoing document: `H57.02,2026/11/29,05/BC-SYT`. */
export const exchangeIdOf = (code: string, day: string, notation: string): string =>
  `${code},${day.replaceAll('-', '/')},${notation}`

interface Round {
  readonly n: number
  readonly signedAt: Date | null
}

/** Who may sign now: those with the lowest number who have not. */
export function signingNow<S extends Round>(signers: readonly S[]): S[] {
  const open = signers.filter(signer => signer.signedAt === null)
  const first = Math.min(...open.map(signer => signer.n))
  return open.filter(signer => signer.n === first)
}

/** Codes of QCVN 102:2016 from the least to the furthest; refusals end it. */
const ORDER = ['01', '03', '04', '05', '06', '02', '13', '15', '16']
export const isFurther = (status: string, than: string | null): boolean =>
  than === null || ORDER.indexOf(status) > ORDER.indexOf(than)

/** Terms of keeping of a work file (thời hạn bảo quản), Thông tư 10/2022/TT-BNV. */
export const TERMS = ['permanent', '70', '20', '10', '5', '2'] as const
export type TermOfKeeping = (typeof TERMS)[number]

/** A task is late from the day after its last, until it is reported: then the leader is to look at it. */
export const isLate = (task: { readonly dueOn: string | null; readonly state: string }, today: string): boolean =>
  task.dueOn !== null && task.dueOn < today && task.state === 'given'
export const CLOSED_TASKS: readonly string[] = ['done', 'cancelled']

/** Tasks that one assignment of a document gives. */
export const MOST_TASKS = 10
/** Documents issued in one go: each is sealed while the clerk waits. */
export const MOST_ISSUED = 100

const MOST_PAGES = 500
/** Pages as somebody writes them, `1, 3-5`, counted from 1; undefined where it says something else. */
export function pagesIn(typed: string): number[] | undefined {
  const pages: number[] = []
  for (const part of typed.split(',')) {
    const found = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part)
    if (!found) return undefined
    const [first, last] = [Number(found[1]), Number(found[2] ?? found[1])]
    if (first < 1 || last < first || pages.length + last - first >= MOST_PAGES) return undefined
    for (let page = first; page <= last; page++) pages.push(page)
  }
  return [...new Set(pages)]
}
