import { Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { ExtractDialog } from '#base/lists/web/extract.tsx'
import { RestrictedTag } from '#base/people/web/restricted.tsx'
import { useList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, FilterText, Slim, SplitView, useFilter } from '#kit/console/index.ts'
import { type CaseView, CONTACT_STATES, type Contact, EXPOSURES } from '../contract.ts'
import { api } from './api.ts'
import { ContactDetail } from './contact.tsx'
import { BulkDecide } from './decide.tsx'
import { ExposureTag, StateTag } from './tags.tsx'
import { howOf, minutesOf, nearOf } from './text.ts'
import { LAST_GENERATION, TraceButton, type Traced } from './trace.tsx'
import { whyOf } from './why.ts'

const NO_FILTER = { tab: 'story', state: '', generation: '', exposure: '', q: '', open: '' }
type Filter = typeof NO_FILTER
const ROW_PX = 60

/** Whom the case met, heaviest first: looked through, and decided on one by one or many at once. */
export function Contacts({ file, onTraced }: { file: CaseView; onTraced: (traced: Traced) => void }) {
  const t = useWords()
  const { can } = useSession()
  const [extracting, setExtracting] = useState(false)
  const [filter, setFilter] = useFilter(NO_FILTER)
  const { state, generation, exposure, q, open } = filter
  const list = useList(api.tracing.contacts, after => ({
    params: { caseId: file.id },
    query: {
      ...(state ? { state: state as Contact['state'] } : {}),
      ...(generation ? { generation: generation as '1' | '2' | '3' } : {}),
      ...(exposure ? { exposure: exposure as Contact['exposure'] } : {}),
      ...(q ? { q } : {}),
      ...(after ? { after } : {}),
    },
  }))
  const at = list.rows.findIndex(row => row.id === open)
  const contact = list.rows[at]
  const refused = whyOf(t, file, 'decide')
  const next = list.rows[at + 1]?.id ?? ''
  return (
    <div className="tr-contacts">
      <div className="tr-tools">
        <States file={file} filter={filter} onChoose={chosen => setFilter({ state: chosen, open: '' })} />
        <TraceButton file={file} generation={nextGeneration(file)} kind="plain" onTraced={onTraced} />
      </div>
      <SplitView
        listPath={`/cases/${file.id}?tab=contacts`}
        detail={
          contact ? (
            <ContactDetail
              key={contact.id}
              file={file}
              contact={contact}
              refused={refused}
              onDecided={leaves => setFilter({ open: leaves(state) ? next : contact.id })}
              onClose={() => setFilter({ open: '' })}
            />
          ) : undefined
        }
        list={
          <DataList
            name="tracing.contacts"
            label={t('tracing.web.contacts')}
            list={list}
            columns={useColumns()}
            idOf={row => row.id}
            openId={open}
            onOpen={row => setFilter({ open: row.id === open ? '' : row.id })}
            {...(can('lists.extract') ? { onExport: () => setExtracting(true) } : {})}
            rowHeight={ROW_PX}
            slim={row => <Line row={row} />}
            bulk={(rows, clear) => <BulkDecide file={file} rows={rows} refused={refused} onDone={clear} />}
            empty={emptyOf(t, file, filter)}
            filters={<Filters file={file} filter={filter} onChange={setFilter} />}
          />
        }
      />
      <ExtractDialog
        name="tracing.contacts"
        ofId={file.id}
        fileName={`tiep-xuc-${file.number}`}
        open={extracting}
        onClose={() => setExtracting(false)}
      />
    </div>
  )
}

/** The generation after the last one in which somebody was found to be a contact. */
function nextGeneration({ generations }: CaseView): number {
  const last = generations.filter(one => one.contact > 0).at(-1)?.generation ?? 1
  return Math.min(last + 1, LAST_GENERATION)
}

function emptyOf(t: ReturnType<typeof useWords>, file: CaseView, { state, generation, exposure, q }: Filter) {
  if (state || generation || exposure || q)
    return {
      icon: 'people' as const,
      title: t('tracing.web.contacts.none.filter'),
      children: t('tracing.web.contacts.none.filter.help'),
    }
  return {
    icon: 'trace' as const,
    title: t(file.tracedAt ? 'tracing.web.contacts.none.traced' : 'tracing.web.contacts.none'),
    children: t(file.tracedAt ? 'tracing.web.contacts.none.traced.help' : 'tracing.web.contacts.none.help'),
  }
}

interface StatesProps {
  readonly file: CaseView
  readonly filter: Filter
  readonly onChoose: (state: string) => void
}

/** How far the review is, and the way to each part of it. */
function States({ file, filter, onChoose }: StatesProps) {
  const t = useWords()
  const f = useFormat()
  const counted = file.generations.filter(one => !filter.generation || String(one.generation) === filter.generation)
  const count = (state: Contact['state']) => counted.reduce((sum, one) => sum + one[state], 0)
  const all = CONTACT_STATES.reduce((sum, state) => sum + count(state), 0)
  return (
    <fieldset className="tr-states" aria-label={t('tracing.web.state')}>
      {(['', ...CONTACT_STATES] as const).map(state => (
        <button key={state} type="button" aria-pressed={filter.state === state} onClick={() => onChoose(state)}>
          {t(`tracing.web.states.${state || 'all'}`)}
          <b>{f.number(state ? count(state) : all)}</b>
        </button>
      ))}
    </fieldset>
  )
}

interface FiltersProps {
  readonly file: CaseView
  readonly filter: Filter
  readonly onChange: (patch: Partial<Filter>) => void
}

function Filters({ file, filter, onChange }: FiltersProps) {
  const t = useWords()
  return (
    <>
      <FilterText label={t('tracing.web.contacts.find')} value={filter.q} onChange={q => onChange({ q })} />
      <Select
        aria-label={t('tracing.web.exposure')}
        placeholder={t('tracing.web.exposure.any')}
        clearable
        w={170}
        value={filter.exposure || null}
        onChange={exposure => onChange({ exposure: exposure ?? '' })}
        data={EXPOSURES.map(value => ({ value, label: t(`tracing.web.exposure.${value}`) }))}
      />
      {file.generations.length > 1 ? (
        <Select
          aria-label={t('tracing.web.generation')}
          placeholder={t('tracing.web.generation.any')}
          clearable
          w={150}
          value={filter.generation || null}
          onChange={generation => onChange({ generation: generation ?? '' })}
          data={file.generations.map(one => ({ value: String(one.generation), label: `F${one.generation}` }))}
        />
      ) : null}
    </>
  )
}

function Line({ row }: { row: Contact }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Slim
      title={row.name}
      detail={[t(`tracing.web.exposure.${row.exposure}`), minutesOf(t, f, row), howOf(t, row)].join(' · ')}
      end={<StateTag contact={row} />}
    />
  )
}

