import { useState } from 'react'
import { nameKey } from '#core/text.ts'
import { useWords } from '#core/web/words.tsx'
import { Checks, Choice, searchEnter, TextField } from '#kit/citizen/index.ts'
import { foundIn, isUnlisted, type Listed } from '../listed.ts'

const MOST = 6

interface ListedFieldProps {
  readonly name: string
  readonly label: string
  readonly hint: string | undefined
  readonly error: string | undefined
  readonly list: readonly Listed[]
  readonly several: boolean
  /** Of words that the list lacks. */
  readonly maxLength: number
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

/** Out of a long list on a phone: type some letters and choose one of a few; what was chosen stays in sight. */
export function ListedField(props: ListedFieldProps) {
  const { name, label, hint, error, list, several, maxLength, values, onChange } = props
  const t = useWords()
  const [typed, setTyped] = useState('')
  const own = typed.trim()
  const found = foundIn(list, typed).slice(0, MOST)
  const offered = [...found.map(one => one.value), ...(isUnlisted(list, typed) ? [own] : [])]
  const options = [...new Set([...values, ...offered])].map(value => {
    const known = list.find(one => one.value === value)
    if (known || values.includes(value)) return { value, label: known?.label ?? value }
    return { value, label: t('forms.web.listed.other', { text: value }), hint: t('forms.web.listed.other.hint') }
  })
  const said = found.filter(one => nameKey(one.label) === nameKey(own))
  const [hit] = found.length === 1 ? found : said.length === 1 ? said : []
  const chosen = { name: `${name}-choice`, label: t('forms.web.listed.choose'), options }
  return (
    <>
      <TextField
        name={name}
        label={label}
        hint={
          <>
            {hint ? <>{hint} </> : null}
            {t(several ? 'forms.web.listed.hint.several' : 'forms.web.listed.hint')}
          </>
        }
        error={error}
        type="search"
        maxLength={maxLength}
        value={typed}
        onChange={setTyped}
        input={searchEnter({
          name,
          typed,
          hit,
          isTaken: hit !== undefined && values.includes(hit.value),
          onTake: one => onChange(several ? [...values, one.value] : [one.value]),
        })}
      />
      <p className="only-read" role="status">
        {own ? t('forms.web.listed.found', { count: found.length }) : ''}
      </p>
      {options.length === 0 ? null : several ? (
        <Checks {...chosen} values={values} onChange={onChange} />
      ) : (
        <Choice {...chosen} value={values[0]} onChange={value => onChange([value])} />
      )}
    </>
  )
}
