/** A paragraph or a table of a draft, as the editor has it and the paper prints it. */
export type Block =
  | { readonly style: 'article' | 'clause' | 'text' | 'heading'; readonly text: string }
  | {
      readonly style: 'table'
      readonly caption: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** What a draft says: grounds (căn cứ), body, whom it addresses (kính gửi), and lines of its recipients that are none. */
export interface Content {
  /** Who acts, a line of its own: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH`. */
  readonly authority: string
  readonly addressees: readonly string[]
  readonly basis: readonly string[]
  readonly body: readonly Block[]
  /** `Như Điều 3`, `Lưu: VT, NVY`. */
  readonly kept: readonly string[]
}

export const emptyContent: Content = { authority: '', addressees: [], basis: [], body: [], kept: ['Lưu: VT'] }

const ORDERING = ['decision', 'resolution', 'regulation', 'rule']

/** Kinds that decide something have grounds and articles. */
export const isOrdering = (kind: string): boolean => ORDERING.includes(kind)

/** What a draft of a kind begins with. The brackets are to be filled in: nothing with one is submitted. */
export function templateOf(kind: string): Content {
  if (kind === 'letter')
    return {
      ...emptyContent,
      addressees: ['[Tên cơ quan, tổ chức nhận]'],
      body: [
        { style: 'text', text: '[Nội dung chính]' },
        { style: 'text', text: 'Trân trọng./.' },
      ],
      kept: ['Như trên', 'Lưu: VT'],
    }
  if (isOrdering(kind))
    return {
      ...emptyContent,
      authority: '[Thẩm quyền ban hành]',
      basis: [
        'Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025',
        '[Căn cứ khác]',
        'Theo đề nghị của [cơ quan đề nghị]',
      ],
      body: [
        { style: 'heading', text: 'Quyết định' },
        { style: 'article', text: '[Nội dung quy định]' },
        { style: 'article', text: '[Tổ chức, cá nhân chịu trách nhiệm thi hành]' },
        { style: 'article', text: 'Quyết định này có hiệu lực thi hành kể từ ngày ký./.' },
      ],
      kept: ['Như Điều 2', 'Lưu: VT'],
    }
  if (kind === 'invitation')
    return {
      ...emptyContent,
      body: [
        { style: 'text', text: 'Trân trọng kính mời: [Người được mời]' },
        { style: 'text', text: 'Tới dự: [Tên cuộc họp]' },
        { style: 'text', text: 'Thời gian: [Giờ, ngày]' },
        { style: 'text', text: 'Địa điểm: [Nơi họp]./.' },
      ],
    }
  return {
    ...emptyContent,
    body: [
      { style: 'clause', text: '[Tình hình chung]' },
      { style: 'clause', text: '[Kết quả, nội dung]' },
      { style: 'clause', text: '[Kiến nghị, tổ chức thực hiện]./.' },
    ],
  }
}

/** All that is said, for the search. */
export const textOf = ({ authority, addressees, basis, body, kept }: Content): string =>
  [
    authority,
    ...addressees,
    ...basis,
    ...body.flatMap(block =>
      block.style === 'table' ? [block.caption, ...block.head, ...block.rows.flat()] : [block.text],
    ),
    ...kept,
  ].join('\n')

/** What is still to be filled in: `[Nội dung chính]`. */
export const blanksOf = (content: Content): string[] => textOf(content).match(/\[[^\]\n]{1,80}\]/g) ?? []

/** The label before each block: articles and clauses are counted, others have none. */
export function labelsOf(body: readonly Block[]): (string | undefined)[] {
  let articles = 0
  let clauses = 0
  return body.map(({ style }) => {
    if (style === 'article') {
      clauses = 0
      return `Điều ${++articles}.`
    }
    if (style === 'clause') return `${++clauses}.`
    if (style === 'heading') clauses = 0
    return undefined
  })
}
