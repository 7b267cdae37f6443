import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { PersonLine } from '#base/people/web/console-api.ts'
import { FindPerson } from '#base/people/web/console-find.tsx'
import { NewPerson } from '#base/people/web/console-new-person.tsx'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, FormFoot, Modal, sayDone } from '#kit/console/index.ts'
import { DayField, TimeField } from '#kit/console/when.tsx'
import { useNeeds } from '#kit/use-needs.ts'
import type { CaseView } from '../contract.ts'
import { api } from './api.ts'
import { PickedPerson } from './register.tsx'
import { stayOf } from './when.ts'
import { whyOf } from './why.ts'

/** Somebody the case remembers having met, whether or not a door recorded it. */
export function NamedAction({ file }: { file: CaseView }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActionButton wide icon="person" {...whyOf(t, file, 'write')} onClick={() => setOpen(true)}>
        {t('tracing.web.named')}
      </ActionButton>
      {open ? (
        <Modal opened size="lg" onClose={() => setOpen(false)} title={t('tracing.web.named')}>
          <NamedForm file={file} onClose={() => setOpen(false)} />
        </Modal>
      ) : null}
    </>
  )
}

function NamedForm({ file, onClose }: { file: CaseView; onClose: () => void }) {
  const t = useWords()
  const [person, setPerson] = useState<PersonLine>()
  const [unknown, setUnknown] = useState<string>()
  const choose = (chosen: PersonLine | undefined) => {
    setPerson(chosen)
    setUnknown(undefined)
  }
  if (unknown !== undefined)
    return <NewPerson typed={unknown} onAdded={choose} onCancel={() => setUnknown(undefined)} />
  if (!person)
    return (
      <FindPerson
        label={t('tracing.web.named.find')}
        exceptId={file.personId}
        onPick={choose}
        onUnknown={setUnknown}
        autoFocus
      />
    )
  return <NamedMeeting file={file} person={person} onOther={() => choose(undefined)} onClose={onClose} />
}

interface MeetingProps {
  readonly file: CaseView
  readonly person: PersonLine
  readonly onOther: () => void
  readonly onClose: () => void
}

function NamedMeeting({ file, person, onOther, onClose }: MeetingProps) {
  const t = useWords()
  const [day, setDay] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [told, setTold] = useState('')
  const adding = useWrite(api.tracing.addContact, {
    done: () => {
      onClose()
      sayDone(t('tracing.web.named.added', { name: person.fullName }))
    },
  })
  const needs = useNeeds({
    day: day !== '' || t('tracing.web.stop.day.missing'),
    from: from !== '' || t('tracing.web.stop.time.missing'),
    to: to !== '' || t('tracing.web.stop.time.missing'),
  })
  const add = () => {
    const stay = stayOf(day, from, to)
    adding.mutate({
      params: { caseId: file.id },
      body: {
        personId: person.id,
        metFrom: stay.from.toISOString(),
        metUntil: stay.to.toISOString(),
        reason: told.trim(),
      },
    })
  }
  return (
    <form className="k-stack" {...needs.form(add)}>
      <PickedPerson person={person} onOther={onOther} />
      <DayField
        label={t('tracing.web.named.day')}
        value={day}
        onChange={next => setDay(next ?? '')}
        error={needs.of('day')}
      />
      <div className="tr-times">
        <TimeField label={t('tracing.web.from')} value={from} onChange={setFrom} error={needs.of('from')} />
        <TimeField label={t('tracing.web.to')} value={to} onChange={setTo} error={needs.of('to')} />
      </div>
      <Textarea
        label={t('tracing.web.named.told')}
        placeholder={t('tracing.web.named.told.example')}
        value={told}
        maxLength={500}
        autosize
        minRows={2}
        onChange={event => setTold(event.currentTarget.value)}
      />
      <FormFoot problem={adding.error} onCancel={onClose} busy={adding.isPending}>
        {t('tracing.web.named.do')}
      </FormFoot>
    </form>
  )
}
