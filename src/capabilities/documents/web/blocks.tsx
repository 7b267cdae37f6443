import { ActionIcon, Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '#kit/icon.tsx'
import { labelsOf } from '../content.ts'
import type { Draft } from '../contract.ts'

export type Block = Draft['content']['body'][number]
/** A block with a key of its own, so that what is typed stays where it is when blocks move. */
export interface Keyed {
  readonly key: number
  readonly block: Block
}

let last = 0
export const keyed = (block: Block): Keyed => ({ key: ++last, block })

const STYLES = ['article', 'clause', 'text', 'heading'] as const
const TABLE: Block = { style: 'table', caption: '', head: ['', ''], rows: [['', '']] }

interface BlocksProps {
  readonly blocks: readonly Keyed[]
  readonly onChange: (blocks: readonly Keyed[]) => void
}

/**
 * What a paper says, block by block: Enter begins the next of the same kind, Backspace in an empty one takes it away,
 * Alt with an arrow moves it. Articles and clauses count themselves.
 */
export function Blocks({ blocks, onChange }: BlocksProps) {
  const t = useWords()
  const focus = useRef<number>(undefined)
  const labels = labelsOf(blocks.map(one => one.block))
  const put = (at: number, block: Block) => onChange(blocks.map((one, i) => (i === at ? { ...one, block } : one)))
  const insert = (at: number, block: Block) => {
    const made = keyed(block)
    focus.current = made.key
    onChange([...blocks.slice(0, at), made, ...blocks.slice(at)])
  }
  const remove = (at: number) => {
    focus.current = blocks[at - 1]?.key ?? blocks[at + 1]?.key
    onChange(blocks.filter((_, i) => i !== at))
  }
  const move = (at: number, by: number) => {
    const to = at + by
    const [one, other] = [blocks[at], blocks[to]]
    if (!one || !other) return
    focus.current = one.key
    onChange(blocks.map((block, i) => (i === at ? other : i === to ? one : block)))
  }
  const keys = (at: number, block: Block) => (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { currentTarget: field } = event
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      move(at, event.key === 'ArrowUp' ? -1 : 1)
    } else if (event.key === 'Enter' && !event.shiftKey && block.style !== 'table') {
      event.preventDefault()
      const [before, after] = [field.value.slice(0, field.selectionStart), field.value.slice(field.selectionEnd)]
      const made = keyed({ style: block.style === 'heading' ? 'text' : block.style, text: after.trimStart() })
      focus.current = made.key
      const current = blocks[at] as Keyed
      onChange([
        ...blocks.slice(0, at),
        { ...current, block: { ...block, text: before } },
        made,
        ...blocks.slice(at + 1),
      ])
    } else if (event.key === 'Backspace' && field.value === '' && blocks.length > 1) {
      event.preventDefault()
      remove(at)
    }
  }
  return (
    <div className="k-stack">
      {blocks.map(({ key, block }, at) => (
        <div key={key} className="dc-block">
          {block.style === 'table' ? (
            <span className="dc-quiet">{t('documents.web.block.table')}</span>
          ) : (
            <NativeSelect
              aria-label={t('documents.web.block.style')}
              value={block.style}
              onChange={event => put(at, { style: event.currentTarget.value as 'text', text: block.text })}
              data={STYLES.map(value => ({
                value,
                label: value === block.style && labels[at] ? labels[at] : t(`documents.web.block.${value}`),
              }))}
            />
          )}
          {block.style === 'table' ? (
            <Table table={block} onChange={next => put(at, next)} />
          ) : (
            <Field
              wanted={focus}
              blockKey={key}
              label={labels[at] ?? t(`documents.web.block.${block.style}`)}
              text={block.text}
              onKeyDown={keys(at, block)}
              onChange={text => put(at, { style: block.style, text })}
            />
          )}
          <div className="dc-block-tools">
            <Tool icon="up" label={t('documents.web.block.up')} off={at === 0} onClick={() => move(at, -1)} />
            <Tool
              icon="down"
              label={t('documents.web.block.down')}
              off={at === blocks.length - 1}
              onClick={() => move(at, 1)}
            />
            <Tool icon="trash" label={t('documents.web.remove')} off={blocks.length === 1} onClick={() => remove(at)} />
          </div>
        </div>
      ))}
      <div className="dc-steps">
        {(['text', 'article', 'clause'] as const).map(style => (
          <Button
            key={style}
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => insert(blocks.length, { style, text: '' })}
          >
            {t(`documents.web.block.${style}`)}
          </Button>
        ))}
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => insert(blocks.length, TABLE)}
        >
          {t('documents.web.block.table')}
        </Button>
      </div>
    </div>
  )
}

