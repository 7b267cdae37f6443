import { ActionIcon, Autocomplete, Button, NumberInput, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { api } from './api.ts'
import { OfficerField } from './officers.tsx'

export interface Recipient {
  readonly name: string
  readonly code: string | null
  readonly organisationId: string | null
}

interface RecipientsProps {
  readonly value: readonly Recipient[]
  readonly onChange: (value: readonly Recipient[]) => void
}

/** Where it goes: organisations that are known are sent to, others are written on the paper. */
export function RecipientsField({ value, onChange }: RecipientsProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const [sought] = useDebouncedValue(text.trim(), 250)
  const { data } = useRead(api.documents.addresses, { query: { q: sought } }, { when: sought.length > 1 })
  const found = sought.length > 1 ? (data?.rows ?? []) : []
  const add = (name: string) => {
    const known = found.find(one => one.name === name)
    if (!name.trim() || value.some(one => one.name === name.trim())) return
    onChange([
      ...value,
      { name: name.trim(), code: known?.code ?? null, organisationId: known?.organisationId ?? null },
    ])
    setText('')
  }
  return (
    <div className="k-stack">
      {value.length ? (
        <ul className="dc-people">
          {value.map(one => (
            <li key={one.name}>
              <span>
                {one.name}{' '}
                <Tag>
                  {t(
                    one.organisationId || one.code ? 'documents.web.recipient.sent' : 'documents.web.recipient.written',
                  )}
                </Tag>
              </span>
              <ActionIcon
                aria-label={t('documents.web.remove')}
                title={t('documents.web.remove')}
                onClick={() => onChange(value.filter(other => other !== one))}
              >
                <Icon name="cross" size={16} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="dc-due">
        <Autocomplete
          label={t('documents.web.recipient.add')}
          value={text}
          data={[...new Set(found.map(one => one.name))]}
          filter={({ options }) => options}
          onChange={setText}
          onOptionSubmit={add}
          onKeyDown={event => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add(text)
          }}
        />
        <Button variant="default" onClick={() => add(text)}>
          {t('documents.web.add')}
        </Button>
      </div>
    </div>
  )
}

interface Signer {
  readonly accountId: string
  readonly title: string
  /** As it is typed. */
  readonly n: number | string
}

interface SignersProps {
  readonly organisationId: string
  readonly value: readonly Signer[]
  readonly onChange: (value: readonly Signer[]) => void
}

/** Who signs, with which title, in which turn: those of one turn sign in any order. */
export function SignersField({ organisationId, value, onChange }: SignersProps) {
  const t = useWords()
  const set = (at: number, patch: Partial<Signer>) =>
    onChange(value.map((one, i) => (i === at ? { ...one, ...patch } : one)))
  return (
    <div className="k-stack">
      {value.map((one, at) => (
        <div key={at} className="dc-signer">
          <OfficerField
            organisationId={organisationId}
            label={t('documents.web.signer')}
            leading
            without={value.flatMap((other, i) => (i === at ? [] : other.accountId))}
            value={one.accountId}
            onChange={accountId => set(at, { accountId })}
          />
          <TextInput
            label={t('documents.web.signer.title')}
            placeholder="Giám đốc"
            value={one.title}
            maxLength={200}
            onChange={event => set(at, { title: event.currentTarget.value })}
          />
          <NumberInput
            label={t('documents.web.signer.turn')}
            min={1}
            max={9}
            value={one.n}
            onChange={n => set(at, { n })}
          />
          <ActionIcon
            aria-label={t('documents.web.remove')}
            title={t('documents.web.remove')}
            onClick={() => onChange(value.filter((_, i) => i !== at))}
          >
            <Icon name="cross" size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<Icon name="plus" size={16} />}
          onClick={() => onChange([...value, { accountId: '', title: '', n: value.length + 1 }])}
        >
          {t('documents.web.signer.add')}
        </Button>
      </div>
    </div>
  )
}
