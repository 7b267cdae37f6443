import { Button, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { BulkActs, Modal, type Refused, Why, wholeReason } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import type { CaseView, Contact } from '../contract.ts'
import type { Decision } from './api.ts'
import { useDecide } from './use-decide.ts'

/** Common reasons, a word each for the law's own grounds; anything else is typed. */
const REASONS: Readonly<Record<Decision, readonly string[]>> = {
  contact: ['close', 'room', 'home', 'care', 'named'],
  dismissed: ['apart', 'short', 'mask', 'wrong'],
  review: ['mistake'],
}
const SHORTEST = 3

interface DecideProps {
  readonly file: CaseView
  readonly rows: readonly Contact[]
  readonly decision: Decision
  readonly onClose: () => void
  readonly onDone?: () => void
}

/** What is decided, about whom, what follows, and why. */
export function DecideDialog({ file, rows, decision, onClose, onDone }: DecideProps) {
  const t = useWords()
  const submitRef = useRef<HTMLButtonElement>(null)
  const [reason, setReason] = useState('')
  const deciding = useDecide(file.id, () => {
    onClose()
    onDone?.()
  })
  const [first] = rows
  const generation = first?.generation ?? 1
  const values = { count: rows.length, name: first?.name ?? '', generation }
  const needs = useNeeds({ reason: wholeReason(t, reason, SHORTEST) })
  const decide = () => deciding.mutate({ rows, decision, reason: reason.trim() })
  return (
    <Modal opened onClose={onClose} size="lg" title={t(`tracing.web.decide.${decision}.title`, values)}>
      <form className="k-stack" {...needs.form(decide)}>
        <p className="tr-follows">
          {t(followsOf(decision, rows), {
            ...values,
            hours: file.followUp.reachHours,
            days: file.followUp.standingDays,
          })}
        </p>
        <fieldset className="tr-reasons">
          <legend className="k-label">{t('tracing.web.decide.why')}</legend>
          {REASONS[decision].map((name, i) => (
            <button
              key={name}
              type="button"
              aria-pressed={reason === t(`tracing.web.reason.${name}`)}
              {...(i === 0 ? { 'data-autofocus': true } : {})}
              onClick={() => {
                setReason(t(`tracing.web.reason.${name}`))
                submitRef.current?.focus()
              }}
            >
              {t(`tracing.web.reason.${name}`)}
            </button>
          ))}
        </fieldset>
        <Textarea
          label={t('tracing.web.decide.reason')}
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          error={needs.of('reason')}
          onChange={event => setReason(event.currentTarget.value)}
        />
        {deciding.error ? (
          <p className="k-error" role="alert">
            {tell(t, deciding.error).title}
          </p>
        ) : null}
        <div className="k-foot">
          <Button variant="default" onClick={onClose}>
            {t('console.cancel')}
          </Button>
          <Button type="submit" ref={submitRef} loading={deciding.isPending}>
            {t(`tracing.web.decide.${decision}`, values)}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** What the decision sets going: only the first generation is told and handed to its commune. */
function followsOf(decision: Decision, rows: readonly Contact[]): string {
  const first = rows.some(row => row.generation === 1)
  if (decision === 'contact') return first ? 'tracing.web.follows.contact' : 'tracing.web.follows.later'
  const told = rows.some(row => row.state === 'contact' && row.generation === 1)
  return told ? 'tracing.web.follows.taken-back' : `tracing.web.follows.${decision}`
}

interface BulkProps {
  readonly file: CaseView
  readonly rows: readonly Contact[]
  readonly refused: Refused
  readonly onDone: () => void
}

const KEYS: Readonly<Record<string, Decision>> = { f: 'contact', d: 'dismissed' }
const VERDICTS = ['contact', 'dismissed', 'review'] as const

const keyOf = (decision: Decision) =>
  Object.keys(KEYS)
    .find(key => KEYS[key] === decision)
    ?.toUpperCase()

/** The two verdicts for the chosen rows; F and D from the list. */
export function BulkDecide({ file, rows, refused, onDone }: BulkProps) {
  const t = useWords()
  const [asking, setAsking] = useState<Decision>()
  useDecisionKeys(refused.why === undefined && asking === undefined ? setAsking : undefined, { first: true })
  const generations = new Set(rows.map(row => row.generation))
  const generation = rows[0]?.generation ?? 1
  if (refused.why) return <Why {...refused} />
  return (
    <>
      <BulkActs
        acts={VERDICTS.filter(decision => rows.some(row => row.state !== decision)).map(decision => ({
          label:
            decision === 'contact' && generations.size > 1
              ? t('tracing.web.decide.contact.mixed')
              : t(`tracing.web.decide.${decision}`, { generation, count: rows.length }),
          main: decision === 'contact',
          shortcut: keyOf(decision),
          onClick: () => setAsking(decision),
        }))}
      />
      {asking ? (
        <DecideDialog file={file} rows={rows} decision={asking} onClose={() => setAsking(undefined)} onDone={onDone} />
      ) : null}
    </>
  )
}

/**
 * F: a contact, D: not; heard from the list and what is open beside it, while nothing is being typed. `first` hears
 * before the others: what is chosen goes before what is open.
 */
export function useDecisionKeys(
  ask: ((decision: Decision) => void) | undefined,
  { first = false }: { readonly first?: boolean } = {},
): void {
  useEffect(() => {
    if (!ask) return
    const hear = (event: KeyboardEvent) => {
      const decision = KEYS[event.key.toLowerCase()]
      const target = event.target as HTMLElement
      const busy = target.closest('input:not([type="checkbox"]), textarea, select') || !target.closest('.tr-contacts')
      const meant = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
      if (!decision || busy || meant) return
      event.preventDefault()
      ask(decision)
    }
    addEventListener('keydown', hear, { capture: first })
    return () => removeEventListener('keydown', hear, { capture: first })
  }, [ask, first])
}
