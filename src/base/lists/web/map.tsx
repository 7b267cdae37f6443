import { Button, Select, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useRead, useWrite } from '#core/web/data.tsx'
import { go } from '#core/web/router.tsx'
import { type Say, useWords } from '#core/web/words.tsx'
import { Notice, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { DATE_ORDERS, type ImportView, type KindView, LETTER_SETS, type Preview } from '../contract.ts'
import { api } from './api.ts'
import { CommuneInput } from './commune-input.tsx'

type From = Preview['mapping'][string]
type Letters = Preview['letters']

/** Which heading is which column. What the system guessed or remembers is chosen already. */
export function MapColumns({ list, kind }: { list: ImportView; kind: KindView }) {
  const [asked, setAsked] = useState<{ readonly head?: string; readonly letters?: Letters }>({})
  const { data, error, refetch } = useRead(api.lists.preview, { params: { importId: list.id }, query: asked as never })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <PageSkeleton />
  // Other headings are another question, to be answered anew.
  return <Mapping key={`${data.headLine} ${data.letters}`} list={list} kind={kind} preview={data} onAsk={setAsked} />
}

interface MappingProps {
  readonly list: ImportView
  readonly kind: KindView
  readonly preview: Preview
  readonly onAsk: (asked: { readonly head?: string; readonly letters?: Letters }) => void
}

function Mapping({ list, kind, preview, onAsk }: MappingProps) {
  const t = useWords()
  const [mapping, setMapping] = useState<Readonly<Record<string, From | undefined>>>(preview.mapping)
  const [source, setSource] = useState(preview.source)
  const [dateOrder, setDateOrder] = useState(preview.dateOrder)
  const [tries, setTries] = useState(0)
  const tried = tries > 0
  const page = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (tries > 0) page.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tries])
  const load = useWrite(api.lists.load)
  const drop = useWrite(api.lists.drop, { done: () => go('/lists', { replace: true }) })
  const isMissing = ({ name, required }: KindView['columns'][number]) => required && !isWhole(mapping[name])
  const noSource = kind.isSourced && source.trim() === ''
  const send = () => {
    setTries(tries + 1)
    if (kind.columns.some(isMissing) || noSource) return
    const whole = Object.entries(mapping).flatMap(([name, from]) =>
      from && isWhole(from) ? [[name, from] as const] : [],
    )
    load.mutate({
      params: { importId: list.id },
      body: {
        headLine: preview.headLine,
        letters: preview.letters,
        dateOrder,
        mapping: Object.fromEntries(whole),
        source: source.trim(),
      },
    })
  }
  return (
    <div className="k-stack li-map" ref={page}>
      {isTextNamedExcel(list) ? <Notice title={t('lists.web.text')}>{t('lists.web.text.help')}</Notice> : null}
      {preview.isRemembered ? (
        <Notice title={t('lists.web.remembered')}>{t('lists.web.remembered.help')}</Notice>
      ) : null}
      <Panel title={t('lists.web.map')}>
        <p className="li-hint">{t('lists.web.map.help')}</p>
        <div className="li-rows">
          {kind.columns.map(column => (
            <ColumnRow
              key={column.name}
              name={column.name}
              label={t(`${kind.kind}.list.${column.name}`)}
              required={column.required}
              preview={preview}
              from={mapping[column.name]}
              isMissing={tried && isMissing(column)}
              onChange={from => setMapping({ ...mapping, [column.name]: from })}
            />
          ))}
        </div>
        <Unused headings={preview.headings} mapping={mapping} />
      </Panel>
      <Panel title={t('lists.web.how')}>
        <div className="li-how">
          {kind.isSourced ? (
            <TextInput
              label={t('lists.web.source')}
              description={t('lists.web.source.help')}
              value={source}
              maxLength={100}
              error={tried && noSource ? t('lists.source-missing') : null}
              onChange={event => setSource(event.currentTarget.value)}
            />
          ) : null}
          <Select
            label={t('lists.web.head')}
            description={t('lists.web.head.help')}
            allowDeselect={false}
            value={String(preview.headLine)}
            data={headLines(t, preview)}
            onChange={head => onAsk({ head: head ?? '', letters: preview.letters })}
          />
          <Select
            label={t('lists.web.order')}
            description={t('lists.web.order.help')}
            allowDeselect={false}
            value={dateOrder}
            data={DATE_ORDERS.map(value => ({ value, label: t(`lists.web.order.${value}`) }))}
            onChange={value => setDateOrder(value === 'mdy' ? 'mdy' : 'dmy')}
          />
          {preview.isOldText ? (
            <Select
              label={t('lists.web.letters')}
              description={t('lists.web.letters.help')}
              allowDeselect={false}
              value={preview.letters}
              data={LETTER_SETS.map(value => ({ value, label: t(`lists.web.letters.${value}`) }))}
              onChange={letters => onAsk({ letters: (letters ?? 'unicode') as Letters })}
            />
          ) : null}
        </div>
      </Panel>
      <Sample preview={preview} />
      {load.error ? <Notice tone="error" title={tell(t, load.error).title} /> : null}
      <div className="k-foot">
        <Button
          variant="default"
          loading={drop.isPending}
          onClick={() => drop.mutate({ params: { importId: list.id } })}
        >
          {t('lists.web.drop.do')}
        </Button>
        <Button loading={load.isPending} onClick={send}>
          {t('lists.web.load', { count: Math.max(0, list.lines - 1) })}
        </Button>
      </div>
    </div>
  )
}

