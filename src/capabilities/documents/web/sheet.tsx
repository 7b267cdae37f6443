import { dayOf } from '#core/clock.ts'
import { isOrdering, labelsOf } from '../content.ts'
import type { Draft } from '../contract.ts'
import { KINDS } from '../kinds.ts'
import { notationOf } from '../rules.ts'

/* A paper is Vietnamese, whoever reads it: these are its words and not those of the page. */
const URGENT = { normal: '', urgent: 'KHẨN', 'very-urgent': 'THƯỢNG KHẨN', 'at-once': 'HỎA TỐC' } as const

export type Written = Pick<Draft, 'agency' | 'abbreviation' | 'place' | 'kind' | 'urgency' | 'subject' | 'content'> & {
  readonly notation: string | null
  readonly recipients: readonly { readonly name: string }[]
  readonly signers: readonly { readonly title: string; readonly name: string }[]
}

const upper = (text: string) => text.toLocaleUpperCase('vi')
const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

/** The paper as it will be printed, while it is written: the layout of NĐ 30/2020/NĐ-CP, measured against its width. */
export function Sheet({ paper }: { paper: Written }) {
  const { kind, content, subject, signers, recipients } = paper
  const isLetter = kind === 'letter'
  const labels = labelsOf(content.body)
  const [year = '', month = '', day = ''] = dayOf(new Date()).split('-')
  const shortMonth = Number(month) > 2 ? String(Number(month)) : month
  const last = signers.at(-1)
  return (
    <div className="dc-sheet" lang="vi">
      <div className="dc-head">
        <div>
          {paper.agency.map((line, i) => (
            <p key={line} className={i === paper.agency.length - 1 ? 'dc-under' : undefined}>
              <b>{upper(line)}</b>
            </p>
          ))}
          <p>Số: {paper.notation ?? `\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/${notationOf(kind, paper.abbreviation)}`}</p>
          {isLetter ? <p>V/v {lowerFirst(subject)}</p> : null}
          {URGENT[paper.urgency] ? <span className="dc-stamp">{URGENT[paper.urgency]}</span> : null}
        </div>
        <div>
          <p>
            <b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>
          </p>
          <p className="dc-under">
            <b>Độc lập - Tự do - Hạnh phúc</b>
          </p>
          <p>
            <i>
              {paper.place}, ngày {day} tháng {shortMonth} năm {year}
            </i>
          </p>
        </div>
      </div>
      {isLetter ? null : (
        <div className="dc-title">
          <p>{upper(KINDS[kind].name)}</p>
          <p className="dc-under">{subject}</p>
        </div>
      )}
      <Addressees addressees={content.addressees} />
      {content.authority ? (
        <p className="dc-center">
          <b>
            <Blanks text={upper(content.authority)} />
          </b>
        </p>
      ) : null}
      {content.basis.map((text, i) => (
        <p key={i}>
          <i>
            <Blanks text={/[;.:]$/.test(text) ? text : `${text};`} />
          </i>
        </p>
      ))}
      {content.body.map((block, i) =>
        block.style === 'table' ? (
          <SheetTable key={i} table={block} />
        ) : block.style === 'heading' ? (
          <p key={i} className="dc-center">
            <b>
              <Blanks text={`${upper(block.text)}${isOrdering(kind) ? ':' : ''}`} />
            </b>
          </p>
        ) : (
          <p key={i}>
            {labels[i] ? <b>{labels[i]} </b> : null}
            <Blanks text={block.text} />
          </p>
        ),
      )}
      <div className="dc-end">
        <div>
          <b>
            <i>Nơi nhận:</i>
          </b>
          {[...content.kept.slice(0, -1), ...recipients.map(one => one.name), ...content.kept.slice(-1)].map(
            (line, i, all) => (
              <small key={i}>
                - {line}
                {i === all.length - 1 ? '.' : ';'}
              </small>
            ),
          )}
        </div>
        <div className="dc-sign">
          <span>{upper(last?.title ?? '')}</span>
          <span>{last?.name}</span>
        </div>
      </div>
      {signers.length > 1 ? (
        <div className="dc-end">
          {signers.slice(0, -1).map(one => (
            <div key={one.name} className="dc-sign">
              <span>{upper(one.title)}</span>
              <span>{one.name}</span>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  )
}

function Addressees({ addressees }: { addressees: readonly string[] }) {
  const [only] = addressees
  if (!only) return null
  if (addressees.length === 1)
    return (
      <p className="dc-center">
        Kính gửi: <Blanks text={only} />.
      </p>
    )
  return (
    <div>
      <p>Kính gửi:</p>
      {addressees.map((one, i) => (
        <p key={i}>
          - <Blanks text={one} />
          {i === addressees.length - 1 ? '.' : ';'}
        </p>
      ))}
    </div>
  )
}

function SheetTable({ table }: { table: Extract<Draft['content']['body'][number], { style: 'table' }> }) {
  return (
    <>
      {table.caption ? (
        <p>
          <b>{table.caption}</b>
        </p>
      ) : null}
      <table>
        <thead>
          <tr>
            {table.head.map((cell, i) => (
              <th key={i}>{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {table.head.map((_, at) => (
                <td key={at}>{row[at]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

const BLANK = /(\[[^\]\n]{1,80}\])/

/** What is still to be filled in stands out. */
function Blanks({ text }: { text: string }) {
  return text.split(BLANK).map((part, i) =>
    BLANK.test(part) ? (
      <mark key={i} className="dc-blank">
        {part}
      </mark>
    ) : (
      part
    ),
  )
}
