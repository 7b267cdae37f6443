import './documents.css'
import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { wholePin } from '#base/signatures/web/signing.tsx'
import type { BulkFormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Dialog, FormFoot, Items, Notice, ProblemState, sayDone } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { IssueResult, Numbering } from '../contract.ts'
import { api } from './api.ts'
import { SealPin } from './seal-pin.tsx'

interface IssueManyProps {
  readonly isChosen: (row: Numbering) => boolean
  readonly onClose: () => void
  /** After something was issued. */
  readonly onDone: () => void
  /** Numbers are said in passing too: the inbox lets go of this window once nothing that was chosen is left in it. */
  readonly inPassing?: boolean
}

/** Chosen in the inbox, where items of work are known. */
export const IssueItems = ({ rows, onClose, onDone }: BulkFormProps) => (
  <IssueMany
    isChosen={one => rows.some(row => row.subject.kind === 'document' && row.subject.id === one.id)}
    onClose={onClose}
    onDone={onDone}
    inPassing
  />
)

/** Number, day, seal and sending of many at once: one PIN for each office, and what became of each. */
export function IssueMany({ isChosen, onClose, onDone, inPassing = false }: IssueManyProps) {
  const t = useWords()
  const [results, setResults] = useState<readonly IssueResult[]>()
  const { data, error, refetch } = useRead(api.documents.numbering, {})
  // What was chosen stays so, although what is issued leaves the list.
  const [kept, setKept] = useState<readonly Numbering[]>()
  const chosen = kept ?? data?.rows.filter(isChosen)
  const [now, setNow] = useState(0)
  const offices = [...Map.groupBy(chosen ?? [], row => row.organisationId).values()]
  const office = offices[now]
  const end = () => (results ? onDone() : onClose())
  const issued = (more: readonly IssueResult[]) => {
    const numbers = more.flatMap(one => one.notation ?? [])
    if (inPassing && numbers.length)
      sayDone(`${t('documents.web.issue-many.done', { n: numbers.length })}: ${numbers.join(', ')}`)
    setKept(chosen)
    setResults([...(results ?? []), ...more])
    setNow(now + 1)
  }
  return (
    <Dialog title={t('documents.web.issue-many')} onClose={end}>
      {error ? (
        <ProblemState problem={error} again={() => void refetch()} />
      ) : !chosen ? (
        <Skeleton height={160} />
      ) : office ? (
        <IssueForm key={now} rows={office} onClose={end} onIssued={issued} />
      ) : results ? (
        <Outcome rows={chosen} results={results} onSeen={end} />
      ) : (
        <Notice title={t('documents.web.issue-many.none')} />
      )}
    </Dialog>
  )
}

interface IssueFormProps {
  readonly rows: readonly Numbering[]
  readonly onClose: () => void
  readonly onIssued: (results: readonly IssueResult[]) => void
}

function IssueForm({ rows, onClose, onIssued }: IssueFormProps) {
  const t = useWords()
  const [pin, setPin] = useState('')
  const isSealed = rows.some(row => row.sealed)
  const issue = useWrite(api.documents.issueMany, {
    refreshes: ['work', 'documents'],
    done: ({ results }) => onIssued(results),
  })
  const needs = useNeeds({ pin: !isSealed || wholePin(t, pin) })
  const submit = () => {
    const documentIds = rows.map(row => row.id)
    issue.mutate({
      body: { organisationId: rows[0]?.organisationId ?? '', documentIds, ...(isSealed ? { pin } : {}) },
    })
  }
  return (
    <form className="k-stack" {...needs.form(submit)}>
      <p>{t('documents.web.issue-many.help', { n: rows.length, office: rows[0]?.office ?? '' })}</p>
      <Items items={rows.map(row => ({ id: row.id, title: row.subject, detail: t(`documents.kind.${row.kind}`) }))} />
      {isSealed ? <SealPin value={pin} onChange={setPin} error={needs.of('pin')} /> : null}
      <FormFoot problem={issue.error} onCancel={onClose} busy={issue.isPending}>
        {t('documents.web.issue-many.do', { n: rows.length })}
      </FormFoot>
    </form>
  )
}

interface OutcomeProps {
  readonly rows: readonly Numbering[]
  readonly results: readonly IssueResult[]
  readonly onSeen: () => void
}

/** The number each has now; first of all what still waits, and why. */
function Outcome({ rows, results, onSeen }: OutcomeProps) {
  const t = useWords()
  const left = results.filter(one => one.problem)
  const issued = results.filter(one => one.notation)
  const subjectOf = (id: string) => rows.find(row => row.id === id)?.subject
  return (
    <div className="k-stack">
      {left.length ? (
        <Notice tone="error" icon="warning" title={t('documents.web.issue-many.left', { n: left.length })}>
          <Items items={left.map(({ id, problem }) => ({ id, title: subjectOf(id), detail: problem?.title }))} />
        </Notice>
      ) : null}
      {issued.length ? (
        <>
          <p className="dc-issued" role="status">
            <Icon name="check" size={18} /> {t('documents.web.issue-many.done', { n: issued.length })}
          </p>
          <Items items={issued.map(({ id, notation }) => ({ id, title: notation, detail: subjectOf(id) }))} />
        </>
      ) : null}
      <div className="k-foot">
        <Button data-autofocus onClick={onSeen}>
          {t('signatures.web.seen')}
        </Button>
      </div>
    </div>
  )
}
