import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { WorkResult } from '#base/work/contract.ts'
import { Failed } from '#base/work/web/failed.tsx'
import { useWrite } from '#core/web/data.tsx'
import { useSaveFile } from '#core/web/save-file.ts'
import { type Say, useWords } from '#core/web/words.tsx'
import { FormFoot, Notice, sayDone } from '#kit/console/index.ts'
import { PasswordField } from '#kit/console/password-field.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { useNeeds } from '#kit/use-needs.ts'
import { SHORTEST_PIN, type TurnView } from '../contract.ts'
import { api } from './api.ts'

interface ChosenProps {
  readonly turns: readonly TurnView[]
  readonly onClose: () => void
  readonly onDone: () => void
}

/** One PIN for all that is signed with one certificate; where two are wanted, one after the other. */
export function SignForm({ turns, onClose, onDone }: ChosenProps) {
  const t = useWords()
  const groups = [...Map.groupBy(turns, turn => turn.certificateId ?? '')]
  const [done, setDone] = useState(0)
  const [failed, setFailed] = useState<readonly WorkResult[]>([])
  const [certificateId, chosen] = groups[done] ?? ['', []]
  if (!turns.length) return <Notice title={t('signatures.web.nothing')} />
  if (failed.length)
    return (
      <Failed
        said={t('signatures.web.failed', { n: failed.length })}
        failed={failed}
        nameOf={id => turns.find(turn => turn.id === id)?.title}
        seen={t('signatures.web.seen')}
        onSeen={onDone}
      />
    )
  if (!certificateId) return <Notice tone="error" title={t('signatures.web.no-certificate')} />
  const finished = (results: readonly WorkResult[]) => {
    const left = results.filter(result => result.problem)
    if (results.length > left.length) sayDone(t('signatures.web.signed', { n: results.length - left.length }))
    if (left.length) setFailed(left)
    else if (done + 1 < groups.length) setDone(done + 1)
    else onDone()
  }
  return (
    <PinForm key={certificateId} certificateId={certificateId} turns={chosen} onClose={onClose} onSigned={finished} />
  )
}

interface PinFieldProps {
  /** Of one's own signature unless said. */
  readonly label?: string
  readonly help?: string
  readonly value: string
  readonly onChange: (pin: string) => void
  readonly error: string | undefined
}

/** For `useNeeds`: a PIN that is long enough to be one. */
export const wholePin = (t: Say, pin: string) =>
  pin.length >= SHORTEST_PIN || t('kit.needed.more', { min: SHORTEST_PIN })

/** Of the key of a signature or a seal: typed each time, kept nowhere. */
export function PinField({ label, help, value, onChange, error }: PinFieldProps) {
  const t = useWords()
  return (
    <PasswordField
      label={label ?? t('signatures.web.pin')}
      description={help ?? t('signatures.web.pin.help')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      autoComplete="off"
      inputMode="numeric"
      maxLength={32}
      error={error}
      data-autofocus
    />
  )
}

interface PinProps {
  readonly certificateId: string
  readonly turns: readonly TurnView[]
  readonly onClose: () => void
  readonly onSigned: (results: readonly WorkResult[]) => void
}

function PinForm({ certificateId, turns, onClose, onSigned }: PinProps) {
  const t = useWords()
  const [pin, setPin] = useState('')
  const sign = useWrite(api.signatures.sign, {
    refreshes: ['work', 'signatures'],
    done: ({ results }) => onSigned(results),
  })
  const [first] = turns
  const needs = useNeeds({ pin: wholePin(t, pin) })
  const send = () => sign.mutate({ body: { certificateId, pin, turnIds: turns.map(turn => turn.id) } })
  return (
    <form className="k-stack" {...needs.form(send)}>
      <p className="si-what">
        {first?.sealOf
          ? t('signatures.web.sign.seal', { n: turns.length, name: first.sealOf })
          : t('signatures.web.sign.own', { n: turns.length })}
      </p>
      <ul className="si-names">
        {turns.map(turn => (
          <li key={turn.id}>{turn.title}</li>
        ))}
      </ul>
      <PinField value={pin} onChange={setPin} error={needs.of('pin')} />
      <FormFoot problem={sign.error} onCancel={onClose} busy={sign.isPending}>
        {t('signatures.web.sign.do', { n: turns.length })}
      </FormFoot>
    </form>
  )
}

const SHORTEST = 3

export function RefuseForm({ turns, onClose, onDone }: ChosenProps) {
  const t = useWords()
  const [why, setWhy] = useState('')
  const refuse = useWrite(api.signatures.refuse, {
    refreshes: ['work', 'signatures'],
    done: () => {
      sayDone(t('signatures.web.refused'))
      onDone()
    },
  })
  const needs = useNeeds({ why: why.trim().length >= SHORTEST || t('kit.needed.more', { min: SHORTEST }) })
  const send = () => refuse.mutate({ body: { turnIds: turns.map(turn => turn.id), why: why.trim() } })
  return (
    <form className="k-stack" {...needs.form(send)}>
      <Notice title={t('signatures.web.refuse.help')} />
      <Textarea
        label={t('signatures.web.refuse.why')}
        value={why}
        onChange={event => setWhy(event.currentTarget.value)}
        error={needs.of('why')}
        maxLength={500}
        autosize
        minRows={3}
        data-autofocus
      />
      <FormFoot problem={refuse.error} onCancel={onClose} busy={refuse.isPending} danger>
        {t('signatures.web.refuse')}
      </FormFoot>
    </form>
  )
}

/** The papers of a turn, to be read before they are signed. */
export function Papers({ papers }: { papers: TurnView['papers'] }) {
  const t = useWords()
  const { problem, save } = useSaveFile()
  return (
    <ul className="si-papers">
      {papers.map(({ id, name, pages }) => (
        <li key={id}>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Icon name="document" size={16} />}
            onClick={() => void save(api.signatures.paper({ params: { signPaperId: id } }), name)}
          >
            {name}
          </Button>
          <span className="k-hint">{t('signatures.web.pages', { n: pages })}</span>
        </li>
      ))}
      {problem ? (
        <li className="k-error" role="alert">
          {tell(t, problem).title}
        </li>
      ) : null}
    </ul>
  )
}