/** A text that a program gave the name of a spreadsheet: its columns may have been parted otherwise than was meant. */
const isTextNamedExcel = ({ format, name }: ImportView) => format === 'csv' && /\.xlsx?$/i.test(name)

/** `12: Họ và tên · Năm sinh`, and whatever line was asked for. */
function headLines(t: Say, { top, headLine }: Preview) {
  const shown = top.map(({ line, text }) => ({ value: String(line), label: `${line}: ${text.slice(0, 80)}` }))
  const isThere = top.some(({ line }) => line === headLine)
  return isThere ? shown : [...shown, { value: String(headLine), label: t('lists.web.line.short', { line: headLine }) }]
}

const isWhole = (from: From | undefined): boolean => from !== undefined && ('cell' in from || from.value.trim() !== '')

const NONE = 'none'
const VALUE = 'value'

interface ColumnRowProps {
  readonly name: string
  readonly label: string
  readonly required: boolean
  readonly preview: Preview
  readonly from: From | undefined
  readonly isMissing: boolean
  readonly onChange: (from: From | undefined) => void
}

/** A column of ours, the heading that it is taken from, and what the file says there. */
function ColumnRow({ name, label, required, preview, from, isMissing, onChange }: ColumnRowProps) {
  const t = useWords()
  const { headings, sample } = preview
  const chosen = from === undefined ? NONE : 'cell' in from ? String(from.cell) : VALUE
  const data = [
    { value: NONE, label: t('lists.web.from.none') },
    { value: VALUE, label: t('lists.web.from.value') },
    ...headings.map((heading, i) => ({
      value: String(i),
      label: heading || t('lists.web.from.unnamed', { n: i + 1 }),
    })),
  ]
  const choose = (value: string | null) =>
    onChange(value === null || value === NONE ? undefined : value === VALUE ? { value: '' } : { cell: Number(value) })
  const noValue = isMissing && from !== undefined ? t('lists.web.missing.value') : null
  const cell = from && 'cell' in from ? from.cell : undefined
  const examples = cell === undefined ? [] : sample.map(row => row[cell] ?? '').filter(Boolean)
  return (
    <div className="li-row" data-missing={isMissing || undefined}>
      <div className="li-label">
        {label}
        {required ? <small>{t('lists.web.required')}</small> : null}
      </div>
      <Select
        aria-label={t('lists.web.from', { column: label })}
        allowDeselect={false}
        searchable={headings.length > 8}
        value={chosen}
        data={data}
        error={isMissing && from === undefined ? t('lists.web.missing') : null}
        onChange={choose}
      />
      <div className="li-examples">
        {from && 'value' in from ? (
          name === 'unit' ? (
            <CommuneInput label={label} value={from.value} error={noValue} onChange={value => onChange({ value })} />
          ) : (
            <TextInput
              aria-label={t('lists.web.value', { column: label })}
              value={from.value}
              maxLength={200}
              error={noValue}
              onChange={event => onChange({ value: event.currentTarget.value })}
            />
          )
        ) : (
          <span>{[...new Set(examples)].slice(0, 3).join(' · ')}</span>
        )}
      </div>
    </div>
  )
}

const MOST_UNUSED = 12

/** What stands in the file and is not taken: nothing is left out unseen. */
function Unused({
  headings,
  mapping,
}: {
  headings: readonly string[]
  mapping: Readonly<Record<string, From | undefined>>
}) {
  const t = useWords()
  const used = new Set(Object.values(mapping).flatMap(from => (from && 'cell' in from ? [from.cell] : [])))
  const unused = headings.filter((heading, i) => heading !== '' && !used.has(i))
  if (unused.length === 0) return null
  const shown = unused.slice(0, MOST_UNUSED).join(' · ')
  return (
    <p className="li-hint">{t('lists.web.unused', { columns: unused.length > MOST_UNUSED ? `${shown} …` : shown })}</p>
  )
}

/** The first rows, as they are read. */
function Sample({ preview: { headings, sample } }: { preview: Preview }) {
  const t = useWords()
  return (
    <Panel title={t('lists.web.sample')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard, too */}
      <section className="li-sample" tabIndex={0} aria-label={t('lists.web.sample')}>
        <table>
          <thead>
            <tr>
              {headings.map((heading, i) => (
                <th key={i} scope="col">
                  {heading || '–'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row, i) => (
              <tr key={i}>
                {headings.map((_, at) => (
                  <td key={at}>{row[at]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}