function Two({ top, below }: { top: ReactNode; below: ReactNode }) {
  return (
    <span className="tr-two">
      <span>{top}</span>
      <small>{below}</small>
    </span>
  )
}

function useColumns(): readonly Column<Contact>[] {
  const t = useWords()
  const f = useFormat()
  return [
    {
      id: 'exposure',
      label: t('tracing.web.exposure'),
      cell: row => <ExposureTag exposure={row.exposure} />,
      text: row => t(`tracing.web.exposure.${row.exposure}`),
      width: '118px',
    },
    {
      id: 'name',
      label: t('tracing.web.name'),
      cell: row => (
        <Two
          top={
            <>
              <strong>{row.name}</strong> <RestrictedTag of={row} />
            </>
          }
          below={[
            row.birthYear,
            row.unitName,
            row.caseNumber ? t('tracing.web.isCase', { number: row.caseNumber }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        />
      ),
      text: row => [row.name, row.birthYear, row.unitName].filter(Boolean).join(', '),
      width: 'minmax(170px, 2fr)',
    },
    {
      id: 'minutes',
      label: t('tracing.web.minutes'),
      cell: row =>
        row.how === 'household' ? (
          minutesOf(t, f, row)
        ) : (
          <Two
            top={f.minutes(row.minutes)}
            below={row.estimated ? t('tracing.web.estimated') : f.dayShort(row.metFrom)}
          />
        ),
      text: row => row.minutes,
      width: 'minmax(112px, 0.9fr)',
    },
    {
      id: 'where',
      label: t('tracing.web.where'),
      cell: row => (nearOf(t, row) ? <Two top={howOf(t, row)} below={nearOf(t, row)} /> : howOf(t, row)),
      text: row => [howOf(t, row), nearOf(t, row)].filter(Boolean).join(', '),
      width: 'minmax(150px, 1.6fr)',
    },
    {
      id: 'state',
      label: t('tracing.web.state'),
      cell: row =>
        row.reachedAt ? (
          <Two top={<StateTag contact={row} />} below={t('tracing.web.reached', { at: f.dayShort(row.reachedAt) })} />
        ) : (
          <StateTag contact={row} />
        ),
      text: row => t(`tracing.web.state.${row.state}`, { generation: row.generation }),
      width: '116px',
    },
    {
      id: 'unit',
      label: t('tracing.web.unit'),
      cell: row => row.unitName ?? '–',
      text: row => row.unitName ?? '',
      width: 'minmax(120px, 1fr)',
      extra: true,
    },
    {
      id: 'generation',
      label: t('tracing.web.generation'),
      cell: row => `F${row.generation}`,
      text: row => `F${row.generation}`,
      width: '64px',
      extra: true,
    },
    {
      id: 'via',
      label: t('tracing.web.via'),
      cell: row => row.via,
      text: row => row.via,
      width: 'minmax(130px, 1fr)',
      extra: true,
    },
    {
      id: 'met',
      label: t('tracing.web.met'),
      cell: row => f.instant(row.metUntil),
      text: row => f.instant(row.metUntil),
      width: '140px',
      extra: true,
    },
    {
      id: 'reason',
      label: t('tracing.web.decide.reason'),
      cell: row => row.reason || '–',
      text: row => row.reason,
      width: 'minmax(140px, 1fr)',
      extra: true,
    },
  ]
}
