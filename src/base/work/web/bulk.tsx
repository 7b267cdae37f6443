import { Button } from '@mantine/core'
import { type ComponentType, lazy, Suspense, useMemo, useState } from 'react'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Decision, sayDone } from '#kit/console/index.ts'
import type { WorkKind, WorkLine, WorkResult } from '../contract.ts'
import { api } from './api.ts'
import { type BulkFormProps, workPart } from './parts.ts'
import { type SharedStep, sharedSteps, titleOf } from './text.ts'

interface BulkProps {
  readonly kinds: readonly WorkKind[]
  readonly rows: readonly WorkLine[]
  readonly onDone: () => void
}

/** What can be done with all chosen items at once; each has its own result. */
export function BulkActions({ kinds, rows, onDone }: BulkProps) {
  const t = useWords()
  const [asking, setAsking] = useState<SharedStep>()
  const [failed, setFailed] = useState<readonly WorkResult[]>([])
  const finish = (results: readonly WorkResult[]) => {
    const problems = results.filter(result => result.problem)
    const count = results.length - problems.length
    if (count) sayDone(t('work.web.bulk.done', { count }))
    setAsking(undefined)
    if (problems.length) setFailed(problems)
    else onDone()
  }
  const claim = useWrite(api.work.claim, { done: reply => finish(reply.results) })
  const move = useWrite(api.work.moveMany, { done: reply => finish(reply.results) })
  const items = rows.map(({ id, version }) => ({ id, version }))
  const kind = rows[0]?.kind ?? ''
  return (
    <>
      {rows.some(row => row.holder === null) ? (
        <Button variant="default" loading={claim.isPending} onClick={() => claim.mutate({ body: { items } })}>
          {t('work.web.take')}
        </Button>
      ) : null}
      {sharedSteps(kinds, rows, (of, form) => !!workPart(of)?.bulkForms?.[form]).map(step => (
        <Button key={step.name} variant="default" onClick={() => setAsking(step)}>
          {t(`${kind}.move.${step.name}`)}
        </Button>
      ))}
      {asking?.form ? (
        <BulkForm
          kind={kind}
          form={asking.form}
          rows={rows}
          step={asking.name}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setAsking(undefined)
            onDone()
          }}
        />
      ) : null}
      {asking && !asking.form ? (
        <Decision
          open
          onClose={() => setAsking(undefined)}
          title={t('work.web.bulk.ask', { step: t(`${kind}.move.${asking.name}`), count: rows.length })}
          action={t(`${kind}.move.${asking.name}`)}
          busy={move.isPending}
          problem={move.error}
          {...(asking.needsNote ? { reason: { label: t('work.web.note') } } : {})}
          onDecide={note => move.mutate({ body: { step: asking.name, items, ...(note ? { note } : {}) } })}
        >
          {t('work.web.bulk.help')}
        </Decision>
      ) : null}
      <Failures rows={rows} results={failed} onClose={() => setFailed([])} />
    </>
  )
}

function BulkForm({ kind, form, ...props }: BulkFormProps & { readonly kind: string; readonly form: string }) {
  const load = workPart(kind)?.bulkForms?.[form]
  const Form = useMemo(
    () => (load ? lazy(async () => ({ default: (await load()) as ComponentType<BulkFormProps> })) : undefined),
    [load],
  )
  return <Suspense fallback={null}>{Form ? <Form {...props} /> : null}</Suspense>
}

interface FailuresProps {
  readonly rows: readonly WorkLine[]
  readonly results: readonly WorkResult[]
  readonly onClose: () => void
}

/** Which items were left as they were, and why. They stay chosen. */
function Failures({ rows, results, onClose }: FailuresProps) {
  const t = useWords()
  const f = useFormat()
  const titles = new Map(rows.map(row => [row.id, titleOf(t, f, row)]))
  return (
    <Decision
      open={results.length > 0}
      onClose={onClose}
      title={t('work.web.bulk.failed', { count: results.length })}
      action={t('work.web.bulk.seen')}
      onDecide={onClose}
    >
      <ul className="work-failures">
        {results.map(({ id, problem }) => (
          <li key={id}>
            <strong>{titles.get(id)}</strong>
            <span>{problem?.title}</span>
          </li>
        ))}
      </ul>
    </Decision>
  )
}
