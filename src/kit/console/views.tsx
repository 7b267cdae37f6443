import { ActionIcon, Button, Checkbox, Popover, Select, TextInput, UnstyledButton } from '@mantine/core'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { go, usePlace } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import { Icon } from '../icon.tsx'
import { tell } from '../problem.ts'
import { useKept } from './kept.ts'

/** A name for what the address bar says and which columns are shown. */
export interface SavedView {
  readonly id: string
  readonly name: string
  readonly search: string
  readonly hidden: readonly string[] | null
  readonly mine: boolean
  /** With whom it is shared. */
  readonly unit: { readonly id: string; readonly name: string } | null
  readonly isDefault: boolean
}

export type NewView = Pick<SavedView, 'name' | 'search' | 'hidden'> & { readonly unitId: string | null }

/** Where views are kept; the shell says where, since the kit knows no server. */
export interface ViewStore {
  readonly views: readonly SavedView[]
  readonly ready: boolean
  readonly problem?: unknown
  /** With whom the officer can share. */
  readonly units: readonly { readonly id: string; readonly name: string }[]
  readonly save: (view: NewView) => void
  readonly remove: (view: SavedView) => void
  /** All views in their order, with the one the list begins with. */
  readonly arrange: (views: readonly SavedView[]) => void
}

type UseViews = (list: string) => ViewStore

const Store = createContext<UseViews>(useViewsHere)
export const KeepViewsWith = Store.Provider

/** On this device, where no shell says otherwise. */
function useViewsHere(list: string): ViewStore {
  const [views, setViews] = useKept<readonly SavedView[]>(`list.${list}.saved`, [])
  return {
    views,
    ready: true,
    units: [],
    save: ({ unitId: _, ...view }) =>
      setViews([
        ...views.filter(other => other.name !== view.name),
        { ...view, id: view.name, mine: true, unit: null, isDefault: false },
      ]),
    remove: view => setViews(views.filter(other => other.id !== view.id)),
    arrange: setViews,
  }
}

export interface ViewsProps {
  readonly name: string
  readonly hidden: readonly string[]
  readonly setHidden: (hidden: readonly string[]) => void
  readonly countOf?: ((search: string) => ReactNode) | undefined
}

/** Saved views of a list: to open, to keep, to share, to put in order. */
export function Views({ name, hidden, setHidden, countOf }: ViewsProps) {
  const t = useWords()
  const { path, search } = usePlace()
  const store = use(Store)(name)
  const [open, setOpen] = useState(false)
  const { views } = store
  const current = views.find(view => sameFilter(view.search, search))
  const look = (view: SavedView, replace = false) => {
    go(`${path}${view.search}`, { quiet: true, replace })
    if (view.hidden) setHidden(view.hidden)
    setOpen(false)
  }
  useBeginning(store, search, view => look(view, true))
  return (
    <Popover opened={open} onChange={setOpen} width={340} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          className="k-quiet"
          onClick={() => setOpen(!open)}
          rightSection={<Icon name="down" size={14} />}
        >
          {current?.name ?? t('console.views')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="k-views">
        {views.length === 0 ? <p className="k-hint">{t('console.views.none')}</p> : null}
        <ul>
          {views.map((view, i) => (
            <ViewRow
              key={view.id}
              view={view}
              isFirst={i === 0}
              count={countOf?.(view.search)}
              onLook={() => look(view)}
              onRise={() => store.arrange(views.with(i, views[i - 1] as SavedView).with(i - 1, view))}
              onBegin={() =>
                store.arrange(views.map(one => ({ ...one, isDefault: one.id === view.id && !view.isDefault })))
              }
              onRemove={() => store.remove(view)}
            />
          ))}
        </ul>
        <KeepForm store={store} onKeep={(title, unitId) => store.save({ name: title, search, hidden, unitId })} />
        {store.problem ? (
          <p className="k-error" role="alert">
            {tell(t, store.problem).title}
          </p>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  )
}

/** A list that was opened without a filter begins with the view that was chosen for it, once. */
function useBeginning({ views, ready }: ViewStore, search: string, begin: (view: SavedView) => void): void {
  const [begun, setBegun] = useState(false)
  useEffect(() => {
    if (!ready || begun) return
    setBegun(true)
    const first = views.find(view => view.isDefault)
    if (first?.search && search === '') begin(first)
  }, [ready, begun, views, search, begin])
}

interface ViewRowProps {
  readonly view: SavedView
  readonly isFirst: boolean
  readonly count: ReactNode
  readonly onLook: () => void
  readonly onRise: () => void
  readonly onBegin: () => void
  readonly onRemove: () => void
}

function ViewRow({ view, isFirst, count, onLook, onRise, onBegin, onRemove }: ViewRowProps) {
  const t = useWords()
  const { name } = view
  return (
    <li>
      <UnstyledButton onClick={onLook}>
        <span>{name}</span> {count ? <b>{count}</b> : null}
        {view.unit ? (
          <small>{t(view.mine ? 'console.views.shared' : 'console.views.from', { unit: view.unit.name })}</small>
        ) : null}
      </UnstyledButton>
      <ActionIcon
        size={28}
        aria-pressed={view.isDefault}
        aria-label={t('console.views.begin', { name })}
        title={t('console.views.begin', { name })}
        onClick={onBegin}
      >
        <Icon name={view.isDefault ? 'check' : 'home'} size={14} />
      </ActionIcon>
      {isFirst ? null : (
        <ActionIcon size={28} aria-label={t('console.views.rise', { name })} onClick={onRise}>
          <Icon name="rise" size={14} />
        </ActionIcon>
      )}
      {view.mine ? (
        <ActionIcon size={28} aria-label={t('console.views.remove', { name })} onClick={onRemove}>
          <Icon name="cross" size={14} />
        </ActionIcon>
      ) : null}
    </li>
  )
}

function KeepForm({ store, onKeep }: { store: ViewStore; onKeep: (name: string, unitId: string | null) => void }) {
  const t = useWords()
  const [called, setCalled] = useState('')
  const [shared, setShared] = useState(false)
  const [unitId, setUnitId] = useState<string | null>(null)
  const { units } = store
  const needs = useNeeds({ name: called.trim() !== '' })
  const keep = () => {
    onKeep(called.trim(), shared ? (unitId ?? units[0]?.id ?? null) : null)
    setCalled('')
    setShared(false)
  }
  return (
    <form {...needs.form(keep)}>
      <TextInput
        aria-label={t('console.views.name')}
        placeholder={t('console.views.name')}
        value={called}
        error={needs.of('name')}
        maxLength={60}
        onChange={event => setCalled(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t('console.views.save')}
      </Button>
      {units[0] ? (
        <Checkbox
          label={t('console.views.share', { unit: units.length === 1 ? units[0].name : '' })}
          checked={shared}
          onChange={event => setShared(event.currentTarget.checked)}
        />
      ) : null}
      {shared && units.length > 1 ? (
        <Select
          aria-label={t('console.views.share', { unit: '' })}
          data={units.map(({ id, name }) => ({ value: id, label: name }))}
          value={unitId ?? units[0]?.id ?? null}
          onChange={setUnitId}
          comboboxProps={{ withinPortal: false }}
        />
      ) : null}
    </form>
  )
}

/** Whatever the order of its parts, and whatever is open beside the list or searched for. */
function sameFilter(a: string, b: string): boolean {
  const parts = (search: string) => {
    const all = new URLSearchParams(search)
    for (const name of ['q', 'open']) all.delete(name)
    all.sort()
    return String(all)
  }
  return parts(a) === parts(b)
}