function Tool({ icon, label, off, onClick }: { icon: IconName; label: string; off: boolean; onClick: () => void }) {
  return (
    <ActionIcon aria-label={label} title={label} disabled={off} onClick={onClick}>
      <Icon name={icon} size={16} />
    </ActionIcon>
  )
}

interface BlockFieldProps {
  readonly wanted: { current: number | undefined }
  readonly blockKey: number
  readonly label: string
  readonly text: string
  readonly onChange: (text: string) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
}

/** Takes the cursor when it was just made or moved. */
function Field({ wanted, blockKey, label, text, onChange, onKeyDown }: BlockFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (wanted.current !== blockKey) return
    wanted.current = undefined
    field.current?.focus()
  })
  return (
    <Textarea
      ref={field}
      aria-label={label}
      autosize
      minRows={1}
      maxLength={8000}
      value={text}
      onKeyDown={onKeyDown}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

type TableBlock = Extract<Block, { style: 'table' }>
const MOST_COLUMNS = 10

function Table({ table, onChange }: { table: TableBlock; onChange: (table: TableBlock) => void }) {
  const t = useWords()
  const { head, rows } = table
  const cell = (row: number, column: number, text: string) =>
    onChange({
      ...table,
      rows: rows.map((cells, i) =>
        i === row ? head.map((_, at) => (at === column ? text : (cells[at] ?? ''))) : cells,
      ),
    })
  return (
    <div className="dc-table">
      <TextInput
        aria-label={t('documents.web.block.caption')}
        placeholder={t('documents.web.block.caption')}
        value={table.caption}
        maxLength={300}
        onChange={event => onChange({ ...table, caption: event.currentTarget.value })}
      />
      <table>
        <thead>
          <tr>
            {head.map((text, column) => (
              <th key={column}>
                <Cell
                  label={t('documents.web.block.head', { n: column + 1 })}
                  text={text}
                  most={100}
                  onChange={next => onChange({ ...table, head: head.map((one, i) => (i === column ? next : one)) })}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {head.map((_, column) => (
                <td key={column}>
                  <Cell
                    label={t('documents.web.block.cell', { row: row + 1, column: column + 1 })}
                    text={cells[column] ?? ''}
                    most={500}
                    onChange={next => cell(row, column, next)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="dc-steps">
        <Button size="xs" variant="default" onClick={() => onChange({ ...table, rows: [...rows, head.map(() => '')] })}>
          {t('documents.web.block.row')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={head.length >= MOST_COLUMNS}
          onClick={() => onChange({ ...table, head: [...head, ''] })}
        >
          {t('documents.web.block.column')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={rows.length < 2}
          onClick={() => onChange({ ...table, rows: rows.slice(0, -1) })}
        >
          {t('documents.web.block.row.less')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={head.length < 2}
          onClick={() =>
            onChange({ ...table, head: head.slice(0, -1), rows: rows.map(row => row.slice(0, head.length - 1)) })
          }
        >
          {t('documents.web.block.column.less')}
        </Button>
      </div>
    </div>
  )
}

interface CellProps {
  readonly label: string
  readonly text: string
  readonly most: number
  readonly onChange: (text: string) => void
}

/** As high as what is in it: one reads what one wrote. */
const Cell = ({ label, text, most, onChange }: CellProps) => (
  <Textarea
    aria-label={label}
    variant="unstyled"
    autosize
    minRows={1}
    maxLength={most}
    value={text}
    onChange={event => onChange(event.currentTarget.value)}
  />
)
