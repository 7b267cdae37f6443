import { useEffect, useRef, useState } from 'react'
import { useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Notice, TextField } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { readImage } from '#kit/scan/index.ts'
import { useNeeds } from '#kit/use-needs.ts'
import './scan.css'

const WAY = 'cach'
const TYPED = 'go-ma'

/** Whether codes are typed instead of scanned; in the address bar, so that the browser's way back leads to the camera. */
export function useTyped() {
  const [search, set] = useSearch()
  return [search.get(WAY) === TYPED, (typed: boolean) => set({ [WAY]: typed ? TYPED : undefined })] as const
}

/** Where the camera cannot be used: a code typed in, or a photograph of one. */
export function OtherWays({ onText, typed, onTyped }: WaysProps & { onTyped: (typed: boolean) => void }) {
  const t = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const readPhoto = async (photo: File) => {
    setBusy(true)
    setProblem('')
    try {
      const [text] = await readImage(photo)
      if (text === undefined) setProblem(t('checkpoints.web.photo.none'))
      else onText(text)
    } catch (refused) {
      const { code } = refused as { code?: string }
      setProblem(code?.startsWith('scan.') ? t(code) : tell(t, refused).title)
    }
    setBusy(false)
  }
  return (
    <div className="c-ways">
      <button type="button" onClick={() => onTyped(!typed)}>
        <Icon name={typed ? 'camera' : 'keyboard'} size={22} />
        {t(typed ? 'checkpoints.web.camera.use' : 'checkpoints.web.type')}
      </button>
      <button type="button" disabled={busy} onClick={() => file.current?.click()}>
        <Icon name="upload" size={22} />
        {t(busy ? 'checkpoints.web.photo.busy' : 'checkpoints.web.photo')}
      </button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        aria-label={t('checkpoints.web.photo')}
        onChange={({ target }) => {
          const [photo] = target.files ?? []
          if (photo) void readPhoto(photo)
          target.value = ''
        }}
      />
      {problem ? <Notice tone="error" title={problem} /> : null}
    </div>
  )
}

interface WaysProps {
  readonly onText: (text: string) => void
  readonly typed: boolean
}

interface TypedCodeProps {
  readonly text: string
  readonly hint: string
  readonly held: boolean
  readonly onType: (text: string) => void
  readonly onText: (text: string) => void
}

/**
 * A code by keyboard; a hand scanner that types is one too, so the field is ready again after each answer. What was not
 * taken is selected: it can be corrected, and the hand scanner's next code takes its place.
 */
export function TypedCode({ text, hint, held, onType, onText }: TypedCodeProps) {
  const t = useWords()
  const field = useRef<HTMLInputElement>(null)
  const needs = useNeeds({ code: text.trim() !== '' || t('checkpoints.web.type.missing') })
  useEffect(() => {
    if (!held) field.current?.focus()
  }, [held])
  const check = () => {
    if (held) return
    onText(text)
    field.current?.select()
  }
  return (
    <form className="c-typed s-form" {...needs.form(check)}>
      <TextField
        name="code"
        label={t('checkpoints.web.type.label')}
        hint={hint}
        error={needs.of('code')}
        value={text}
        onChange={onType}
        input={{ ref: field, autoCapitalize: 'characters', autoCorrect: 'off', spellCheck: false, enterKeyHint: 'go' }}
      />
      <Button type="submit">{t('checkpoints.web.type.check')}</Button>
    </form>
  )
}
