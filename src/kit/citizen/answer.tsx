import { type ReactNode, useEffect, useRef } from 'react'
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

/** The scanner's one huge answer: colour, icon, word and what to do, to be read at arm's length in the sun. */
export function BigAnswer(props: BigAnswerProps) {
  const { tone, word, todo, icon, name, facts = [], next, onNext, other } = props
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus({ preventScroll: true }), [])
  return (
    <div
      className="s-answer"
      data-tone={tone}
      role="alertdialog"
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
        <button type="button" className="s-answer-next" ref={button} onClick={onNext}>
          {next}
        </button>
        {other ? (
          <button type="button" className="s-answer-other" onClick={other.onClick}>
            {other.label}
          </button>
        ) : null}
      </div>
    </div>
  )
}
