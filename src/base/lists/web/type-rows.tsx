import './lists.css'
import { ActionIcon, Button, Checkbox, Popover } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useSealedDraft } from '#base/identity/web/draft.ts'
import { Link } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, Notice, PageSkeleton, ProblemState, useKept } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { type KindView, MOST_TYPED } from '../contract.ts'
import { outcomeOf } from './imports.tsx'
import { useListKinds } from './kinds.ts'
import { isBlank, type Loaded, left, loadTyped, type TypingRow, typed, withRoom } from './typing.ts'

interface TypeRowsProps {
  readonly kind: string
  readonly ofId?: string
  /** The picture that is looked at: what is typed now is typed from it. */
  readonly pictureId?: string
  /** Modules whose answers change with the rows. */
  readonly refreshes: readonly string[]
}

/** Rows typed in from paper without leaving the keyboard; they go through the same door as those of a file. */
export function TypeRows({ kind, ofId, pictureId, refreshes }: TypeRowsProps) {
  const { kinds, ready, problem } = useListKinds()
  const one = kinds.find(known => known.kind === kind)
  if (problem) return <ProblemState problem={problem} />
  if (!ready || !one) return <PageSkeleton />
  return <Rows kind={one} ofId={ofId} pictureId={pictureId} refreshes={refreshes} />
}

interface RowsProps {
  readonly kind: KindView
  readonly ofId: string | undefined
  readonly pictureId: string | undefined
  readonly refreshes: readonly string[]
}

