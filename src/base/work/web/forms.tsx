import { Modal, Select, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { UnitField } from '#base/identity/web/unit-field.tsx'
import { useWords } from '#core/web/words.tsx'
import { FormFoot } from '#kit/console/index.ts'

interface Officer {
  readonly id: string
  readonly name: string
}

interface Writing {
  readonly isPending: boolean
  readonly error: unknown
}

interface FormProps {
  readonly write: Writing
  readonly onClose: () => void
}

interface HandFormProps extends FormProps {
  /** Undefined while they are read. */
  readonly officers: readonly Officer[] | undefined
  readonly onHand: (officer: Officer, note: string) => void
}

/** To whom one item or many are handed, and with which words. */
export function HandForm({ officers = [], write, onHand, onClose }: HandFormProps) {
  const t = useWords()
  const [accountId, setAccountId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const submit = () => {
    const officer = officers.find(one => one.id === accountId)
    if (officer) onHand(officer, note.trim())
  }
  return (
    <Dialog title={t('work.web.hand')} onClose={onClose} onSubmit={submit} action={t('work.web.hand.do')} write={write}>
      <Select
        label={t('work.web.officer')}
        description={t('work.web.officer.hint')}
        searchable
        data={officers.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage={t('work.web.officer.none')}
        value={accountId}
        onChange={setAccountId}
        data-autofocus
      />
      <Textarea
        label={t('work.web.note.optional')}
        value={note}
        onChange={e => setNote(e.currentTarget.value)}
        autosize
      />
    </Dialog>
  )
}

interface TransferFormProps extends FormProps {
  /** Where all of it is now, which is not offered. */
  readonly from: string | undefined
  readonly onTransfer: (unitId: string, note: string) => void
}

/** To which unit one item or many go, and why. */
export function TransferForm({ write, from, onTransfer, onClose }: TransferFormProps) {
  const t = useWords()
  const [unitId, setUnitId] = useState<string>()
  const [note, setNote] = useState('')
  const submit = () => {
    if (unitId && note.trim()) onTransfer(unitId, note.trim())
  }
  return (
    <Dialog
      title={t('work.web.transfer')}
      onClose={onClose}
      onSubmit={submit}
      action={t('work.web.transfer.do')}
      write={write}
    >
      <p>{t('work.web.transfer.help')}</p>
      <UnitField label={t('work.web.unit.to')} value={unitId} onChange={setUnitId} except={from} required />
      <Textarea
        label={t('work.web.note')}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
        required
        withAsterisk={false}
        autosize
        minRows={2}
      />
    </Dialog>
  )
}

interface FrameProps {
  readonly title: string
  readonly action: string
  readonly onClose: () => void
  readonly onSubmit: () => void
  readonly write: Writing
  readonly children: ReactNode
}

function Dialog({ title, action, onClose, onSubmit, write, children }: FrameProps) {
  const t = useWords()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('console.close') }}>
      <form className="k-stack" onSubmit={submit}>
        {children}
        <FormFoot problem={write.error} onCancel={onClose} busy={write.isPending}>
          {action}
        </FormFoot>
      </form>
    </Modal>
  )
}
