import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import './answer.css'
import { Icon, type IconName } from '../icon.tsx'
import { TONE_ICON, type Tone } from '../tone.ts'

export interface BigAnswerProps {
  readonly tone: Tone
  /** One or two words: `Mời vào`. */
  readonly word: string
  /** What to do, in one sentence; not where the word itself says it. */
  readonly todo?: string | undefined
  readonly icon?: IconName
  /** Whose code it was. */
  readonly name?: string | undefined
  /** Short facts under the name: in or out, the hour, "chưa xác minh". */
  readonly facts?: readonly ReactNode[]
  readonly next: string
  readonly onNext: () => void
  /** A second way out, such as taking the last scan back. */
  readonly other?: { readonly label: string; readonly onClick: () => void }
}

/** So long an answer stays whatever is tapped: the second of two quick taps would put it away unread. */
const LEAST_MS = 700

/** Does what a tap or a key asks for, unless the answer has only just come. */
export function useSeen() {
  const [since] = useState(() => performance.now())
  return (asked: { readonly timeStamp: number }, then: () => void) => {
    if (asked.timeStamp - since >= LEAST_MS) then()
  }
}

/** Tab goes round among the buttons: what lies behind the answer cannot be seen. */
function goRound(box: HTMLElement, event: KeyboardEvent): void {
  const buttons = Array.from(box.querySelectorAll<HTMLElement>('button'))
  const at = buttons.indexOf(document.activeElement as HTMLElement)
  event.preventDefault()
  buttons[(at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length]?.focus()
}

/** The scanner's one huge answer: colour, icon, word and what to do, to be read at arm's length in the sun. */
export function BigAnswer(props: BigAnswerProps) {
  const { tone, word, todo, icon, name, facts = [], next, onNext, other } = props
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const seen = useSeen()
  useEffect(() => button.current?.focus({ preventScroll: true }), [])
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape') seen(event, onNext)
    if (event.key === 'Tab' && box.current) goRound(box.current, event)
  })
  useEffect(() => {
    // A tap beside the buttons takes the focus out of the answer.
    const onKey = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div
      className="s-answer"
      ref={box}
      data-tone={tone}
      role="alertdialog"
      aria-modal
      aria-label={word}
      aria-describedby={todo ? 'answer-todo' : undefined}
    >
      <div className="s-answer-body">
        <span className="s-answer-icon">
          <Icon name={icon ?? TONE_ICON[tone]} size={104} />
        </span>
        <p className="s-answer-word">{word}</p>
        {todo ? (
          <p className="s-answer-todo" id="answer-todo">
            {todo}
          </p>
        ) : null}
        {name ? <p className="s-answer-name">{name}</p> : null}
        {facts.length > 0 ? (
          <ul className="s-answer-facts">
            {facts.map((fact, i) => (
              <li key={i}>{fact}</li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className="s-answer-foot">
        <button type="button" className="s-answer-next" ref={button} onClick={event => seen(event, onNext)}>
          {next}
        </button>
        {other ? (
          <button type="button" className="s-answer-other" onClick={event => seen(event, other.onClick)}>
            {other.label}
          </button>
        ) : null}
      </div>
    </div>
  )
}