function Rows({ kind, ofId, pictureId, refreshes }: RowsProps) {
  const t = useWords()
  const { opened, draft, keep } = useSealedDraft<{ rows: readonly TypingRow[] }>(`typed.${kind.kind}.${ofId ?? ''}`)
  const rows = withRoom(draft?.rows ?? [])
  const [hidden, setHidden] = useKept<readonly string[]>(`typed.${kind.kind}`, [])
  const [loaded, setLoaded] = useState<Loaded>()
  const cache = useQueryClient()
  const table = useRef<HTMLTableElement>(null)
  const columns = kind.columns.filter(({ name, required }) => required || !hidden.includes(name))
  const put = (next: readonly TypingRow[]) => keep({ rows: next })
  const loading = useMutation({
    mutationFn: (sent: readonly TypingRow[]) => loadTyped({ kind: kind.kind, ...(ofId ? { ofId } : {}) }, sent),
    onSuccess: (result, sent) => {
      put(left(draft?.rows ?? [], sent, result))
      setLoaded(result)
      for (const name of ['lists', ...refreshes]) void cache.invalidateQueries({ queryKey: name.split('.') })
      focusOn(table.current, 0, 0)
    },
  })
  if (!opened) return <PageSkeleton />
  const filled = rows.filter(row => !isBlank(row)).slice(0, MOST_TYPED)
  const send = () => {
    if (filled.length > 0 && !loading.isPending) loading.mutate(filled)
  }
  const press = (event: KeyboardEvent) => {
    const [row = 0, column = 0] = placeOf(event.target)
    const act = KEYS[keyName(event)]
    if (!act || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (act === 'send') send()
    else if (act === 'drop') put(withRoom(rows.filter((_, i) => i !== row)))
    else if (act === 'next') focusOn(table.current, row + 1, 0)
    else focusOn(table.current, row + (act === 'below' ? 1 : -1), column)
  }
  return (
    <div className="li-typed">
      <div className="li-typed-head">
        <p className="li-hint">{t('lists.web.typed.keys')}</p>
        <ColumnPicker kind={kind} hidden={hidden} onChange={setHidden} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the fields inside, heard in one place */}
      <div className="li-typed-rows" onKeyDown={press}>
        <table ref={table} aria-label={t(`${kind.kind}.list`)}>
          <thead>
            <tr>
              <th scope="col">{t('lists.web.line')}</th>
              {columns.map(({ name, required }) => (
                <th key={name} scope="col">
                  {t(`${kind.kind}.list.${name}`)}
                  {required ? <small>{t('lists.web.required')}</small> : null}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <TypedRow
                key={row.key}
                kind={kind}
                columns={columns}
                row={row}
                at={i}
                isSent={loading.isPending && loading.variables.includes(row)}
                onType={(column, text) => put(typed(rows, i, column, text, pictureId))}
                onDrop={() => put(withRoom(rows.filter(other => other !== row)))}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="li-typed-foot">
        {loading.isPending ? <p role="status">{t('lists.web.typed.busy')}</p> : null}
        {loading.error ? <Notice tone="error" title={tell(t, loading.error).title} /> : null}
        {loaded && !loading.isPending ? <Told loaded={loaded} /> : null}
        <ActionButton
          kind="primary"
          busy={loading.isPending}
          why={filled.length === 0 ? t('lists.web.typed.none') : undefined}
          onClick={send}
        >
          {t('lists.web.load', { count: filled.length })}
        </ActionButton>
      </div>
    </div>
  )
}

const KEYS: Readonly<Record<string, 'next' | 'above' | 'below' | 'send' | 'drop'>> = {
  Enter: 'next',
  ArrowUp: 'above',
  ArrowDown: 'below',
  'Control+Enter': 'send',
  'Meta+Enter': 'send',
  'Shift+Delete': 'drop',
}
const keyName = ({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent) =>
  [altKey && 'Alt', ctrlKey && 'Control', metaKey && 'Meta', shiftKey && 'Shift', key].filter(Boolean).join('+')

const placeOf = (target: EventTarget): number[] =>
  (target instanceof HTMLInputElement ? (target.dataset.at ?? '') : '').split(' ').map(Number)

function focusOn(table: HTMLTableElement | null, row: number, column: number): void {
  table?.querySelector<HTMLInputElement>(`input[data-at="${row} ${column}"]`)?.focus()
}

interface TypedRowProps {
  readonly kind: KindView
  readonly columns: KindView['columns']
  readonly row: TypingRow
  readonly at: number
  /** On its way: what is changed now would be lost. */
  readonly isSent: boolean
  readonly onType: (column: string, text: string) => void
  readonly onDrop: () => void
}

function TypedRow({ kind, columns, row, at, isSent, onType, onDrop }: TypedRowProps) {
  const t = useWords()
  const whole = row.faults?.filter(fault => !columns.some(({ name }) => name === fault.column)) ?? []
  return (
    <tr data-refused={row.faults ? true : undefined}>
      <th scope="row">{at + 1}</th>
      {columns.map(({ name }, i) => {
        const faults = row.faults?.filter(fault => fault.column === name) ?? []
        const told = i === 0 ? [...faults, ...whole] : faults
        const label = t('lists.web.typed.cell', { column: t(`${kind.kind}.list.${name}`), line: at + 1 })
        const id = `typed-${row.key}-${name}`
        return (
          <td key={name} data-column={name}>
            <input
              aria-label={label}
              aria-invalid={told.length > 0 || undefined}
              aria-describedby={told.length > 0 ? id : undefined}
              data-at={`${at} ${i}`}
              value={row.cells[name] ?? ''}
              maxLength={2000}
              readOnly={isSent}
              autoComplete="off"
              spellCheck={false}
              onChange={event => onType(name, event.currentTarget.value)}
            />
            {told.length > 0 ? (
              <small id={id} className="k-error">
                {told.map(fault => t(fault.reason, fault.params)).join('. ')}
              </small>
            ) : null}
          </td>
        )
      })}
      <td>
        <ActionIcon
          variant="subtle"
          size={32}
          tabIndex={-1}
          aria-label={t('lists.web.typed.drop', { line: at + 1 })}
          disabled={isSent || isBlank(row)}
          onClick={onDrop}
        >
          <Icon name="cross" size={14} />
        </ActionIcon>
      </td>
    </tr>
  )
}

interface PickerProps {
  readonly kind: KindView
  readonly hidden: readonly string[]
  readonly onChange: (hidden: readonly string[]) => void
}

/** Which columns the paper has: the keys go through no others. */
function ColumnPicker({ kind, hidden, onChange }: PickerProps) {
  const t = useWords()
  const names = kind.columns.flatMap(({ name, required }) => (required ? [] : [name]))
  return (
    <Popover position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs">
          {t('lists.web.typed.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label={t('lists.web.typed.columns.help')}
          value={names.filter(name => !hidden.includes(name))}
          onChange={shown => onChange(names.filter(name => !shown.includes(name)))}
        >
          <div className="li-checks li-checks-one">
            {names.map(name => (
              <Checkbox key={name} value={name} label={t(`${kind.kind}.list.${name}`)} />
            ))}
          </div>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What became of the rows that were sent last. */
function Told({ loaded: { list } }: { loaded: Loaded }) {
  const t = useWords()
  return (
    <div role="status">
      <Notice
        icon={list.refused > 0 ? 'warning' : 'check'}
        title={outcomeOf(t, list)}
        action={<Link to={`/lists/${list.id}`}>{t('lists.web.typed.open')}</Link>}
      >
        {list.refused > 0 ? t('lists.web.typed.refused') : ''}
        {list.remarked > 0 ? ` ${t('lists.web.remarked', { count: list.remarked })}` : ''}
      </Notice>
    </div>
  )
}
