import { useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import type { ResultOf } from '#core/contract.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { ActionButton, Decision, Panel, ProblemState, sayDone, Timeline } from '#kit/console/index.ts'
import type { people } from '../contract.ts'
import { localPhone } from '../identifiers.ts'
import { api } from './console-api.ts'

type Line = ResultOf<typeof people.history>['history'][number]

/** What the entry said before, who changed it and why; a merge that holds can be taken back here. */
export function History({ personId, purpose }: { personId: string; purpose: string | undefined }) {
  const t = useWords()
  const f = useFormat()
  const { can } = useSession()
  const [parting, setParting] = useState<Line>()
  const { data, error, refetch } = useRead(api.people.history, {
    params: { personId },
    query: purpose === undefined ? {} : { purpose },
  })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  const history = data?.history ?? []
  return (
    <Panel title={t('people.history.title')}>
      {data && history.length === 0 ? <p className="pe-none">{t('people.history.none')}</p> : null}
      <Timeline
        items={history.map(one => ({
          id: `${one.what} ${one.id}`,
          at: one.at,
          icon: one.what === 'changed' ? 'edit' : one.what === 'merged' ? 'people' : 'undo',
          title: titleOf(t, f, one),
          detail: (
            <>
              <p>{t('people.history.why', { by: one.by ?? t('people.history.system'), reason: one.reason })}</p>
              {one.what === 'merged' && can('people.merge') ? (
                <ActionButton size="compact-sm" icon="undo" onClick={() => setParting(one)}>
                  {t('people.unmerge')}
                </ActionButton>
              ) : null}
            </>
          ),
        }))}
      />
      {parting ? <Part personId={personId} merge={parting} onClose={() => setParting(undefined)} /> : null}
    </Panel>
  )
}

function titleOf(t: Say, f: ReturnType<typeof useFormat>, one: Line): string {
  if (one.what !== 'changed')
    return t(`people.history.${one.what}`, { fromName: one.fromName ?? '', intoName: one.intoName ?? '' })
  const shown = (value: string | null) => {
    if (!value) return t('people.history.blank')
    if (one.field === 'sex') return t(`people.office.sex.${value}`)
    if (one.field === 'phone') return localPhone(value)
    return one.field === 'birthDate' && value.length > 4 ? f.day(value) : value
  }
  return t('people.history.changed', {
    field: t(`people.field.${one.field}`),
    was: shown(one.was),
    became: shown(one.became),
  })
}

function Part({ personId, merge, onClose }: { personId: string; merge: Line; onClose: () => void }) {
  const t = useWords()
  const name = merge.fromName ?? ''
  const parting = useWrite(api.people.unmerge, {
    refreshes: ['work', 'register'],
    done: () => {
      onClose()
      sayDone(t('people.unmerge.done', { name }))
    },
  })
  return (
    <Decision
      open
      onClose={onClose}
      title={t('people.unmerge.title', { name })}
      action={t('people.unmerge')}
      reason={{ label: t('people.unmerge.reason') }}
      busy={parting.isPending}
      problem={parting.error}
      onDecide={reason => parting.mutate({ params: { personId, fromId: merge.fromId as string }, body: { reason } })}
    >
      {t('people.unmerge.help')}
    </Decision>
  )
}
