import './lists.css'
import { Progress } from '@mantine/core'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Page, PageSkeleton, Panel, ProblemState } from '#kit/console/index.ts'
import type { ImportView } from '../contract.ts'
import { api } from './api.ts'
import { nameOf } from './imports.tsx'
import { useListKinds } from './kinds.ts'
import { MapColumns } from './map.tsx'
import { Outcome } from './outcome.tsx'

const LOOK_AGAIN_MS = 1000

/** One list, from its columns through its loading to what became of its rows. */
export function ImportPage() {
  const { importId = '' } = useParams()
  const { kinds, ready, problem } = useListKinds()
  const first = useRead(api.lists.get, { params: { importId } })
  const isLoading = first.data?.state === 'loading'
  // The same question again, of which the answer changes while the list is loaded.
  useRead(api.lists.get, { params: { importId } }, { when: isLoading, everyMs: LOOK_AGAIN_MS })
  const { data, error, refetch } = first
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (problem) return <ProblemState problem={problem} />
  const kind = kinds.find(one => one.kind === data?.kind)
  if (!ready || !data || !kind) return <PageSkeleton />
  return (
    <ListPage list={data} full={data.state === 'done'}>
      {data.state === 'mapping' ? <MapColumns list={data} kind={kind} /> : null}
      {data.state === 'loading' ? <Underway list={data} /> : null}
      {data.state === 'done' ? <Outcome list={data} /> : null}
    </ListPage>
  )
}

function ListPage({ list, full, children }: { list: ImportView; full: boolean; children: React.ReactNode }) {
  const t = useWords()
  const f = useFormat()
  const lead = [t(`${list.kind}.list`), t('lists.web.lines.count', { count: list.lines }), f.instant(list.sentAt)]
  return (
    <Page
      full={full}
      title={nameOf(t, list)}
      lead={lead.join(' · ')}
      back={{ to: '/lists', label: t('lists.web.title') }}
    >
      {children}
    </Page>
  )
}

/** How far it is. Whoever leaves finds it done. */
function Underway({ list }: { list: ImportView }) {
  const t = useWords()
  const f = useFormat()
  const percent = Math.round(list.progress * 100)
  return (
    <div className="li-narrow">
      <Panel title={t('lists.web.loading')}>
        <div role="status">
          <Progress value={percent} size="lg" aria-label={t('lists.web.loading')} />
          <p className="li-hint">
            {f.number(percent)}% · {t('lists.web.added', { count: list.added })}
            {list.refused > 0 ? ` · ${t('lists.web.refused', { count: list.refused })}` : ''}
          </p>
        </div>
        <p className="li-hint">{t('lists.web.loading.help')}</p>
      </Panel>
    </div>
  )
}
